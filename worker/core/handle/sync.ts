// Anti-entropy (3.11): nodes tell each other how far they have every chain, and pull what they lack. Asking is harmless,
// so nothing here waits for the disk.

import { encodeFrontier, encodeWant } from '../codec/message-codec.ts'
import {
  ASK_AGAIN_MS,
  FRONTIER_INTERVAL_MS,
  MAX_MISSING_BODIES_PER_ENDORSER,
  MAX_WANTED_BATCHES,
  MAX_WANTED_SPORES,
} from '../limits.ts'
import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import type { Frontier, Want } from '../model/message.ts'
import type { StoredRef } from '../output.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { unaskedBodies } from './items.ts'

type Range = readonly [endorser: number, from: number, to: number]

const send = (state: CoreState, to: PublicKeyHex, wire: Uint8Array): void =>
  void state.outputs.push({ type: 'send', to, wire })

export function tellFrontier(state: CoreState, policy: PolicyState, to: PublicKeyHex): void {
  send(
    state,
    to,
    encodeFrontier({ type: 'frontier', policy: policy.id, next: policy.chains.map(({ next }) => next) }),
  )
}

export function askForBatches(
  state: CoreState,
  policy: PolicyState,
  from: PublicKeyHex,
  batches: readonly Range[],
): void {
  if (batches.length > 0)
    send(state, from, encodeWant({ type: 'want', policy: policy.id, batches, spores: [] }))
}

/** Bodies are asked of whoever spoke of them, at once. */
export function askForBodies(state: CoreState, policy: PolicyState, from: PublicKeyHex): void {
  const spores: SporeId[] = []
  for (const id of unaskedBodies(policy)) {
    const missing = policy.missing.get(id)
    if (!missing || spores.length >= MAX_WANTED_SPORES) break
    missing.askedAt = state.now
    missing.asks++
    spores.push(id)
  }
  if (spores.length > 0)
    send(state, from, encodeWant({ type: 'want', policy: policy.id, batches: [], spores }))
}

/** A member of the policy came, or went. */
export function peerChanged(state: CoreState, key: PublicKeyHex, up: boolean): void {
  if (!up) {
    state.peers.delete(key)
    for (const policy of state.policies.values()) policy.frontiers.delete(key)
    return
  }
  state.peers.add(key)
  for (const policy of state.policies.values())
    if (policy.emitters.has(key) || policy.emitters.has(state.self)) tellFrontier(state, policy, key)
}

export function receiveFrontier(state: CoreState, from: PublicKeyHex, { policy: id, next }: Frontier): void {
  const policy = state.policies.get(id)
  if (!policy || next.length !== policy.chains.length) {
    state.outputs.push({ type: 'dropped', from, why: policy ? 'bounds' : 'unknown-policy' })
    return
  }
  const before = policy.frontiers.get(from)
  policy.frontiers.set(from, next)
  requestLacking(state, policy, from)
  // Answer only when there is news for them, and never twice the same: two nodes must not talk for ever.
  const news = policy.chains.some((chain, e) => chain.next > (next[e] ?? 0))
  if (news && (before === undefined || before.some((was, e) => was !== next[e])))
    tellFrontier(state, policy, from)
}

function requestLacking(state: CoreState, policy: PolicyState, from: PublicKeyHex): void {
  const theirs = policy.frontiers.get(from) ?? []
  const ranges: Range[] = []
  for (const [endorser, chain] of policy.chains.entries()) {
    const end = theirs[endorser] ?? 0
    if (endorser === policy.self || end <= chain.next || chain.missing > MAX_MISSING_BODIES_PER_ENDORSER / 2)
      continue
    chain.wantedTo = Math.min(end, chain.next + MAX_WANTED_BATCHES)
    ranges.push([endorser, chain.next, chain.wantedTo])
  }
  askForBatches(state, policy, from, ranges)
}

/** After a batch: fill the gap it shows, or go on where an answer ended. */
export function catchUp(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  seq: number,
  from: PublicKeyHex,
): void {
  const chain = policy.chains[endorser]
  if (!chain || chain.wantedTo > chain.next) return
  const end = Math.max(seq, policy.frontiers.get(from)?.[endorser] ?? 0)
  if (end <= chain.next) return
  chain.wantedTo = Math.min(end, chain.next + MAX_WANTED_BATCHES)
  askForBatches(state, policy, from, [[endorser, chain.next, chain.wantedTo]])
}

export function receiveWant(state: CoreState, from: PublicKeyHex, want: Want): void {
  const policy = state.policies.get(want.policy)
  if (!policy) return void state.outputs.push({ type: 'dropped', from, why: 'unknown-policy' })
  const refs: StoredRef[] = []
  for (const spore of want.spores) {
    const round = policy.open.get(spore)?.round ?? policy.decided.get(spore)?.round
    if (round !== undefined) refs.push({ type: 'bundle', spore, round })
  }
  let left = MAX_WANTED_BATCHES
  for (const [endorser, start, end] of want.batches) {
    const chain = policy.chains[endorser]
    for (let seq = start; seq < end && left > 0; seq++, left--) {
      const stored = chain?.batches.get(seq)
      if (!stored) break
      refs.push({ type: 'batch', endorser, seq, round: stored.round })
    }
  }
  if (refs.length > 0) state.outputs.push({ type: 'serve', to: from, policy: policy.id, refs })
}

/** Repair by the clock: tell frontiers while something is open, ask others for what the first did not send. */
export function repair(state: CoreState, policy: PolicyState): void {
  if (state.now < policy.frontierDue) return
  policy.frontierDue = state.now + FRONTIER_INTERVAL_MS
  if (!policy.frontierDirty && policy.open.size === 0 && policy.missing.size === 0) return
  policy.frontierDirty = false
  const peers = [...state.peers]
  for (const key of peers) {
    if (policy.emitters.has(key) || policy.frontiers.has(key)) tellFrontier(state, policy, key)
    requestLacking(state, policy, key)
  }
  for (const missing of policy.missing.values())
    if (state.now - missing.askedAt >= ASK_AGAIN_MS) missing.askedAt = 0
  const members = peers.filter((key) => policy.emitters.has(key))
  // Another peer each time, so that one that does not answer costs one interval.
  const next = members[Math.floor(state.now / FRONTIER_INTERVAL_MS) % Math.max(1, members.length)]
  if (next !== undefined) askForBodies(state, policy, next)
}
