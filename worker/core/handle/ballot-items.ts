// What endorsers said in ballots, kept by spore: reports, proposals, ACCEPTs. Everything a peer can fill has a bound for
// each endorser, so that none crowds out another; what falls out of it can be recalled (BA-8).

import { MAX_BALLOTS_PER_ENDORSER, MAX_PROPOSALS_PER_COORDINATOR } from '../limits.ts'
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
    asked: { at: 0, times: 0 },
    askAt: Infinity,
  }
  return entry.ballots
}

export const promisedBallot = ({ ballots }: SporeEntry): number => ballots?.promised ?? 0

const isAt = (place: BatchPlace, { seq, digest }: BatchRef): boolean =>
  place.digest === digest && place.seq === seq

/** A reference whose parts do not fit each other leads nowhere: who lacks the batch could not ask for it. */
export const findReport = (ballots: Ballots, ballot: number, ref: BatchRef): Report | undefined =>
  ballots.reports.get(ballot)?.find(({ endorser, place }) => endorser === ref.endorser && isAt(place, ref))

export const findProposal = (ballots: Ballots, ballot: number, ref: BatchRef): Proposal | undefined =>
  ballots.proposals
    .get(ballot)
    ?.find(({ coordinator, place }) => coordinator === ref.endorser && isAt(place, ref))

/** The highest ballot in which each endorser is known to be: it reported there, or accepted. */
export function positionsIn({ reports, accepts }: Ballots): Map<number, number> {
  const highest = new Map<number, number>()
  const see = (endorser: number, ballot: number): void => {
    if (ballot > (highest.get(endorser) ?? 0)) highest.set(endorser, ballot)
  }
  for (const [ballot, there] of reports) for (const { endorser } of there) see(endorser, ballot)
  for (const [ballot, by] of accepts) for (const endorser of by.keys()) see(endorser, ballot)
  return highest
}

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
    addProposal(ballots, endorser, place, item)
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

export function addReport(ballots: Ballots, report: Report & { readonly ballot: number }): void {
  const { endorser, place, vote, accepted, by, ballot } = report
  const there = ballots.reports.get(ballot) ?? []
  // Of two in one batch the first is meant.
  if (there.some((each) => each.endorser === endorser && each.place.digest === place.digest)) return
  there.push({ endorser, place, vote, accepted, by })
  ballots.reports.set(ballot, there)
  dropReport(ballots, endorser)
}

/**
 * An endorser's reports beyond the bound: first what no proposal rests on, first the second ones for a ballot, first those
 * far from where we are. Never its highest, which says where it is.
 */
function dropReport(ballots: Ballots, endorser: number): void {
  const { reports, promised } = ballots
  const own: { ballot: number; report: Report; isSecond: boolean }[] = []
  for (const [ballot, there] of reports) {
    const from = own.length
    for (const report of there)
      if (report.endorser === endorser) own.push({ ballot, report, isSecond: own.length > from })
  }
  if (own.length <= MAX_BALLOTS_PER_ENDORSER) return
  const top = Math.max(...own.map(({ ballot }) => ballot))
  const uselessness = ({ ballot, report, isSecond }: (typeof own)[number]): number =>
    ballot === top && !isSecond
      ? -1
      : (isReferredTo(ballots, ballot, report) ? 0 : 4) + (isSecond ? 2 : 0) + distance(ballot, promised)
  const { ballot, report } = mostBy(own, uselessness)
  const there = (reports.get(ballot) ?? []).filter((each) => each !== report)
  if (there.length > 0) reports.set(ballot, there)
  else reports.delete(ballot)
}

const isReferredTo = ({ proposals }: Ballots, ballot: number, { endorser, place }: Report): boolean =>
  (proposals.get(ballot) ?? []).some(
    ({ valid, refuted, reports }) =>
      !valid && !refuted && reports.some((ref) => ref.endorser === endorser && isAt(place, ref)),
  )

export function addAccept(
  { accepts, promised }: Ballots,
  endorser: number,
  { seq, round }: Place,
  ballot: number,
): void {
  const there = accepts.get(ballot) ?? new Map<number, Place>()
  if (!there.has(endorser)) there.set(endorser, { seq, round })
  accepts.set(ballot, there)
  const all = [...accepts.keys()].filter((each) => accepts.get(each)?.has(endorser))
  if (all.length <= MAX_BALLOTS_PER_ENDORSER) return
  const farthest = mostBy(all, (each) => distance(each, promised))
  const rest = accepts.get(farthest)
  rest?.delete(endorser)
  if (rest?.size === 0) accepts.delete(farthest)
}

export function addProposal(
  ballots: Ballots,
  coordinator: number,
  place: BatchPlace,
  { ballot, reports }: Extract<Item, { type: 'PROPOSE' }>,
): void {
  const { proposals, promised } = ballots
  const there = proposals.get(ballot) ?? []
  // Of two in one batch the first is meant.
  if (there.some((each) => each.place.digest === place.digest)) return
  there.push({
    ballot,
    coordinator,
    place,
    reports,
    valid: false,
    refuted: false,
    asked: { at: 0, times: 0 },
  })
  proposals.set(ballot, there)
  const all = [...proposals.values()].flat().filter((each) => each.coordinator === coordinator)
  if (all.length <= MAX_PROPOSALS_PER_COORDINATOR) return
  const claimed = new Set<string>()
  for (const reported of ballots.reports.values())
    for (const { accepted } of reported) if (accepted?.just) claimed.add(accepted.just.digest)
  // What somebody says that it accepted is needed to believe it.
  const dropped = mostBy(
    all,
    (each) =>
      (each.refuted ? 8 : 0) +
      (claimed.has(each.place.digest) ? 0 : 4) +
      (each.valid ? 0 : 2) +
      distance(each.ballot, promised),
  )
  const rest = (proposals.get(dropped.ballot) ?? []).filter((each) => each !== dropped)
  if (rest.length > 0) proposals.set(dropped.ballot, rest)
  else proposals.delete(dropped.ballot)
}

/** Below 1 for any two ballots. */
const distance = (ballot: number, promised: number): number => Math.abs(ballot - promised) / 2_048

/** The last of those for which this is greatest. */
function mostBy<Each>(all: readonly Each[], measure: (each: Each) => number): Each {
  const [first, ...rest] = all as readonly [Each, ...Each[]]
  let most = first
  let highest = measure(first)
  for (const each of rest) {
    const value = measure(each)
    if (value < highest) continue
    most = each
    highest = value
  }
  return most
}

/** Our own items of the round that is being sealed: its snapshot must know them, and they count when it is durable. */
export function sealBallotItem(entry: SporeEntry, item: Item, place: BatchPlace): void {
  ballotsOf(entry).sealed.push({ item, place })
}
