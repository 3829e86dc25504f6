// What a proposal refers to and this node lacks: asked of the coordinator at once, of others by the clock (BA-8).

import { ASK_AGAIN_MS, MAX_RECALLED, MAX_WANTED_REFS } from '../limits.ts'
import type { BatchRef } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Ballots, CoreState, PolicyState, Proposal, SporeEntry } from '../state.ts'
import { coordinatorOf } from '../rules/safety.ts'
import { findProposal, findReport } from './ballot-items.ts'
import { ask } from './sync.ts'

export function askForProof(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  proposal: Proposal,
): void {
  if (state.replaying || Math.abs(state.now - proposal.askedAt) < ASK_AGAIN_MS) return
  const coordinator = coordinatorOf(entry.spore.id, proposal.ballot, policy.parameters.n)
  const key = policy.record.endorsers[coordinator]?.key
  // Whoever accepted it has what it rests on as well; by turns, since any of them may be silent.
  const others = [...state.peers].filter((peer) => policy.endorserByKey.has(peer))
  const turn = Math.floor(state.now / ASK_AGAIN_MS)
  const to =
    proposal.askedAt === 0 && key !== undefined && state.peers.has(key) ? key : others[turn % others.length]
  if (to === undefined || entry.ballots === undefined) return
  proposal.askedAt = state.now
  entry.lookAt = Math.min(entry.lookAt, state.now + ASK_AGAIN_MS)
  policy.examineAt = Math.min(policy.examineAt, entry.lookAt)
  request(state, policy, entry, to, lackingRefs(policy, entry.ballots, proposal))
}

/** The reports, and the proposals that justify what they claim, that are not here or were dropped. */
function lackingRefs(policy: PolicyState, ballots: Ballots, { ballot, reports }: Proposal): BatchRef[] {
  const lacking: BatchRef[] = []
  for (const ref of reports) {
    const report = findReport(ballots, ballot, ref)
    if (!report) lacking.push(ref)
    const accepted = report?.accepted
    if (!accepted?.just) continue
    const basis = findProposal(ballots, accepted.ballot, accepted.just)
    if (!basis) lacking.push(accepted.just)
    else if (!basis.valid && basis.ballot < ballot) lacking.push(...lackingRefs(policy, ballots, basis))
  }
  return lacking
}

function request(
  state: CoreState,
  policy: PolicyState,
  { spore, endorsed, rejected, accepted }: SporeEntry,
  to: PublicKeyHex,
  lacking: readonly BatchRef[],
): void {
  const refs = [...new Map(lacking.map((ref) => [ref.digest, ref])).values()].slice(0, MAX_WANTED_REFS)
  for (const { endorser, seq, digest } of refs) {
    const chain = policy.chains[endorser]
    const had = chain?.forks.has(digest) === true || chain?.batches.get(seq)?.digest === digest
    if (had && policy.recalled.size < MAX_RECALLED) policy.recalled.add(digest)
  }
  // The approval may be what lacks, too.
  ask(state, policy, to, { refs, votes: [{ spore: spore.id, endorsed, rejected, accepted }] })
}
