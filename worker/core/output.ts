// Everything the core wants done. The host carries it out in order; what is marked «after the round» may rest on votes or
// messages that are not on disk yet, and leaves only when the round that was being collected is durable (rule W).

import type { BatchHeader, Item, RejectReason } from './model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from './model/ids.ts'
import type { SlotRecord } from './model/slot-record.ts'
import type { Spore } from './model/spore.ts'
import type { Suspicion } from './rules/evidence-assembly.ts'
import type { Turn } from './model/turn.ts'

/** Where a stored message lies in the log. */
export type StoredRef =
  | { readonly type: 'bundle'; readonly spore: SporeId; readonly round: number }
  | { readonly type: 'batch'; readonly endorser: number; readonly seq: number; readonly round: number }
  | { readonly type: 'evidence'; readonly id: string; readonly round: number }

export type DropReason =
  'unknown-policy' | 'not-authorised' | 'era' | 'rate' | 'window' | 'fork' | 'root' | 'bounds'

/** Why a submission became no spore. INTENT: one with its intent has committed. */
export type RefusedWhy = RejectReason | 'INTENT' | 'halted' | 'unknown' | 'too-large'

/** A quorum can no longer be reached, can be again, or only the count is another. */
export type ReachChange = 'partition' | 'healed' | 'changed'

export type Output =
  /** Sign these as one bundle and give it back as an input from ourselves. */
  | { readonly type: 'sign-bundle'; readonly spores: readonly Spore[] }
  /** Sign this CANCEL and give it back as an input from ourselves. */
  | { readonly type: 'sign-cancel'; readonly policy: PolicyId; readonly spores: readonly SporeId[] }
  /** A gatekeeper's answer, for whoever waits for a turn. */
  | { readonly type: 'turn'; readonly from: PublicKeyHex; readonly policy: PolicyId; readonly turn: Turn }
  | { readonly type: 'submitted'; readonly token: number; readonly id: SporeId }
  | {
      readonly type: 'refused'
      readonly token: number
      readonly why: RefusedWhy
      readonly message: string
      /** The spore that the intent already led to. */
      readonly ref?: SporeId
    }
  /** Append to the round being collected. */
  | {
      readonly type: 'log'
      readonly kind: 'bundle' | 'batch' | 'silence' | 'evidence' | 'executed' | 'buried'
      readonly bytes: Uint8Array
    }
  /** The round is closed under this number; sign these headers, append, then send them (short form). */
  | { readonly type: 'round'; readonly round: number; readonly batches: readonly UnsignedBatch[] }
  /** Harmless at any time: questions, and what we have. */
  | { readonly type: 'send'; readonly to: PublicKeyHex; readonly wire: Uint8Array }
  /** After the round: to every connected member of the policy, or to everybody connected. */
  | {
      readonly type: 'broadcast'
      readonly policy: PolicyId
      readonly wire: Uint8Array
      readonly everyone?: true
    }
  /** After the round: read these from the log, and give back as evidence what they prove, if they do. */
  | {
      readonly type: 'convict'
      readonly policy: PolicyId
      readonly suspicion: Suspicion
      readonly refs: readonly StoredRef[]
    }
  /** After the round: evidence was stored. */
  | { readonly type: 'poison'; readonly policy: PolicyId; readonly id: string }
  /** After the round: more than f endorsers are proven faulty, and this node says nothing more in the policy. */
  | { readonly type: 'halted'; readonly policy: PolicyId }
  /** Read from the log and send; all of it is durable already. */
  | {
      readonly type: 'serve'
      readonly to: PublicKeyHex
      readonly policy: PolicyId
      readonly refs: readonly StoredRef[]
    }
  /** After the round: publish the proof of these decisions to replicas. */
  | { readonly type: 'certify'; readonly policy: PolicyId; readonly refs: readonly StoredRef[] }
  /** After the round: a spore's state changed, for the screens. */
  | { readonly type: 'spore'; readonly policy: PolicyId; readonly id: SporeId }
  /** A spore was executed: the records that it wrote. Belongs to the round being collected, and is told after it (FE). */
  | {
      readonly type: 'effects'
      readonly policy: PolicyId
      readonly spore: SporeId
      readonly bodyBytes: number
      readonly written: ReadonlyMap<string, SlotRecord>
    }
  /** After the round: committed values changed. */
  | { readonly type: 'changed'; readonly policy: PolicyId; readonly keys: readonly string[] }
  /** Call `tick` at this time. */
  | { readonly type: 'wake'; readonly at: number }
  /** Whether enough endorsers can be reached has been otherwise for a while; in words, before and now. */
  | {
      readonly type: 'reach'
      readonly policy: PolicyId
      readonly change: ReachChange
      readonly from: string
      readonly to: string
    }
  /** A message was of no use; counted by reason. */
  | { readonly type: 'dropped'; readonly from: PublicKeyHex; readonly why: DropReason }
  /** After the round: our key has spoken elsewhere or is accused, so this node no longer votes in the policy. */
  | { readonly type: 'silenced'; readonly policy: PolicyId }
  /** More than f endorsers are faulty: the assumptions no longer hold. */
  | { readonly type: 'alarm'; readonly policy: PolicyId; readonly message: string }

export interface UnsignedBatch {
  readonly header: BatchHeader
  readonly digest: string
  readonly items: readonly Item[]
}
