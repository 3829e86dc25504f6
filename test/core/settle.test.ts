// From votes to values: certificates, rivals, execution, and who is looked at next.

import { describe, expect, it } from 'vitest'
import type { Item } from '../../worker/core/model/batch.ts'
import { sizeOf } from '../../worker/core/rules/endorser-set.ts'
import { priorityOf } from '../../worker/core/rules/priority.ts'
import {
  accept,
  add,
  base,
  bundleOf,
  endorse,
  exact,
  hold,
  mul,
  NOW,
  number,
  reject,
  requires,
  sadd,
  set,
  text,
} from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

// n=4, f=1: ω = q = 3, α = 3.
const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })
const replica = (): TestNode => node({ self: 9 })

describe('results', () => {
  const took = (self: number): unknown => {
    const one = node({ self })
    one.committed([{ op: 'RPUSH', key: 'k', sub: null, argument: text('a'), base: exact([0]) }])
    const w = one.slot('k').w
    const taken = one.spore([{ op: 'RPOP', key: 'k', sub: null, argument: null, base: exact([1], [], w) }])
    one.receive(taken)
    one.commit(taken)
    expect(one.slot('k').value).toEqual({ type: 'array', items: [] })
    return one.entry(taken)?.results
  }

  // keyOf(2) emits, which is endorser 1.
  it('EX-6 are kept by the emitter of the spore alone', () => {
    expect(took(1)).toEqual([text('a')])
    expect(took(0)).toBeUndefined()
  })
})

describe('decisions', () => {
  it('DE-1 commits and executes with the q-th ACCEPT, not before', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, accept(spore))
    one.hear(2, accept(spore))
    expect([one.stage(spore), one.slot('k').value]).toEqual(['open', undefined])
    one.clear()
    one.hear(3, accept(spore))
    expect([one.stage(spore), one.slot('k').value]).toEqual(['committed', number('1')])
    expect(one.outputsOf('changed')).toEqual([{ type: 'changed', policy: one.policy.id, keys: ['k'] }])
    expect(one.policy.open.size).toBe(0)
  })

  it('DE-1 one endorser counts once, however often it says the same', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, accept(spore), accept(spore))
    for (let i = 0; i < 5; i++) one.hear(1, accept(spore))
    one.hear(2, accept(spore))
    expect(one.stage(spore)).toBe('open')
    expect(sizeOf(one.entry(spore)!.accepted)).toBe(2)
  })

  it('DE-1 an approval is no decision: ω ENDORSEs alone commit nothing', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [0, 1, 2, 3]) one.hear(endorser, endorse(spore))
    expect(one.stage(spore)).toBe('open')
  })

  it('DE-2 aborts with the α-th REJECT, for whatever reasons', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, reject(spore, 'STALE'))
    one.hear(2, reject(spore, 'EXPIRED'))
    expect(one.stage(spore)).toBe('open')
    one.hear(3, reject(spore, 'LOCAL'))
    expect(one.stage(spore)).toBe('aborted')
    expect(one.slot('k').value).toBeUndefined()
  })

  it('DE-2 under unanimity f+1 REJECTs abort: α follows from ω', () => {
    const one = new TestNode({ n: 4, f: 1, quorum: 4, self: 9 })
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, reject(spore))
    expect(one.stage(spore)).toBe('open')
    one.hear(2, reject(spore))
    expect(one.stage(spore)).toBe('aborted')
  })

  it('DE-3 accepts with the ω-th ENDORSE, its own counting once it is durable', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, endorse(spore))
    one.hear(2, endorse(spore))
    expect(one.said).toEqual([endorse(spore)])
    one.round()
    expect(one.said).toEqual([accept(spore)])
  })

  it('DE-3 accepts what others approved although it had refused or held it (Yield)', () => {
    const one = node()
    one.committed([set('k', 'text')])
    const refused = one.spore([add('k', '1', base(1))])
    const [first, held] = [one.spore([set('l', '1')]), one.spore([set('l', '2')])]
    one.receive(refused, first, held)
    one.round()
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(refused), endorse(held))
    expect(one.said).toEqual([accept(refused), accept(held)])
    expect(one.entry(refused)?.ownVote).toBe('R')
  })

  it('DE-3 an ACCEPT is no ENDORSE, and an ENDORSE no ACCEPT', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    one.hear(1, accept(spore))
    one.hear(2, accept(spore))
    expect(one.said).toEqual([])
    const other = replica()
    const same = other.spore([set('k', '1')])
    other.receive(same)
    for (const endorser of [1, 2]) other.hear(endorser, accept(same), endorse(same))
    other.hear(3, endorse(same))
    expect(other.stage(same)).toBe('open')
  })

  it('DE-3 accepts once', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore))
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore))
    one.round()
    expect(one.said).toEqual([])
    expect(sizeOf(one.entry(spore)!.accepted)).toBe(1)
  })

  it('DE-1 votes that came before the body count when it arrives', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    for (const endorser of [1, 2, 3]) one.hear(endorser, accept(spore))
    expect(one.stage(spore)).toBe('unknown')
    expect(one.policy.missing.has(spore.id)).toBe(true)
    one.receive(spore)
    expect(one.stage(spore)).toBe('committed')
    expect(one.policy.missing.size).toBe(0)
    expect(one.policy.chains.map(({ missing }) => missing)).toEqual([0, 0, 0, 0])
  })

  it('DE-1 an alarm tells when both outcomes are certified: more than f are faulty', () => {
    const one = replica()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, accept(spore))
    expect(one.outputsOf('alarm')).toEqual([])
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(spore))
    expect(one.outputsOf('alarm').map(({ message }) => message)[0]).toMatch(
      /more than 1 endorsers are faulty/,
    )
    expect(one.stage(spore)).toBe('committed')
  })

  it('DE-1 a node holds nothing back that is decided, whatever its own vote was', () => {
    const one = node()
    one.committed([set('k', 'text')])
    const spore = one.spore([add('other', '1'), set('k', '2', base(1))])
    one.receive(one.spore([set('k', '1', base(1))]), spore)
    expect(one.verdict(spore)).toMatchObject({ type: 'HOLD' })
    one.commit(spore)
    expect([one.slot('k').value, one.slot('other').value]).toEqual([number('2'), number('1')])
  })
})

