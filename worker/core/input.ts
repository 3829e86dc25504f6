// Everything that can happen to the core. Signatures inside were verified by the host (`rules/admission.ts` says which);
// the pages of all slots an input may touch were loaded (`handle/slots-of.ts` says which). `now` is this device's clock
// in milliseconds: it starts things and never decides anything.

import type { Buried } from './codec/buried-codec.ts'
import type { Batch, PackedBatch } from './model/batch.ts'
import type { Evidence } from './model/evidence.ts'
import type { PolicyId, PublicKeyHex, SporeId } from './model/ids.ts'
import type { Cancel, Frontier, Want } from './model/message.ts'
import type { Base, OperationName } from './model/operation.ts'
import type { PolicyRecord } from './model/policy.ts'
import type { Bundle } from './model/spore.ts'
import type { Turn } from './model/turn.ts'
import type { Scalar } from './model/value.ts'

/** An operation as a person means it: the core adds the base and picks the lock mode. */
export interface Intended {
  readonly op: OperationName
  readonly key: string
  /** Of QADD and QTAKE null: the core chooses the item (QU). */
  readonly sub: Scalar | null
  readonly argument: Scalar | null
  readonly more?: readonly (Scalar | null)[]
}

export interface IntendedRequirement {
  readonly key: string
  readonly mode: 'RE' | 'RD'
  /** Nothing is there now. */
  readonly absent?: boolean
  /** The key is at this version now. */
  readonly version?: { readonly x: number; readonly c: number; readonly h: string }
  /** The base of an earlier attempt: refused as STALE when it is the base no longer. */
  readonly base?: Base
}

export interface Submission {
  /** Comes back with the outcome. */
  readonly token: number
  readonly policy: PolicyId
  readonly operations: readonly Intended[]
  readonly requirements: readonly IntendedRequirement[]
  /** Bounded numbers are changed in the exact form: an attempt was refused for their bounds (ES-5). */
  readonly exact?: boolean
  readonly deadline: number
  /** 16 random bytes as hex, from the host. */
  readonly nonce: string
  /** 16 bytes as hex, chosen by the application: of all spores of this emitter with it at most one commits. */
  readonly intent?: string | null
}

export type Input =
  | {
      readonly type: 'policy'
      readonly id: PolicyId
      readonly record: PolicyRecord
      readonly pages: readonly string[]
    }
  | { readonly type: 'submit'; readonly now: number; readonly submission: Submission }
  /** A bundle from a peer, or our own once signed (`from` is then this node's key). */
  | { readonly type: 'bundle'; readonly now: number; readonly from: PublicKeyHex; readonly bundle: Bundle }
  | { readonly type: 'batch'; readonly now: number; readonly from: PublicKeyHex; readonly batch: PackedBatch }
  | {
      readonly type: 'frontier'
      readonly now: number
      readonly from: PublicKeyHex
      readonly frontier: Frontier
    }
  /** From a peer or made here; it holds. */
  | { readonly type: 'evidence'; readonly now: number; readonly evidence: Evidence }
  | { readonly type: 'want'; readonly now: number; readonly from: PublicKeyHex; readonly want: Want }
  /** Our own spore shall come to an end: its CANCEL is built, to be signed. */
  | { readonly type: 'withdraw'; readonly now: number; readonly policy: PolicyId; readonly spore: SporeId }
  /** A CANCEL from a peer, or our own once signed (`from` is then this node's key). */
  | { readonly type: 'cancel'; readonly now: number; readonly from: PublicKeyHex; readonly cancel: Cancel }
  | {
      readonly type: 'turn'
      readonly now: number
      readonly from: PublicKeyHex
      readonly policy: PolicyId
      readonly turn: Turn
    }
  /** What this node has to say about turns, to a gatekeeper. */
  | {
      readonly type: 'say-turn'
      readonly now: number
      readonly to: PublicKeyHex
      readonly policy: PolicyId
      readonly turn: Turn
    }
  | { readonly type: 'peer'; readonly now: number; readonly key: PublicKeyHex; readonly up: boolean }
  | { readonly type: 'tick'; readonly now: number }
  /** Closes the round: what was logged belongs to it, and the waiting items become batches. */
  | { readonly type: 'flush'; readonly now: number }
  /** Our batches of a round are on disk: only now do they count, here as everywhere. */
  | { readonly type: 'durable'; readonly now: number; readonly batches: readonly Batch[] }
  /** A round from the log, at start: facts, not questions. Nothing is voted on. */
  | { readonly type: 'replay-bundle'; readonly round: number; readonly bundle: Bundle }
  | { readonly type: 'replay-batch'; readonly round: number; readonly batch: Batch }
  | { readonly type: 'replay-time'; readonly now: number }
  | { readonly type: 'replay-silence'; readonly policy: PolicyId }
  /** What the round executed, in order. Nothing else is executed before `go-live` (FE-2). */
  | { readonly type: 'replay-executed'; readonly policy: PolicyId; readonly spores: readonly SporeId[] }
  /** Spores that had been found dead when a body came (DE-6). */
  | ({ readonly type: 'replay-buried' } & Buried)
  | { readonly type: 'replay-evidence'; readonly round: number; readonly evidence: Evidence }
  /** The log is replayed: voting begins. */
  | { readonly type: 'go-live'; readonly now: number; readonly round: number }
