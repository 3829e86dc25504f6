// What an endorser says of a spore, rule by rule, as its chain will show it.

import { describe, expect, it } from 'vitest'
import { MAX_FREED, MAX_PENDING_PER_EMITTER } from '../../worker/core/limits.ts'
import {
  accept,
  add,
  base,
  bundleOf,
  concat,
  del,
  endorse,
  exact,
  mul,
  NOW,
  reject,
  requires,
  sadd,
  set,
  srem,
  text,
} from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })

describe('endorsement', () => {
  it('EN-8 endorses a valid spore', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    expect(one.said).toEqual([endorse(spore)])
  })

  it('EN-1 votes once: the same spore again, or after its vote, changes nothing', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore, spore)
    one.round()
    one.receive(spore)
    one.tick(10_000)
    expect(one.said).toEqual([])
    expect(one.entry(spore)?.ownVote).toBe('E')
  })

  it('EN-1 a REJECT is as final as an ENDORSE, also when its reason goes away', () => {
    const one = node()
    const spore = one.spore([add('k', '1')])
    one.committed([set('k', 'text')])
    one.receive(spore)
    expect(one.verdict(spore)).toMatchObject({ type: 'REJECT' })
    one.round()
    one.committed([set('k', '1', base(1))])
    expect(one.verdict(spore)).toBeUndefined()
  })

  it('EN-1 a replica never votes', () => {
    const replica = node({ self: 9 })
    const spore = replica.spore([set('k', '1')])
    replica.receive(spore)
    for (const endorser of [0, 1, 2]) replica.hear(endorser, endorse(spore))
    expect(replica.said).toEqual([])
    replica.commit(spore)
    expect(replica.slot('k').value).toMatchObject({ type: 'number' })
  })

  it('EN-2 refuses after the deadline by its own clock', () => {
    const one = node()
    const late = one.spore([set('k', '1')], { deadline: NOW - 1 })
    const inTime = one.spore([set('l', '1')], { deadline: NOW })
    one.receive(late, inTime)
    expect(one.verdict(late)).toEqual(reject(late, 'EXPIRED'))
    expect(one.verdict(inTime)).toEqual(endorse(inTime))
  })

  it('EN-2 is silent about a deadline too far ahead, and endorses once it has come within reach', () => {
    const one = node({ record: policyOf(4, 1, { maxTimeoutMs: 60_000 }) })
    const early = one.spore([set('k', '1')], { deadline: NOW + 90_000 })
    one.receive(early)
    expect(one.said).toEqual([])
    expect(one.entry(early)?.waits).toEqual({ type: 'later' })
    one.tick(29_999)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.said).toEqual([endorse(early)])
  })

  it('EN-2 a spore that waits is refused when its deadline has passed', () => {
    const one = node()
    const [first, second] = [
      one.spore([set('k', '1')]),
      one.spore([set('k', '2')], { deadline: NOW + 5_000 }),
    ]
    one.receive(first, second)
    expect(one.verdict(second)).toMatchObject({ type: 'HOLD' })
    one.tick(5_000)
    expect(one.verdict(second)).toMatchObject({ type: 'HOLD' })
    one.tick(1)
    expect(one.verdict(second)).toEqual(reject(second, 'EXPIRED'))
  })

  it('EN-3 refuses a spore that is wrong by itself, whatever its base', () => {
    const one = node()
    const wrong = [
      [one.spore([add('k', 'text', base(7))]), 'TYPE'],
      [one.spore([set('a\u0007', '1', base(7))]), 'POLICY'],
      [one.spore([set('k', '1', base(0, 0))]), 'POLICY'],
      [one.spore([concat('k', 'x')]), 'POLICY'],
      [one.spore([]), 'POLICY'],
    ] as const
    for (const [spore, why] of wrong) {
      one.receive(spore)
      expect(one.verdict(spore)).toEqual(reject(spore, why))
    }
  })

  it('EN-3 refuses a requirement on a key that cannot be', () => {
    const one = node()
    for (const key of ['', 'a\u0001sx', '\u0000policy']) {
      const spore = one.spore([set('k', '1')], {
        requirements: [requires('RE', key, key.includes('\u0001') ? base(0, 0) : base(0))],
      })
      one.receive(spore)
      expect(one.verdict(spore)).toEqual(reject(spore, 'POLICY'))
    }
  })

  it('EN-3 a spore that is wrong by itself takes no lock', () => {
    const one = node()
    const good = one.spore([set('k', '1')])
    one.receive(one.spore([set('k', '1'), add('k', 'text')]), good)
    expect(one.verdict(good)).toEqual(endorse(good))
  })

  it('EN-3 answers RATE beyond the budget of an emitter, and only to that emitter', () => {
    const one = node()
    const many = Array.from({ length: MAX_PENDING_PER_EMITTER }, (_, i) => one.spore([set(`k${i}`, '1')]))
    for (let i = 0; i < many.length; i += 64) one.take(bundleOf(...many.slice(i, i + 64)))
    expect(one.said).toHaveLength(MAX_PENDING_PER_EMITTER)
    const [more, other] = [
      one.spore([set('more', '1')]),
      one.spore([set('other', '1')], { emitter: keyOf(3) }),
    ]
    one.receive(more, other)
    expect(one.verdict(more)).toEqual(reject(more, 'RATE'))
    expect(one.verdict(other)).toEqual(endorse(other))
  })

  it('EN-4 refuses a stale base and names the spore that made it stale', () => {
    const one = node()
    const writer = one.committed([set('k', '1')])
    const stale = one.spore([add('k', '1')])
    one.receive(stale)
    expect(one.verdict(stale)).toEqual(reject(stale, 'STALE', writer.id))
  })

  it('EN-4 waits where it lags itself, asks around, and endorses once it has caught up', () => {
    const one = node()
    const [first, second] = [one.spore([set('k', '1')]), one.spore([set('k', '2', base(1))])]
    one.receive(second)
    expect(one.said).toEqual([])
    expect(one.entry(second)?.waits).toEqual({ type: 'lag' })
    one.receive(first)
    one.commit(first)
    expect(one.verdict(second)).toEqual(endorse(second))
  })

  it('EN-4 stale on any slot beats lagging on another', () => {
    const one = node()
    one.committed([set('b', '1')])
    const spore = one.spore([set('a', '1', base(5)), add('b', '1', base(0))])
    one.receive(spore)
    expect(one.verdict(spore)).toMatchObject({ type: 'REJECT', why: 'STALE' })
  })

  it('EN-4 a spore built on another that is known never to commit is stale at once [V4]', () => {
    const one = node()
    const first = one.spore([set('k', '1')])
    const next = one.spore([set('k', '2', { ...base(1), w: first.id.slice(0, 16) })])
    const counting = one.spore([add('k', '2', { ...base(1), w: first.id.slice(0, 16) })])
    one.receive(first, next, counting)
    expect(one.entry(next)?.waits).toEqual({ type: 'lag' })
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    expect(one.stage(first)).toBe('aborted')
    expect(one.verdict(next)).toMatchObject({ type: 'REJECT', why: 'STALE' })
    expect(one.verdict(counting)).toMatchObject({ type: 'REJECT', why: 'STALE' })
  })

  it('EN-4 the same x by another writer is stale [V4]', () => {
    const one = node()
    const writer = one.committed([set('k', '1')])
    const built = one.spore([add('k', '1', { ...base(1), w: 'ee'.repeat(8) })])
    const right = one.spore([add('k', '1', { ...base(1), w: writer.id.slice(0, 16) })])
    one.receive(built, right)
    expect(one.verdict(built)).toMatchObject({ type: 'REJECT', why: 'STALE' })
    expect(one.verdict(right)).toEqual(endorse(right))
  })

  it('EN-4 another class in the same epoch is stale [V1]', () => {
    const one = node()
    one.committed([add('k', '1')])
    const product = one.spore([mul('k', '2')])
    one.receive(product)
    expect(one.verdict(product)).toMatchObject({ type: 'REJECT', why: 'STALE' })
  })

  it('EN-4 exact requirements hold the key as it was read', () => {
    const one = node()
    const first = one.committed([add('k', '1')])
    const missed = one.spore([set('x', '1')], { requirements: [requires('RD', 'k', exact([0]))] })
    const ahead = one.spore([set('y', '1')], {
      requirements: [requires('RD', 'k', exact([0], [first.id, 'ff'.repeat(32) as never]))],
    })
    const right = one.spore([set('z', '1')], { requirements: [requires('RD', 'k', exact([0], [first.id]))] })
    one.receive(missed, ahead, right)
    expect(one.verdict(missed)).toMatchObject({ type: 'REJECT', why: 'STALE', ref: first.id })
    expect(one.entry(ahead)?.waits).toEqual({ type: 'lag' })
    expect(one.verdict(right)).toEqual(endorse(right))
  })

  it('EN-4 a requirement on an element is checked although the set is overwritten', () => {
    const one = node()
    const stale = one.spore([del('s')], { requirements: [requires('RD', 's', exact([0, 0]), text('e'))] })
    const adding = one.committed([sadd('s', 'e')])
    one.receive(stale)
    expect(one.verdict(stale)).toEqual(reject(stale, 'STALE', adding.id))
  })

  it('EN-5 refuses operations that do not fit the value, but only once the versions are equal [V12]', () => {
    const one = node()
    one.committed([set('k', 'text')])
    const wrong = one.spore([add('k', '1', base(1))])
    const stale = one.spore([add('k', '1', base(0))])
    const ahead = one.spore([add('k', '1', base(2))])
    one.receive(wrong, stale, ahead)
    expect(one.verdict(wrong)).toEqual(reject(wrong, 'TYPE'))
    expect(one.verdict(stale)).toMatchObject({ why: 'STALE' })
    expect(one.verdict(ahead)).toBeUndefined()
  })

  it('EN-5 counts promised products together: none of them alone is too large', () => {
    const one = node()
    one.committed([set('k', '9'.repeat(60))])
    const factors = Array.from({ length: 4 }, () => one.spore([mul('k', '9'.repeat(60), base(1))]))
    one.receive(...factors)
    // 60 digits, and 60 more with each: the fourth would make 300.
    expect(factors.map((spore) => one.verdict(spore)?.type)).toEqual([
      'ENDORSE',
      'ENDORSE',
      'ENDORSE',
      'REJECT',
    ])
    expect(one.verdict(factors[3]!)).toEqual(reject(factors[3]!, 'TYPE'))
  })

  it('EN-7 waits behind a promise that excludes it, and takes no lock while it waits', () => {
    const one = node()
    const [first, second, third] = [
      one.spore([set('k', '1')]),
      one.spore([set('k', '2'), set('l', '2')]),
      one.spore([set('l', '3')]),
    ]
    one.receive(first, second, third)
    expect(one.said).toEqual([
      endorse(first),
      { type: 'HOLD', spore: second.id, by: first.id },
      endorse(third),
    ])
  })

  it('EN-7 says so once, however often it looks again', () => {
    const one = node()
    const [first, second] = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    one.receive(first, second)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(second))
    one.tick(1_000)
    expect(one.said.filter(({ type }) => type === 'HOLD')).toHaveLength(1)
  })

  it('EN-7 does not wait behind what goes together with it', () => {
    const one = node()
    const spores = [
      one.spore([add('n', '1')]),
      one.spore([add('n', '2')]),
      one.spore([sadd('s', 'a')]),
      one.spore([sadd('s', 'b'), srem('s', 'c')]),
      one.spore([set('x', '1')], { requirements: [requires('RE', 'n', { ...base(0), w: '0'.repeat(16) })] }),
    ]
    one.receive(...spores)
    expect(one.said).toEqual(spores.map((spore) => endorse(spore)))
  })

  it('EN-7 a reader and a writer of one key wait for each other, so that no write skew is endorsed', () => {
    const one = node()
    const first = one.spore([set('b', '1')], { requirements: [requires('RD', 'a', exact([0]))] })
    const second = one.spore([set('a', '1')], { requirements: [requires('RD', 'b', exact([0]))] })
    one.receive(first, second)
    expect(one.verdict(first)).toEqual(endorse(first))
    expect(one.verdict(second)).toMatchObject({ type: 'HOLD', by: first.id })
  })

  it('EN-8 names the rivals that it had endorsed and that are dead or aborted', () => {
    const one = node()
    const [first, second] = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    one.receive(first, second)
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    expect(one.verdict(second)).toEqual(endorse(second, first.id))
  })

  it('EN-8 does not name what conflicted at another base, or what it never endorsed', () => {
    const one = node()
    const [first, other] = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    one.receive(first, other)
    one.commit(first)
    expect(one.stage(other)).toBe('dead')
    const next = one.spore([set('k', '3', base(1))])
    one.receive(next)
    expect(one.verdict(next)).toEqual(endorse(next))
  })

  it('EN-8 answers RATE rather than give an incomplete list', () => {
    const one = node()
    const rivals = Array.from({ length: MAX_FREED + 1 }, () => one.spore([add('k', '1')]))
    one.receive(...rivals)
    for (const endorser of [1, 2, 3]) one.hear(endorser, ...rivals.map((spore) => reject(spore)))
    const other = one.spore([mul('k', '2')])
    one.receive(other)
    expect(one.verdict(other)).toEqual(reject(other, 'RATE'))
    const [exclusive, harmless] = [one.spore([set('k', '1')]), one.spore([add('k', '1')])]
    one.receive(harmless)
    expect(one.verdict(harmless)).toEqual(endorse(harmless))
    one.commit(harmless)
    one.receive(exclusive)
    // An overwrite may follow additions whether they commit or not.
    expect(one.verdict(exclusive)).toEqual(endorse(exclusive))
  })

  it('EN-8 an absorbed write does not make it forget whom it has to name in the epoch in force', () => {
    const one = node()
    const late = one.spore([srem('s', 'e', base(0, 0))])
    one.committed([del('s')])
    const rival = one.spore([srem('s', 'e', base(1, 0))])
    one.receive(rival)
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(rival))
    one.receive(late)
    one.commit(late)
    const next = one.spore([srem('s', 'e', base(1, 0))])
    one.receive(next)
    expect(one.verdict(next)).toEqual(endorse(next, rival.id))
  })

  it('WA-4 a node whose key has spoken elsewhere says nothing any more', () => {
    const one = node()
    one.hearBatch(one.chains[0]!.say(accept({ id: 'aa'.repeat(32) as never })))
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    expect(one.said).toEqual([])
    expect(one.outputsOf('silenced')).toHaveLength(1)
    one.hearBatch(one.chains[0]!.say(accept(spore)))
    expect(one.outputsOf('silenced')).toHaveLength(1)
    one.commit(spore)
    expect(one.stage(spore)).toBe('committed')
    expect(one.said).toEqual([])
  })
})
