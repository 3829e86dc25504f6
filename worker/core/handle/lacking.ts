// Which batches this node lacks, and of whom they are asked (SY-1, SY-2, SY-11). Members hear most batches twice over:
// from their endorser, and of others who have them. So only holes are asked for, of one peer at a time, and what is on its
// way from its endorser is not asked for at once.

import {
  ASK_AGAIN_MS,
  CHAIN_WINDOW,
  MAX_ANSWER_MS,
  MAX_MISSING_BODIES_PER_ENDORSER,
  MAX_WANTED_BATCHES,
} from '../limits.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Frontier } from '../model/message.ts'
import { MAX_ENDORSERS } from '../model/policy-limits.ts'
import type { Chain, CoreState, PolicyState } from '../state.ts'
import { askForBatches, type Range } from './ask.ts'

const isBlocked = ({ missing }: Chain): boolean => missing > MAX_MISSING_BODIES_PER_ENDORSER / 2

/** Chains that wait for bodies before more of them is asked for. */
export const blockedChains = (policy: PolicyState): readonly Chain[] => policy.chains.filter(isBlocked)

/** Those of them that wait no longer go on. */
export function resume(
  state: CoreState,
  policy: PolicyState,
  from: PublicKeyHex,
  blocked: readonly Chain[],
): void {
  const free = blocked.filter((chain) => !isBlocked(chain))
  if (free.length > 0) askWhatLacks(state, policy, from, (chain) => free.includes(chain))
}

/** A peer told how far it is. What is on its way here is not asked of it at once, but looked for again by the clock. */
export function frontierCame(state: CoreState, policy: PolicyState, from: PublicKeyHex): void {
  const theirs = policy.frontiers.get(from) ?? []
  const isBehind = policy.chains.some(({ next }, e) => e !== policy.self && (theirs[e] ?? 0) > next)
  if (isBehind) policy.frontierDirty = true
  askWhatLacks(state, policy, from, (chain) => !isComing(state, policy, chain, from))
}

/** By the clock: what did not come of itself is asked of one peer, what was asked for in vain of everybody who has it. */
export function askAgain(state: CoreState, policy: PolicyState, peers: readonly PublicKeyHex[]): void {
  for (const chain of policy.chains)
    for (const [peer, asking] of chain.asked) {
      if (asking.to > chain.next && state.now < asking.until) continue
      if (asking.to > chain.next) chain.lateTo = Math.max(chain.lateTo, asking.to)
      chain.asked.delete(peer)
    }
  for (const peer of peers) askWhatLacks(state, policy, peer, () => true)
}

/** Its endorser is connected and sends it to members by itself, in order: only its own frontier shows that one is lost. */
function isComing(state: CoreState, policy: PolicyState, chain: Chain, from: PublicKeyHex): boolean {
  const endorser = policy.record.endorsers[policy.chains.indexOf(chain)]?.key
  if (endorser === undefined || endorser === from || !state.peers.has(endorser)) return false
  return policy.emitters.has(state.self)
}

/**
 * A peer that was asked is not asked for more before that is here or the clock has looked: it could put off others for ever.
 * Others are not while its answer may come, unless somebody had been asked in vain.
 */
function mayAsk(state: CoreState, chain: Chain, from: PublicKeyHex): boolean {
  const isLate = chain.next < chain.lateTo
  for (const [peer, { to, until }] of chain.asked)
    if (to > chain.next && (peer === from || (!isLate && state.now < until))) return false
  return true
}

/** Asks `from` for what it has and we lack, no more than one answer holds. */
function askWhatLacks(
  state: CoreState,
  policy: PolicyState,
  from: PublicKeyHex,
  wants: (chain: Chain) => boolean,
): void {
  const theirs = policy.frontiers.get(from) ?? []
  const lacking = [...policy.chains.entries()].filter(([endorser, chain]) => {
    if (endorser === policy.self || (theirs[endorser] ?? 0) <= chain.next || isBlocked(chain)) return false
    return wants(chain) && mayAsk(state, chain, from)
  })
  if (lacking.length === 0) return
  const most = {
    batches: Math.floor(MAX_WANTED_BATCHES / lacking.length),
    holes: Math.floor(MAX_ENDORSERS / lacking.length),
  }
  const ranges = lacking.flatMap(([endorser, chain]) =>
    claim(state, policy, endorser, chain, theirs[endorser] ?? 0, from, most),
  )
  askForBatches(state, policy, from, ranges)
}

