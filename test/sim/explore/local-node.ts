// One honest endorser: the production core, driven by hand. What it says leaves in the universe's batches, one statement
// each; everything else that a core does for its neighbours (questions, answers, frontiers) stays unheard, since here it is
// the explorer who decides what arrives.

import { createState } from '../../../worker/core/handle/policy-state.ts'
import type { Item } from '../../../worker/core/model/batch.ts'
import type { Bundle } from '../../../worker/core/model/spore.ts'
import { step } from '../../../worker/core/node.ts'
import type { CoreState, PolicyState } from '../../../worker/core/state.ts'
import { NO_SIGNATURE } from '../../core/builders.ts'
import { keyOf } from '../../core/policy-samples.ts'
import type { Signed, Universe } from './universe.ts'

export type LocalInput =
  | { readonly type: 'body'; readonly spore: number }
  | { readonly type: 'hear'; readonly signed: Signed }
  | { readonly type: 'time'; readonly now: number }

/** Whoever brings messages: not a member, so that no answer is owed. */
const PEER = keyOf(0xbeef)
/** A node that goes on talking to itself without end is a bug, not a state. */
const MAX_WORDS_AT_ONCE = 200

export class LocalNode {
  readonly state: CoreState
  readonly policy: PolicyState
  readonly #universe: Universe
  readonly #bundles: readonly Bundle[]
  #alarms: string[] = []

  constructor(universe: Universe, bundles: readonly Bundle[], index: number, now: number) {
    this.#universe = universe
    this.#bundles = bundles
    this.state = createState(keyOf(index + 1))
    step(this.state, { type: 'policy', id: universe.policy, record: universe.record, pages: [] })
    const policy = this.state.policies.get(universe.policy)
    if (!policy) throw new Error('the policy was not taken')
    this.policy = policy
    step(this.state, { type: 'go-live', now, round: 1 })
  }

  get alarms(): readonly string[] {
    return this.#alarms
  }

  /** Takes the input and says whatever follows from it, and from that, until it has nothing more to say. */
  take(input: LocalInput): readonly Signed[] {
    const { now } = this.state
    const bundle = input.type === 'body' ? this.#bundles[input.spore] : undefined
    if (bundle) this.#step({ type: 'bundle', now, from: PEER, bundle })
    else if (input.type === 'hear') this.#step({ type: 'batch', now, from: PEER, batch: input.signed.packed })
    else if (input.type === 'time') this.#step({ type: 'tick', now: Math.max(now, input.now) })
    return this.speak()
  }

  speak(): readonly Signed[] {
    const said: Signed[] = []
    while (this.policy.outbox.length > 0) {
      const [first, ...rest] = this.policy.outbox
      if (!first || said.length === MAX_WORDS_AT_ONCE) throw new Error('a node does not come to an end')
      this.policy.outbox = [first]
      said.push(this.#say(first))
      this.policy.outbox = [...rest, ...this.policy.outbox]
    }
    return said
  }

  #say(item: Item): Signed {
    const signed = this.#universe.sign(this.policy.self, item)
    const chain = this.policy.chains[this.policy.self]
    if (!chain) throw new Error('a replica has nothing to say')
    Object.assign(chain, { next: signed.ref.seq, head: this.#universe.policy })
    const round = this.#step({ type: 'flush', now: this.state.now }).find((output) => output.type === 'round')
    const batches = (round?.batches ?? []).map((batch) => ({ ...batch, signature: NO_SIGNATURE }))
    if (batches[0]?.digest !== signed.ref.digest) throw new Error('a statement in other bytes than its own')
    this.#step({ type: 'durable', now: this.state.now, batches })
    return signed
  }

  #step(input: Parameters<typeof step>[1]): ReturnType<typeof step> {
    const outputs = step(this.state, input)
    for (const output of outputs) if (output.type === 'alarm') this.#alarms.push(output.message)
    return outputs
  }
}
