// A clock that is set while things wait for it: nothing comes later by the difference, nothing is decided by it.

import { describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { step } from '../../worker/core/node.ts'
import { coordinatedBy, recover } from './ballots.ts'
import { bundleOf, set } from './builders.ts'
import { TestStore } from './core-cluster.ts'
import { TestNode } from './test-node.ts'

const TEN_MINUTES = 600_000
const node = (): TestNode => new TestNode({ n: 4, f: 1 })
const wakeOf = (one: TestNode): number | undefined => one.outputsOf('wake').at(-1)?.at

describe('a clock that is set back', () => {
  it('SY-7 BA-10 does not put off the fallback of a spore', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + 5_000 })
    one.receive(spore)
    one.round()
    one.tick(1_000)
    one.tick(-TEN_MINUTES)
    expect(one.said).toEqual([])
    one.tick(4_100)
    expect(one.said).toEqual([])
    one.tick(100)
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
  })

  it('SY-7 BA-9 neither ends a ballot at once nor prolongs it', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    one.receive(spore)
    one.round()
    one.tick(60_200)
    one.round()
    for (const endorser of [1, 2]) one.hear(endorser, recover(spore, 1, { vote: 'R' }))
    one.tick(100)
    one.tick(-TEN_MINUTES)
    expect(one.said).toEqual([])
    one.tick(390)
    expect(one.said).toEqual([])
    one.tick(20)
    expect(one.said).toEqual([recover(spore, 2, { vote: 'E' })])
  })

  it('SY-7 BA-12 does not put off a wound', () => {
    const one = node()
    const spores = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    const [first, second] = spores
    one.receive(first!)
    one.round()
    one.receive(second!)
    one.round()
    one.tick(2_100)
    one.tick(-TEN_MINUTES)
    one.tick(200)
    one.tick(10)
    expect(one.said).toContainEqual(recover(first!, 1, { vote: 'E', by: second!.id }))
  })

  it('SY-7 asks to be woken by its new time', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + 1_000 })
    one.receive(spore)
    one.round()
    one.tick(-TEN_MINUTES)
    expect(wakeOf(one)).toBeLessThanOrEqual(one.now + 1_500)
  })

  it('SY-7 asks again for what is missing as soon as before', () => {
    const one = node()
    one.step({ type: 'peer', now: one.now, key: one.record.endorsers[1]!.key, up: true })
    one.hear(2, recover(one.spore([set('k', '1')]), 1))
    const asks = (): number =>
      one.messages().filter((each) => each.type === 'want' && each.spores.length > 0).length
    const before = asks()
    one.tick(-TEN_MINUTES)
    one.tick(2_000)
    expect(asks()).toBeGreaterThan(before)
  })

  it('SY-7 SN-1 while the device was off leaves no spore in the future', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + TEN_MINUTES })
    one.receive(spore)
    const batches = one.flush()
    const [bundle] = one.outputsOf('log')
    const log = new Map([
      [one.state.round - 1, [bundle!.bytes, ...batches.map((batch) => encodeBatch(batch, 'full'))]],
    ])
    const store = new TestStore()
    store.cut(one.state)
    const { key, record, policy } = one
    const state = store.recover({ key, log, id: policy.id, record })
    const now = one.now - TEN_MINUTES
    step(state, { type: 'go-live', now, round: one.state.round })
    const again = state.policies.get(policy.id)!
    const entry = again.open.get(spore.id)!
    expect(entry.receivedAt).toBe(now)
    expect(entry.ownVote).toBe('E')
    // A rival waits for its lock no longer than it would have.
    const rival = one.spore([set('k', '2')])
    step(state, { type: 'bundle', now, from: key, bundle: bundleOf(rival) })
    step(state, { type: 'tick', now: now + 2_200 })
    expect(again.outbox).toContainEqual(recover(spore, 1, { vote: 'E', by: rival.id }))
  })
})

describe('a clock that is set forward', () => {
  it('SY-7 makes everything due at once, which decides nothing', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    one.tick(TEN_MINUTES)
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
    one.tick(-TEN_MINUTES)
    one.tick(60_000)
    expect(one.stage(spore)).toBe('open')
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
  })
})
