// What the clock starts: another look at spores whose deadline passed or came near, and repair. It decides nothing.

import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { isBusy, repair, repairDue } from './sync.ts'
import { advance } from './ballot.ts'
import { attend } from './fallback.ts'

export function tick(state: CoreState): void {
  for (const policy of state.policies.values()) {
    if (policy.examineAt <= state.now) examineAll(state, policy)
    repair(state, policy)
  }
}

/** Those whose time has come, in the order of priority as whenever locks are given (PR-1). */
export function examineAll(state: CoreState, policy: PolicyState): void {
  const due: SporeEntry[] = []
  let next = Infinity
  for (const entry of policy.open.values())
    if (entry.lookAt <= state.now) due.push(entry)
    else next = Math.min(next, entry.lookAt)
  policy.examineAt = next
  for (const entry of due.sort((a, b) => (a.priority < b.priority ? -1 : 1))) {
    advance(state, policy, entry)
    attend(state, policy, entry)
  }
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
