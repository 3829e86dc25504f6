// The fallback of a spore that does not come to an end by itself (protocol 3.6; rules BA-1 to BA-8): promise a ballot and
// report, propose as its coordinator, accept what is shown to be safe. Repeating any of it is harmless.

import { MAX_BALLOT } from '../limits.ts'
import type { SporeId } from '../model/ids.ts'
import { has, sizeOf } from '../rules/endorser-set.ts'
import { chooseReports, coordinatorOf, commits, isSafe } from '../rules/safety.ts'
import { ballotTimeout, timersOf } from '../rules/timers.ts'
import type { Ballots, CoreState, PolicyState, Proposal, Report, SporeEntry } from '../state.ts'
import { ballotsOf, findProposal, findReport, positionsIn, promisedBallot } from './ballot-items.ts'
import { askForClaims, askForProof } from './ballot-sync.ts'
import { suspectProposal } from './suspect-ballot.ts'
import { maySpeak, refuseStale } from './vote.ts'

export const isApproved = (policy: PolicyState, entry: SporeEntry): boolean =>
  sizeOf(entry.endorsed) >= policy.parameters.omega

/**
 * BA-3: promises this ballot and reports. From here on the vote is frozen and nothing below is accepted. An approved
 * spore goes to an even ballot at once: an odd one could only delay it.
 */
export function recover(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  ballot: number,
  by: SporeId | null,
): void {
  if (!maySpeak(state, policy) || entry.stage !== 'open') return
  if (ballot <= promisedBallot(entry) || ballot > MAX_BALLOT) return
  refuseStale(state, policy, entry)
  const ballots = ballotsOf(entry)
  ballots.promised = ballot
  ballots.timedFrom = undefined
  entry.waits = undefined
  const { ownVote: vote = null, ownAccepted: accepted } = entry
  policy.outbox.push({ type: 'RECOVER', spore: entry.spore.id, ballot, vote, accepted, by })
}

/** The first ballot: 1, or 2 when the approval is known. */
export const startBallot = (policy: PolicyState, entry: SporeEntry): number =>
  isApproved(policy, entry) ? 2 : 1

/** After anything about the spore changed: everything of its ballots that follows from what is known. */
export function advance(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  const { ballots } = entry
  if (!ballots || entry.stage !== 'open' || policy.self < 0) return
  ballots.askAt = Infinity
  validate(state, policy, entry, ballots)
  if (!maySpeak(state, policy)) return
  join(state, policy, entry, ballots)
  // Who accepted the abort of ballot 1 would only make a commit in ballot 2 look unsafe.
  if (ballots.promised === 1 && entry.ownAccepted?.ballot !== 1 && isApproved(policy, entry))
    recover(state, policy, entry, 2, null)
  coordinate(state, policy, entry, ballots)
  accept(policy, entry, ballots)
  startTimer(state, policy, entry, ballots)
}

/** BA-5: proposals are believed once every report in them, and everything these rest on, is here. */
function validate(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  // In ascending order: a later proposal may rest on an earlier one.
  for (const ballot of [...ballots.proposals.keys()].sort((a, b) => a - b))
    for (const proposal of ballots.proposals.get(ballot) ?? []) {
      if (proposal.valid || proposal.refuted) continue
      const known = proposal.reports.flatMap((ref) => findReport(ballots, ballot, ref) ?? [])
      const approved = isApproved(policy, entry)
      const complete =
        known.length === proposal.reports.length &&
        known.every((each) => isJustified(entry, each, ballot, approved))
      proposal.valid = complete && isSafe(policy.parameters, ballot, known, approved)
      if (proposal.valid) continue
      suspectProposal(state, policy, entry, proposal)
      proposal.refuted = isRefuted(policy, ballots, proposal, known, complete)
      if (!proposal.refuted && (!complete || (commits(ballot) && !approved)))
        askForProof(state, policy, entry, ballots, proposal)
    }
}

/** Nothing that may still come makes it valid: it is not looked at again. */
function isRefuted(
  { parameters }: PolicyState,
  ballots: Ballots,
  { ballot, reports }: Proposal,
  known: readonly Report[],
  complete: boolean,
): boolean {
  const reporters = new Set(reports.map(({ endorser }) => endorser)).size
  if (reporters < Math.max(reports.length, parameters.r)) return true
  for (const { accepted } of known) {
    if (!accepted) continue
    if (accepted.ballot >= ballot) return true
    if (accepted.just && findProposal(ballots, accepted.ballot, accepted.just)?.refuted === true) return true
  }
  return complete && !isSafe(parameters, ballot, known, true)
}

