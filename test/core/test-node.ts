// One core, driven by hand: bundles and batches come in as if their signatures had been verified, and rounds become
// durable when the test says so.

import { createState } from '../../worker/core/handle/policy-state.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Input, Intended, IntendedRequirement } from '../../worker/core/input.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Message } from '../../worker/core/model/message.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { SlotRecord } from '../../worker/core/model/slot-record.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import { step } from '../../worker/core/node.ts'
import type { Output, UnsignedBatch } from '../../worker/core/output.ts'
import { recordAt } from '../../worker/core/rules/version.ts'
import type { CoreState, PolicyState, SporeEntry } from '../../worker/core/state.ts'
import { bundleOf, NO_SIGNATURE, NOW, packed, type SporeChanges, sporeOf, TestChain } from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'

export interface TestNodeOptions {
  readonly n: number
  readonly f: number
  readonly quorum?: number
  /** Index among the endorsers; beyond them a replica. */
  readonly self?: number
  readonly record?: PolicyRecord
}

export const PEER = keyOf(0xbeef)

export class TestNode {
  readonly record: PolicyRecord
  readonly state: CoreState
  readonly policy: PolicyState
  readonly key: PublicKeyHex
  /** The chains of the other endorsers, as they speak in this test. */
  readonly chains: readonly TestChain[]
  now = NOW
  /** All outputs since `clear`. */
  outputs: Output[] = []
  #tokens = 0

  constructor({ n, f, quorum, self = 0, record }: TestNodeOptions) {
    this.record = record ?? policyOf(n, f, quorum === undefined ? {} : { quorum })
    this.key = keyOf(self + 1)
    this.state = createState(this.key)
    const id = policyIdOf(this.record)
    this.step({ type: 'policy', id, record: this.record, pages: [] })
    this.policy = this.state.policies.get(id)!
    this.chains = this.record.endorsers.map((_, endorser) => new TestChain(id, endorser))
    this.step({ type: 'go-live', now: this.now, round: 1 })
  }

  step(input: Input): readonly Output[] {
    const outputs = step(this.state, input)
    this.outputs.push(...outputs)
    return outputs
  }

  clear(): void {
    this.outputs = []
  }

  /** A spore of this node's policy, by the second endorser unless told otherwise. */
  spore(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    return sporeOf(operations, { policy: this.policy.id, emitter: keyOf(2), ...changes })
  }

  receive(...spores: readonly Spore[]): void {
    for (const spore of spores) this.take(bundleOf(spore))
  }

  take(bundle: Bundle, from: PublicKeyHex = PEER): void {
    this.step({ type: 'bundle', now: this.now, from, bundle })
  }

  /** The endorser's next batch arrives in full form. */
  hear(endorser: number, ...items: readonly Item[]): Batch {
    const batch = this.chains[endorser]!.say(...items)
    this.hearBatch(batch)
    return batch
  }

  hearBatch(batch: Batch, form: 'short' | 'full' = 'full', from: PublicKeyHex = PEER): void {
    this.step({ type: 'batch', now: this.now, from, batch: packed(batch, form) })
  }

  submit(
    operations: readonly Intended[],
    requirements: readonly IntendedRequirement[] = [],
    deadline = NOW + 60_000,
    intent: string | null = null,
  ): Spore | string {
    const token = ++this.#tokens
    const nonce = token.toString(16).padStart(32, 'f')
    const submission = { token, policy: this.policy.id, operations, requirements, deadline, nonce, intent }
    const outputs = this.step({ type: 'submit', now: this.now, submission })
    for (const output of outputs) {
      if (output.type === 'refused') return output.message
      if (output.type === 'sign-bundle') return output.spores[0]!
    }
    throw new Error('a submission is always answered')
  }

  /** Submitted, signed and taken back, as the host does it. */
  write(
    operations: readonly Intended[],
    requirements: readonly IntendedRequirement[] = [],
    intent: string | null = null,
  ): Spore {
    const spore = this.submit(operations, requirements, undefined, intent)
    if (typeof spore === 'string') throw new Error(spore)
    this.take(bundleOf(spore), this.key)
    return spore
  }

  tick(milliseconds: number): readonly Output[] {
    this.now += milliseconds
    return this.step({ type: 'tick', now: this.now })
  }

  /** Closes the round; the batches are signed but not durable. */
  flush(): readonly Batch[] {
    const outputs = this.step({ type: 'flush', now: this.now })
    const round = outputs.find((output) => output.type === 'round')
    return (round?.batches ?? []).map((batch: UnsignedBatch) => ({ ...batch, signature: NO_SIGNATURE }))
  }

  durable(batches: readonly Batch[]): void {
    this.step({ type: 'durable', now: this.now, batches })
  }

  /** Closes the round and makes it durable; what this node said in it. */
  round(): readonly Item[] {
    const batches = this.flush()
    this.durable(batches)
    return batches.flatMap(({ items }) => items)
  }

  /** What waits for the flush. */
  get said(): readonly Item[] {
    return this.policy.outbox
  }

  /** The latest thing that waits for the flush and concerns this spore. */
  verdict({ id }: Pick<Spore, 'id'>): Item | undefined {
    return this.said.filter(({ spore }) => spore === id).at(-1)
  }

  entry({ id }: Pick<Spore, 'id'>): SporeEntry | undefined {
    return this.policy.open.get(id) ?? this.policy.recent.get(id)
  }

  stage({ id }: Pick<Spore, 'id'>): string {
    return this.policy.decided.get(id)?.stage ?? this.policy.open.get(id)?.stage ?? 'unknown'
  }

  slot(slot: string): SlotRecord {
    return recordAt(this.policy.records, slot)
  }

  /** Makes a spore committed by q ACCEPTs of others, from the last endorser down. */
  commit(spore: Pick<Spore, 'id'>): void {
    const { q, n } = this.policy.parameters
    const others = [...this.chains.keys()].filter((e) => e !== this.policy.self).slice(-Math.min(q, n))
    for (const endorser of others)
      this.hear(endorser, { type: 'ACCEPT', spore: spore.id, ballot: 0, just: null })
  }

  /** A spore that is known and committed at once. */
  committed(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    const spore = this.spore(operations, changes)
    this.receive(spore)
    this.commit(spore)
    return spore
  }

  outputsOf<Type extends Output['type']>(type: Type): Extract<Output, { type: Type }>[] {
    return this.outputs.filter((output): output is Extract<Output, { type: Type }> => output.type === type)
  }

  /** Messages sent to a peer, decoded. */
  messages(): Message[] {
    return this.outputsOf('send').map(({ wire }) => decodeMessage(wire)!)
  }

  drops(): string[] {
    return this.outputsOf('dropped').map(({ why }) => why)
  }
}
