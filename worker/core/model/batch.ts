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

/** A signed batch by its digest (hex), which branch of a forked chain it may be on; in it, the first item that fits is meant. */
export interface BatchRef {
  readonly endorser: number
  readonly seq: number
  readonly digest: string
}

/** A batch that we have: the round of our log that holds it. */
export interface StoredBatch {
  readonly round: number
  readonly digest: string
}

/** The last ballot an endorser accepted. `just` is the PROPOSE it followed; null in ballot 0, which rests on the approval. */
export interface Accepted {
  readonly ballot: number
  readonly just: BatchRef | null
}

/** Ids are full in everything that is hashed and stored; on the wire they may be 8-byte prefixes. */
export type ItemOf<Id extends string> =
  /** `freed`: rivals at an equal base that this endorser had endorsed and knows to be aborted or dead. */
  | { readonly type: 'ENDORSE'; readonly spore: Id; readonly freed: readonly Id[] }
  /** Binding. `ref` names the spore that made it stale. */
  | { readonly type: 'REJECT'; readonly spore: Id; readonly why: RejectReason; readonly ref: Id | null }
  /** Advisory: waits behind `by`, and may still endorse. */
  | { readonly type: 'HOLD'; readonly spore: Id; readonly by: Id }
  /** Even ballots commit, odd ballots abort. */
  | ({ readonly type: 'ACCEPT'; readonly spore: Id } & Accepted)
  /** A promise to accept nothing below this ballot and to vote no more, and a report of what was said so far. */
  | {
      readonly type: 'RECOVER'
      readonly spore: Id
      readonly ballot: number
      readonly vote: 'E' | 'R' | null
      readonly accepted: Accepted | null
      /** The spore that waits for this one's end, when that is the reason [V8]. */
      readonly by: Id | null
    }
  /** The ballot's coordinator shows the reports that make its outcome safe. */
  | {
      readonly type: 'PROPOSE'
      readonly spore: Id
      readonly ballot: number
      readonly reports: readonly BatchRef[]
    }

export type Item = ItemOf<SporeId>

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
export type PackedItem = ItemOf<string>
