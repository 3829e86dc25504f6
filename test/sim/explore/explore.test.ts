// I1, I2, I7 and I15 in every state of small worlds, by the production core, and what was executed by the reference executor. What does not fit into a test's time is visited in
// part; `npx tsx test/sim/explore/main.ts` goes further.

import { describe, expect, it } from 'vitest'
import { explore } from './explorer.ts'
import { canFinish, retrace } from './finish.ts'
import type { Plan } from './plan.ts'
import { BELOW, FAST, PAIRS, SINGLE, TRIPLES } from './plans.ts'

const clock = (): number => performance.now()
const FOR_EVER = 1e9

describe('every schedule of one spore and its first ballot', () => {
  for (const plan of SINGLE)
    it(`I1 I7 I15 ${plan.name}`, () => {
      const first = { ...plan, maxBallot: 1 }
      const { exploration, lasts } = explore(first, { states: 60_000, milliseconds: FOR_EVER }, clock)
      expect(exploration.violation).toBeUndefined()
      expect(exploration.complete).toBe(true)
      expect(exploration.reached).toMatchObject({
        committed: expect.any(Number) as number,
        aborted: expect.any(Number) as number,
        'accept 0': expect.any(Number) as number,
        'accept 1': expect.any(Number) as number,
      })
      // Whatever happened: once messages arrive and time passes, every honest endorser comes to know one outcome.
      const ends = lasts.slice(0, 24).flatMap((steps) => retrace(first, steps) ?? [])
      expect(ends.length).toBeGreaterThan(10)
      for (const { world, state } of ends.slice(0, 12)) expect(canFinish(world, state)).toBeUndefined()
    })
})

describe('every schedule of a write below a key and an overwrite of it, once everybody has voted', () => {
  it('I1 I2 I7 EX-1 at three endorsers, none of them byzantine', () => {
    const [plan] = BELOW
    const spores = plan!.spores.map((spore) => ({ ...spore, coordinator: 2 }))
    const three: Plan = { ...plan!, spores, n: 3, f: 0, start: 'voted', maxBallot: 0 }
    const { exploration } = explore(three, { states: 80_000, milliseconds: FOR_EVER }, clock)
    expect(exploration.violation).toBeUndefined()
    expect(exploration.complete).toBe(true)
    // Either alone, and both: where the overwrite was first, the write below came late and was absorbed.
    expect(exploration.reached).toMatchObject({
      'executed S1': expect.any(Number) as number,
      'executed S2': expect.any(Number) as number,
      'executed S1,S2': expect.any(Number) as number,
    })
  })
})

describe('the first states, newest first, of larger worlds', () => {
  for (const plan of [...SINGLE, ...PAIRS, ...TRIPLES, ...BELOW, ...FAST.slice(0, 4)])
    it(`I1 I2 I7 I15 ${plan.name}, ballots up to ${plan.maxBallot}`, () => {
      const { exploration } = explore(plan, { states: 1_000, milliseconds: FOR_EVER }, clock)
      expect(exploration.violation).toBeUndefined()
      expect(exploration.states).toBeGreaterThanOrEqual(1_000)
    })
})
