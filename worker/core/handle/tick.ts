// What the clock starts: another look at spores whose deadline passed or came near, and repair. It decides nothing.

import type { CoreState, PolicyState } from '../state.ts'
import { isBusy, repair, repairDue } from './sync.ts'
import { examine } from './vote.ts'

export function tick(state: CoreState): void {
  for (const policy of state.policies.values()) {
    if (policy.examineAt <= state.now) examineAll(state, policy)
    repair(state, policy)
  }
}

/** In the order of priority, as whenever locks are given (PR-1). */
export function examineAll(state: CoreState, policy: PolicyState): void {
  policy.examineAt = Infinity
  const unvoted = [...policy.open.values()].filter(({ ownVote }) => ownVote === undefined)
  for (const entry of unvoted.sort((a, b) => (a.priority < b.priority ? -1 : 1)))
    examine(state, policy, entry)
}

/** When the clock is needed next; Infinity when nothing waits for it. */
export function nextWake(state: CoreState): number {
  let at = Infinity
  for (const policy of state.policies.values()) {
    const repairAt = isBusy(policy) ? Math.max(repairDue(state, policy), state.now + 1) : Infinity
    at = Math.min(at, policy.examineAt, repairAt)
  }
  return at
}
