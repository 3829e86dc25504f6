// What endorsers said in ballots, kept by spore: reports, proposals, ACCEPTs. Everything a peer can fill has a bound, and
// what falls out of it can be recalled (BA-8).

import { MAX_BALLOTS_PER_ENDORSER, MAX_PROPOSALS_PER_BALLOT } from '../limits.ts'
import type { BatchRef, Item } from '../model/batch.ts'
import { coordinatorOf } from '../rules/safety.ts'
import type { Ballots, BatchPlace, Place, PolicyState, Proposal, Report, SporeEntry } from '../state.ts'

export type BallotItem = Extract<Item, { type: 'ACCEPT' | 'RECOVER' | 'PROPOSE' }>

/** The item, if it belongs to a ballot above 0. */
export const ballotItem = (item: Item): BallotItem | undefined =>
  item.type === 'RECOVER' || item.type === 'PROPOSE' || (item.type === 'ACCEPT' && item.ballot > 0)
    ? item
    : undefined

/** Of a spore that has them; made when first needed. */
export function ballotsOf(entry: SporeEntry): Ballots {
  entry.ballots ??= {
    promised: 0,
    proposed: 0,
    reports: new Map(),
    proposals: new Map(),
    accepts: new Map(),
    sealed: [],
    timedFrom: undefined,
  }
  return entry.ballots
}

export const promisedBallot = ({ ballots }: SporeEntry): number => ballots?.promised ?? 0

export const findReport = (
  ballots: Ballots,
  ballot: number,
  { endorser, digest }: BatchRef,
): Report | undefined =>
  ballots.reports
    .get(ballot)
    ?.find((report) => report.endorser === endorser && report.place.digest === digest)

export const findProposal = (ballots: Ballots, ballot: number, { digest }: BatchRef): Proposal | undefined =>
  ballots.proposals.get(ballot)?.find(({ place }) => place.digest === digest)

export function applyBallotItem(
  policy: PolicyState,
  entry: SporeEntry,
  endorser: number,
  place: BatchPlace,
  item: BallotItem,
): void {
  const ballots = ballotsOf(entry)
  if (endorser === policy.self) {
    recallBallot(entry, item)
    ballots.sealed = ballots.sealed.filter((sealed) => sealed.place.digest !== place.digest)
  }
  if (item.type === 'RECOVER') addReport(ballots, { endorser, place, ...item })
  else if (item.type === 'ACCEPT') addAccept(ballots, endorser, place, item.ballot)
  else if (coordinatorOf(entry.spore.id, item.ballot, policy.parameters.n) === endorser)
    addProposal(ballots, { ballot: item.ballot, place, reports: item.reports, valid: false, askedAt: 0 })
}

/** Our own chain is our write-ahead log: what it says, we have promised. */
export function recallBallot(entry: SporeEntry, item: BallotItem): void {
  const ballots = ballotsOf(entry)
  if (item.type === 'PROPOSE') {
    ballots.proposed = Math.max(ballots.proposed, item.ballot)
    return
  }
  ballots.promised = Math.max(ballots.promised, item.ballot)
  if (item.type === 'ACCEPT' && item.ballot >= (entry.ownAccepted?.ballot ?? 0))
    entry.ownAccepted = { ballot: item.ballot, just: item.just }
}

export function addReport({ reports }: Ballots, report: Report & { readonly ballot: number }): void {
  const { endorser, place, vote, accepted, by, ballot } = report
  const there = reports.get(ballot) ?? []
  // Of two in one batch the first is meant.
  if (there.some((each) => each.endorser === endorser && each.place.digest === place.digest)) return
  there.push({ endorser, place, vote, accepted, by })
  reports.set(ballot, there)
  dropLowest(reports, endorser)
}

/** An endorser's reports beyond the bound: those of its lowest ballots go. */
function dropLowest(reports: Ballots['reports'], endorser: number): void {
  let count = 0
  for (const there of reports.values()) for (const each of there) if (each.endorser === endorser) count++
  if (count <= MAX_BALLOTS_PER_ENDORSER) return
  for (const ballot of [...reports.keys()].sort((a, b) => a - b)) {
    const there = reports.get(ballot) ?? []
    const at = there.findIndex((each) => each.endorser === endorser)
    if (at < 0) continue
    there.splice(at, 1)
    if (there.length === 0) reports.delete(ballot)
    return
  }
}

export function addAccept(
  { accepts }: Ballots,
  endorser: number,
  { seq, round }: Place,
  ballot: number,
): void {
  const there = accepts.get(ballot) ?? new Map<number, Place>()
  if (!there.has(endorser)) there.set(endorser, { seq, round })
  accepts.set(ballot, there)
  const all = [...accepts].filter(([, by]) => by.has(endorser)).map(([each]) => each)
  if (all.length <= MAX_BALLOTS_PER_ENDORSER) return
  const lowest = Math.min(...all)
  const rest = accepts.get(lowest)
  rest?.delete(endorser)
  if (rest?.size === 0) accepts.delete(lowest)
}

export function addProposal({ proposals }: Ballots, proposal: Proposal): void {
  const there = proposals.get(proposal.ballot) ?? []
  if (there.some(({ place }) => place.digest === proposal.place.digest)) return
  there.push(proposal)
  proposals.set(proposal.ballot, there)
  if (there.length > MAX_PROPOSALS_PER_BALLOT) {
    const idle = there.findIndex(({ valid }) => !valid)
    there.splice(Math.max(0, idle), 1)
  }
  // A coordinator turns up every n pairs only, so few ballots can have proposals at all.
  if (proposals.size > MAX_BALLOTS_PER_ENDORSER) proposals.delete(Math.min(...proposals.keys()))
}

/** Our own items of the round that is being sealed: its snapshot must know them, and they count when it is durable. */
export function sealBallotItem(entry: SporeEntry, item: Item, place: BatchPlace): void {
  ballotsOf(entry).sealed.push({ item, place })
}
