// Does the suite find what it is there to find? Every mutant has to die, and the product itself to live. The number of runs is
// counted from seed 0; nothing was chosen by its result.

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { huntAll } from './hunt.ts'
import { changed } from './bundle.ts'
import { type Mutant, REGIME_NAMES } from './mutant.ts'
import { MUTANTS } from './mutants.ts'

const WORKER = resolve(import.meta.dirname, '../../../worker')
const LIMIT_MS = 600_000
/** As many runs of each regime as most mutants need; longer campaigns are the simulator's. */
const CONTROL_RUNS: Readonly<Record<string, number>> = {
  single: 40,
  pairs: 20,
  fast: 40,
  deep: 24,
  types: 24,
  bounds: 24,
  crash: 1,
}

const controls = REGIME_NAMES.map((regime): Mutant => ({
  name: `the product itself, ${regime}`,
  of: '',
  changes: [],
  regime,
  runs: CONTROL_RUNS[regime] ?? 1,
}))
const verdicts = huntAll([...controls, ...MUTANTS], 2)

describe('no fault is found in the product itself', () => {
  for (const { name, regime } of controls)
    it(
      regime,
      async () => {
        expect(await verdicts.get(name)).toMatchObject({ regime })
        expect((await verdicts.get(name))?.violation).toBeUndefined()
      },
      LIMIT_MS,
    )
})

describe('mutants die', () => {
  for (const { name, of, regime } of MUTANTS)
    it(
      `${name} (${of}) by ${regime}`,
      async ({ annotate }) => {
        const verdict = await verdicts.get(name)
        expect(verdict?.violation).toBeDefined()
        await annotate(`killed in ${verdict?.runs ?? 0} runs: ${verdict?.violation ?? ''}`)
      },
      LIMIT_MS,
    )
})

describe('mutants are no part of the product', () => {
  it('each changes one place that exists, and only in the bundle of its test', () => {
    for (const { changes } of MUTANTS)
      for (const change of changes) {
        const code = readFileSync(join(WORKER, change.file), 'utf8')
        expect(changed(code, change)).not.toBe(code)
      }
  })

  it('the sources have no switch for them', () => {
    const sources = readdirSync(WORKER, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )
    expect(sources.length).toBeGreaterThan(50)
    for (const name of sources)
      expect(readFileSync(join(WORKER, name), 'utf8'), name).not.toMatch(
        /mutant|mutation|process\.env|test\/sim/i,
      )
  })
})
