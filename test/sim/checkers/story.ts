// A run told by hand, for the tests of the checkers: who stores, signs, sends and decides what, event by event. Each line
// of a story goes to the checker at once, which throws where an invariant breaks.

import { policyIdOf } from '../../../worker/core/codec/policy-codec.ts'
import { DECIDED_ROWS } from '../../../worker/core/codec/snapshot-rows.ts'
import { createState } from '../../../worker/core/handle/policy-state.ts'
import type { Batch, BatchRef, Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import { IdList } from '../../../worker/core/model/id-list.ts'
import type { Operation } from '../../../worker/core/model/operation.ts'
import type { PolicyRecord } from '../../../worker/core/model/policy.ts'
import { absentRecord, type SlotRecord } from '../../../worker/core/model/slot-record.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { step } from '../../../worker/core/node.ts'
import { PackedIndex } from '../../../worker/core/packed-index.ts'
import type { CoreState, PolicyState, Stage } from '../../../worker/core/state.ts'
import { batchOf, bundleOf, NOW, type SporeChanges, sporeOf, TestChain } from '../../core/builders.ts'
import { keyOf, policyOf } from '../../core/policy-samples.ts'
import type { Checker, SimEvent, WorldView } from '../events.ts'
import { Ledger } from './ledger.ts'

export interface StoryOptions {
  readonly n?: number
  readonly f?: number
  readonly byzantine?: readonly number[]
  readonly record?: Partial<PolicyRecord>
}

export class Story {
  readonly world: WorldView & { now: number }
  readonly chains: readonly TestChain[]
  readonly events: SimEvent[] = []
  readonly #checker: Checker

  constructor(make: (ledger: Ledger) => Checker, options: StoryOptions = {}) {
    const { n = 4, f = 1, byzantine = [3] } = options
    const record = policyOf(n, f, options.record)
    const policy = policyIdOf(record)
    const honest = [...record.endorsers.keys()]
      .filter((index) => !byzantine.includes(index))
      .map((index) => {
        const state = createState(keyOf(index + 1))
        step(state, { type: 'policy', id: policy, record, pages: [] })
        step(state, { type: 'go-live', now: 0, round: 1 })
        return { index, state }
      })
    this.world = { policy, record, n, f, byzantine: new Set(byzantine), honest, now: NOW }
    this.chains = record.endorsers.map((_, endorser) => new TestChain(policy, endorser))
    this.#checker = make(new Ledger())
  }

  tell(event: SimEvent): void {
    this.events.push(event)
    this.#checker.on(event, this.world)
  }

  get at(): number {
    return this.world.now
  }

  spore(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    return sporeOf(operations, { policy: this.world.policy, emitter: keyOf(1), ...changes })
  }

  /** Built by node 0, and on the disks of all honest nodes. */
  submit(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    const spore = this.spore(operations, changes)
    this.tell({ type: 'submitted', at: this.at, node: 0, spore })
    for (const { index } of this.world.honest) this.stores(index, [], [spore])
    return spore
  }

  /** An endorser's next batch, durable if it is honest. */
  says(endorser: number, ...items: readonly Item[]): BatchRef {
    const batch = this.chains[endorser]!.say(...items)
    if (this.world.byzantine.has(endorser)) this.signs(batch)
    else this.stores(endorser, [batch])
    return { endorser, seq: batch.header.seq, digest: batch.digest }
  }

  /** The same of several. */
  allSay(endorsers: readonly number[], ...items: readonly Item[]): BatchRef[] {
    return endorsers.map((endorser) => this.says(endorser, ...items))
  }

  signs(batch: Batch): void {
    this.tell({ type: 'signed', at: this.at, endorser: batch.header.endorser, batch })
  }

  stores(node: number, batches: readonly Batch[], spores: readonly Spore[] = []): void {
    this.tell({ type: 'stored', at: this.at, node, bundles: spores.map((spore) => bundleOf(spore)), batches })
  }

  /** A batch under a number of the teller's choice. */
  batch(endorser: number, seq: number, previous: string, ...items: readonly Item[]): Batch {
    return batchOf(this.world.policy, endorser, seq, previous, items)
  }

  decides(node: number, { id }: Pick<Spore, 'id'>, stage: Exclude<Stage, 'open'>): void {
    this.policyOf(node)?.decided.set(id, { stage, round: 1 })
    this.tell({ type: 'decided', at: this.at, node, spore: id, stage })
    if (stage === 'committed') this.tell({ type: 'executed', at: this.at, node, spore: id })
  }

  /** The node no longer knows what was decided. */
  forgets(node: number): void {
    const policy = this.policyOf(node)
    if (policy) Object.assign(policy, { decided: new PackedIndex(DECIDED_ROWS) })
  }

  /** What a slot of a node holds from now on. */
  holds(
    node: number,
    slot: string,
    record: Partial<Omit<SlotRecord, 'cs'>> & { cs?: readonly SporeId[] },
  ): void {
    const { cs = [], ...rest } = record
    this.policyOf(node)?.records.put(slot, { ...absentRecord(rest.parentX ?? 0), ...rest, cs: IdList.of(cs) })
  }

  stateOf(node: number): CoreState | undefined {
    return this.world.honest.find(({ index }) => index === node)?.state
  }

  policyOf(node: number): PolicyState | undefined {
    return this.stateOf(node)?.policies.get(this.world.policy)
  }

  happens(type: 'healed' | 'quiet'): void {
    this.tell({ type, at: this.at })
  }

  later(milliseconds: number): void {
    this.world.now += milliseconds
  }
}
