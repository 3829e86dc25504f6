// What an endorser said, taken into account: each item changes one spore's tally, whatever the order of arrival.

import { provableEntry } from '../known-entry.ts'
import { assertNever } from '../model/result.ts'
import type { Item } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import { abortGrounds, commitGrounds } from '../rules/decision.ts'
import { bit } from '../rules/endorser-set.ts'
import type { BatchPlace, CoreState, Place, PolicyState, SporeEntry, VoteNote } from '../state.ts'
import { applyBallotItem, ballotItem, sealBallotItem } from './ballot-items.ts'
import { alarm } from './alarm.ts'
import { free } from './entry.ts'
import { rememberVote } from './missing.ts'
import { serveEnd } from './serve.ts'
import { suspect, suspectUnknown } from './suspect.ts'

/** The entry whose tally changed, if it is still open. */
export function applyItem(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  place: BatchPlace,
  item: Item,
  from?: PublicKeyHex,
): SporeEntry | undefined {
  if (item.type === 'RECOVER') askForReason(policy, endorser, place, item, from)
  const entry = provableEntry(policy, item.spore)
  if (!entry && !policy.decided.has(item.spore)) {
    suspectUnknown(state, policy, endorser, place, item)
    rememberVote(policy, item.spore, { endorser, place, item }, from)
    return undefined
  }
  // Who still runs ballots for it has not seen its end. Who passes that on has: its own questions bring it the rest.
  const isOwn = from !== undefined && policy.endorserByKey.get(from) === endorser
  if (item.type === 'RECOVER' && entry?.stage !== 'open' && isOwn) serveEnd(state, policy, item.spore, from)
  if (!entry) return undefined
  suspect(state, policy, entry, endorser, place, item)
  const ofBallot = ballotItem(item)
  if (ofBallot) applyBallotItem(policy, entry, endorser, place, ofBallot)
  else {
    note(state, entry, endorser, place, item)
    if (endorser === policy.self) recall(entry, item)
  }
  if (entry.stage === 'open') return entry
  // Replayed behind the decision: the promise stood, and ended with it.
  if (item.type === 'ENDORSE' && endorser === policy.self && entry.stage !== 'committed') free(policy, entry)
  if (commitGrounds(policy.parameters, entry) && abortGrounds(policy.parameters, entry))
    alarm(state, policy, entry.spore.id)
  state.outputs.push({ type: 'spore', policy: policy.id, id: entry.spore.id })
  return undefined
}

/** Where an item of ours will stand once it is durable and counts: the snapshot of its own round must know it too. */
export function locate(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  place: BatchPlace,
  item: Item,
): void {
  const entry = policy.open.get(item.spore)
  if (!entry) return
  if (ballotItem(item)) return sealBallotItem(entry, item, place)
  const known = noteOf(state, entry, endorser)
  const at = { seq: place.seq, round: place.round }
  if (item.type === 'ENDORSE') known.endorsed ??= at
  else if (item.type === 'ACCEPT') known.accepted ??= at
  else if (item.type === 'REJECT') {
    known.rejected ??= at
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
    lastVote: undefined,
    why: undefined,
    ref: undefined,
  }
  const made: VoteNote = { ...none, at: state.now }
  entry.notes.set(endorser, made)
  return made
}

function note(state: CoreState, entry: SporeEntry, endorser: number, place: BatchPlace, item: Item): void {
  const mine = bit(endorser)
  const known = noteOf(state, entry, endorser)
  const at = { seq: place.seq, round: place.round }
  switch (item.type) {
    case 'ENDORSE':
      entry.endorsed |= mine
      known.endorsed ??= at
      noteLast(known, item.type, at)
      break
    case 'REJECT':
      entry.rejected |= mine
      known.rejected ??= at
      noteLast(known, item.type, at)
      known.why = item.why
      known.ref = item.ref ?? undefined
      break
    case 'HOLD':
      // An own vote that is located stands, though it does not count yet: the snapshot of its round has it (SN-1).
      if (known.endorsed || known.rejected) return
      entry.holding |= mine
      known.ref = item.by
      return
    case 'ACCEPT':
      entry.accepted |= mine
      known.accepted ??= at
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

function noteLast(known: VoteNote, type: 'ENDORSE' | 'REJECT', place: Place): void {
  if (!known.lastVote || place.seq > known.lastVote.place.seq) known.lastVote = { type, place }
}

/** Our own chain is our write-ahead log: what it says, we have promised. */
function recall(entry: SporeEntry, item: Item): void {
  if (item.type === 'ENDORSE') entry.ownVote = 'E'
  else if (item.type === 'REJECT') entry.ownVote = 'R'
  else if (item.type === 'ACCEPT') entry.ownAccepted ??= { ballot: 0, just: null }
  else if (item.type === 'HOLD' && entry.ownVote === undefined)
    entry.waits = { type: 'behind', spore: item.by }
}

/** A spore for whose sake another's end is wanted: without its body, that cannot be judged (BA-13). */
function askForReason(
  policy: PolicyState,
  endorser: number,
  place: BatchPlace,
  item: Extract<Item, { type: 'RECOVER' }>,
  from: PublicKeyHex | undefined,
): void {
  const { by, spore } = item
  if (by === null || endorser === policy.self || policy.open.has(by) || policy.decided.has(by)) return
  // It may come twice: with its batch, and again with the body of the spore that it is about.
  const known = policy.missing.get(by)?.votes ?? []
  if (known.some((vote) => vote.place.digest === place.digest && vote.item.spore === spore)) return
  rememberVote(policy, by, { endorser, place, item }, from)
}
