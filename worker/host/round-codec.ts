// A round of the log as one packed value: [[kind, message], …] in the order in which the core took them, our own batches
// last. Kind 0 is a bundle, 1 a batch in full form; both are exactly the bytes that peers get when they ask. Kind 2 says that
// this node no longer votes in a policy, whose id it holds. Kind 3, always first, is the time of the round, so that what is
// replayed keeps its dates on the screens. Kind 4 is evidence, as peers get it. Kind 5 says what was executed, in order.
// Kind 6 says what was found dead when a body came.

import { loggedBatch } from '../core/codec/batch-codec.ts'
import { type Buried, decodeBuried } from '../core/codec/buried-codec.ts'
import { decode, encode } from '../core/codec/cbor.ts'
import { decodeExecuted, type Executed } from '../core/codec/executed-codec.ts'
import { bytesToHex } from '../core/codec/hex.ts'
import { decodeMessage } from '../core/codec/message-codec.ts'
import { bytes, isArray, uint } from '../core/codec/shape.ts'
import type { Batch } from '../core/model/batch.ts'
import type { Evidence } from '../core/model/evidence.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import type { Bundle } from '../core/model/spore.ts'
import type { Decode } from './ports.ts'

const KINDS = { bundle: 0, batch: 1, silence: 2, evidence: 4, executed: 5, buried: 6 } as const
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
  | ({ readonly type: 'buried' } & Buried)
  | { readonly type: 'time'; readonly at: number }

/** `at`: this device's clock when the round was closed, milliseconds. */
export const encodeRound = (at: number, entries: readonly LogEntry[]): Uint8Array =>
  encode([[TIME, at], ...entries.map(({ kind, bytes: message }) => [KINDS[kind], message])])

/** One line of a round. What it says is read when somebody asks, once. */
export class RoundRow {
  readonly #kind: number
  /** A message as on the wire; of a time there are none. */
  readonly bytes: Uint8Array
  readonly #decode: Decode
  #message: RoundMessage | undefined

  constructor(kind: number, content: Uint8Array, decode: Decode, message?: RoundMessage) {
    this.#kind = kind
    this.#decode = decode
    this.bytes = content
    this.#message = message
  }

  is(kind: LogEntry['kind']): boolean {
    return this.#kind === KINDS[kind]
  }

  /** What we wrote ourselves, under a checksum: anything unexpected is a bug or a damaged disk. */
  get message(): RoundMessage {
    this.#message ??= readMessage(this.#kind, this.bytes, this.#decode)
    return this.#message
  }
}

export function rowsOfRound(value: Uint8Array, decodeRow: Decode): readonly RoundRow[] {
  const rows = decode(value)
  invariant(Array.isArray(rows), 'a round of the log is damaged')
  return rows.map((row: unknown): RoundRow => {
    invariant(isArray(row, 2), 'a round of the log is damaged')
    const [kind, at, content] = [uint(row[0]), uint(row[1]), bytes(row[1])]
    if (kind === TIME && at !== undefined) return new RoundRow(kind, NOTHING, decodeRow, { type: 'time', at })
    invariant(kind !== undefined && content, 'a round of the log is damaged')
    return new RoundRow(kind, content, decodeRow)
  })
}

export const decodeRound = (value: Uint8Array, decodeRow: Decode = decodeMessage): readonly RoundMessage[] =>
  rowsOfRound(value, decodeRow).map(({ message }) => message)

const NOTHING = new Uint8Array()

function readMessage(kind: number, wire: Uint8Array, decodeRow: Decode): RoundMessage {
  if (wire.length === 32 && kind === KINDS.silence)
    return { type: 'silence', policy: bytesToHex(wire) as PolicyId, bytes: wire }
  const executed = kind === KINDS.executed ? decodeExecuted(wire) : undefined
  if (executed) return { type: 'executed', ...executed }
  const buried = kind === KINDS.buried ? decodeBuried(wire) : undefined
  if (buried) return { type: 'buried', ...buried }
  const message = decodeRow(wire)
  if (message?.type === 'bundle') return { type: 'bundle', bundle: message.bundle, bytes: wire }
  if (message?.type === 'evidence') return { type: 'evidence', evidence: message.evidence, bytes: wire }
  const batch = message?.type === 'batch' ? loggedBatch(message.batch) : undefined
  invariant(batch, 'a round of the log is damaged')
  return { type: 'batch', batch, bytes: wire }
}
