// Anti-entropy (3.11): nodes tell each other how far they have every chain, and pull what they lack. Asking is harmless,
// so nothing here waits for the disk.

import { encodeFrontier, HEAD_BYTES } from '../codec/message-codec.ts'
import { ASK_AGAIN_MS, FRONTIER_INTERVAL_MS, MAX_WANTED_SPORES, MAX_WANTED_VOTES } from '../limits.ts'
import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import type { Frontier } from '../model/message.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { ask, send } from './ask.ts'
import { askAgain, compareHeads, forgetAsked, frontierCame } from './lacking.ts'
import { unaskedBodies } from './missing.ts'
import { offerOwn } from './serve.ts'
import { isAvoided, offerEvidence, trusted } from './evidence.ts'

export function tellFrontier(state: CoreState, policy: PolicyState, to: PublicKeyHex): void {
  policy.told.set(to, state.now)
  const next = policy.chains.map((chain) => chain.next)
  const heads = policy.chains.map(({ head }) => head.slice(0, 2 * HEAD_BYTES))
  send(state, to, encodeFrontier({ type: 'frontier', policy: policy.id, next, heads }))
}

/** Bodies are asked of whoever spoke of them, at once. */
export function askForBodies(state: CoreState, policy: PolicyState, from: PublicKeyHex): void {
  // By the clock, others are asked.
  if (isAvoided(state, policy, from)) return
  const spores: SporeId[] = []
  for (const id of unaskedBodies(policy)) {
    const missing = policy.missing.get(id)
    if (!missing || spores.length >= MAX_WANTED_SPORES) break
    missing.askedAt = state.now
    missing.asks++
    spores.push(id)
  }
  if (spores.length > 0) ask(state, policy, from, { spores })
}

/** A member of the policy came, or went. */
export function peerChanged(state: CoreState, key: PublicKeyHex, up: boolean): void {
  if (!up) {
    state.peers.delete(key)
    for (const policy of state.policies.values()) {
      policy.frontiers.delete(key)
      policy.told.delete(key)
      forgetAsked(policy, key)
    }
    return
  }
  state.peers.add(key)
  for (const policy of state.policies.values()) greet(state, policy, key)
}

/** A peer and a policy have come together, whichever was here first. Both members, or one that has something to follow. */
export function greet(state: CoreState, policy: PolicyState, key: PublicKeyHex): void {
  if (!policy.emitters.has(key) && !policy.emitters.has(state.self)) return
  tellFrontier(state, policy, key)
  offerOwn(state, policy, key, 0)
  offerEvidence(state, policy, key)
}

export function receiveFrontier(state: CoreState, from: PublicKeyHex, frontier: Frontier): void {
  const { policy: id, next } = frontier
  const policy = state.policies.get(id)
  if (!policy || next.length !== policy.chains.length) {
    state.outputs.push({ type: 'dropped', from, why: policy ? 'bounds' : 'unknown-policy' })
    return
  }
  // Of somebody who has gone since, nothing is kept.
  if (!state.peers.has(from)) return
  policy.frontiers.set(from, next)
  frontierCame(state, policy, from)
  compareHeads(state, policy, from, frontier)
  // Answered when there is news for them; nobody asks for its own chain.
  const theirs = policy.endorserByKey.get(from)
  if (!policy.chains.some((chain, e) => e !== theirs && chain.next > (next[e] ?? 0))) return
  const told = policy.told.get(from)
  if (told === undefined || Math.abs(state.now - told) >= ASK_AGAIN_MS) tellFrontier(state, policy, from)
  else tellAfter(policy, told + ASK_AGAIN_MS)
}

/**
 * Two nodes must not talk without a pause, but what was told a moment ago may have come before the other had the policy.
 * It is told again after a breath. Where repair is due anyway it is not put off: a peer that asks without end could.
 */
function tellAfter(policy: PolicyState, at: number): void {
  if (!isBusy(policy)) policy.frontierDue = Math.max(policy.frontierDue, at)
  policy.frontierDirty = true
}

/** Something may be under way that the clock has to look after. */
export const isBusy = ({ frontierDirty, open, missing }: PolicyState): boolean =>
  frontierDirty || open.size > 0 || missing.size > 0

/** Repair by the clock: tell frontiers while something is open, ask others for what the first did not send. */
export function repair(state: CoreState, policy: PolicyState): void {
  if (state.now < repairDue(state, policy)) return
  policy.frontierDue = state.now + FRONTIER_INTERVAL_MS
  if (!isBusy(policy)) return
  policy.frontierDirty = false
  const peers = [...state.peers]
  for (const key of peers)
    if (policy.emitters.has(key) || policy.frontiers.has(key)) tellFrontier(state, policy, key)
  for (const missing of policy.missing.values())
    if (Math.abs(state.now - missing.askedAt) >= ASK_AGAIN_MS) missing.askedAt = 0
  const members = peers.filter((key) => policy.emitters.has(key))
  // Another peer each time, so that one that does not answer costs one interval.
  const turn = policy.repairs++
  const first = turn % Math.max(1, peers.length)
  askAgain(state, policy, [...peers.slice(first), ...peers.slice(0, first)])
  const asked = trusted(policy, members)
  const next = asked[turn % Math.max(1, asked.length)]
  if (next === undefined) return
  askForBodies(state, policy, next)
  askForVotes(state, policy, next, Math.floor(turn / asked.length))
  for (const key of members) offerOwn(state, policy, key, FRONTIER_INTERVAL_MS)
}

/** A clock that was set back must not put repair off. */
export const repairDue = (state: CoreState, { frontierDue }: PolicyState): number =>
  frontierDue - state.now > FRONTIER_INTERVAL_MS ? state.now : frontierDue

/**
 * Votes may stand where no frontier leads: on another branch of a byzantine chain, or behind a gap that its endorser
 * never fills. Others decided by them, so they are asked for by spore, a portion at a time.
 */
function askForVotes(state: CoreState, policy: PolicyState, from: PublicKeyHex, turn: number): void {
  const old = [...policy.open.values()].filter(
    ({ stage, receivedAt }) => stage === 'open' && Math.abs(state.now - receivedAt) >= FRONTIER_INTERVAL_MS,
  )
  const portions = Math.ceil(old.length / MAX_WANTED_VOTES)
  if (portions === 0) return
  const start = (turn % portions) * MAX_WANTED_VOTES
  const votes = old
    .slice(start, start + MAX_WANTED_VOTES)
    .map(({ spore, endorsed, rejected, accepted }) => ({ spore: spore.id, endorsed, rejected, accepted }))
  ask(state, policy, from, { votes })
}
