// What the page sees of a write that is not submitted: which policy and rules it meets, and what is in its way now.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { OperationInput, RequirementInput, ScalarView, VersionView } from './contract-data.ts'

export interface ExplainInput {
  readonly policy: PolicyId
  readonly operations: readonly OperationInput[]
  readonly requirements?: readonly RequirementInput[]
}

/** One slot that it would lock: a key, or one element or field of it. */
export interface ExplainedSlot {
  readonly key: string
  readonly part?: ScalarView
  /** The lock mode: X, XD, RE, RD or C:class. */
  readonly mode: string
  /** In words: "overwrites it: nothing else may write there at the same time". */
  readonly words: string
  /** It builds on this version. */
  readonly version: VersionView
}

/** An undecided spore that excludes it. */
export interface ExplainedConflict {
  readonly spore: SporeId
  readonly emitter: PublicKeyHex
  readonly emitterName: string
  readonly mine: boolean
  readonly key: string
  /** This node has endorsed it: the write would wait behind it here. */
  readonly endorsedHere: boolean
}

export interface ExplainView {
  readonly policy: PolicyId
  readonly policyName: string
  /** What makes it final, in words, with the numbers. */
  readonly rule: string
  readonly quorum: number
  readonly endorsers: readonly {
    readonly key: PublicKeyHex
    readonly name: string
    readonly isSelf: boolean
    readonly reachable: boolean
  }[]
  readonly footprint: readonly ExplainedSlot[]
  readonly conflicts: readonly ExplainedConflict[]
  /** Why it would be refused now; none when it would be endorsed. */
  readonly refusals: readonly string[]
  /** The whole in one sentence: what would happen if it were run now. */
  readonly sentence: string
}
