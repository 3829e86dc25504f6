// The rule that keeps ballots from contradicting each other (protocol 3.6, rules BA-1 to BA-4). Pure: whoever holds the
// same reports comes to the same answer, and evidence against a coordinator rests on it.

import type { Accepted } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import type { PolicyParameters } from '../model/policy-parameters.ts'

/** BA-1: the value of a ballot is its parity, so nobody can propose two values in one. */
export const commits = (ballot: number): boolean => ballot % 2 === 0

/** BA-2: index of the endorser that may propose in this ballot, from 1 on; another for every spore and pair of ballots. */
export const coordinatorOf = (spore: SporeId, ballot: number, n: number): number =>
  (Number.parseInt(spore.slice(0, 8), 16) + Math.ceil(ballot / 2) - 1) % n

/** What a RECOVER says, as far as safety minds. Claims of `accepted` must have been justified before. */
export interface ReportClaim {
  readonly endorser: number
  readonly vote: 'E' | 'R' | null
  readonly accepted: Accepted | null
}

/**
 * BA-4 Safe(w, R): whether no outcome other than this ballot's parity can have been decided in a lower one.
 * `approved`: an approval certificate is at hand.
 * Odd: nobody accepted anything and fewer than ω say that they endorsed (so no fast commit hides), or the highest accepted
 * is odd. Even: approved, and nobody accepted anything or the highest accepted is even.
 */
export function isSafe(
  { r, omega }: Pick<PolicyParameters, 'r' | 'omega'>,
  ballot: number,
  reports: readonly ReportClaim[],
  approved: boolean,
): boolean {
  if (new Set(reports.map(({ endorser }) => endorser)).size < Math.max(r, reports.length)) return false
  const claims = reports.flatMap(({ accepted }) => (accepted ? [accepted.ballot] : []))
  const highest = claims.length === 0 ? undefined : Math.max(...claims)
  if (highest !== undefined && highest >= ballot) return false
  if (commits(ballot)) return approved && (highest === undefined || commits(highest))
  if (highest !== undefined) return !commits(highest)
  return reports.filter(({ vote }) => vote === 'E').length < omega
}

/**
 * BA-7: reports, one of each endorser, that make the ballot's outcome safe, if there are such among these (justified ones,
 * of which one endorser may have signed several). As few as will do, the first ones first. A liar's report that spoils
 * the outcome is left out: it could claim what it liked in every ballot, and no coordinator would ever come through.
 */
export function chooseReports<Claim extends ReportClaim>(
  parameters: Pick<PolicyParameters, 'r' | 'omega'>,
  ballot: number,
  reports: readonly Claim[],
  approved: boolean,
): readonly Claim[] | undefined {
  const heightOf = ({ accepted }: Claim): number => accepted?.ballot ?? -1
  for (const height of [...new Set(reports.map(heightOf))].sort((a, b) => b - a)) {
    // What nobody accepted is judged by its votes, the rest by the highest claim.
    const fits = (each: Claim): boolean => (height < 0 ? each.vote !== 'E' : heightOf(each) === height)
    const low = reports.filter((each) => heightOf(each) <= height)
    for (const order of [low, [...low.filter(fits), ...low.filter((each) => !fits(each))]]) {
      const some = onePerEndorser(order).slice(0, parameters.r)
      if (isSafe(parameters, ballot, some, approved)) return some
    }
  }
  return undefined
}

function onePerEndorser<Claim extends ReportClaim>(reports: readonly Claim[]): Claim[] {
  const first = new Map<number, Claim>()
  for (const report of reports) if (!first.has(report.endorser)) first.set(report.endorser, report)
  return [...first.values()]
}
