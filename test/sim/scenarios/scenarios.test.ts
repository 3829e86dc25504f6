// Each scenario plays to its end, under all checkers, and leaves a trace that can be read.

import { describe, expect, it } from 'vitest'
import { playScenario } from '../scenario.ts'
import { SCENARIOS } from './all.ts'
import { S15 } from './bounds.ts'
import { LIVENESS } from './liveness.ts'
import { STORAGE } from './storage.ts'
import { SYNCHRONY } from './synchrony.ts'
import { VALUES } from './values.ts'

describe('directed scenarios', () => {
  for (const each of [...SYNCHRONY, ...VALUES, S15, ...STORAGE, ...LIVENESS])
    it(`${each.name}: ${each.title}`, async () => {
      const { lines, failure } = await playScenario(each)
      expect(failure, lines.join('\n')).toBeUndefined()
      expect(lines.some((line) => line.includes('✓'))).toBe(true)
    })

  it('have every name of the protocol that needs no eras, each once', () => {
    const safety = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 22, 23].map((i) => `S${i}`)
    const liveness = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `L${i}`)
    const names = SCENARIOS.map(({ name }) => name).filter((name) => !name.startsWith('V'))
    expect([...names].sort()).toEqual([...safety, ...liveness].sort())
  })
})
