// When an endorser gives up waiting for a spore and starts its fallback, and when the clock must bring it back to look
// (protocol 3.6 and 3.7; rules BA-10 to BA-14). Safe at any time; too early only costs a retry.

import { footprintsConflict } from '../rules/conflict.ts'
import { sizeOf } from '../rules/endorser-set.ts'
import { locksBefore } from '../rules/promise.ts'
import { timersOf } from '../rules/timers.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { endBallot, isApproved, recover, startBallot } from './ballot.ts'
import { promisedBallot } from './ballot-items.ts'
import { examine, maySpeak } from './vote.ts'

/** One look at an open spore: a vote if there can be one, the fallback if it is time, and the time of the next look. */
export function attend(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  entry.lookAt = Infinity
  examine(state, policy, entry)
  if (entry.stage !== 'open' || !maySpeak(state, policy)) return
  const due =
    promisedBallot(entry) > 0
      ? endBallot(state, policy, entry)
      : Math.min(giveUp(state, policy, entry), contend(state, policy, entry))
  entry.lookAt = Math.min(entry.lookAt, due, entry.ballots?.askAt ?? Infinity)
  policy.examineAt = Math.min(policy.examineAt, entry.lookAt)
}

/** BA-10 to BA-13: the fallback of this spore, now or at the time returned. */
function giveUp(state: CoreState, policy: PolicyState, entry: SporeEntry): number {
  const { woundMs } = timersOf(policy)
  // BA-10, BA-11: a moment later than the deadline, since α refusals usually end it without a ballot; and one whose body
  // came late was probably decided long ago, as votes that are on their way will show.
  let due = Math.max(entry.expiresAt, entry.receivedAt) + woundMs
  if (isHopeless(policy, entry)) due = Math.min(due, lastRefusal(entry) + woundMs)
  due = Math.min(due, entry.cancelled ? state.now : Infinity, called(policy, entry))
  if (due > state.now) return due
  recover(state, policy, entry, startBallot(policy, entry), null)
  return Infinity
}

/** BA-11: too many have refused for an approval ever to form. */
export const isHopeless = ({ parameters: { n, omega } }: PolicyState, { rejected }: SporeEntry): boolean =>
  sizeOf(rejected) > n - omega

const lastRefusal = ({ notes }: SporeEntry): number =>
  Math.max(...[...notes.values()].flatMap(({ rejected, at }) => (rejected ? [at] : [])))

/**
 * BA-13: another endorser has begun for the sake of a spore that I hold too: I need not wait for f of them [V8]. At once
 * after the wound delay if that spore is preferred, else after the lock timeout.
 */
function called(policy: PolicyState, entry: SporeEntry): number {
  let due = Infinity
  for (const reports of entry.ballots?.reports.values() ?? [])
    for (const { by, endorser } of reports) {
      const other = by === null || endorser === policy.self ? undefined : policy.open.get(by)
      if (other?.stage !== 'open' || other === entry) continue
      if (!footprintsConflict(other.footprint, entry.footprint)) continue
      due = Math.min(due, patience(policy, other, entry, Math.max(other.receivedAt, entry.receivedAt)))
    }
  return due
}

/** BA-12: those whose locks make this spore wait: aborted for its sake, now or at the time returned. */
function contend(state: CoreState, policy: PolicyState, entry: SporeEntry): number {
  if (entry.ownVote !== undefined || entry.waits?.type !== 'behind') {
    entry.waitingSince = undefined
    return Infinity
  }
  entry.waitingSince ??= state.now
  let next = Infinity
  for (const rival of locksBefore(policy, entry)) {
    markContended(policy, rival)
    if (rival.stage !== 'open' || promisedBallot(rival) > 0) continue
    const due = patience(policy, entry, rival, Math.max(entry.waitingSince, lockedSince(rival)))
    if (due > state.now) next = Math.min(next, due)
    else {
      recover(state, policy, rival, startBallot(policy, rival), entry.spore.id)
      rival.lookAt = state.now
      next = Math.min(next, state.now + 1)
    }
  }
  return next
}

/**
 * Until when `rival` may make `entry` wait. A preferred spore wounds one that nobody can commit yet; any spore does after
 * the lock timeout. A hopeless one wounds nobody.
 */
function patience(policy: PolicyState, entry: SporeEntry, rival: SporeEntry, since: number): number {
  const { woundMs, lockMs } = timersOf(policy)
  const preferred = entry.priority < rival.priority && !isApproved(policy, rival)
  return preferred && !isHopeless(policy, entry) ? lockedSince(rival) + woundMs : since + lockMs
}

/** Its turn begins with the lock: before, it waited itself. Of an earlier life of this node only the receipt is known. */
const lockedSince = ({ lockedAt, receivedAt }: SporeEntry): number => lockedAt ?? receivedAt

function markContended(policy: PolicyState, rival: SporeEntry): void {
  if (rival.contended) return
  rival.contended = true
  const { emitter } = rival.spore
  policy.contendedByEmitter.set(emitter, (policy.contendedByEmitter.get(emitter) ?? 0) + 1)
}
