// Safe(w, R) by itself, against every history: what honest endorsers may have voted, accepted and reported, in every order,
// while coordinators and byzantine endorsers say whatever can be justified. Only the rule and the parameters are the
// product's; the rest is the protocol's text (3.6) in its shortest form. Small n and few ballots, but nothing left out.

import { subsets } from './report-sets.ts'
import type { Thresholds } from '../reference/thresholds.ts'
import type { Accepted } from '../../../worker/core/model/batch.ts'
import { policyParameters, type PolicyParameters } from '../../../worker/core/model/policy-parameters.ts'
import { isSafe, type ReportClaim } from '../../../worker/core/rules/safety.ts'

export interface Bounds {
  readonly n: number
  readonly f: number
  readonly fast?: boolean
  readonly ballots: number
}

export interface Histories {
  readonly states: number
  readonly commits: number
  readonly aborts: number
  readonly violation: string | undefined
}

/** One honest endorser. Ballots are bits; what it reported in a ballot follows from what it had accepted below it. */
interface Honest {
  readonly vote: 'E' | 'R' | null
  readonly accepted: number
  readonly promised: number
}

const bits = (set: number): number[] =>
  [...Array.from({ length: 8 }).keys()].filter((bit) => set & (1 << bit))
const highest = (set: number): number => 31 - Math.clz32(set)
const promiseOf = ({ accepted, promised }: Honest): number =>
  Math.max(0, highest(accepted), highest(promised))

/** `limits` judges, in the reference's numbers; the product's own are what is judged. */
export function allHistories(bounds: Bounds, limits: Thresholds): Histories {
  const { n, f, ballots } = bounds
  const parameters = policyParameters({
    endorsers: Array.from({ length: n }),
    f,
    quorum: limits.omega,
    fast: bounds.fast ?? false,
  })
  const nobody: Honest = { vote: null, accepted: 0, promised: 0 }
  const seen = new Set<string>()
  const queue: (readonly Honest[])[] = []
  let commits = 0
  let aborts = 0
  const visit = (state: readonly Honest[]): string | undefined => {
    const sorted = [...state].sort((a, b) => nameOf(a) - nameOf(b))
    const key = sorted.map(nameOf).join()
    if (seen.has(key)) return undefined
    seen.add(key)
    queue.push(sorted)
    const [committed, aborted] = [isDecided(sorted, limits, true), isDecided(sorted, limits, false)]
    if (committed) commits++
    if (aborted) aborts++
    return committed && aborted ? `both outcomes can be shown: ${key}` : undefined
  }
  let violation = visit(Array.from({ length: n - f }, () => nobody))
  for (let state = queue.pop(); state && violation === undefined; state = queue.pop())
    for (const [i, next] of steps(state, ballots, limits, parameters))
      violation ??= visit(state.map((each, at) => (at === i ? next : each)))
  return { states: seen.size, commits, aborts, violation }
}

const nameOf = ({ vote, accepted, promised }: Honest): number =>
  (vote === 'E' ? 1 : vote === 'R' ? 2 : 0) + 4 * accepted + 1_024 * promised

function isDecided(state: readonly Honest[], { q, alpha, f, fast }: Thresholds, commit: boolean): boolean {
  const votes = state.filter(({ vote }) => vote === (commit ? 'E' : 'R')).length
  if (votes + f >= (commit ? fast : alpha)) return true
  for (let ballot = 0; ballot < 8; ballot++) {
    if ((ballot % 2 === 0) !== commit) continue
    if (state.filter(({ accepted }) => accepted & (1 << ballot)).length + f >= q) return true
  }
  return false
}

function* steps(
  state: readonly Honest[],
  ballots: number,
  { omega, f }: Thresholds,
  parameters: PolicyParameters,
): Iterable<readonly [number, Honest]> {
  const approved = state.filter(({ vote }) => vote === 'E').length + f >= omega
  const safe = safeBallots(state, ballots, approved, f, parameters)
  for (const [i, each] of state.entries()) {
    const promised = promiseOf(each)
    if (each.vote === null && promised === 0 && each.accepted === 0)
      for (const vote of ['E', 'R'] as const) yield [i, { ...each, vote }]
    if (each.vote === null && promised === 0 && each.accepted === 1)
      for (const vote of ['E', 'R'] as const) yield [i, { ...each, vote }]
    if (approved && promised === 0 && each.accepted === 0) yield [i, { ...each, accepted: 1 }]
    for (let ballot = promised + 1; ballot <= ballots; ballot++)
      yield [i, { ...each, promised: each.promised | (1 << ballot) }]
    for (const ballot of safe)
      if (ballot >= promised && !(each.accepted & (1 << ballot)))
        yield [i, { ...each, accepted: each.accepted | (1 << ballot) }]
  }
}

/** Ballots for which somebody can show a set of reports that the product takes as safe. */
function safeBallots(
  state: readonly Honest[],
  ballots: number,
  approved: boolean,
  f: number,
  parameters: PolicyParameters,
): number[] {
  const safe: number[] = []
  for (let ballot = 1; ballot <= ballots; ballot++) {
    const claims: (Accepted | null)[] = [null]
    if (approved) claims.push({ ballot: 0, just: null })
    for (const lower of safe) claims.push({ ballot: lower, just: null })
    if (isPossible(state, ballot, claims, approved, f, parameters)) safe.push(ballot)
  }
  return safe
}

function isPossible(
  state: readonly Honest[],
  ballot: number,
  claims: readonly (Accepted | null)[],
  approved: boolean,
  f: number,
  parameters: PolicyParameters,
): boolean {
  const honest = state.flatMap((each, endorser) =>
    each.promised & (1 << ballot) ? [reportOf(each, endorser, ballot)] : [],
  )
  for (let lies = 0; lies <= f; lies++)
    for (let size = Math.max(0, parameters.r - 1 - lies); size <= honest.length; size++)
      for (const chosen of subsets(honest, size))
        for (const accepted of lies === 0 ? [null] : claims) {
          const liars = Array.from({ length: lies }, (_, i): ReportClaim => ({
            endorser: state.length + i,
            vote: null,
            accepted,
          }))
          if (isSafe(parameters, ballot, [...chosen, ...liars], approved)) return true
        }
  return false
}

function reportOf({ vote, accepted }: Honest, endorser: number, ballot: number): ReportClaim {
  const below = bits(accepted).filter((each) => each < ballot)
  const last = below.at(-1)
  return { endorser, vote, accepted: last === undefined ? null : { ballot: last, just: null } }
}
