// Spores whose place another has taken, where that does not show any more: they are told apart by the body of the other.

import { describe, expect, it, vi } from 'vitest'
import { MAX_KNOWN_PER_EMITTER, MAX_PENDING_PER_EMITTER } from '../../worker/core/limits.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { admitBundle } from '../../worker/core/rules/admission.ts'
import type { SporeEntry } from '../../worker/core/state.ts'
import { recover } from './ballots.ts'
import { add, base, bundleOf, endorse, mul, reject, set } from './builders.ts'
import { TestStore } from './core-cluster.ts'
import { afterSum, endorser, forget, late, replica } from './late-spores.ts'
import { keyOf } from './policy-samples.ts'
import { PEER, type TestNode } from './test-node.ts'

const bundlesServed = (one: TestNode): SporeId[] =>
  one
    .outputsOf('serve')
    .flatMap(({ refs }) => refs.flatMap((ref) => (ref.type === 'bundle' ? [ref.spore] : [])))

function askForVotes(one: TestNode, { id }: Spore): void {
  const votes = [{ spore: id, endorsed: 0, rejected: 0, accepted: 0 }]
  const want = { type: 'want', policy: one.policy.id, batches: [], spores: [], votes, refs: [] } as const
  one.step({ type: 'want', now: one.now, from: PEER, want })
}

describe('a body that comes too late', () => {
  it('DE-6 is dead where the commit that killed it is remembered, though it was absorbed', () => {
    const one = endorser()
    const { sum, product } = afterSum(one)
    one.receive(product)
    expect(one.stage(product)).toBe('dead')
    expect(one.said).toEqual([reject(product, 'STALE', sum.id)])
    const other = replica()
    const both = afterSum(other)
    other.receive(both.product)
    expect(other.stage(both.product)).toBe('dead')
  })

  it('DE-6 is dead where that commit waits to be executed, and not endorsed', () => {
    const one = endorser()
    const winner = one.committed([set('k', '1'), set('l', '1', base(1))])
    expect(one.entry(winner)).toMatchObject({ stage: 'committed', executed: false })
    const rival = one.spore([set('k', '2')])
    one.receive(rival)
    expect(one.stage(rival)).toBe('dead')
    expect(one.said).toEqual([reject(rival, 'STALE', winner.id)])
  })

  it('DE-6 is not dead beside what did not commit, or does not exclude it', () => {
    const one = replica()
    const [sum, product] = [one.spore([add('k', '1')]), one.spore([mul('k', '2')])]
    one.receive(sum)
    for (const each of [1, 2, 3]) one.hear(each, reject(sum, 'STALE'))
    expect(one.stage(sum)).toBe('aborted')
    one.committed([mul('k', '3')])
    one.receive(product)
    expect(one.stage(product)).toBe('open')
    one.take(bundleOf(sum))
    expect(one.stage(product)).toBe('open')
  })

  it('DE-2 DE-6 is aborted where its votes say so, which can be shown to others', () => {
    const one = replica()
    const { product } = afterSum(one)
    for (const each of [0, 1, 2]) one.hear(each, reject(product, 'STALE'))
    one.receive(product)
    expect(one.stage(product)).toBe('aborted')
  })

  it('DE-1 DE-6 is committed where its votes say so: whose fault that is must show', () => {
    const one = replica()
    const { product } = afterSum(one)
    one.commit(product)
    one.receive(product)
    expect(one.entry(product)?.stage).toBe('committed')
    expect(one.policy.winners.has(product.id)).toBe(false)
  })

  it('VE-2 is refused by its endorser even with a deadline too far ahead to be judged', () => {
    const one = endorser()
    one.committed([set('k', '1')])
    forget(one)
    const far = one.spore([set('k', '2')], { deadline: one.now + one.record.maxTimeoutMs + 1_000 })
    one.receive(far)
    expect(one.stage(far)).toBe('dead')
    expect(one.said).toEqual([reject(far, 'STALE')])
  })
})

