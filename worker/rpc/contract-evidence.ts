// What the page sees of evidence: proof, by their own signatures, that somebody broke the rules. The word is "faulty":
// a storage that was rolled back looks just like a lie.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'

export type { EvidenceCode, SilencedBecause } from '../core/model/evidence.ts'
import type { EvidenceCode } from '../core/model/evidence.ts'

export interface EvidenceView {
  /** Hash of the evidence, 64 hex characters: the same on every node that holds this proof. */
  readonly id: string
  readonly policy: PolicyId
  readonly code: EvidenceCode
  /** A few words: "Two votes on one spore". */
  readonly title: string
  /** What happened, in one or two sentences, with names. */
  readonly sentence: string
  readonly accused: {
    readonly key: PublicKeyHex
    readonly name: string
    /** Number among the policy's endorsers, from 0; null for an emitter (P11). */
    readonly endorser: number | null
    readonly isMe: boolean
  }
  /** False for P11: the emitter gets a smaller budget, and nobody counts as faulty. */
  readonly countsAsFaulty: boolean
  /** When this device stored it. */
  readonly storedAt: number
}

/** One item of a signed message, or one spore of a signed bundle. */
export interface EvidenceItemView {
  /** Position in the message. */
  readonly index: number
  /** In words: "ENDORSE spore 3f2a91bc…". */
  readonly text: string
  /** The spore it speaks of. */
  readonly spore: SporeId
  /** Canonical bytes, hex. */
  readonly raw: string
  /** Hashes that lead from these bytes to the signed root, hex; none when the message is shown whole. */
  readonly path: readonly string[]
}

export interface EvidenceMessageView {
  readonly kind: 'batch' | 'bundle'
  readonly signer: { readonly key: PublicKeyHex; readonly name: string }
  /** In words: "Message 7 of bob, which follows 1c77d0e2…". */
  readonly text: string
  /** Position in the signer's chain; null for a bundle. */
  readonly seq: number | null
  /** Digest of the message before; null for a bundle. */
  readonly previous: string | null
  /** Merkle root over everything in the message. */
  readonly root: string
  /** How many items are under the root; null for a bundle. */
  readonly count: number | null
  /** What was signed: 32 bytes, hex. */
  readonly digest: string
  /** Ed25519, 64 bytes, hex. */
  readonly signature: string
  readonly items: readonly EvidenceItemView[]
}

export interface EvidenceSporeView {
  readonly id: SporeId
  readonly emitter: { readonly key: PublicKeyHex; readonly name: string }
  /** "SET apples 3". */
  readonly operations: readonly string[]
  /** Canonical body, hex. */
  readonly raw: string
}

export interface EvidenceDetails {
  readonly evidence: EvidenceView
  readonly messages: readonly EvidenceMessageView[]
  /** Bodies that the proof needs: P3 and P11. */
  readonly spores: readonly EvidenceSporeView[]
  /** The whole proof as nodes exchange it: whoever has the policy can verify it. For saving to a file. */
  readonly bytes: Uint8Array
}

export interface EvidenceCheck {
  /** One thing that was checked, in words: "bob signed message 7". */
  readonly label: string
  readonly passed: boolean
}

/** The verifier, run again on the stored bytes against the policy. */
export interface EvidenceVerification {
  readonly id: string
  readonly valid: boolean
  /** In the order in which they were made; it ends at the first that fails. */
  readonly checks: readonly EvidenceCheck[]
}