/** BA-5: a claim to have accepted ballot 0 rests on the approval; a later one on a proposal that was safe. */
function isJustified(
  { ballots }: SporeEntry,
  { accepted }: Report,
  ballot: number,
  approved: boolean,
): boolean {
  if (!accepted) return true
  if (accepted.ballot >= ballot) return false
  if (!accepted.just) return approved
  return ballots !== undefined && findProposal(ballots, accepted.ballot, accepted.just)?.valid === true
}

/** BA-6: f+1 endorsers in higher ballots, one of them honest: go where the lowest of these f+1 is. */
function join(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  const higher = [...positionsIn(ballots).values()].filter((ballot) => ballot > ballots.promised)
  const lowest = higher.sort((a, b) => b - a)[policy.parameters.f]
  if (lowest !== undefined) recover(state, policy, entry, lowest, null)
}

/** BA-7: as coordinator, with reports that make the ballot's outcome safe. Once a ballot. */
function coordinate(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  const { parameters } = policy
  for (const [ballot, all] of ballots.reports) {
    if (ballot < ballots.promised || ballot <= ballots.proposed) continue
    if (coordinatorOf(entry.spore.id, ballot, parameters.n) !== policy.self) continue
    const approved = isApproved(policy, entry)
    const [usable, doubtful]: [Report[], Report[]] = [[], []]
    for (const report of all) {
      // A vote that nobody has seen could make an abort look unsafe for ever.
      const seen = report.vote !== 'E' || has(entry.endorsed, report.endorser)
      const fits = seen && isJustified(entry, report, ballot, approved)
      ;(fits ? usable : doubtful).push(report)
    }
    // What everybody has anyway goes first: of the rest, others would have to be asked.
    const reports = chooseReports(
      parameters,
      ballot,
      [...usable].sort((a, b) => Number(isPublic(policy, b)) - Number(isPublic(policy, a))),
      approved,
    )
    // Nothing was accepted and the approval is known: the next ballot commits, as its emitter hopes.
    const better = !commits(ballot) && approved && reports?.every(({ accepted }) => accepted === null)
    if (reports && better !== true) {
      ballots.proposed = ballot
      policy.outbox.push({ type: 'PROPOSE', spore: entry.spore.id, ballot, reports: reports.map(refOf) })
    } else if (!reports && doubtful.length > 0) askForClaims(state, policy, entry, ballots, doubtful)
  }
}

/** It stands in the gap-free part of its chain, on the branch that we follow: a frontier brings it. */
function isPublic({ chains }: PolicyState, { endorser, place: { seq, digest } }: Report): boolean {
  const chain = chains[endorser]
  return chain !== undefined && seq < chain.next && chain.batches.get(seq)?.digest === digest
}

const refOf = ({
  endorser,
  place: { seq, digest },
}: Report): { endorser: number; seq: number; digest: string } => ({
  endorser,
  seq,
  digest,
})

/** BA-5: the highest proposal that our promise allows. */
function accept(policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  for (const ballot of [...ballots.proposals.keys()].sort((a, b) => b - a)) {
    if (ballot < ballots.promised || ballot <= (entry.ownAccepted?.ballot ?? -1)) return
    const proposal = ballots.proposals.get(ballot)?.find(({ valid }) => valid)
    if (!proposal) continue
    const { seq, digest } = proposal.place
    const just = { endorser: coordinatorOf(entry.spore.id, ballot, policy.parameters.n), seq, digest }
    ballots.promised = ballot
    entry.ownAccepted = { ballot, just }
    entry.waits = undefined
    policy.outbox.push({ type: 'ACCEPT', spore: entry.spore.id, ballot, just })
    return
  }
}

/**
 * BA-9: a ballot has its time from when r endorsers are in it or beyond; then the next one begins. Those beyond count: who
 * skipped this ballot, or accepted in it without a report, will not report for it any more.
 */
function startTimer(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  const { promised, timedFrom } = ballots
  if (promised === 0 || timedFrom !== undefined) return
  let there = 1
  for (const [endorser, ballot] of positionsIn(ballots))
    if (endorser !== policy.self && ballot >= promised) there++
  if (there < policy.parameters.r) return
  ballots.timedFrom = state.now
  entry.lookAt = Math.min(entry.lookAt, ballotEnd(policy, ballots))
  policy.examineAt = Math.min(policy.examineAt, entry.lookAt)
}

const ballotEnd = (policy: PolicyState, { timedFrom, promised }: Ballots): number =>
  timedFrom === undefined ? Infinity : timedFrom + ballotTimeout(timersOf(policy), promised)

/** When the clock has to end our ballot; the next begins when that time has come. */
export function endBallot(state: CoreState, policy: PolicyState, entry: SporeEntry): number {
  const { ballots } = entry
  if (!ballots || entry.stage !== 'open') return Infinity
  const end = ballotEnd(policy, ballots)
  if (end > state.now) return end
  if (end !== Infinity) recover(state, policy, entry, ballots.promised + 1, null)
  return Infinity
}
