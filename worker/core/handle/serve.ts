// What others lack and this node has: answers to their questions, and own spores that nobody has heard of. The host reads
// it from the log, and leaves out what is not durable yet.

import { provableEntry } from '../known-entry.ts'
import { MAX_OFFERED, MAX_WANTED_BATCHES } from '../limits.ts'
import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import type { KnownVotes, Want } from '../model/message.ts'
import type { StoredRef } from '../output.ts'
import type { BatchRef } from '../model/batch.ts'
import { provingPlaces } from '../rules/decision.ts'
import { bit, has } from '../rules/endorser-set.ts'
import type { CoreState, PolicyState } from '../state.ts'

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
  for (const known of want.votes) refs.push(...votesBeyond(policy, known), ...winnerOf(policy, known.spore))
  for (const ref of want.refs) refs.push(...byDigest(policy, ref))
  serve(state, policy, from, refs)
}

/** How a finished spore ended, for somebody who does not know. Of one that is forgotten only what killed it is known. */
export function serveEnd(state: CoreState, policy: PolicyState, spore: SporeId, to: PublicKeyHex): void {
  const entry = provableEntry(policy, spore)
  const places = entry ? [...provingPlaces(policy.parameters, entry)] : []
  serve(state, policy, to, [
    ...places.map((place) => ({ type: 'batch', ...place }) as const),
    ...winnerOf(policy, spore),
  ])
}

/** DE-6: the body of the commit that killed this spore. It shows that to whoever knows of the commit. */
function* winnerOf({ winners, open, decided }: PolicyState, dead: SporeId): Iterable<StoredRef> {
  const spore = winners.get(dead)
  const known = spore && (open.get(spore) ?? decided.get(spore))
  if (known) yield { type: 'bundle', spore, round: known.round }
}

function serve(state: CoreState, policy: PolicyState, to: PublicKeyHex, refs: readonly StoredRef[]): void {
  if (refs.length > 0) state.outputs.push({ type: 'serve', to, policy: policy.id, refs })
}

function* byDigest(policy: PolicyState, { endorser, seq, digest }: BatchRef): Iterable<StoredRef> {
  const chain = policy.chains[endorser]
  const stored = chain?.batches.get(seq)
  const round = stored?.digest === digest ? stored.round : chain?.forks.get(digest)
  if (round !== undefined) yield { type: 'batch', endorser, seq, round }
}

/** The batches that hold votes on a spore which the asking node lacks. */
function* votesBeyond(policy: PolicyState, known: KnownVotes): Iterable<StoredRef> {
  const entry = provableEntry(policy, known.spore)
  for (const [endorser, note] of entry?.notes ?? [])
    for (const vote of ['endorsed', 'rejected', 'accepted'] as const) {
      const place = note[vote]
      if (place && !has(known[vote], endorser))
        yield { type: 'batch', endorser, seq: place.seq, round: place.round }
    }
  // What ended it in a ballot does not show in the sets that were told.
  if (entry && entry.stage !== 'open')
    for (const place of provingPlaces(policy.parameters, entry)) yield { type: 'batch', ...place }
}

/**
 * Own spores that went out when nobody listened. An endorser's own vote makes others ask for the body; without one,
 * nobody would ever hear of the spore.
 */
export function offerOwn(state: CoreState, policy: PolicyState, to: PublicKeyHex, olderThan: number): void {
  if (!policy.emitters.has(to)) return
  // CA-3: as long as they are undecided, somebody may not have heard of it.
  for (const wire of [...new Set(policy.cancels.values())].slice(0, MAX_OFFERED))
    state.outputs.push({ type: 'send', to, wire })
  const self = policy.self < 0 ? 0 : bit(policy.self)
  const refs: StoredRef[] = []
  for (const {
    spore,
    stage,
    round,
    receivedAt,
    ownVote,
    endorsed,
    rejected,
    accepted,
    holding,
  } of policy.own) {
    if (refs.length === MAX_OFFERED) break
    const heard = ((endorsed | rejected | accepted | holding) & ~self) !== 0
    if (stage !== 'open' || ownVote !== undefined || heard || Math.abs(state.now - receivedAt) < olderThan)
      continue
    refs.push({ type: 'bundle', spore: spore.id, round })
  }
  serve(state, policy, to, refs)
}
