// The numbers of protocol 3.1, computed here once more: a mutant of the product's own must not move the yardstick.

import type { PolicyRecord } from '../../../worker/core/model/policy.ts'

export interface Thresholds {
  readonly n: number
  readonly f: number
  /** ENDORSEs that approve. */
  readonly omega: number
  /** ACCEPTs of one ballot that decide. */
  readonly q: number
  /** RECOVERs that a PROPOSE shows. */
  readonly r: number
  /** REJECTs that abort. */
  readonly alpha: number
  /** ENDORSEs that commit at once; infinite where the policy has no fast path. */
  readonly fast: number
}

export function thresholdsOf(record: PolicyRecord): Thresholds {
  const n = record.endorsers.length
  const { f, quorum: omega } = record
  const isFast = record.fast
  // Two groups of q have more than f members in common; so have a group of q and one of r.
  const q = Math.floor((n + f) / 2) + 1
  const meeting = n + f + 1 - q
  const r = isFast ? Math.max(n - f, meeting) : meeting
  return { n, f, omega, q, r, alpha: n + f - omega + 1, fast: isFast ? omega + f + n - r : Infinity }
}

/** Who may propose in ballot w of a spore. */
export const coordinatorOf = (spore: string, ballot: number, n: number): number =>
  (Number.parseInt(spore.slice(0, 8), 16) + Math.ceil(ballot / 2) - 1) % n

export const commitsAt = (ballot: number): boolean => ballot % 2 === 0
