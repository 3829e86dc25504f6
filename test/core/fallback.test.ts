// When an endorser gives up waiting: deadlines, hopeless spores, wounds, lock timeouts, and the calls of others.

import { describe, expect, it } from 'vitest'
import { isHopeless } from '../../worker/core/handle/fallback.ts'
import { MAX_CONTENDED_PER_EMITTER } from '../../worker/core/limits.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { priorityOf } from '../../worker/core/rules/priority.ts'
import { ballotTimeout, timersOf } from '../../worker/core/rules/timers.ts'
import { connect, recover, wants } from './ballots.ts'
import { add, endorse, hold, idOf, reject, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const WOUND = 150
const LOCK = 8 * 250 + WOUND

const node = (): TestNode => new TestNode({ n: 4, f: 1 })
const LATER = 50_000

/** Two spores on one key by two emitters, of which the first has this rank against the second. */
function rivals(one: TestNode, first: 'preferred' | 'other'): readonly [Spore, Spore] {
  const by = (emitter: PublicKeyHex): Spore =>
    one.spore([set('k', '1')], { emitter, deadline: one.now + LATER })
  for (let i = 1; i < 5; i++)
    for (let j = 1; j < 5; j++) {
      const [a, b] = [by(keyOf(i)), by(keyOf(j))]
      if (i !== j && priorityOf(a) < priorityOf(b) === (first === 'preferred')) return [a, b]
    }
  throw new Error('two emitters never rank the same')
}

describe('BA-9 timers', () => {
  it('have least values where nothing was measured', () => {
    expect(timersOf(node().policy)).toEqual({ ballotMs: 250, woundMs: WOUND, lockMs: LOCK })
  })
  it('grow with the round trip, up to a bound', () => {
    const one = node()
    for (const endorser of [1, 2, 3]) one.policy.watch.pace.set(endorser, 100)
    expect(timersOf(one.policy)).toEqual({ ballotMs: 400, woundMs: 200, lockMs: 3_400 })
    for (const endorser of [1, 2, 3]) one.policy.watch.pace.set(endorser, 60_000)
    expect(timersOf(one.policy)).toEqual({ ballotMs: 1_000, woundMs: 500, lockMs: 8_500 })
  })
  it('double with every pair of ballots, not for ever', () => {
    const timers = { ballotMs: 250, woundMs: 0, lockMs: 0 }
    expect([1, 2, 3, 4, 5].map((ballot) => ballotTimeout(timers, ballot))).toEqual([
      500, 500, 1_000, 1_000, 2_000,
    ])
    expect(ballotTimeout(timers, 1_023)).toBe(ballotTimeout(timers, 25))
  })
})

describe('BA-10 the deadline', () => {
  it('starts the fallback a moment after it passed, once', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + 5_000 })
    one.receive(spore)
    one.round()
    one.tick(5_000 + WOUND - 1)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.round()).toEqual([recover(spore, 1, { vote: 'E' })])
    one.tick(100_000)
    expect(one.said).toEqual([])
  })

  it('is what this node asks to be woken for', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + 1_000 })
    one.receive(spore)
    one.round()
    one.tick(0)
    expect(one.outputsOf('wake').at(-1)!.at).toBeLessThanOrEqual(spore.deadline + WOUND)
  })

  it('has those refuse who have not voted, before they report', () => {
    const one = node()
    const [first, second] = [
      one.spore([set('k', '1')]),
      one.spore([set('k', '2')], { deadline: one.now + 1_000 }),
    ]
    one.receive(first, second)
    one.round()
    one.tick(1_100)
    expect(one.said).toEqual([reject(second, 'EXPIRED')])
    one.tick(100)
    expect(one.said).toEqual([reject(second, 'EXPIRED'), recover(second, 1, { vote: 'R' })])
  })

  it('goes to ballot 2 when the spore is approved', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { deadline: one.now + 1_000 })
    one.receive(spore)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    one.round()
    one.round()
    one.tick(1_200)
    expect(one.said).toEqual([recover(spore, 2, { vote: 'E', accepted: { ballot: 0, just: null } })])
  })

  it('that had passed when the body came gives its votes a moment to arrive', () => {
    const one = node()
    one.now += 10_000
    const spore = one.spore([set('k', '1')], { deadline: one.now - 5_000 })
    one.receive(spore)
    expect(one.said).toEqual([reject(spore, 'EXPIRED')])
    one.tick(WOUND)
    expect(one.said).toContainEqual(recover(spore, 1, { vote: 'R' }))
  })

  it('does not abort what is decided', () => {
    const one = node()
    const spore = one.committed([set('k', '1')], { deadline: one.now + 1_000 })
    one.round()
    one.tick(10_000)
    expect(one.said).toEqual([])
    expect(one.stage(spore)).toBe('committed')
  })
})