describe('the body of a commit that is known', () => {
  it('DE-6 shows what it killed, and is taken for that alone', () => {
    const one = replica()
    const { sum, product } = late(one)
    expect(admitBundle(one.state, bundleOf(sum))).toMatchObject({ type: 'verify', key: sum.emitter })
    one.take(bundleOf(sum))
    expect(one.stage(product)).toBe('dead')
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried'])
    expect(admitBundle(one.state, bundleOf(sum))).toEqual({ type: 'known' })
    one.clear()
    one.take(bundleOf(sum))
    expect(one.outputsOf('log')).toEqual([])
  })

  it('DE-6 AD-3 is taken from an emitter who is far over its budget, too', () => {
    const one = replica()
    const { sum } = late(one)
    one.policy.openByEmitter.set(sum.emitter, MAX_KNOWN_PER_EMITTER)
    expect(admitBundle(one.state, bundleOf(sum)).type).toBe('verify')
  })

  it('DE-6 AD-3 shows it also beside new spores, which stay out while that emitter is over its budget', () => {
    const one = replica()
    const { sum, product } = late(one)
    const more = one.spore([set('l', '1')])
    one.policy.openByEmitter.set(sum.emitter, MAX_KNOWN_PER_EMITTER)
    const bundle = bundleOf(sum, more)
    expect(admitBundle(one.state, bundle).type).toBe('verify')
    one.take(bundle)
    expect([one.stage(product), one.stage(more)]).toEqual(['dead', 'unknown'])
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried'])
    one.policy.openByEmitter.set(sum.emitter, MAX_KNOWN_PER_EMITTER)
    expect(admitBundle(one.state, bundle)).toEqual({ type: 'drop', why: 'rate' })
  })

  it('DE-6 AD-3 makes room in the budget before what it brings is counted, as in the log', () => {
    const one = replica()
    const { sum, product } = late(one)
    const more = one.spore([set('l', '1')])
    one.policy.openByEmitter.set(sum.emitter, MAX_PENDING_PER_EMITTER)
    one.take(bundleOf(sum, more))
    expect(one.stage(product)).toBe('dead')
    expect(one.policy.open.get(more.id)?.overBudget).toBe(false)
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried', 'bundle'])
  })

  it('DE-6 shows a new spore dead that it brings itself', () => {
    const one = replica()
    const { sum, product } = afterSum(one)
    forget(one)
    one.clear()
    one.take(bundleOf(sum, product))
    expect(one.stage(product)).toBe('dead')
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried', 'bundle'])
  })

  it('DE-6 VA-1 kills nothing if it is faulty: it had no effect', () => {
    const one = replica()
    const [faulty, product] = [one.spore([add('k', 'one')]), one.spore([mul('k', '2')])]
    one.receive(faulty)
    one.commit(faulty)
    forget(one)
    one.receive(product)
    expect([one.stage(faulty), one.stage(product)]).toEqual(['committed', 'open'])
    expect(admitBundle(one.state, bundleOf(faulty))).toEqual({ type: 'known' })
    one.take(bundleOf(faulty))
    expect(one.stage(product)).toBe('open')
  })

  it('DE-6 AD-2 is compared with nothing that it does not kill, however often it comes', () => {
    const one = replica()
    const sets = Array.from({ length: 8 }, (_, i) => one.spore([set('k', '5', base(i))]))
    one.take(bundleOf(...sets))
    for (const each of sets) one.commit(each)
    // All of these conflict with all of those.
    for (let i = 0; i < 50; i++) one.receive(one.spore([add('k', '1', base(i % 8))], { emitter: keyOf(3) }))
    const [bySlot, atBase] = [one.policy.openBySlot, one.policy.openAtBase].map((index) => {
      const found: SporeEntry[] = []
      const rivals = index.rivals.bind(index)
      vi.spyOn(index, 'rivals').mockImplementation(function* (...given) {
        for (const each of rivals(...given)) {
          found.push(each)
          yield each
        }
      })
      return found
    })
    expect(admitBundle(one.state, bundleOf(...sets))).toEqual({ type: 'known' })
    one.take(bundleOf(...sets))
    expect([bySlot, atBase]).toEqual([[], []])
    expect(one.policy.open.size).toBe(50)
  })

  it('DE-6 shows nothing where this node does not know of the commit, whoever sends it', () => {
    const one = replica()
    const [sum, product] = [one.spore([add('k', '1')]), one.spore([mul('k', '2')])]
    one.receive(product, sum)
    one.take(bundleOf(sum))
    expect(admitBundle(one.state, bundleOf(sum))).toEqual({ type: 'known' })
    expect(one.stage(product)).toBe('open')
    // It shows as soon as the votes are here (DE-4).
    one.commit(sum)
    expect(one.stage(product)).toBe('dead')
  })

  it('DE-6 an endorser that had promised a ballot is rid of the spore, without a word', () => {
    const one = endorser()
    const { sum, product } = afterSum(one)
    forget(one)
    // Its vote is a refusal; the others never come to α.
    one.receive(product)
    expect(one.round()).toEqual([reject(product, 'STALE', one.slot('k').last)])
    one.tick(product.deadline - one.now + 10_000)
    expect(one.round()).toEqual([recover(product, 1, { vote: 'R' })])
    one.take(bundleOf(sum))
    expect(one.stage(product)).toBe('dead')
    expect(one.said).toEqual([])
  })
})

