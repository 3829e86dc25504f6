// A spore as screens show it: how far it is and who said what; and on its own screen what it required, what it changed at this
// node, and its bytes.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { BallotView } from './contract-ballots.ts'
import type { OperationInput, Results, ScalarView, ValueView } from './contract-data.ts'

export type RejectWhy = 'STALE' | 'POLICY' | 'TYPE' | 'ESCROW' | 'EXPIRED' | 'ERA' | 'RATE' | 'LOCAL'

export interface EndorserVote {
  readonly endorser: PublicKeyHex
  readonly vote: 'endorsed' | 'rejected' | 'holding' | 'silent'
  readonly accepted: boolean
  readonly why?: RejectWhy
  /** The spore that this vote waits behind or that made ours stale. */
  readonly ref?: SporeId
  /** When this node learned of the vote. */
  readonly at?: number
}

export type SporeStage =
  | 'submitted' // known here, no approval certificate yet
  | 'endorsed' // approval certificate known: quorum endorsed it, not yet final
  | 'committed' // final; executed here unless `waitsFor` names what is missing
  | 'aborted' // final: enough endorsers rejected it
  | 'dead' // final: a conflicting spore was committed in its place

export interface SporeView {
  readonly id: SporeId
  readonly policy: PolicyId
  readonly emitter: PublicKeyHex
  readonly mine: boolean
  readonly stage: SporeStage
  readonly executed: boolean
  /** In events and lists only the first few; `operationCount` says when there are more. */
  readonly operations: readonly {
    readonly op: string
    readonly key: string
    readonly argument?: ScalarView
    readonly exact: boolean
    /** The whole of it, as it would be submitted. */
    readonly input?: OperationInput
  }[]
  readonly operationCount?: number
  /** Keys of the operations that are left out, each once: lists are searched by them. */
  readonly moreKeys?: readonly string[]
  /** Once it is executed here. */
  readonly results?: Results
  readonly deadline: number
  readonly receivedAt: number
  readonly decidedAt?: number
  readonly quorum: number
  readonly votes: readonly EndorserVote[]
  /** Keys that this undecided spore still locks on this node. */
  readonly locks: readonly string[]
  /** Undecided spores it waits behind here. */
  readonly waitsBehind: readonly SporeId[]
  /** Endorsers whose vote could still complete the quorum and who have not voted. */
  readonly waitsFor: readonly PublicKeyHex[]
  /** The fallback, oldest ballot first; none when the normal vote was enough. */
  readonly ballots?: readonly BallotView[]
  /** One sentence in plain words: what it waits for, or why it was refused. Empty when committed and executed. */
  readonly explanation: string
}

/** A value as it was kept: long text and bytes are cut, and `sizeBytes` says how long they were. */
export type KeptValueView = ValueView & { readonly sizeBytes?: number }

/** What executing it did to one key, or to one element of it, at this node. */
export interface SporeEffect {
  readonly key: string
  readonly element?: ScalarView
  readonly before?: KeptValueView
  readonly after?: KeptValueView
}

export interface SporeDetails {
  readonly operations: SporeView['operations']
  readonly requirements: readonly { readonly key: string; readonly mode: string; readonly version: string }[]
  readonly intent?: string
  readonly era: number
  /** Undefined while it is not executed, and when this node no longer knows: it keeps them for recent spores only. */
  readonly effects?: readonly SporeEffect[]
  /** The signed body, from which the id follows. */
  readonly bytes: Uint8Array
}