describe('BA-10 CANCEL', () => {
  it('starts the fallback at once', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    const entry = one.entry(spore)!
    entry.cancelled = true
    entry.lookAt = 0
    one.policy.examineAt = 0
    one.tick(0)
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
  })
})

describe('BA-11 a hopeless spore', () => {
  it('is brought to its end a moment after the refusal too many', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    one.hear(1, reject(spore))
    one.tick(10_000)
    expect(isHopeless(one.policy, one.entry(spore)!)).toBe(false)
    expect(one.said).toEqual([])
    one.hear(2, reject(spore))
    expect(isHopeless(one.policy, one.entry(spore)!)).toBe(true)
    one.tick(WOUND - 1)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
  })

  it('does not wound', () => {
    const one = node()
    const [second, first] = rivals(one, 'preferred')
    one.receive(first)
    one.round()
    one.receive(second)
    for (const endorser of [1, 2]) one.hear(endorser, reject(second))
    one.round()
    one.tick(WOUND + 100)
    expect(one.said.filter(({ spore }) => spore === first.id)).toEqual([])
  })
})

describe('BA-12 contention', () => {
  it('a preferred spore wounds the one before it after the wound delay, and says for whose sake', () => {
    const one = node()
    const [second, first] = rivals(one, 'preferred')
    one.receive(first)
    one.receive(second)
    expect(one.round()).toEqual([endorse(first), hold(second, first)])
    one.tick(WOUND - 1)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.said).toEqual([recover(first, 1, { vote: 'E', by: second.id })])
  })

  it('but not one that is approved: that one commits', () => {
    const one = node()
    const [second, first] = rivals(one, 'preferred')
    one.receive(first)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(first))
    one.receive(second)
    one.round()
    one.round()
    one.tick(WOUND + 1_000)
    expect(one.said).toEqual([])
    one.tick(LOCK)
    expect(one.said).toEqual([
      recover(first, 2, { vote: 'E', accepted: { ballot: 0, just: null }, by: second.id }),
    ])
  })

  it('any other spore waits for the lock timeout', () => {
    const one = node()
    const [second, first] = rivals(one, 'other')
    one.receive(first)
    one.receive(second)
    one.round()
    one.tick(LOCK - 1)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.said).toEqual([recover(first, 1, { vote: 'E', by: second.id })])
  })

  it('a spore for which nobody waits is left alone', () => {
    const one = node()
    const [first, elsewhere] = [one.spore([set('k', '1')]), one.spore([set('l', '1')])]
    one.receive(first, elsewhere)
    one.round()
    one.tick(20_000)
    expect(one.said).toEqual([])
  })

  it('those that get along wound nobody', () => {
    const one = node()
    one.receive(one.spore([add('n', '1')]), one.spore([add('n', '2')], { emitter: keyOf(3) }))
    one.round()
    one.tick(20_000)
    expect(one.said).toEqual([])
  })

  it('wakes for the lock timeout, and not every moment until then', () => {
    const one = node()
    const [second, first] = rivals(one, 'other')
    one.receive(first)
    one.receive(second)
    one.round()
    const { lookAt } = one.entry(second)!
    expect(lookAt).toBeGreaterThan(one.now + 10 * WOUND)
    expect(lookAt).toBeLessThanOrEqual(one.now + LOCK)
    expect(one.policy.examineAt).toBeLessThanOrEqual(lookAt)
  })

  it('an emitter with too many contended locks gets no more', () => {
    const one = node()
    one.policy.contendedByEmitter.set(keyOf(2), MAX_CONTENDED_PER_EMITTER)
    const [theirs, others] = [one.spore([set('k', '1')]), one.spore([set('l', '1')], { emitter: keyOf(3) })]
    one.receive(theirs, others)
    expect(one.verdict(theirs)).toEqual(reject(theirs, 'RATE'))
    expect(one.verdict(others)).toEqual(endorse(others))
  })

  it('counts a contended lock against its emitter until it is released', () => {
    const one = node()
    const [second, first] = rivals(one, 'other')
    one.receive(first)
    one.receive(second)
    expect(one.policy.contendedByEmitter.get(first.emitter)).toBe(1)
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    expect(one.policy.contendedByEmitter.size).toBe(0)
  })
})

