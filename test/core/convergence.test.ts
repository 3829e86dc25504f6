// The promise behind everything: replicas that hear of the same committed spores, in whatever order, hold the same.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, del, idOf, plain, sadd, set, srem } from './builders.ts'
import { isContainer } from '../../worker/core/model/value.ts'
import { anyWishes, commitAll, type Committed, KEYS } from './history.ts'
import { Replica } from './replica.ts'

/** The spores in the order of these random ranks. */
const shuffled = (spores: readonly Committed[], ranks: readonly number[]): Committed[] =>
  spores
    .map((spore, i) => ({ spore, rank: ranks[i % ranks.length]! * 1_000 + i }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ spore }) => spore)

const ranks = fc.array(fc.nat(100), { minLength: 14, maxLength: 14 })

describe('convergence', () => {
  it('EX-1 to EX-5 any order of the same committed spores gives equal values and versions', () => {
    let executed = 0
    fc.assert(
      fc.property(anyWishes, ranks, (wishes, order) => {
        const { spores, first } = commitAll(wishes)
        const other = new Replica()
        for (const { id, operations } of shuffled(spores, order)) other.deliver(id, operations)
        expect(other.waiting).toBe(0)
        expect(plain(other.showAll())).toEqual(plain(first.showAll()))
        executed += spores.length
      }),
      { numRuns: 400 },
    )
    // The generator must not refuse most of what it makes up.
    expect(executed).toBeGreaterThan(800)
  })

  it('EX-5 the size of a set, map or queue is the number of what it holds, in any order', () => {
    fc.assert(
      fc.property(anyWishes, ranks, (wishes, order) => {
        const replica = new Replica()
        for (const { id, operations } of shuffled(commitAll(wishes).spores, order))
          replica.deliver(id, operations)
        for (const key of KEYS) {
          const value = replica.show(key)?.value
          expect(replica.members(key)).toHaveLength(value && isContainer(value) ? value.size : 0)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('EX-3 every permutation of one epoch with its end gives the same', () => {
    const spores: readonly Committed[] = [
      { id: idOf('a'), operations: [add('n', '1'), sadd('s', 'x')] },
      { id: idOf('b'), operations: [add('n', '2.5'), sadd('s', 'x'), sadd('s', 'y')] },
      { id: idOf('c'), operations: [srem('s', 'x'), add('n', '-4')] },
      { id: idOf('d'), operations: [set('n', '0'), del('t')] },
      { id: idOf('e'), operations: [sadd('t', 'z'), add('m', '1')] },
    ]
    const shown = permutations(spores).map((order) => {
      const replica = new Replica()
      for (const { id, operations } of order) replica.deliver(id, operations)
      return plain(replica.showAll())
    })
    expect(shown).toHaveLength(120)
    for (const each of shown) expect(each).toEqual(shown[0])
  })
})

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first, i) =>
    permutations(items.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  )
}