describe('who knows which commit killed a spore', () => {
  /** A node that endorsed a spore, which then lost its place. */
  function widow(): { one: TestNode; winner: Spore; dead: Spore } {
    const one = endorser()
    const [winner, dead] = [one.spore([set('k', 'first')]), one.spore([set('k', 'late')])]
    one.receive(dead)
    one.round()
    one.receive(winner)
    one.commit(winner)
    one.round()
    expect(one.stage(dead)).toBe('dead')
    one.clear()
    return { one, winner, dead }
  }

  it('DE-6 SY-10 shows its body to whoever asks for votes on that spore', () => {
    const { one, winner, dead } = widow()
    askForVotes(one, dead)
    expect(bundlesServed(one)).toEqual([winner.id])
    one.clear()
    askForVotes(one, winner)
    expect(bundlesServed(one)).toEqual([])
  })

  it('DE-6 SN-2 does so however long ago that was, and after a restart', () => {
    const { one, winner, dead } = widow()
    forget(one)
    expect(one.entry(dead)).toBeUndefined()
    one.clear()
    askForVotes(one, dead)
    expect(bundlesServed(one)).toEqual([winner.id])
    const store = new TestStore()
    store.cut(one.state)
    const state = store.recover({ key: one.key, log: new Map(), id: one.policy.id, record: one.record })
    expect(state.policies.get(one.policy.id)!.winners.get(dead.id)).toBe(winner.id)
  })

  it('DE-6 shows it at once to an endorser that runs ballots, however long ago that was', () => {
    const { one, winner, dead } = widow()
    forget(one)
    one.clear()
    const batch = one.chains[2]!.say(recover(dead, 1), recover(winner, 1))
    one.hearBatch(batch, 'full', keyOf(4))
    expect(bundlesServed(one)).toEqual([])
    one.hearBatch(one.chains[2]!.say(recover(dead, 2)), 'full', keyOf(3))
    expect(bundlesServed(one)).toEqual([winner.id])
  })

  it('DE-6 shows it at once to an endorser that runs ballots, and takes no part in them', () => {
    const { one, winner, dead } = widow()
    for (const ballot of [1, 2, 16, 1_000])
      one.hearBatch(one.chains[2]!.say(recover(dead, ballot)), 'full', keyOf(3))
    expect(bundlesServed(one)).toEqual(Array.from({ length: 4 }, () => winner.id))
    const others: readonly Item[] = [recover(dead, 1_001), endorse(dead)]
    for (const each of [1, 3]) one.hear(each, ...others)
    one.tick(3_600_000)
    expect(one.said).toEqual([])
  })
})