describe('BA-13 the call of one other', () => {
  it('is followed after the wound delay for a preferred spore that is here and conflicts', () => {
    const one = node()
    const [second, first] = rivals(one, 'preferred')
    one.receive(first)
    one.round()
    one.tick(5_000)
    // The second never reached this node; its body is asked for.
    connect(one, 1)
    one.hear(1, recover(first, 1, { by: second.id }))
    expect(one.said).toEqual([])
    expect(wants(one).flatMap(({ spores }) => spores)).toContain(second.id)
    one.receive(second)
    expect(one.said).toContainEqual(recover(first, 1, { vote: 'E', by: second.id }))
  })

  it('is followed after the lock timeout for another', () => {
    const one = node()
    const [second, first] = rivals(one, 'other')
    one.receive(second)
    one.receive(first)
    one.round()
    // Here the second holds the lock, and the first waits; there it is the other way round.
    one.hear(1, recover(first, 1, { by: second.id }))
    one.tick(WOUND)
    expect(one.said.filter(({ spore }) => spore === first.id)).toEqual([])
    one.tick(LOCK)
    expect(one.said).toContainEqual(recover(first, 1))
  })

  it('is not followed for one that does not conflict, is unknown, or is finished', () => {
    const one = node()
    const [spore, apart] = [one.spore([set('k', '1')]), one.spore([set('l', '1')])]
    const done = one.committed([set('k', '0')], { deadline: one.now + LATER })
    const again = one.spore([set('m', '1')])
    one.receive(spore, apart, again)
    one.round()
    for (const by of [apart.id, done.id, idOf('d')]) one.hear(1, recover(again, 1, { by }))
    one.hear(1, recover(apart, 1))
    one.tick(30_000)
    expect(one.said.filter(({ type }) => type === 'RECOVER')).toEqual([])
  })
})

describe('BA-14 the call of f+1', () => {
  it('is followed at once, before any deadline', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    one.hear(1, recover(spore, 1))
    expect(one.said).toEqual([])
    one.hear(2, recover(spore, 1))
    expect(one.said).toEqual([recover(spore, 1, { vote: 'E' })])
  })

  it('also by who has not voted, and then never will', () => {
    const one = node()
    const [first, second] = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    one.receive(first, second)
    one.round()
    for (const endorser of [1, 2]) one.hear(endorser, recover(second, 1))
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    expect(one.said).toEqual([recover(second, 1)])
  })

  it('also when the calls came before the body', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    for (const endorser of [1, 2]) one.hear(endorser, recover(spore, 1))
    one.receive(spore)
    expect(one.said).toEqual([recover(spore, 1)])
  })
})
