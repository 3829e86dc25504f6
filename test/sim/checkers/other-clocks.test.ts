// I18 can fail: a clock that decides something is found, and real schedules bear any clocks.

import { describe, expect, it } from 'vitest'
import { type Checker, Violation } from '../events.ts'
import { planOf } from '../regimes.ts'
import { run } from '../run.ts'
import { holdsWithOtherClocks, withOtherClocks } from './other-clocks.ts'

describe('I18 no clock in safety', () => {
  it('I18 changes clocks, and nothing else of the plan', () => {
    const plan = planOf({ seed: 7 })
    const other = withOtherClocks(plan, 1)
    expect(other).toEqual({ ...plan, devices: other.devices, faults: other.faults })
    expect(other.devices).not.toEqual(plan.devices)
    expect(other.devices.map(({ syncMs }) => syncMs)).toEqual(plan.devices.map(({ syncMs }) => syncMs))
    expect(other.faults.slice(0, plan.faults.length)).toEqual(plan.faults)
    expect(withOtherClocks(plan, 1)).toEqual(other)
    expect(withOtherClocks(plan, 2)).not.toEqual(other)
  })

  it('I18 says which clocks broke what', async () => {
    const fragile: Checker = {
      id: 'I1',
      on: (event) => {
        if (event.type === 'decided') throw new Violation('I1', 'decided by the clock')
      },
    }
    await expect(holdsWithOtherClocks(planOf({ seed: 3 }), run, 5, () => [fragile])).rejects.toThrow(
      /I18: seed 3 with the clocks of 5: I1: decided by the clock/,
    )
  })

  it.each([
    [11, 'shallow'],
    [12, 'contention'],
    [13, 'crash'],
    [14, 'byzantine'],
  ])('I18 schedule %i (%s) keeps its invariants with other clocks', async (seed, regime) => {
    for (const clocks of [1, 2]) {
      const result = await holdsWithOtherClocks(planOf({ seed, regime, n: 4, f: 1 }), run, clocks)
      expect(result.spores).toBeGreaterThan(0)
    }
  })
})