/** The holes of a chain before `end`; from now on this peer is asked for them. */
function claim(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  chain: Chain,
  end: number,
  from: PublicKeyHex,
  most: { readonly batches: number; readonly holes: number },
): Range[] {
  const ranges: Range[] = []
  let left = most.batches
  let at = chain.next
  // Nothing further ahead would be taken (AD-4).
  const last = Math.min(end, chain.next + CHAIN_WINDOW)
  while (at < last && left > 0 && ranges.length < most.holes) {
    while (at < last && chain.batches.has(at)) at++
    const first = at
    while (at < last && left > 0 && !chain.batches.has(at)) {
      at++
      left--
    }
    if (at > first) ranges.push([endorser, first, at])
  }
  const to = ranges.at(-1)?.[2]
  if (to === undefined) return []
  // The answer may be lost: look again until nobody is ahead of us.
  policy.frontierDirty = true
  chain.asked.set(from, { to, until: state.now + ASK_AGAIN_MS, longest: state.now + MAX_ANSWER_MS })
  return ranges
}

/** After a batch: wait on for an answer that goes on, fill the gap that it shows, or go on where an answer ended. */
export function batchCame(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  seq: number,
  from: PublicKeyHex,
): void {
  const chain = policy.chains[endorser]
  if (!chain) return
  const asking = chain.asked.get(from)
  if (asking && asking.to > chain.next) {
    // A large answer over a slow link is not asked for elsewhere, within reason: a liar could send one batch at a time.
    if (state.now < asking.until) asking.until = Math.min(state.now + ASK_AGAIN_MS, asking.longest)
    policy.frontierDirty = true
    return
  }
  chain.asked.delete(from)
  const end = Math.max(seq, policy.frontiers.get(from)?.[endorser] ?? 0)
  if (end <= chain.next || !mayAsk(state, chain, from)) return
  const most = { batches: MAX_WANTED_BATCHES, holes: MAX_ENDORSERS }
  askForBatches(state, policy, from, claim(state, policy, endorser, chain, end, from, most))
}

/**
 * SY-12: a peer that followed another branch of a chain is asked for its last batch there, which is evidence against the
 * chain's endorser and may hold votes that others counted.
 */
export function compareHeads(
  state: CoreState,
  policy: PolicyState,
  from: PublicKeyHex,
  { next, heads }: Frontier,
): void {
  const ranges: Range[] = []
  for (const [endorser, chain] of policy.chains.entries()) {
    const [seq, head] = [(next[endorser] ?? 0) - 1, heads[endorser] ?? '']
    const ours = chain.batches.get(seq)
    if (endorser === policy.self || !ours || ours.digest.startsWith(head)) continue
    if ([...chain.forks.keys()].some((digest) => digest.startsWith(head))) continue
    if (state.now - (chain.compared.get(from) ?? -Infinity) < ASK_AGAIN_MS) continue
    chain.compared.set(from, state.now)
    ranges.push([endorser, seq, seq + 1])
  }
  askForBatches(state, policy, from, ranges)
}

/** A batch of its answer could not be taken: the rest is asked for again when there is room. */
export function couldNotTake(policy: PolicyState, chain: Chain, from: PublicKeyHex): void {
  chain.asked.delete(from)
  policy.frontierDirty = true
}

/** Who was asked has gone: others are. */
export function forgetAsked(policy: PolicyState, peer: PublicKeyHex): void {
  for (const chain of policy.chains) {
    chain.compared.delete(peer)
    if (chain.asked.delete(peer)) policy.frontierDirty = true
  }
}
