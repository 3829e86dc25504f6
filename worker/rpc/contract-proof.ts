// What the page sees of light proofs, and of who can be reached.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'

/** What a proof proves, as long as at most f endorsers of its policy are faulty. */
export interface ProvenView {
  readonly policy: PolicyId
  readonly policyName: string
  /** This policy is active here. Otherwise the proof brought it along, and its id is for the reader to compare. */
  readonly policyKnown: boolean
  readonly spore: SporeId
  readonly emitter: PublicKeyHex
  readonly emitterName: string
  readonly decision: 'committed' | 'aborted' | 'dead'
  /** Of a dead spore, the one that was committed in its place. */
  readonly by: SporeId | null
  /** Endorsers whose signed votes it shows. */
  readonly endorsers: readonly { readonly key: PublicKeyHex; readonly name: string }[]
  /** "SET foo" and so on: what the spore does, a line for every operation. */
  readonly operations: readonly string[]
  /** The whole of it in plain words. */
  readonly sentence: string
}

export type ProofVerdict =
  | { readonly valid: true; readonly proven: ProvenView }
  /** `code` is stable for programs; `message` says in one sentence what is wrong. */
  | { readonly valid: false; readonly code: string; readonly message: string }

export interface ReachEndorser {
  readonly key: PublicKeyHex
  readonly name: string
  readonly isSelf: boolean
  /** Connected, or new words of it still come through others. */
  readonly reachable: boolean
  readonly connected: boolean
  /** Batches that it lacked when it told us last; null when it has told nothing. */
  readonly behind: number | null
  /** How fast it answers, milliseconds; null when nothing was measured. */
  readonly answerMs: number | null
  /** For how long it has been connected, or has not been. */
  readonly sinceMs: number
  /** False: this device fell silent there, or the endorser is proven to be faulty. */
  readonly counted: boolean
}

export interface ReachView {
  readonly policy: PolicyId
  readonly endorsers: readonly ReachEndorser[]
  readonly reachable: number
  readonly quorum: number
  /** Writes go through. */
  readonly canCommit: boolean
  /** Writes that got stuck can be settled, too. */
  readonly canDecide: boolean
  /** How long it takes until a quorum has answered; null when too few were measured. */
  readonly roundTripMs: number | null
  /** What a write gets as its timeout when nothing is said. */
  readonly defaultTimeoutMs: number
  /** "2 of 4 endorsers reachable, 3 needed: writes wait" */
  readonly sentence: string
}

/** Whether enough endorsers can be reached has been otherwise for a moment: a partition, its end, or another count. */
export interface ReachEvent {
  readonly type: 'reach'
  readonly policy: PolicyId
  readonly change: 'partition' | 'healed' | 'changed'
  /** The sentences before and now. */
  readonly from: string
  readonly to: string
  readonly reach: ReachView
}
