// What nodes say to each other, decoded but not yet believed: signatures are checked by the host before a step.

import type { BatchRef, PackedBatch } from './batch.ts'
import type { Evidence } from './evidence.ts'
import type { PolicyId, SporeId } from './ids.ts'
import type { ReadAnswer, ReadQuestion } from './read.ts'
import type { Bundle } from './spore.ts'
import type { Turn } from './turn.ts'

/** How far the sender has every endorser's chain without a gap: the next sequence number it lacks, by index. */
export interface Frontier {
  readonly type: 'frontier'
  readonly policy: PolicyId
  readonly next: readonly number[]
  /** Of each chain the digest of the batch before that, its first 8 bytes as hex: two branches show. Before the first, the policy's id. */
  readonly heads: readonly string[]
}

/** A spore and the votes on it that the sender has, as sets of endorsers. */
export interface KnownVotes {
  readonly spore: SporeId
  readonly endorsed: number
  readonly rejected: number
  readonly accepted: number
}

/** Asks for batches [endorser, from, to), for the bundles of spores, for votes that the sender lacks, and for batches by digest. */
export interface Want {
  readonly type: 'want'
  readonly policy: PolicyId
  readonly batches: readonly (readonly [endorser: number, from: number, to: number])[]
  readonly spores: readonly SporeId[]
  readonly votes: readonly KnownVotes[]
  readonly refs: readonly BatchRef[]
}

/** Signed messages that together prove decisions: bundles of bodies, and the batches that hold a quorum of ACCEPTs. */
export interface Certificate {
  readonly type: 'certificate'
  readonly policy: PolicyId
  readonly bundles: readonly Bundle[]
  readonly batches: readonly PackedBatch[]
}

/** Signed by the emitter of all these spores: they shall come to an end, either way. */
export interface Cancel {
  readonly policy: PolicyId
  readonly spores: readonly SporeId[]
  /** 64 bytes over cancelDigest(policy, emitter, ids). */
  readonly signature: Uint8Array
  readonly wire: Uint8Array
}

export type Message =
  | { readonly type: 'bundle'; readonly bundle: Bundle }
  | { readonly type: 'batch'; readonly batch: PackedBatch }
  | { readonly type: 'evidence'; readonly evidence: Evidence }
  | Certificate
  | { readonly type: 'cancel'; readonly cancel: Cancel }
  | { readonly type: 'turn'; readonly policy: PolicyId; readonly turn: Turn }
  | Frontier
  | Want
  | ReadQuestion
  | ReadAnswer
