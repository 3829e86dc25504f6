// Which of the rivals that came to nothing an endorser remembers, because a later endorsement may have to name them.

import { describe, expect, it } from 'vitest'
import { MAX_FREED } from '../../worker/core/limits.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { add, del, endorse, exact, mul, reject, sadd, srem, text } from './builders.ts'
import { qadd, qtake } from './operations.ts'
import { TestNode } from './test-node.ts'

/** The slots for which rivals are remembered, each as often as it has some. */
const remembered = (one: TestNode): string[] =>
  [...one.policy.freed].flatMap(({ access, ids }) => [...ids].map(() => access.slot))
const lost = (one: TestNode, ...spores: readonly Spore[]): void => {
  one.receive(...spores)
  for (const spore of spores) expect(one.verdict(spore)).toMatchObject({ type: 'ENDORSE' })
  one.round()
  for (const endorser of [1, 2, 3]) one.hear(endorser, ...spores.map((spore) => reject(spore)))
  for (const spore of spores) expect(one.stage(spore)).toBe('aborted')
}

describe('rivals to be named', () => {
  it('EN-8 PN-3 remembers no more rivals than decide, whatever is overwritten after them', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const many = (from: number): Spore[] =>
      Array.from({ length: 50 }, (_, i) => one.spore([add('n', String(from + i))]))
    for (let i = 0; i < 4; i++) lost(one, ...many(i * 50))
    expect(remembered(one)).toHaveLength(MAX_FREED + 1)
    // All two hundred would have to be named.
    const product = one.spore([mul('n', '2')])
    one.receive(product)
    expect(one.verdict(product)).toEqual(reject(product, 'RATE'))
    // None of them: an exact addition and what ends the number overwrite, which additions do not mind.
    lost(one, one.spore([add('n', '1', exact([0]))]))
    lost(one, one.spore([del('n')]))
    // With one that is committed the epoch has their class, and no product can follow.
    one.committed([add('n', '1')])
    expect(remembered(one)).toEqual(['n', 'n'])
    const stale = one.spore([mul('n', '2')])
    one.receive(stale)
    expect(one.verdict(stale)).toMatchObject({ why: 'STALE' })
    lost(one, ...many(200))
    expect(remembered(one)).toEqual(['n', 'n'])
    one.committed([del('n')])
    expect(remembered(one)).toEqual([])
  })

  it('EN-8 PN-3 remembers nothing of lost races for items, and lets the queue be deleted after any number', () => {
    const one = new TestNode({ n: 4, f: 1 })
    for (let i = 1; i <= MAX_FREED + 1; i++) {
      one.committed([qadd('q', i, 'job')])
      const rivals = [one.spore([qtake('q', i)]), one.spore([qtake('q', i)])] as const
      one.receive(rivals[0])
      expect(one.verdict(rivals[0])).toMatchObject({ type: 'ENDORSE' })
      one.round()
      one.receive(rivals[1])
      one.commit(rivals[1])
      expect(one.stage(rivals[0])).toBe('dead')
    }
    expect(remembered(one)).toEqual([])
    const end = one.spore([del('q')])
    one.receive(end)
    expect(one.verdict(end)).toEqual(endorse(end))
  })

  it('EN-8 an overwritten key ends what is remembered below it, and only there', () => {
    const one = new TestNode({ n: 4, f: 1 })
    one.committed([sadd('s', 'a'), sadd('t', 'a')])
    lost(one, one.spore([srem('s', 'b')]), one.spore([srem('s', 'c')]), one.spore([srem('t', 'b')]))
    expect(remembered(one)).toHaveLength(3)
    one.committed([del('s')])
    expect(remembered(one)).toEqual([slotOf('t', text('b'))])
  })
})
