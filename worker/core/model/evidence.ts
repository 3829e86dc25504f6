// Proof, by their own signatures, that somebody broke the rules (protocol 8, "poison"). It stands by itself: the policy
// and these bytes are all a verifier needs, never an order of arrival or a clock.

import type { BatchHeader, Item } from './batch.ts'
import type { PolicyId } from './ids.ts'
import type { Spore } from './spore.ts'

export const EVIDENCE_CODES = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P11'] as const
/**
 * P1 two histories, P2 both votes on one spore, P3 conflicting endorsements, P4 a lock released although its spore
 * committed, P5 a promise of a ballot broken, P6 a false report, P7 a reference that does not justify, P11 an emitter
 * that signs two things as one (never counted as faulty: it may be two honest tabs).
 */
export type EvidenceCode = (typeof EVIDENCE_CODES)[number]

/** Why this device says nothing more in a policy; reads and following others go on. */
export type SilencedBecause =
  /** Its key has spoken where this device does not remember it. */
  | 'spoke-elsewhere'
  /** There is evidence against this device's own key. */
  | 'accused'
  /** More than f endorsers are proven faulty: the policy is read-only here. */
  | 'halted'

export interface SignedHeader {
  readonly header: BatchHeader
  readonly digest: string
  readonly signature: Uint8Array
}

/** An item and where it stands: `header` counts among the evidence's headers. */
export interface ProvenItem {
  readonly header: number
  readonly index: number
  readonly item: Item
  /** Canonical bytes, as hashed. */
  readonly bytes: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** Every item of a batch: shows what is *not* in it, and which of two comes first. */
export interface WholeBatch {
  readonly header: number
  readonly items: readonly Item[]
}

/** A bundle's signature: over H("bundle/1", emitter, root of ids). */
export interface BundleSeal {
  readonly root: Uint8Array
  readonly signature: Uint8Array
}

/** The body at this place among `bodies` is under seal number `seal`: `sides` and `path` lead up to its root. */
export interface SealedBody {
  readonly seal: number
  readonly sides: number
  readonly path: readonly Uint8Array[]
}

interface Common {
  readonly policy: PolicyId
  /** Hash of the bytes, hex. */
  readonly id: string
  /** Canonical encoding, as stored and sent. */
  readonly bytes: Uint8Array
}

export interface EndorserEvidence extends Common {
  readonly code: Exclude<EvidenceCode, 'P11'>
  /** Index of the endorser. */
  readonly accused: number
  readonly headers: readonly SignedHeader[]
  readonly items: readonly ProvenItem[]
  readonly wholes: readonly WholeBatch[]
  readonly bodies: readonly Spore[]
}

export interface EmitterEvidence extends Common {
  readonly code: 'P11'
  /** Index among the endorsers, or n plus the index among the other submitters. */
  readonly accused: number
  readonly seals: readonly BundleSeal[]
  readonly places: readonly SealedBody[]
  readonly bodies: readonly Spore[]
}

export type Evidence = EndorserEvidence | EmitterEvidence
