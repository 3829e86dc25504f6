// What many runs came to, in words and as data.

import type { RunResult } from './run.ts'

type Counts = { readonly [name: string]: number }

export interface Summary {
  readonly runs: number
  readonly spores: number
  readonly fewestSpores: number
  readonly committed: number
  readonly aborted: number
  readonly dead: number
  readonly undecided: number
  readonly faults: Counts
  readonly fewestFaults: number
  readonly regimes: Counts
  readonly sizes: Counts
  readonly rules: Counts
  readonly ballots: Counts
  readonly aborts: Counts
  readonly evidence: Counts
  readonly virtualMs: number
  readonly cpuMs: number
  readonly violations: readonly {
    readonly seed: number
    readonly invariant: string
    readonly message: string
  }[]
}

const total = (results: readonly RunResult[], of: (result: RunResult) => number): number =>
  results.reduce((sum, result) => sum + of(result), 0)

function counts(results: readonly RunResult[], of: (result: RunResult) => Counts): Counts {
  const all = new Map<string, number>()
  for (const result of results)
    for (const [name, count] of Object.entries(of(result))) all.set(name, (all.get(name) ?? 0) + count)
  return Object.fromEntries([...all].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })))
}

export const faultCount = ({ faults }: RunResult): number =>
  Object.values(faults).reduce((sum, count) => sum + count, 0)

export function summaryOf(results: readonly RunResult[]): Summary {
  const least = (of: (result: RunResult) => number): number =>
    results.reduce((low, result) => Math.min(low, of(result)), Infinity)
  return {
    runs: results.length,
    spores: total(results, (each) => each.spores),
    fewestSpores: least((each) => each.spores),
    committed: total(results, (each) => each.committed),
    aborted: total(results, (each) => each.aborted),
    dead: total(results, (each) => each.dead),
    undecided: total(results, (each) => each.undecided),
    faults: counts(results, (each) => each.faults),
    fewestFaults: least(faultCount),
    regimes: counts(results, ({ regime }) => ({ [regime]: 1 })),
    sizes: counts(results, ({ size }) => ({ [size]: 1 })),
    rules: counts(results, ({ reached }) => reached.rules),
    ballots: counts(results, ({ reached }) => reached.ballots),
    aborts: counts(results, ({ reached }) => reached.aborts),
    evidence: counts(results, ({ reached }) => reached.evidence),
    virtualMs: total(results, (each) => each.virtualMs),
    cpuMs: total(results, (each) => each.cpuMs),
    violations: results.flatMap(({ seed, violation }) => (violation ? [{ seed, ...violation }] : [])),
  }
}

const listed = (of: Counts): string => {
  const all = Object.entries(of).map(([name, count]) => `${name}: ${count}`)
  return all.length > 0 ? all.join(' · ') : 'none'
}

export function inWords(summary: Summary): string {
  const { runs, spores, committed, aborted, dead, undecided, faults, violations } = summary
  const all = Object.values(faults).reduce((sum, count) => sum + count, 0)
  return [
    `${runs} runs, ${Math.round(summary.virtualMs / 60_000)} min of virtual time, ${(summary.cpuMs / 1_000 / Math.max(1, runs)).toFixed(2)} s of CPU each`,
    `${spores} spores (at least ${summary.fewestSpores} a run): ${committed} committed, ${aborted} aborted, ${dead} dead, ${undecided} undecided`,
    `${all} faults (at least ${summary.fewestFaults} a run)`,
    `  ${listed(faults)}`,
    `regimes   ${listed(summary.regimes)}`,
    `n/f       ${listed(summary.sizes)}`,
    `rules     ${listed(summary.rules)}`,
    `ballots   ${listed(summary.ballots)}`,
    `aborts    ${listed(summary.aborts)}`,
    `evidence  ${listed(summary.evidence)}`,
    violations.length === 0 ? 'no violation' : `${violations.length} violations`,
  ].join('\n')
}
