// `npx tsx test/sim/mutants/main.ts [NAME…]`: hunts every mutant, or those whose name contains one of these, and prints who
// found it and after how many runs. Ends with 1 when one survives.

import { huntAll } from './hunt.ts'
import { MUTANTS } from './mutants.ts'

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const chosen = MUTANTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
const verdicts = huntAll(chosen, 2)
for (const { name, of, regime } of chosen) {
  const verdict = await verdicts.get(name)?.catch((error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`)
    return undefined
  })
  if (verdict?.violation === undefined) process.exitCode = 1
  const found =
    verdict?.violation === undefined ? `SURVIVES ${verdict?.runs ?? 0}` : `killed in ${verdict.runs}`
  const seconds = ((verdict?.milliseconds ?? 0) / 1_000).toFixed(1)
  console.log(
    [
      name.padEnd(32),
      of.padEnd(16),
      regime.padEnd(12),
      found.padEnd(14),
      `${seconds} s`.padStart(7),
      verdict?.violation ?? '',
    ].join('  '),
  )
}
