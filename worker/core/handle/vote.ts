// This node's own votes: the verdict of the rules becomes an item that waits for the flush. From that moment the promise
// binds, on disk or not: it is never taken back, only carried out.

import type { SporeId } from '../model/ids.ts'
import { judge } from '../rules/promise.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'

const mayVote = (state: CoreState, policy: PolicyState, entry: SporeEntry): boolean =>
  policy.self >= 0 &&
  !policy.silenced &&
  !state.replaying &&
  entry.ownVote === undefined &&
  entry.stage === 'open'

/** A spore that `winner` has killed: α of these prove its end also to those who come when the reason is forgotten. */
export function refuseDead(state: CoreState, policy: PolicyState, entry: SporeEntry, winner: SporeId): void {
  if (!mayVote(state, policy, entry)) return
  entry.ownVote = 'R'
  policy.outbox.push({ type: 'REJECT', spore: entry.spore.id, why: 'STALE', ref: winner })
}

/** Looks at a spore that we have not voted on. Repeating it is harmless. */
export function examine(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  if (!mayVote(state, policy, entry)) return
  const { id } = entry.spore
  const verdict = judge(policy, entry, state.now)
  if (verdict.type === 'endorse') {
    entry.ownVote = 'E'
    policy.outbox.push({ type: 'ENDORSE', spore: id, freed: verdict.freed })
  } else if (verdict.type === 'reject') {
    entry.ownVote = 'R'
    policy.outbox.push({ type: 'REJECT', spore: id, why: verdict.why, ref: verdict.ref })
  } else {
    wait(policy, entry, verdict.type === 'hold' ? verdict.by : undefined, verdict.type)
    // Whatever it waits for, at the deadline it is refused; before, when it comes into the policy's horizon.
    policy.examineAt = Math.min(
      policy.examineAt,
      verdict.type === 'later' ? verdict.until : entry.spore.deadline + 1,
    )
    if (verdict.type === 'lag') policy.frontierDirty = true
    return
  }
  entry.waits = undefined
}

function wait(policy: PolicyState, entry: SporeEntry, by: SporeId | undefined, type: string): void {
  if (by === undefined) {
    entry.waits = { type: type === 'later' ? 'later' : 'lag' }
    return
  }
  // As long as the promise named last stands, naming another of several says nothing new.
  if (entry.waits?.type === 'behind' && policy.open.get(entry.waits.spore)?.ownVote === 'E') return
  entry.waits = { type: 'behind', spore: by }
  policy.outbox.push({ type: 'HOLD', spore: entry.spore.id, by })
}
