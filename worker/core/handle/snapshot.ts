// What a write-back keeps besides pages: open spores with their votes, chains, rivals to be named, recent spores for the
// screens (`pending`, replaced each time), and what was finished and received since the last one (`segment`, appended).
// Taken at the end of a round, so that replaying later rounds on top gives the state as it was.

import { decode, encode } from '../codec/cbor.ts'
import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { isArray, uint } from '../codec/shape.ts'
import { BATCH_ROWS, DAMAGED, DECIDED_ROWS, STAGES, packRows, WINNER_ROWS } from '../codec/snapshot-rows.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { PackedIndex } from '../packed-index.ts'
import { bit } from '../rules/endorser-set.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { packCounts, unpackCounts } from '../sync/state-tree-count.ts'
import { indexPrefix, isIrregular, openEntry, remember } from './entry.ts'
import { applyItem } from './items.ts'
import { packEffects, unpackEffects } from './snapshot-effects.ts'
import { packFreed, restoreFreed } from './snapshot-freed.ts'
import { packEvidence, unpackEvidence } from './snapshot-evidence.ts'
import { packEntry, packVote, unpackEntry, unpackVote } from './snapshot-entry.ts'

/** Finished spores kept for the screens across a restart. */
const RECENT_KEPT = 128

export function takePending(state: CoreState): Uint8Array {
  return encode([...state.policies.values()].map(packPolicy))
}

function packPolicy(policy: PolicyState): unknown {
  const recent = [...policy.recent.values()].slice(-RECENT_KEPT)
  return [
    hexToBytes(policy.id),
    policy.silenced,
    policy.chains.map(({ next, head, forks }) => [
      next,
      hexToBytes(head),
      [...forks].map(([digest, round]) => [hexToBytes(digest), round]),
    ]),
    [...policy.open.values()].map(packEntry),
    [...policy.provable.values(), ...recent].map(packEntry),
    [...policy.freed].map(packFreed),
    [...policy.missing].map(([id, { votes }]) => [hexToBytes(id), votes.map(packVote)]),
    packEvidence(policy),
    packCounts(policy.records),
    packEffects(recent),
  ]
}

/** Undefined when nothing was finished or received. Forgets what it returns: it is in the segment now. */
export function takeSegment(state: CoreState): Uint8Array | undefined {
  const parts: unknown[] = []
  for (const policy of state.policies.values()) {
    const { decided, batches } = policy.unsaved
    if (decided.length === 0 && batches.length === 0) continue
    parts.push([
      hexToBytes(policy.id),
      packRows(DECIDED_ROWS, found(policy.decided, decided)),
      policy.chains.map((chain, index) => {
        const seqs = batches.flatMap(([endorser, seq]) => (endorser === index ? [seq] : []))
        return packRows(BATCH_ROWS, found(chain.batches, seqs))
      }),
      packRows(WINNER_ROWS, found(policy.winners, decided)),
    ])
    policy.unsaved = { decided: [], batches: [] }
  }
  return parts.length === 0 ? undefined : encode(parts)
}

function found<Key, Value>(index: PackedIndex<Key, Value>, keys: readonly Key[]): (readonly [Key, Value])[] {
  return keys.flatMap((key) => {
    const value = index.get(key)
    return value === undefined ? [] : [[key, value] as const]
  })
}

/** The policies must have been added. Anything that does not decode is a bug or a damaged disk. */
export function restore(
  state: CoreState,
  pending: Uint8Array | undefined,
  segments: readonly Uint8Array[],
): void {
  for (const segment of segments) for (const part of rows(decode(segment))) restoreSegment(state, part)
  if (pending) for (const part of rows(decode(pending))) restorePolicy(state, part)
}

function rows(value: unknown): readonly (readonly unknown[])[] {
  invariant(Array.isArray(value) && value.every(Array.isArray), DAMAGED)
  return value as readonly (readonly unknown[])[]
}

const hexOf = (value: unknown): string => {
  invariant(value instanceof Uint8Array, DAMAGED)
  return bytesToHex(value)
}

const number = (value: unknown): number => {
  const found = uint(value)
  invariant(found !== undefined, DAMAGED)
  return found
}

function restoreSegment(state: CoreState, part: readonly unknown[]): void {
  const policy = state.policies.get(hexOf(part[0]) as PolicyId)
  if (!policy) return
  // Earlier releases kept an array for each.
  if (part[1] instanceof Uint8Array) policy.decided.restore(part[1])
  else
    for (const [id, stage, round] of rows(part[1]))
      policy.decided.set(hexOf(id) as SporeId, {
        stage: STAGES[number(stage)] ?? 'dead',
        round: number(round),
      })
  invariant(Array.isArray(part[2]), DAMAGED)
  part[2].forEach((batches: unknown, index) => {
    if (batches instanceof Uint8Array) policy.chains[index]?.batches.restore(batches)
    else restoreBatch(policy, batches)
  })
  // Earlier releases did not keep them.
  if (part[3] instanceof Uint8Array) policy.winners.restore(part[3])
}

function restoreBatch(policy: PolicyState, row: unknown): void {
  invariant(isArray(row, 4), DAMAGED)
  const [endorser, seq, round, digest] = row
  policy.chains[number(endorser)]?.batches.set(number(seq), { round: number(round), digest: hexOf(digest) })
}

function restorePolicy(state: CoreState, part: readonly unknown[]): void {
  // Earlier releases kept no effects, and before that no counts.
  invariant(
    [10, 9, 8].some((fields) => isArray(part, fields)),
    DAMAGED,
  )
  const policy = state.policies.get(hexOf(part[0]) as PolicyId)
  if (!policy) return
  policy.silenced = part[1] === true
  unpackEvidence(policy, part[7])
  if (Array.isArray(part[8])) unpackCounts(policy.records, part[8])
  for (const [endorser, [next, head, forks]] of rows(part[2]).entries()) {
    const chain = policy.chains[endorser]
    if (!chain) continue
    Object.assign(chain, { next: number(next), head: hexOf(head) })
    for (const [digest, round] of rows(forks)) chain.forks.set(hexOf(digest), number(round))
  }
  for (const packed of rows(part[3])) {
    const { entry, sealed } = unpackEntry(packed)
    openEntry(state, policy, entry)
    // Our votes of the last round were not counted yet when the snapshot was taken; they are durable now.
    // What was chosen and never sealed, because this node fell silent first (WA-4), nobody has heard and nobody will.
    const own = entry.notes.get(policy.self)
    if (own?.endorsed) entry.endorsed |= bit(policy.self)
    if (own?.rejected) entry.rejected |= bit(policy.self)
    if (own?.accepted) entry.accepted |= bit(policy.self)
    for (const { place, item } of sealed) applyItem(state, policy, policy.self, place, item)
  }
  for (const packed of rows(part[4])) {
    const { entry } = unpackEntry(packed)
    if (isIrregular(policy, entry)) policy.provable.set(entry.spore.id, entry)
    remember(policy, entry)
    indexPrefix(policy, entry.spore.id)
  }
  if (part[9] !== undefined) unpackEffects(policy.recent, part[9])
  for (const row of rows(part[5])) restoreFreed(policy, row)
  for (const [id, votes] of rows(part[6])) {
    const missing = { votes: rows(votes).map(unpackVote), askedAt: 0, sources: new Set<never>(), asks: 0 }
    policy.missing.set(hexOf(id) as SporeId, missing)
    for (const { endorser } of missing.votes) {
      const chain = policy.chains[endorser]
      if (chain) chain.missing++
    }
  }
}
