// What could be certified from everything that honest endorsers have signed, if the byzantine ones sign whatever helps:
// the strongest form of agreement (I1), exclusion (I2) and validity (I15).

import { rivals, samePath } from '../reference/conflict.ts'
import type { Accesses } from '../reference/footprint.ts'
import { commitsAt, type Thresholds } from '../reference/thresholds.ts'

/** How many honest endorsers said what of one spore. */
export interface Tally {
  endorsed: number
  rejected: number
  /** By ballot. */
  readonly accepted: Map<number, number>
}

export const emptyTally = (): Tally => ({ endorsed: 0, rejected: 0, accepted: new Map() })

function accepts({ q, f }: Thresholds, { accepted }: Tally, commit: boolean): boolean {
  for (const [ballot, honest] of accepted) if (commitsAt(ballot) === commit && honest + f >= q) return true
  return false
}

export const canCommit = (limits: Thresholds, tally: Tally): boolean =>
  accepts(limits, tally, true) || tally.endorsed + limits.f >= limits.fast

export const canAbort = (limits: Thresholds, tally: Tally): boolean =>
  accepts(limits, tally, false) || tally.rejected + limits.f >= limits.alpha

export const canApprove = ({ f, omega }: Thresholds, { endorsed }: Tally): boolean => endorsed + f >= omega

export interface Judged {
  readonly name: string
  readonly accesses: Accesses
  readonly tally: Tally
}

/** Which invariant this breaks, in words; undefined when all is well. */
export function brokenAgreement(limits: Thresholds, spores: readonly Judged[]): string | undefined {
  for (const { name, tally } of spores) {
    if (!canCommit(limits, tally)) continue
    if (canAbort(limits, tally)) return `I1: ${name} can be shown to have committed and to have aborted`
    if (tally.endorsed < limits.omega - limits.f)
      return `I15: ${name} can be shown to have committed, with ${tally.endorsed} honest ENDORSEs`
  }
  const committed = spores.filter(({ tally }) => canCommit(limits, tally))
  for (const [i, first] of committed.entries())
    for (const second of committed.slice(i + 1))
      if (wantOnePlace(first.accesses, second.accesses))
        return `I2: ${first.name} and ${second.name} want one place and can both be shown to have committed`
  return undefined
}

export function wantOnePlace(first: Accesses, second: Accesses): boolean {
  for (const [slot, { mode, base }] of first) {
    const other = second.get(slot)
    if (other && samePath(base, other.base) && rivals(mode, other.mode)) return true
  }
  return false
}
