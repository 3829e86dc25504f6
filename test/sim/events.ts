// What happens in a simulated run, in order. The world reports each event in the moment after it happened; checkers, the
// reference executor and traces live on nothing else (and on the honest nodes' state, read-only).

import type { Batch } from '../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import type { Message } from '../../worker/core/model/message.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import type { CoreState, Stage } from '../../worker/core/state.ts'
import type { Change } from '../../worker/host/journal-codec.ts'

export type SimEvent =
  /** A client of a node built a spore; `intent` as in its body. Byzantine clients' spores, too. */
  | { readonly type: 'submitted'; readonly at: number; readonly node: number; readonly spore: Spore }
  /** A round is durable on an honest node's disk, before anything of it was sent (rule W). */
  | {
      readonly type: 'stored'
      readonly at: number
      readonly node: number
      readonly bundles: readonly Bundle[]
      readonly batches: readonly Batch[]
    }
  /** A frame was handed to the network by an honest or a byzantine node. `message` is undefined for garbage. */
  | {
      readonly type: 'sent'
      readonly at: number
      readonly from: number
      readonly to: number
      readonly message: Message | undefined
    }
  /** A byzantine endorser signed this batch, whoever gets it. */
  | { readonly type: 'signed'; readonly at: number; readonly endorser: number; readonly batch: Batch }
  | {
      readonly type: 'decided'
      readonly at: number
      readonly node: number
      readonly spore: SporeId
      readonly stage: Exclude<Stage, 'open'>
    }
  | { readonly type: 'executed'; readonly at: number; readonly node: number; readonly spore: SporeId }
  /** A program on an honest node read this in its feed; `again` after a restart, for comparison. */
  | {
      readonly type: 'told'
      readonly at: number
      readonly node: number
      readonly change: Change
      readonly again: boolean
    }
  /** Code of the evidence, and the accused endorser, as an honest node accepted it. */
  | {
      readonly type: 'evidence'
      readonly at: number
      readonly node: number
      readonly code: string
      readonly accused: number
    }
  | { readonly type: 'alarm'; readonly at: number; readonly node: number; readonly message: string }
  | { readonly type: 'crashed'; readonly at: number; readonly node: number }
  | { readonly type: 'restarted'; readonly at: number; readonly node: number }
  /** A fault of the menu was injected; the name is the menu's. */
  | {
      readonly type: 'fault'
      readonly at: number
      readonly name: string
      readonly detail: string
      /** This endorser counts against f from now on (its disk was rolled back or wiped, its key is used twice). */
      readonly faulty?: number
    }
  /** Faults are off, the network is whole; from now on everything must come to rest. */
  | { readonly type: 'healed'; readonly at: number }
  /** The bounded virtual time after `healed` is over. */
  | { readonly type: 'quiet'; readonly at: number }

/** What checkers may read. Indices below `n` are endorsers; the last `byzantine` of those are played by the world. */
export interface WorldView {
  readonly policy: PolicyId
  readonly record: PolicyRecord
  readonly n: number
  readonly f: number
  readonly byzantine: ReadonlySet<number>
  /** Honest nodes that run now, endorsers and replicas. */
  readonly honest: readonly { readonly index: number; readonly state: CoreState }[]
  readonly now: number
}

/** One invariant. Made anew for each run; throws a Violation where it is broken, in the event that broke it. */
export interface Checker {
  /** `I1` … `I18`. */
  readonly id: string
  on(event: SimEvent, world: WorldView): void
}

export class Violation extends Error {
  readonly invariant: string

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`)
    this.invariant = invariant
  }
}
