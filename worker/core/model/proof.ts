// A light proof: what one needs to believe the end of one spore, from the policy alone (protocol 6, rules PF-1 to PF-5).
// Decoded but not yet believed: `rules/proof.ts` says what is wrong with it, and which signatures it rests on.

import type { Item } from './batch.ts'
import type { PolicyId } from './ids.ts'
import type { PolicyRecord } from './policy.ts'
import type { Spore } from './spore.ts'

/** From one leaf up to a root. Bit i of `sides` is set where the way comes from the right in step i. */
export interface MerklePath {
  readonly sides: number
  /** 32 bytes each, lowest first. */
  readonly siblings: readonly Uint8Array[]
}

/** A body, and that its emitter signed a bundle with it. */
export interface ShownSpore {
  readonly spore: Spore
  readonly signature: Uint8Array
  readonly path: MerklePath
}

/** One item of a signed batch. The batch's root follows from the path. */
export interface ShownVote {
  readonly endorser: number
  readonly seq: number
  /** Digest of the previous batch, hex. */
  readonly previous: string
  readonly count: number
  readonly signature: Uint8Array
  readonly item: Item
  readonly path: MerklePath
}

/** Which votes decide: ACCEPTs of one ballot, REJECTs, or ENDORSEs with the fast path. */
export type ShownVotes = { readonly votes: readonly ShownVote[] } & (
  | { readonly type: 'accepts'; readonly ballot: number }
  | { readonly type: 'rejects' }
  | { readonly type: 'endorses' }
)

/** A decided spore; of a dead one the spore that was committed in its place. */
export interface Proof {
  readonly policy: PolicyId
  /** The record travels along, or the verifier has it. */
  readonly record: PolicyRecord | undefined
  readonly shown: ShownSpore
  readonly outcome:
    ShownVotes | { readonly type: 'dead'; readonly by: ShownSpore; readonly votes: ShownVotes }
}
