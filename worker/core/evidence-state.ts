// What a policy's state holds of evidence: what is proven, and what the search for more needs to find contradictions when
// the second of two messages comes. Everything a peer can fill has a bound; what falls out costs accountability, and that a dead
// spore is found dead at once (DE-6), nothing else.

import type { EvidenceCode } from './model/evidence.ts'
import type { SporeId } from './model/ids.ts'
import { baseKey } from './rules/footprint.ts'
import type { Suspicion } from './rules/evidence-assembly.ts'
import { type HasFootprint, SlotIndex } from './slot-index.ts'

/** Evidence in the log. */
export interface HeldEvidence {
  readonly code: EvidenceCode
  readonly accused: number
  readonly id: string
  readonly round: number
  readonly at: number
}

/** An ENDORSE of `spore` that says that another has ended without a commit. */
export interface Release {
  readonly endorser: number
  readonly spore: SporeId
  readonly seq: number
  readonly round: number
}

export interface EvidenceState<Entry extends HasFootprint, Ref> {
  /** By code and accused: one proof of a kind is enough. */
  readonly held: Map<string, HeldEvidence>
  /** Endorsers proven faulty, as bits. Their votes count all the same. */
  faulty: number
  /** Open and recent spores by slot and path. */
  readonly atBase: SlotIndex<Entry>
  /** The same by emitter and nonce. */
  readonly byNonce: Map<string, SporeId>
  /** What was said to have ended, and by whom. */
  readonly releases: Map<SporeId, Release[]>
  /** Suspicions raised already, so that none is raised with every message. */
  readonly raised: Set<string>
  /** Found in the rounds of the log that were replayed. */
  untold: string[]
  /** Raised while the log was replayed. */
  waiting: (Suspicion & { readonly refs: readonly Ref[] })[]
}

export const createEvidenceState = <Entry extends HasFootprint, Ref>(): EvidenceState<Entry, Ref> => ({
  held: new Map(),
  faulty: 0,
  atBase: new SlotIndex(baseKey),
  byNonce: new Map(),
  releases: new Map(),
  raised: new Set(),
  untold: [],
  waiting: [],
})
