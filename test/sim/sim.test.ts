// What `npm test` simulates: seeds that never change, and fresh ones, whose numbers are printed. `npm run sim` runs more.

import { describe, expect, it } from 'vitest'
import { checkers } from './checkers/all.ts'
import { planOf } from './regimes.ts'
import { inWords, summaryOf } from './report.ts'
import { run, type RunResult } from './run.ts'

/** Fixed, so that a failure is found again. */
const FIXED = 24
const FIRST_FIXED = 20_001
/** Fresh ones are begun for so long. */
const FRESH_MS = 20_000
const LIMIT_MS = 600_000

const replay = ({ seed }: RunResult): string => `npm run sim -- --seed ${seed} --trace`

async function runSeed(seed: number): Promise<RunResult> {
  const result = await run(planOf({ seed }), { checkers: checkers() })
  expect(result.violation, replay(result)).toBeUndefined()
  return result
}

describe('simulated runs', () => {
  it(
    `breaks no invariant in ${FIXED} runs with fixed seeds`,
    async () => {
      const results: RunResult[] = []
      for (let i = 0; i < FIXED; i++) results.push(await runSeed(FIRST_FIXED + i))
      const summary = summaryOf(results)
      expect(summary.fewestSpores).toBeGreaterThanOrEqual(200)
      expect(summary.fewestFaults).toBeGreaterThanOrEqual(20)
      expect(summary.committed).toBeGreaterThan(summary.spores / 4)
    },
    LIMIT_MS,
  )

  it(
    'breaks no invariant in runs with fresh seeds',
    async () => {
      const first = Date.now() % 1_000_000_000
      console.log(`fresh seeds from ${first}`)
      const results: RunResult[] = []
      const until = Date.now() + FRESH_MS
      for (let seed = first; Date.now() < until; seed++) results.push(await runSeed(seed))
      console.log(inWords(summaryOf(results)))
      expect(results.length).toBeGreaterThan(0)
    },
    LIMIT_MS,
  )

  it('comes to the same end twice from one seed', async () => {
    const events = async (): Promise<string[]> => {
      const seen: string[] = []
      await run(planOf({ seed: 7 }), {
        checkers: [],
        watch: (event) => {
          if (event.type === 'decided') seen.push(`${event.at} ${event.node} ${event.spore} ${event.stage}`)
        },
      })
      return seen
    }
    const first = await events()
    expect(first.length).toBeGreaterThan(100)
    expect(await events()).toEqual(first)
  })
})
