// A policy: who decides about one namespace of keys, and how many must agree. Its id is the hash of this record, so a
// policy cannot be changed in place; its keys are its own (a slot is (policy, key), so two policies never meet).
// Implements protocol 3.1: parameters and validity. Rule ids PO-1 to PO-5 in SPEC.md.

import type { PublicKeyHex } from './ids.ts'

export interface EndorserRecord {
  readonly key: PublicKeyHex
  /** What the policy's author calls this endorser; a label only. */
  readonly name: string
  /** Session key registration (protocol 7.5, H1). Unused until eras; null in this version. */
  readonly join: null
}

/** The canonical record: what is hashed, offered, exported and accepted. */
export interface PolicyRecord {
  readonly version: 1
  readonly kind: 'bft'
  /** 1 to 64 characters. */
  readonly name: string
  /** Up to 1,000 characters. */
  readonly comment: string
  /** 1 to 31, distinct; the order gives each its index. */
  readonly endorsers: readonly EndorserRecord[]
  /** Faulty endorsers tolerated: 0 ≤ f < n. */
  readonly f: number
  /** Approval quorum ω: q ≤ ω ≤ n. */
  readonly quorum: number
  /** Quorum for changing the policy itself: q ≤ ω_admin ≤ n. */
  readonly adminQuorum: number
  /** Keys that may submit besides the endorsers, sorted and distinct, at most 256. */
  readonly submitters: readonly { readonly key: PublicKeyHex; readonly name: string }[]
  /** Furthest a deadline may lie ahead, milliseconds, at most 24 h. */
  readonly maxTimeoutMs: number
  /** 16 random bytes as hex: two policies of equal content are still two policies. */
  readonly nonce: string
  /** Fast path: qF ENDORSEs commit by themselves, in two message delays instead of three. Only where qF ≤ n. */
  readonly fast: boolean
}

/** What the wizard collects; the worker adds version, kind, adminQuorum and nonce. */
export interface PolicyDraft {
  readonly name: string
  readonly comment: string
  readonly endorsers: readonly { readonly key: string; readonly name: string }[]
  readonly f: number
  /** Undefined means the computed minimum. */
  readonly quorum?: number
  readonly submitters: readonly { readonly key: string; readonly name: string }[]
  readonly maxTimeoutMs?: number
  /** Undefined means on where the numbers allow it and f ≥ 1. */
  readonly fast?: boolean
}

/** What is wrong with a policy and where: `path` as in "endorsers[2].key". */
export interface PolicyFault {
  readonly path: string
  readonly message: string
}
