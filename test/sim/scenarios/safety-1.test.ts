import { describe, expect, it } from 'vitest'
import { playScenario } from '../scenario.ts'
import { SAFETY_1 } from './safety-1.ts'

describe('directed scenarios', () => {
  for (const each of SAFETY_1)
    it(`${each.name}: ${each.title}`, async () => {
      const { lines, failure } = await playScenario(each)
      expect(failure, lines.join('\n')).toBeUndefined()
    })
})
