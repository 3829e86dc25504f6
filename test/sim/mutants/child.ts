// Runs one regime until something is found or its runs are over, and prints the verdict. Bundled with a mutant or without.

import { REGIME_NAMES, type Verdict } from './mutant.ts'
import { REGIMES } from './regimes.ts'

const [wanted, limit, patience] = process.argv.slice(2)
const regime = REGIME_NAMES.find((name) => name === wanted)
if (!regime) throw new Error(`no regime ${String(wanted)}`)
const run = REGIMES[regime]()
/** Of this process: how busy the machine is must not decide who survives. */
const spent = (): number => process.cpuUsage().user / 1_000
let runs = 0
let violation: string | undefined
while (violation === undefined && runs < Number(limit) && spent() < Number(patience))
  violation = await attempt(runs++)
const verdict: Verdict = { regime, runs, violation, milliseconds: Math.round(spent()) }
console.log(JSON.stringify(verdict))

/** A mutant that throws is found, too: the product never does. */
async function attempt(seed: number): Promise<string | undefined> {
  try {
    return await run(seed)
  } catch (error) {
    return `exception: ${error instanceof Error ? error.message : String(error)}`
  }
}
