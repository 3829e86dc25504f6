// This node's own votes: the verdict of the rules becomes an item that waits for the flush. From that moment the promise
// binds, on disk or not: it is never taken back, only carried out.

import type { RejectReason } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import { judge, type Verdict, versionMisfit } from '../rules/promise.ts'
import { leapsAhead } from '../rules/queue-item.ts'
import { timersOf } from '../rules/timers.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { promisedBallot } from './ballot-items.ts'

/** This node's word counts here, and it may give it. */
export const maySpeak = (state: CoreState, policy: PolicyState): boolean =>
  policy.self >= 0 && !policy.silenced && !state.replaying

/** EN-1: at most one vote, and none once a ballot was promised: it has been reported as it was. */
const mayVote = (state: CoreState, policy: PolicyState, entry: SporeEntry): boolean =>
  maySpeak(state, policy) &&
  entry.ownVote === undefined &&
  promisedBallot(entry) === 0 &&
  entry.stage === 'open'

/** DE-4: a spore that `winner`, or whoever is forgotten, has killed: α of these prove its end. */
export function refuseDead(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  winner: SporeId | null,
): void {
  if (mayVote(state, policy, entry)) reject(policy, entry, 'STALE', winner)
}

/**
 * BA-3: a promise of a ballot freezes the vote. What is stale is refused before: if its winner is forgotten here (DE-6), no
 * other word of ours would ever help to end it.
 */
export function refuseStale(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  if (!mayVote(state, policy, entry)) return
  const misfit = versionMisfit(policy, entry)
  if (misfit?.type === 'reject') reject(policy, entry, misfit.why, misfit.ref)
}

function reject(policy: PolicyState, entry: SporeEntry, why: RejectReason, ref: SporeId | null): void {
  entry.ownVote = 'R'
  policy.outbox.push({ type: 'REJECT', spore: entry.spore.id, why, ref })
}

/** QU-4: asked last, when versions are equal, so that the tail is of the epoch that the item is for. */
function verdictOn(state: CoreState, policy: PolicyState, entry: SporeEntry): Verdict {
  const verdict = judge(policy, entry, state.now)
  if (verdict.type !== 'endorse' || !leapsAhead(policy.records, entry.spore.operations)) return verdict
  return { type: 'reject', why: 'RATE', ref: null }
}

/** Looks at a spore that we have not voted on. Repeating it is harmless. */
export function examine(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  if (!mayVote(state, policy, entry)) return
  const { id } = entry.spore
  const verdict = verdictOn(state, policy, entry)
  if (verdict.type === 'endorse') {
    entry.ownVote = 'E'
    entry.lockedAt = state.now
    policy.outbox.push({ type: 'ENDORSE', spore: id, freed: verdict.freed })
  } else if (verdict.type === 'reject') reject(policy, entry, verdict.why, verdict.ref)
  else {
    wait(policy, entry, verdict.type === 'hold' ? verdict.by : undefined, verdict.type)
    // Whatever it waits for, at the deadline it is refused; before, when it comes into the policy's horizon.
    const again = verdict.type === 'later' ? verdict.until : entry.spore.deadline + 1
    const soon = verdict.type === 'hold' && !holdsLock(policy, verdict.by)
    entry.lookAt = Math.min(entry.lookAt, again, soon ? nextTurn(state, policy) : Infinity)
    policy.examineAt = Math.min(policy.examineAt, entry.lookAt)
    if (verdict.type === 'lag') policy.frontierDirty = true
    return
  }
  entry.waits = undefined
}

/** A lock is waited for until it is released, or wounded. */
const holdsLock = (policy: PolicyState, by: SporeId): boolean => policy.open.get(by)?.ownVote === 'E'

/** Who waits behind one that is only preferred must notice when that one cannot come any more. */
const nextTurn = (state: CoreState, policy: PolicyState): number => state.now + timersOf(policy).woundMs

function wait(policy: PolicyState, entry: SporeEntry, by: SporeId | undefined, type: string): void {
  if (by === undefined) {
    entry.waits = { type: type === 'later' ? 'later' : 'lag' }
    return
  }
  // As long as the one named last is in the way, naming another of several says nothing new.
  if (entry.waits?.type === 'behind' && policy.open.get(entry.waits.spore)?.stage === 'open') return
  entry.waits = { type: 'behind', spore: by }
  policy.outbox.push({ type: 'HOLD', spore: entry.spore.id, by })
}