describe('rivals', () => {
  it('DE-4 a committed overwrite makes its rivals at the same base dead, and their locks are free', () => {
    const one = node()
    const [first, rival, beside] = [
      one.spore([set('k', '1'), set('l', '1')]),
      one.spore([set('k', '2')]),
      one.spore([set('l', '3')]),
    ]
    one.receive(first, rival, beside)
    one.commit(rival)
    expect(one.stage(first)).toBe('dead')
    expect(one.verdict(beside)).toEqual(endorse(beside, first.id))
  })

  it('DE-4 a dead rival is refused by who had not voted on it, naming the winner', () => {
    const one = node()
    const [first, rival, other] = [
      one.spore([set('k', '1')]),
      one.spore([set('k', '2')]),
      one.spore([set('k', '3')]),
    ]
    one.receive(first, rival, other)
    one.round()
    one.commit(rival)
    expect([first, other].map((spore) => one.stage(spore))).toEqual(['dead', 'dead'])
    expect(one.said).toEqual([reject(other, 'STALE', rival.id)])
  })

  it('DE-4 a rival in another class of the same epoch is dead', () => {
    const one = node()
    const [sum, product] = [one.spore([add('n', '1')]), one.spore([mul('n', '2')])]
    one.receive(sum, product)
    one.commit(sum)
    expect(one.stage(product)).toBe('dead')
  })

  it('VE-2 a rival that arrives after its place was taken is refused and dead', () => {
    for (const late of [set('k', '2'), add('k', '5', exact([0]))]) {
      const one = node()
      const winner = one.committed([set('k', '1')])
      const rival = one.spore([late])
      one.receive(rival)
      expect(one.verdict(rival)).toEqual(reject(rival, 'STALE', winner.id))
      expect(one.stage(rival)).toBe('dead')
      expect(one.policy.open.size).toBe(0)
    }
    const observer = replica()
    observer.committed([add('n', '1')])
    const product = observer.spore([mul('n', '2')])
    observer.receive(product)
    expect(observer.stage(product)).toBe('dead')
  })

  it('VE-2 a write below a set that was overwritten is not dead: it may have committed, and is absorbed then', () => {
    const one = replica()
    const element = one.spore([sadd('s', 'e')])
    one.committed([set('s', 'text')])
    one.receive(element)
    expect(one.stage(element)).toBe('open')
    one.commit(element)
    expect(one.stage(element)).toBe('committed')
    expect(one.slot('s').value).toEqual(text('text'))
  })

  it('DE-2 a spore that is finished stays finished: late votes change nothing', () => {
    const one = node()
    const spore = one.committed([set('k', '1')])
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore), accept(spore))
    one.receive(spore)
    expect(one.slot('k')).toMatchObject({ x: 1, last: spore.id })
    expect(one.policy.open.size).toBe(0)
    expect(one.said.filter((item) => item.type === 'ACCEPT')).toEqual([])
  })
})

