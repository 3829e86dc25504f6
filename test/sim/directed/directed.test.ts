// Regimes that chance alone does not find: the fast path in small worlds whose approvals stay hidden, deep schedules in which
// commits overtake each other, and three scenes about waiting.

import { describe, expect, it } from 'vitest'
import { Moves } from '../explore/moves.ts'
import { FAST, FAST_AT_FOUR } from '../explore/plans.ts'
import { walk } from '../explore/walk.ts'
import { World } from '../explore/world.ts'
import { Random } from '../random.ts'
import { deepRun } from './deep.ts'
import { LATER_FAMILIES } from './wishes.ts'
import { silentCoordinator, splitVote, stream } from './waiting.ts'

const WALKS = 30

describe('one spore where ENDORSEs may commit by themselves', () => {
  for (const plan of [...FAST, ...FAST_AT_FOUR])
    it(`I1 I7 I15 ${plan.name}`, () => {
      const world = new World(plan)
      const moves = new Moves(world)
      const ends = new Set<string>()
      for (let seed = 0; seed < WALKS; seed++) {
        const { violation, trace, last } = walk(world, moves, new Random(seed))
        expect(violation, `seed ${seed}\n${trace.join('\n')}`).toBeUndefined()
        for (const { facts } of last) ends.add(facts[0]?.stage ?? 'unknown')
      }
      expect([...ends]).toContain('committed')
      // Where all have endorsed, a commit can be shown from the start, and no ballot may ever abort.
      expect(ends.has('aborted')).toBe(plan.start === 'known')
    })
})

describe('deep schedules', () => {
  it('I1 to I4, I6, I7 and I15 hold, whoever lags', () => {
    let committed = 0
    for (const [seed, [n, f]] of (
      [
        [4, 1],
        [4, 1],
        [5, 1],
        [6, 1],
        [7, 2],
        [3, 1],
        [4, 1],
        [4, 1],
      ] as const
    ).entries()) {
      const result = deepRun({ seed, n, f, steps: 500 })
      expect(result.violation, `seed ${seed}, n=${n}`).toBeUndefined()
      committed += result.committed
    }
    expect(committed).toBeGreaterThan(30)
  })
})

describe('deep schedules of every type', () => {
  it('ES-3 QU-1 AR-1 EX-1 hold too below bounds, in maps, arrays and queues, late and absorbed', () => {
    let committed = 0
    for (let seed = 0; seed < 16; seed++) {
      const families =
        seed % 2 === 0 ? LATER_FAMILIES : [LATER_FAMILIES[(seed >> 1) % LATER_FAMILIES.length]!]
      const [n, f] = seed % 4 === 3 ? ([5, 1] as const) : ([4, 1] as const)
      const result = deepRun({ seed, n, f, steps: 500, families })
      expect(result.violation, `seed ${seed}, ${families.join()}`).toBeUndefined()
      committed += result.committed
    }
    expect(committed).toBeGreaterThan(60)
  })
})

describe('waiting', () => {
  for (const [name, play] of Object.entries({
    'BA-13 V8 a split vote': splitVote,
    'BA-12 V10 a silent coordinator': silentCoordinator,
    'EN-7 V9 a stream of commutative writes': stream,
  }))
    it(name, () => {
      const { fault, trace } = play()
      expect(fault, trace.join('\n')).toBeUndefined()
    })
})
