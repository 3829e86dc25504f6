// A round of the log as one packed value: [[kind, message], …] in the order in which the core took them, our own batches
// last. Kind 0 is a bundle, 1 a batch in full form; both are exactly the bytes that peers get when they ask. Kind 2 says that
// this node no longer votes in a policy, whose id it holds. Kind 3, always first, is the time of the round, so that what is
// replayed keeps its dates on the screens. Kind 4 is evidence, as peers get it. Kind 5 says what was executed, in order.

import { unpackBatch } from '../core/codec/batch-codec.ts'
import { decodeTrusted, encode } from '../core/codec/cbor.ts'
import { decodeExecuted, type Executed } from '../core/codec/executed-codec.ts'
import { bytesToHex } from '../core/codec/hex.ts'
import { decodeMessage } from '../core/codec/message-codec.ts'
import { bytes, isArray, uint } from '../core/codec/shape.ts'
import type { Batch } from '../core/model/batch.ts'
import type { Evidence } from '../core/model/evidence.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import type { Bundle } from '../core/model/spore.ts'

const KINDS = { bundle: 0, batch: 1, silence: 2, evidence: 4, executed: 5 } as const
const TIME = 3

export interface LogEntry {
  readonly kind: keyof typeof KINDS
  readonly bytes: Uint8Array
}

export type RoundMessage =
  | { readonly type: 'bundle'; readonly bundle: Bundle; readonly bytes: Uint8Array }
  | { readonly type: 'batch'; readonly batch: Batch; readonly bytes: Uint8Array }
  | { readonly type: 'evidence'; readonly evidence: Evidence; readonly bytes: Uint8Array }
  | { readonly type: 'silence'; readonly policy: PolicyId; readonly bytes: Uint8Array }
  | ({ readonly type: 'executed' } & Executed)
  | { readonly type: 'time'; readonly at: number }

/** `at`: this device's clock when the round was closed, milliseconds. */
export const encodeRound = (at: number, entries: readonly LogEntry[]): Uint8Array =>
  encode([[TIME, at], ...entries.map(({ kind, bytes: message }) => [KINDS[kind], message])])

/** What we wrote ourselves, under a checksum: anything unexpected is a bug or a damaged disk. */
export function decodeRound(value: Uint8Array): readonly RoundMessage[] {
  const rows = decodeTrusted(value)
  invariant(Array.isArray(rows), 'a round of the log is damaged')
  return rows.map((row: unknown): RoundMessage => {
    const at = isArray(row, 2) && row[0] === TIME ? uint(row[1]) : undefined
    if (at !== undefined) return { type: 'time', at }
    const wire = isArray(row, 2) ? bytes(row[1]) : undefined
    if (wire?.length === 32 && (row as readonly unknown[])[0] === KINDS.silence)
      return { type: 'silence', policy: bytesToHex(wire) as PolicyId, bytes: wire }
    const executed =
      wire && (row as readonly unknown[])[0] === KINDS.executed ? decodeExecuted(wire) : undefined
    if (executed) return { type: 'executed', ...executed }
    const message = wire && decodeMessage(wire)
    if (wire && message?.type === 'bundle') return { type: 'bundle', bundle: message.bundle, bytes: wire }
    if (wire && message?.type === 'evidence')
      return { type: 'evidence', evidence: message.evidence, bytes: wire }
    const batch = message?.type === 'batch' ? unpackBatch(message.batch, () => undefined) : undefined
    invariant(wire && batch, 'a round of the log is damaged')
    return { type: 'batch', batch, bytes: wire }
  })
}
