// What models of the design found (its section 14) and needs no eras, played under all checkers. For each there is also a
// mutant that takes the correction back, and dies.

import { describe, expect, it } from 'vitest'
import { MUTANTS } from '../mutants/mutants.ts'
import { playScenario } from '../scenario.ts'
import { V6 } from './bounds.ts'
import { V_VALUES } from './v-values.ts'
import { V_WAITING } from './v-waiting.ts'

const NAMES = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V8', 'V9', 'V10', 'V11', 'V12']
const scenarios = [...V_VALUES, V6, ...V_WAITING]

describe('what models found', () => {
  for (const each of scenarios)
    it(`${each.name}: ${each.title}`, async () => {
      const { lines, failure } = await playScenario(each)
      expect(failure, lines.join('\n')).toBeUndefined()
      expect(lines.some((line) => line.includes('✓'))).toBe(true)
    })

  it('is all here, and each has its mutant', () => {
    expect(scenarios.map(({ name }) => name).sort()).toEqual([...NAMES].sort())
    for (const name of NAMES)
      expect(
        MUTANTS.some(({ of }) => of.endsWith(`, ${name}`)),
        name,
      ).toBe(true)
  })
})
