// A spore: the whitepaper's transaction. Its id is the hash of its canonical body, so one id never has two contents
// (protocol S19). The emitter signs the Merkle root of a bundle of ids; one spore is a bundle of one.

import type { PolicyId, PublicKeyHex, SporeId } from './ids.ts'
import type { Operation, Requirement } from './operation.ts'

export interface Spore {
  readonly id: SporeId
  readonly policy: PolicyId
  readonly era: number
  readonly emitter: PublicKeyHex
  /** 16 random bytes, hex. */
  readonly nonce: string
  /** 16 bytes, hex: spores of one emitter and intent commit at most once. */
  readonly intent: string | null
  /** Milliseconds since the epoch; advisory: after it an endorser no longer endorses. Decides nothing by itself. */
  readonly deadline: number
  readonly requirements: readonly Requirement[]
  readonly operations: readonly Operation[]
  /** Canonical encoding, as hashed and signed. */
  readonly body: Uint8Array
}

/** Spores of one emitter and policy under one signature. */
export interface Bundle {
  readonly policy: PolicyId
  readonly emitter: PublicKeyHex
  readonly spores: readonly Spore[]
  /** 64 bytes over bundleDigest(emitter, root of ids). */
  readonly signature: Uint8Array
  /** The message as received: what is stored and passed on. */
  readonly wire: Uint8Array
}
