// What an endorser said, taken into account: each item changes one spore's tally, whatever the order of arrival.

import { assertNever } from '../model/result.ts'
import type { Item } from '../model/batch.ts'
import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import { bit, sizeOf } from '../rules/endorser-set.ts'
import type { CoreState, Place, PolicyState, SporeEntry, VoteNote } from '../state.ts'
import { free } from './entry.ts'
import { alarm } from './settle.ts'

/** The entry whose tally changed, if it is still open. */
export function applyItem(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  place: Place,
  item: Item,
  from?: PublicKeyHex,
): SporeEntry | undefined {
  const entry =
    policy.open.get(item.spore) ?? policy.recent.get(item.spore) ?? policy.provable.get(item.spore)
  if (!entry) {
    if (!policy.decided.has(item.spore)) rememberVote(policy, endorser, place, item, from)
    return undefined
  }
  note(state, entry, endorser, place, item)
  if (endorser === policy.self) recall(entry, item)
  if (entry.stage === 'open') return entry
  // Replayed behind the decision: the promise stood, and ended with it.
  if (item.type === 'ENDORSE' && endorser === policy.self && entry.stage !== 'committed') free(policy, entry)
  const { q, alpha } = policy.parameters
  if (sizeOf(entry.accepted) >= q && sizeOf(entry.rejected) >= alpha) alarm(state, policy, entry.spore.id)
  state.outputs.push({ type: 'spore', policy: policy.id, id: entry.spore.id })
  return undefined
}

/** Where an item of ours will stand once it is durable and counts: the snapshot of its own round must know it too. */
export function locate(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  place: Place,
  item: Item,
): void {
  const entry = policy.open.get(item.spore)
  if (!entry) return
  const known = noteOf(state, entry, endorser)
  if (item.type === 'ENDORSE') known.endorsed ??= place
  else if (item.type === 'ACCEPT') known.accepted ??= place
  else if (item.type === 'REJECT') {
    known.rejected ??= place
    known.why = item.why
    known.ref = item.ref ?? undefined
  }
}

function noteOf(state: CoreState, entry: SporeEntry, endorser: number): VoteNote {
  const before = entry.notes.get(endorser)
  if (before) return before
  const none = {
    endorsed: undefined,
    rejected: undefined,
    accepted: undefined,
    why: undefined,
    ref: undefined,
  }
  const made: VoteNote = { ...none, at: state.now }
  entry.notes.set(endorser, made)
  return made
}

function note(state: CoreState, entry: SporeEntry, endorser: number, place: Place, item: Item): void {
  const mine = bit(endorser)
  const known = noteOf(state, entry, endorser)
  switch (item.type) {
    case 'ENDORSE':
      entry.endorsed |= mine
      known.endorsed ??= place
      break
    case 'REJECT':
      entry.rejected |= mine
      known.rejected ??= place
      known.why = item.why
      known.ref = item.ref ?? undefined
      break
    case 'HOLD':
      if (((entry.endorsed | entry.rejected) & mine) !== 0) return
      entry.holding |= mine
      known.ref = item.by
      return
    case 'ACCEPT':
      entry.accepted |= mine
      known.accepted ??= place
      return
    case 'RECOVER':
    case 'PROPOSE':
      return
    default:
      assertNever(item)
  }
  entry.holding &= ~mine
  known.at = state.now
}

/** Our own chain is our write-ahead log: what it says, we have promised. */
function recall(entry: SporeEntry, item: Item): void {
  if (item.type === 'ENDORSE') entry.ownVote = 'E'
  else if (item.type === 'REJECT') entry.ownVote = 'R'
  else if (item.type === 'ACCEPT') entry.ownAccept = true
  else if (item.type === 'HOLD' && entry.ownVote === undefined)
    entry.waits = { type: 'behind', spore: item.by }
}

function rememberVote(
  policy: PolicyState,
  endorser: number,
  place: Place,
  item: Item,
  from?: PublicKeyHex,
): void {
  if (item.type === 'HOLD') return
  const chain = policy.chains[endorser]
  const missing = policy.missing.get(item.spore) ?? {
    votes: [],
    askedAt: 0,
    sources: new Set<PublicKeyHex>(),
    asks: 0,
  }
  policy.missing.set(item.spore, missing)
  missing.votes.push({ endorser, place, item })
  if (chain) chain.missing++
  if (from !== undefined) missing.sources.add(from)
}

/** Bodies that somebody voted on and that nobody was asked for yet. */
export function* unaskedBodies(policy: PolicyState): Iterable<SporeId> {
  for (const [id, { askedAt }] of policy.missing) if (askedAt === 0) yield id
}
