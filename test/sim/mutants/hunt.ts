// Builds a mutant and lets a child process look for it.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bundle } from './bundle.ts'
import type { Mutant, Verdict } from './mutant.ts'

const run = promisify(execFile)

/** Of processor time. A child that hangs is a survivor. */
const PATIENCE_MS = Number(process.env.PATIENCE ?? 90_000)

export async function hunt(mutant: Mutant): Promise<Verdict> {
  const path = await bundle(mutant)
  const { stdout } = await run(
    process.execPath,
    ['--max-old-space-size=1024', path, mutant.regime, String(mutant.runs), String(PATIENCE_MS)],
    { timeout: 20 * PATIENCE_MS, maxBuffer: 1 << 24 },
  )
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Verdict
}

/** All of them, a few at a time, in order; what becomes of each is told as soon as it is known. */
export function huntAll(mutants: readonly Mutant[], atOnce: number): ReadonlyMap<string, Promise<Verdict>> {
  const lanes = Array.from({ length: atOnce }, () => Promise.resolve())
  return new Map(
    mutants.map((mutant, i) => {
      const lane = i % atOnce
      const verdict = (lanes[lane] ?? Promise.resolve()).then(() => hunt(mutant))
      lanes[lane] = verdict.then(
        () => undefined,
        () => undefined,
      )
      return [mutant.name, verdict]
    }),
  )
}
