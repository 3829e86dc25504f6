// BA-4 against every history of small policies.

import { describe, expect, it } from 'vitest'
import { thresholdsOf } from '../reference/thresholds.ts'
import { policyOf } from '../../core/policy-samples.ts'
import { allHistories } from './histories.ts'

const SIZES = [
  { n: 1, f: 0, ballots: 3 },
  { n: 2, f: 0, ballots: 3 },
  { n: 2, f: 1, ballots: 3 },
  { n: 3, f: 0, ballots: 2 },
  { n: 3, f: 0, ballots: 2, fast: true },
  { n: 3, f: 1, ballots: 3 },
  { n: 4, f: 1, ballots: 2 },
  { n: 4, f: 1, ballots: 2, omega: 4 },
  { n: 5, f: 2, ballots: 2 },
  { n: 5, f: 1, ballots: 1 },
  { n: 6, f: 1, ballots: 1, fast: true },
  { n: 7, f: 2, ballots: 1 },
] as const

describe('BA-4 DE-1 DE-2 no history makes both outcomes of a spore possible', () => {
  for (const size of SIZES) {
    const { n, f, ballots } = size
    const fast = 'fast' in size
    const changes = { fast, ...('omega' in size ? { quorum: size.omega } : {}) }
    it(`n=${n} f=${f}${fast ? ' fast' : ''}${'omega' in size ? ` ω=${size.omega}` : ''}, ballots up to ${ballots}`, () => {
      const { violation, states, commits, aborts } = allHistories(
        { n, f, fast, ballots },
        thresholdsOf(policyOf(n, f, changes)),
      )
      expect(violation).toBeUndefined()
      expect(states).toBeGreaterThan(2)
      // A rule that allowed nothing would be safe, too.
      expect(commits).toBeGreaterThan(0)
      expect(aborts).toBeGreaterThan(0)
    })
  }
})