describe('execution and release', () => {
  it('DE-5 a committed spore whose slots are not ready keeps its locks and waits for what it was built on', () => {
    const one = node()
    const [first, second] = [one.spore([set('k', '1')]), one.spore([set('k', '2', base(1))])]
    one.receive(second)
    one.commit(second)
    expect([one.stage(second), one.entry(second)?.executed]).toEqual(['committed', false])
    expect(one.slot('k').value).toBeUndefined()
    one.receive(first)
    one.commit(first)
    expect(one.slot('k')).toMatchObject({ x: 2, value: number('2') })
    expect(one.policy.open.size).toBe(0)
  })

  it('DE-5 a chain of committed spores runs through as soon as its first link is there', () => {
    const one = replica()
    const links = Array.from({ length: 5 }, (_, x) => one.spore([set('k', `${x}`, base(x))]))
    one.receive(...[...links].reverse())
    for (const link of links.slice(1)) one.commit(link)
    expect(one.slot('k').x).toBe(0)
    one.commit(links[0]!)
    expect(one.slot('k')).toMatchObject({ x: 5, value: number('4') })
    expect(links.map((link) => one.stage(link))).toEqual(links.map(() => 'committed'))
  })

  it('DE-5 executes once', () => {
    const one = replica()
    const spore = one.committed([add('n', '5')])
    one.receive(spore)
    one.hear(1, accept(spore))
    one.take(bundleOf(spore))
    expect(one.slot('n')).toMatchObject({ value: number('5') })
    expect(one.slot('n').cs.length).toBe(1)
  })

  it('EN-7 a lock is released by execution, and the next in line is endorsed on the new version only', () => {
    const one = node()
    const [first, behind] = [one.spore([set('k', '1')]), one.spore([set('k', '2', base(1))])]
    one.receive(first, behind)
    expect(one.entry(behind)?.waits).toEqual({ type: 'lag' })
    one.round()
    one.commit(first)
    expect(one.said.filter((item) => item.type !== 'ACCEPT')).toEqual([endorse(behind)])
  })

  it('PR-1 when a lock is released, who waits is looked at in the order of priority', () => {
    const emitters = [2, 3, 4].map(keyOf)
    for (let round = 0; round < 6; round++) {
      const one = node()
      const deadline = NOW + 60_000 + round * 10_000
      const first = one.spore([set('k', 'x')], { deadline })
      const waiting = emitters.map((emitter) => one.spore([set('k', 'y')], { emitter, deadline }))
      one.receive(first, ...waiting)
      for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
      const [best, ...others] = [...waiting].sort((a, b) => (priorityOf(a) < priorityOf(b) ? -1 : 1))
      expect(one.verdict(best!)).toEqual(endorse(best!, first.id))
      for (const other of others) expect(one.verdict(other)).toEqual(hold(other, best!))
    }
  })

  it('PR-1 priority is drawn anew for an emitter in every window of ten seconds, and no nonce changes it', () => {
    const one = node()
    const drawn = (deadline: number): string =>
      priorityOf(one.spore([set('k', '1')], { deadline })).slice(0, 64)
    expect(drawn(20_000)).toBe(drawn(29_999))
    expect(drawn(20_000)).not.toBe(drawn(30_000))
    expect(drawn(20_000)).not.toBe(
      priorityOf(one.spore([], { deadline: 20_000, emitter: keyOf(3) })).slice(0, 64),
    )
  })

  it('PR-1 a bundle is looked at as a whole: the order inside it decides nothing', () => {
    const said = (order: 'as is' | 'reversed'): readonly Item[] => {
      const one = node()
      const spores = ['a', 'b', 'c'].map((nonce) => one.spore([set('k', nonce)], { nonce: nonce.repeat(32) }))
      one.take(bundleOf(...(order === 'as is' ? spores : spores.reverse())))
      return one.said
    }
    expect(said('as is')).toEqual(said('reversed'))
  })

  it('EN-7 readers are released with the spore that read', () => {
    const one = node()
    const reader = one.spore([set('x', '1')], { requirements: [requires('RD', 'k', exact([0]))] })
    const writer = one.spore([set('k', '1')])
    one.receive(reader, writer)
    expect(one.verdict(writer)).toEqual(hold(writer, reader))
    one.commit(reader)
    expect(one.verdict(writer)).toEqual(endorse(writer))
  })
})
