// P5 to P7: contradictions in what an endorser says in ballots. Like `suspect.ts`, this only finds where to look.

import type { BatchRef, Item } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import type { StoredRef } from '../output.ts'
import { breaksPromise, contradicts } from '../rules/evidence-ballots.ts'
import { coordinatorOf, isSafe, type ReportClaim } from '../rules/safety.ts'
import type { Ballots, CoreState, Place, PolicyState, Proposal, SporeEntry } from '../state.ts'
import { findProposal, findReport } from './ballot-items.ts'
import { at, raise } from './suspicion.ts'

interface Said {
  readonly item: Item
  readonly place: Place
}

/** An item came, and is not noted yet. */
export function suspectBallot(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  endorser: number,
  place: Place,
  item: Item,
): void {
  if (!entry.ballots && item.type !== 'RECOVER' && item.type !== 'PROPOSE') return
  const accuse = (code: 'P5' | 'P6', other: Place): void =>
    raise(state, policy, { code, accused: endorser, spores: [item.spore] }, [
      at(endorser, other),
      at(endorser, place),
    ])
  for (const known of saidBefore(entry, endorser)) {
    // Of two in one batch, the one that is noted came first.
    const [first, second] = known.place.seq <= place.seq ? [known.item, item] : [item, known.item]
    if (breaksPromise(first, second)) accuse('P5', known.place)
    if (second.type === 'RECOVER' && contradicts(first, second)) accuse('P6', known.place)
  }
  suspectReference(state, policy, entry, { endorser, place, item })
}

const yes = (spore: SporeId): Item => ({ type: 'ENDORSE', spore, freed: [] })
const no = (spore: SporeId): Item => ({ type: 'REJECT', spore, why: 'LOCAL', ref: null })

/** What is noted of an endorser's words on this spore. */
function* saidBefore({ spore: { id }, notes, ballots }: SporeEntry, endorser: number): Iterable<Said> {
  const { endorsed, rejected, accepted, lastVote } = notes.get(endorser) ?? {}
  if (endorsed) yield { item: yes(id), place: endorsed }
  if (rejected) yield { item: no(id), place: rejected }
  if (lastVote) yield { item: lastVote.type === 'ENDORSE' ? yes(id) : no(id), place: lastVote.place }
  if (accepted) yield { item: { type: 'ACCEPT', spore: id, ballot: 0, just: null }, place: accepted }
  for (const [ballot, reports] of ballots?.reports ?? [])
    for (const { endorser: by, place, vote, accepted: last } of reports)
      if (by === endorser)
        yield { item: { type: 'RECOVER', spore: id, ballot, vote, accepted: last, by: null }, place }
  for (const [ballot, by] of ballots?.accepts ?? []) {
    const place = by.get(endorser)
    if (place) yield { item: { type: 'ACCEPT', spore: id, ballot, just: null }, place }
  }
}

/** P7, by what the item itself refers to. */
function suspectReference(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  { endorser, place, item }: Said & { readonly endorser: number },
): void {
  const { n } = policy.parameters
  const raiseP7 = (refs: Iterable<StoredRef>): void =>
    raise(state, policy, { code: 'P7', accused: endorser, spores: [item.spore] }, [
      at(endorser, place),
      ...refs,
    ])
  if (item.type === 'PROPOSE') {
    if (coordinatorOf(item.spore, item.ballot, n) !== endorser) raiseP7([])
    return
  }
  const accepted = item.type === 'ACCEPT' ? item : item.type === 'RECOVER' ? item.accepted : null
  if (!accepted?.just) return
  const coordinator = coordinatorOf(item.spore, accepted.ballot, n)
  const proposal = entry.ballots && findProposal(entry.ballots, accepted.ballot, accepted.just)
  if (accepted.just.endorser !== coordinator || (item.type === 'RECOVER' && accepted.ballot >= item.ballot))
    raiseP7([])
  else if (!proposal) raiseP7(stored(policy, [accepted.just]))
  else if (entry.ballots && isUnfit(policy, entry.ballots, proposal))
    raiseP7([at(coordinator, proposal.place), ...basis(policy, entry.ballots, proposal)])
}

/** P7 against a proposal that this node finds invalid, and against whoever accepted in its ballot. */
export function suspectProposal(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  proposal: Proposal,
): void {
  const { ballots, spore } = entry
  if (!ballots || !isUnfit(policy, ballots, proposal)) return
  const coordinator = coordinatorOf(spore.id, proposal.ballot, policy.parameters.n)
  const refs = [at(coordinator, proposal.place), ...basis(policy, ballots, proposal)]
  raise(state, policy, { code: 'P7', accused: coordinator, spores: [spore.id] }, refs)
  for (const [endorser, place] of ballots.accepts.get(proposal.ballot) ?? [])
    raise(state, policy, { code: 'P7', accused: endorser, spores: [spore.id] }, [
      at(endorser, place),
      ...refs,
    ])
}

/**
 * It cannot be a proposal that an honest node makes or accepts, whatever else there is. Each that it rests on is looked at
 * once: many reports may claim the same.
 */
function isUnfit(
  policy: PolicyState,
  ballots: Ballots,
  proposal: Proposal,
  seen = new Set<Proposal>(),
): boolean {
  if (proposal.valid || seen.has(proposal)) return false
  seen.add(proposal)
  const { ballot, reports } = proposal
  const claims: ReportClaim[] = []
  let missing = false
  for (const ref of reports) {
    const report = findReport(ballots, ballot, ref)
    if (report) claims.push(report)
    // The batch is here, and nothing in it is what is referred to.
    else if (stored(policy, [ref]).length > 0) return true
    else missing = true
    const accepted = report?.accepted
    if (!accepted) continue
    if (accepted.ballot >= ballot) return true
    if (!accepted.just) continue
    const earlier = findProposal(ballots, accepted.ballot, accepted.just)
    if (earlier ? isUnfit(policy, ballots, earlier, seen) : stored(policy, [accepted.just]).length > 0)
      return true
  }
  const reporters = new Set(reports.map(({ endorser }) => endorser)).size
  if (reporters < Math.max(reports.length, policy.parameters.r)) return true
  return !missing && !isSafe(policy.parameters, ballot, claims, true)
}

/** The batches that a proposal rests on, as far as they are here. */
function* basis(
  policy: PolicyState,
  ballots: Ballots,
  proposal: Proposal,
  seen = new Set<Proposal>(),
): Iterable<StoredRef> {
  if (seen.has(proposal)) return
  seen.add(proposal)
  yield* stored(policy, proposal.reports)
  for (const ref of proposal.reports) {
    const accepted = findReport(ballots, proposal.ballot, ref)?.accepted
    if (!accepted?.just || accepted.ballot >= proposal.ballot) continue
    yield* stored(policy, [accepted.just])
    const earlier = findProposal(ballots, accepted.ballot, accepted.just)
    if (earlier) yield* basis(policy, ballots, earlier, seen)
  }
}

function stored(policy: PolicyState, refs: readonly BatchRef[]): StoredRef[] {
  return refs.flatMap(({ endorser, seq, digest }) => {
    const chain = policy.chains[endorser]
    const known = chain?.batches.get(seq)
    const round = known?.digest === digest ? known.round : chain?.forks.get(digest)
    return round === undefined ? [] : [at(endorser, { seq, round })]
  })
}
