// This device's clock, which may be set back: ages go along, so that nothing is put off by the difference (rule SY-7). Set
// forward it looks as if the device had slept, and everything is due. No decision rests on it either way.

import type { Ballots, CoreState, PolicyState, SporeEntry, Watch } from '../state.ts'

/** The time of an input. */
export function setClock(state: CoreState, now: number): void {
  const back = state.now - now
  if (back > 0) for (const policy of state.policies.values()) setBack(policy, back)
  state.now = now
}

/** After a restart: what the snapshot says may have been written by a clock that was ahead. */
export function leaveFuture({ policies, now }: CoreState): void {
  for (const { open } of policies.values())
    for (const entry of open.values()) {
      entry.receivedAt = Math.min(entry.receivedAt, now)
      for (const note of entry.notes.values()) note.at = Math.min(note.at, now)
    }
}

function setBack(policy: PolicyState, back: number): void {
  for (const entry of policy.open.values()) setEntryBack(entry, back)
  // Zero stands for never.
  for (const missing of policy.missing.values()) if (missing.askedAt > 0) missing.askedAt -= back
  for (const [key, at] of policy.told) policy.told.set(key, at - back)
  for (const chain of policy.chains) {
    for (const [peer, at] of chain.compared) chain.compared.set(peer, at - back)
    for (const asking of chain.asked.values()) {
      asking.until -= back
      asking.longest -= back
    }
  }
  policy.frontierDue -= back
  policy.examineAt -= back
  setWatchBack(policy.watch, back)
}

function setEntryBack(entry: SporeEntry, back: number): void {
  entry.receivedAt -= back
  entry.expiresAt -= back
  entry.lookAt -= back
  if (entry.waitingSince !== undefined) entry.waitingSince -= back
  if (entry.lockedAt !== undefined) entry.lockedAt -= back
  for (const note of entry.notes.values()) note.at -= back
  if (entry.ballots) setBallotsBack(entry.ballots, back)
}

function setBallotsBack(ballots: Ballots, back: number): void {
  ballots.askAt -= back
  ballots.asked.at -= back
  if (ballots.timedFrom !== undefined) ballots.timedFrom -= back
  for (const proposals of ballots.proposals.values()) for (const { asked } of proposals) asked.at -= back
}

function setWatchBack(watch: Watch, back: number): void {
  for (const times of [watch.changedAt, watch.heardAt])
    for (const [endorser, at] of times) times.set(endorser, at - back)
  for (const probe of watch.probes.values()) if (probe.leftAt !== undefined) probe.leftAt -= back
  if (watch.otherSince !== undefined) watch.otherSince -= back
}
