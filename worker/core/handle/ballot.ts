// The fallback of a spore that does not come to an end by itself (protocol 3.6; rules BA-1 to BA-8): promise a ballot and
// report, propose as its coordinator, accept what is shown to be safe. Repeating any of it is harmless.

import { MAX_BALLOT } from '../limits.ts'
import type { SporeId } from '../model/ids.ts'
import { has, sizeOf } from '../rules/endorser-set.ts'
import { coordinatorOf, commits, isSafe } from '../rules/safety.ts'
import { ballotTimeout, timersOf } from '../rules/timers.ts'
import type { Ballots, CoreState, PolicyState, Report, SporeEntry } from '../state.ts'
import { ballotsOf, findProposal, findReport, promisedBallot } from './ballot-items.ts'
import { askForProof } from './ballot-sync.ts'
import { suspectProposal } from './suspect-ballot.ts'
import { maySpeak } from './vote.ts'

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
  validate(state, policy, entry, ballots)
  if (!maySpeak(state, policy)) return
  join(state, policy, entry, ballots)
  if (ballots.promised === 1 && isApproved(policy, entry)) recover(state, policy, entry, 2, null)
  coordinate(policy, entry, ballots)
  accept(policy, entry, ballots)
  startTimer(state, policy, entry, ballots)
}

/** BA-5: proposals are believed once every report in them, and everything these rest on, is here. */
function validate(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  // In ascending order: a later proposal may rest on an earlier one.
  for (const ballot of [...ballots.proposals.keys()].sort((a, b) => a - b))
    for (const proposal of ballots.proposals.get(ballot) ?? []) {
      if (proposal.valid) continue
      const reports = proposal.reports.map((ref) => findReport(ballots, ballot, ref))
      const known = reports.filter((each) => each !== undefined)
      const approved = isApproved(policy, entry)
      if (
        known.length < reports.length ||
        !known.every((each) => isJustified(entry, each, ballot, approved))
      ) {
        askForProof(state, policy, entry, proposal)
        suspectProposal(state, policy, entry, proposal)
        continue
      }
      proposal.valid = isSafe(policy.parameters, ballot, known, approved)
      suspectProposal(state, policy, entry, proposal)
      if (!proposal.valid && commits(ballot) && !approved) askForProof(state, policy, entry, proposal)
    }
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
  const highest = new Map<number, number>()
  for (const [ballot, reports] of ballots.reports)
    for (const { endorser } of reports)
      if (ballot > Math.max(ballots.promised, highest.get(endorser) ?? 0)) highest.set(endorser, ballot)
  const higher = [...highest.values()].sort((a, b) => b - a)[policy.parameters.f]
  if (higher !== undefined) recover(state, policy, entry, higher, null)
}

/** BA-7: as coordinator, with reports that make the ballot's outcome safe. Once a ballot. */
function coordinate(policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  const { parameters } = policy
  for (const [ballot, all] of ballots.reports) {
    if (ballot < ballots.promised || ballot <= ballots.proposed) continue
    if (coordinatorOf(entry.spore.id, ballot, parameters.n) !== policy.self) continue
    const approved = isApproved(policy, entry)
    const byEndorser = new Map<number, Report>()
    for (const report of all) {
      // A vote that nobody has seen could make an abort look unsafe for ever.
      const seen = report.vote !== 'E' || has(entry.endorsed, report.endorser)
      if (seen && !byEndorser.has(report.endorser) && isJustified(entry, report, ballot, approved))
        byEndorser.set(report.endorser, report)
    }
    const reports = [...byEndorser.values()]
    if (!isSafe(parameters, ballot, reports, approved)) continue
    // Nothing was accepted and the approval is known: the next ballot commits, as its emitter hopes.
    if (!commits(ballot) && approved && reports.every(({ accepted }) => accepted === null)) continue
    ballots.proposed = ballot
    policy.outbox.push({ type: 'PROPOSE', spore: entry.spore.id, ballot, reports: reports.map(refOf) })
  }
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

/** BA-9: a ballot has its time from when r reports for it are here; then the next one begins. */
function startTimer(state: CoreState, policy: PolicyState, entry: SporeEntry, ballots: Ballots): void {
  const { promised, timedFrom, reports } = ballots
  if (promised === 0 || timedFrom !== undefined) return
  const reporters = new Set((reports.get(promised) ?? []).map(({ endorser }) => endorser))
  if (reporters.size < policy.parameters.r) return
  ballots.timedFrom = state.now
  entry.lookAt = Math.min(entry.lookAt, ballotEnd(policy, ballots))
  policy.examineAt = Math.min(policy.examineAt, entry.lookAt)
}

const ballotEnd = (policy: PolicyState, { timedFrom, promised }: Ballots): number =>
  timedFrom === undefined ? Infinity : timedFrom + ballotTimeout(timersOf(policy), promised)

/** When the clock has to end our ballot; the next begins when that time has come (or the clock was set back). */
export function endBallot(state: CoreState, policy: PolicyState, entry: SporeEntry): number {
  const { ballots } = entry
  if (!ballots || entry.stage !== 'open') return Infinity
  const end = ballotEnd(policy, ballots)
  if (end > state.now && state.now >= (ballots.timedFrom ?? 0)) return end
  if (end !== Infinity) recover(state, policy, entry, ballots.promised + 1, null)
  return Infinity
}
