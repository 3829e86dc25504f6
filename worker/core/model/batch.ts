// Everything an endorser says is an item in its hash-chained batch (protocol 3.2). The chain is also its write-ahead
// log: replaying it gives back the same promises.

import type { PolicyId, SporeId } from './ids.ts'

export const REJECT_REASONS = [
  'STALE',
  'POLICY',
  'TYPE',
  'ESCROW',
  'EXPIRED',
  'ERA',
  'RATE',
  'LOCAL',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]

export type Item =
  /** `freed`: rivals at an equal base that this endorser had endorsed and knows to be aborted or dead. */
  | { readonly type: 'ENDORSE'; readonly spore: SporeId; readonly freed: readonly SporeId[] }
  /** Binding. `ref` names the spore that made it stale. */
  | {
      readonly type: 'REJECT'
      readonly spore: SporeId
      readonly why: RejectReason
      readonly ref: SporeId | null
    }
  /** Advisory: waits behind `by`, and may still endorse. */
  | { readonly type: 'HOLD'; readonly spore: SporeId; readonly by: SporeId }
  /** Ballot 0 only until the fallback comes; its justification is the approval certificate. */
  | { readonly type: 'ACCEPT'; readonly spore: SporeId; readonly ballot: 0 }

export interface BatchHeader {
  readonly policy: PolicyId
  readonly era: number
  /** Index of the endorser in the policy. */
  readonly endorser: number
  /** Session incarnation; 0 until eras. */
  readonly incarnation: number
  readonly seq: number
  /** Digest (hex) of the previous header; of seq 0 the policy's id (7.5, H5). */
  readonly previous: string
  /** Merkle root (hex) of the items' canonical encodings with full ids. */
  readonly root: string
  readonly count: number
}

/** A batch whose header signature was verified and whose items match its root. */
export interface Batch {
  readonly header: BatchHeader
  /** Digest (hex) of the header: what is signed, and the next batch's `previous`. */
  readonly digest: string
  readonly signature: Uint8Array
  readonly items: readonly Item[]
}

/** As received: items may carry 8-byte short ids, to be expanded from the spores that the receiver knows. */
export interface PackedBatch {
  readonly header: BatchHeader
  readonly digest: string
  readonly signature: Uint8Array
  readonly short: boolean
  readonly items: readonly PackedItem[]
}

/** An item whose ids are hex of 8 or 32 bytes. */
export interface PackedItem {
  readonly code: 0 | 1 | 2 | 3
  readonly spore: string
  readonly ids: readonly string[]
  readonly why: number
}
