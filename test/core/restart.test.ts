// What a restart must not forget, one thing at a time: stories in which forgetting would break a promise.

import { describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import { step } from '../../worker/core/node.ts'
import type { CoreState, PolicyState } from '../../worker/core/state.ts'
import { accept, base, bundleOf, endorse, hold, reject, set } from './builders.ts'
import { TestStore } from './core-cluster.ts'
import { PEER, TestNode } from './test-node.ts'

const node = (): TestNode => new TestNode({ n: 4, f: 1 })

/** A node that keeps its log as the host does. */
class Logged {
  readonly one = node()
  readonly log = new Map<number, readonly Uint8Array[]>()
  readonly store = new TestStore()
  #seen = 0

  close(): readonly Batch[] {
    const batches = this.one.flush()
    const collected = this.one.outputsOf('log').slice(this.#seen)
    this.#seen += collected.length
    const own = batches.map((batch) => encodeBatch(batch, 'full'))
    this.log.set(this.one.state.round - 1, [...collected.map(({ bytes }) => bytes), ...own])
    return batches
  }

  round(): void {
    this.one.durable(this.close())
  }

  restart(): Restarted {
    const { key, record, policy } = this.one
    return new Restarted(this.store.recover({ key, log: this.log, id: policy.id, record }), this.one)
  }
}

class Restarted {
  readonly state: CoreState
  readonly policy: PolicyState
  readonly #before: TestNode

  constructor(state: CoreState, before: TestNode) {
    this.state = state
    this.#before = before
    this.policy = state.policies.get(before.policy.id)!
    step(state, { type: 'go-live', now: before.now, round: before.state.round })
  }

  receive(spore: ReturnType<TestNode['spore']>): void {
    step(this.state, { type: 'bundle', now: this.#before.now, from: PEER, bundle: bundleOf(spore) })
  }
}

/** The same story, remembered by the log alone and by a snapshot. */
describe.each(['log', 'snapshot'] as const)('after a restart from the %s', (kind) => {
  const remember = (logged: Logged): Restarted => {
    if (kind === 'snapshot') {
      const batches = logged.close()
      logged.store.cut(logged.one.state)
      logged.one.durable(batches)
    } else logged.round()
    return logged.restart()
  }

  it('EN-8 SN-1 rivals that died before their own promise was written are still named', () => {
    const logged = new Logged()
    const { one } = logged
    // In one round: endorsed on two slots, then killed on one of them by a rival.
    const [both, winner] = [one.spore([set('a', '1'), set('b', '1')]), one.spore([set('a', '2')])]
    one.receive(both, winner)
    one.commit(winner)
    expect(one.stage(both)).toBe('dead')
    const again = remember(logged)
    const next = one.spore([set('b', '3')])
    again.receive(next)
    expect(again.policy.outbox).toEqual([endorse(next, both.id)])
  })

  it('EN-8 SN-1 rivals that were aborted long ago are still named', () => {
    const logged = new Logged()
    const { one } = logged
    const aborted = one.spore([set('a', '1')])
    one.receive(aborted)
    logged.round()
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(aborted))
    const again = remember(logged)
    const next = one.spore([set('a', '2')])
    again.receive(next)
    expect(again.policy.outbox).toEqual([endorse(next, aborted.id)])
  })

  it('EN-4 SN-1 a follower of what was aborted before is stale at once', () => {
    const logged = new Logged()
    const { one } = logged
    const aborted = one.spore([set('a', '1')])
    one.receive(aborted)
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(aborted))
    const again = remember(logged)
    const follower = one.spore([set('a', '2', { ...base(1), w: aborted.id.slice(0, 16) })])
    again.receive(follower)
    expect(again.policy.outbox).toEqual([reject(follower, 'STALE')])
  })

  it('EN-7 SN-1 what waited still waits, and is not announced again', () => {
    const logged = new Logged()
    const { one } = logged
    const [first, second] = [one.spore([set('a', '1')]), one.spore([set('a', '2')])]
    one.receive(first, second)
    expect(one.said).toEqual([endorse(first), hold(second, first)])
    const again = remember(logged)
    expect(again.policy.outbox).toEqual([])
    expect(again.policy.open.get(second.id)?.waits).toEqual({ type: 'behind', spore: first.id })
  })

  it('DE-3 SN-1 an approval that was complete is accepted once, not twice', () => {
    const logged = new Logged()
    const { one } = logged
    const spore = one.spore([set('a', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore))
    expect(one.said).toContainEqual(accept(spore))
    const again = remember(logged)
    expect(again.policy.outbox).toEqual([])
    expect(again.policy.open.get(spore.id)?.ownAccepted).toEqual({ ballot: 0, just: null })
  })

  it('DE-3 SN-1 an approval that was not acted on before the crash is acted on', () => {
    const logged = new Logged()
    const { one } = logged
    const spore = one.spore([set('a', '1')])
    one.receive(spore)
    logged.round()
    one.hear(1, endorse(spore))
    one.hear(2, endorse(spore))
    // The ACCEPT was chosen, but the process ends before it is sealed.
    const collected = one.outputsOf('log').slice(-2)
    logged.log.set(
      one.state.round,
      collected.map(({ bytes }) => bytes),
    )
    const again = logged.restart()
    expect(again.policy.outbox).toEqual([accept(spore)])
  })

  it('WA-2 SN-1 the chain goes on where it ended', () => {
    const logged = new Logged()
    const { one } = logged
    one.receive(one.spore([set('a', '1')]))
    logged.round()
    one.receive(one.spore([set('b', '1')]))
    const again = remember(logged)
    const own = one.policy.chains[0]!
    expect(again.policy.chains[0]).toMatchObject({ next: 2, head: own.head })
    const more = one.spore([set('c', '1')])
    again.receive(more)
    const round = step(again.state, { type: 'flush', now: one.now }).find((output) => output.type === 'round')
    expect(round?.batches.map(({ header }) => [header.seq, header.previous])).toEqual([[2, own.head]])
  })
})
