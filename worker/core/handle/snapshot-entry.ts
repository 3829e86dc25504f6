// One spore with its votes, as the snapshot keeps it.

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { hexToBytes } from '../codec/hex.ts'
import { packScalar, unpackScalar } from '../codec/scalar-codec.ts'
import { bytes, hex, isArray, list, optional, uint } from '../codec/shape.ts'
import { MAX_SLOTS_PER_SPORE } from '../limits.ts'
import { decodeSpore } from '../codec/spore-codec.ts'
import { decodeItem, encodeItem } from '../codec/item-codec.ts'
import { REJECT_REASONS } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { MissingBody, SporeEntry, Stage } from '../state.ts'
import { makeEntry } from './entry.ts'
import { packBallots, unpackBallots } from './snapshot-ballots.ts'
import { packBatchPlace, packPlace, unpackBatchPlace, unpackPlace } from './snapshot-place.ts'

const STAGES: readonly Stage[] = ['open', 'committed', 'aborted', 'dead']
const VOTES = [undefined, 'E', 'R'] as const

/** A clock that was set back to the first days of 1970 moves what happened before it below zero. */
const time = (at: number): number => Math.max(0, at)

export const packEntry = (entry: SporeEntry): unknown => [
  entry.spore.body,
  entry.round,
  time(entry.receivedAt),
  entry.overBudget,
  [entry.endorsed, entry.rejected, entry.accepted, entry.holding],
  VOTES.indexOf(entry.ownVote),
  packBallots(entry),
  STAGES.indexOf(entry.stage),
  entry.executed,
  entry.decidedAt === undefined ? null : time(entry.decidedAt),
  entry.waits?.type === 'behind' ? hexToBytes(entry.waits.spore) : null,
  [...entry.notes].map(([endorser, { endorsed, rejected, accepted, why, ref, at }]) => [
    endorser,
    [endorsed, rejected, accepted].map(packPlace),
    why === undefined ? null : REJECT_REASONS.indexOf(why),
    ref === undefined ? null : hexToBytes(ref),
    time(at),
  ]),
  entry.results?.map((each) => each && packScalar(each)) ?? null,
]

/** With our own items of the snapshot's last round, which the caller has to count. */
export function unpackEntry(packed: unknown): {
  readonly entry: SporeEntry
  readonly sealed: ReturnType<typeof unpackBallots>
} {
  // Written before operations had results, it lacks the last.
  invariant(isArray(packed, 13) || isArray(packed, 12), DAMAGED)
  const body = bytes(packed[0])
  const spore = body && decodeSpore(body)
  invariant(spore, DAMAGED)
  const entry = makeEntry(spore, uint(packed[1]) ?? 0, uint(packed[2]) ?? 0, packed[3] === true)
  const [sets, notes] = [packed[4], packed[11]]
  invariant(isArray(sets, 4) && Array.isArray(notes), DAMAGED)
  const [endorsed, rejected, accepted, holding] = sets.map((each) => uint(each) ?? 0)
  Object.assign(entry, { endorsed, rejected, accepted, holding })
  entry.ownVote = VOTES[uint(packed[5]) ?? 0]
  entry.stage = STAGES[uint(packed[7]) ?? 0] ?? 'open'
  entry.executed = packed[8] === true
  entry.decidedAt = uint(packed[9])
  entry.results = list(packed[12], MAX_SLOTS_PER_SPORE, (each) => optional(each, unpackScalar))
  const by = hex(packed[10], 32) as SporeId | undefined
  if (by) entry.waits = { type: 'behind', spore: by }
  for (const note of notes as readonly unknown[]) {
    invariant(isArray(note, 5) && isArray(note[1], 3), DAMAGED)
    const [endorser, places, why, ref, at] = note
    const [noted, refused, taken] = places.map(unpackPlace)
    entry.notes.set(uint(endorser) ?? 0, {
      endorsed: noted,
      rejected: refused,
      accepted: taken,
      lastVote: undefined,
      why: REJECT_REASONS[uint(why) ?? -1],
      ref: hex(ref, 32) as SporeId | undefined,
      at: uint(at) ?? 0,
    })
  }
  return { entry, sealed: unpackBallots(entry, packed[6]) }
}

export const packVote = ({ endorser, place, item }: MissingBody['votes'][number]): unknown => [
  endorser,
  packBatchPlace(place),
  encodeItem(item),
]

export function unpackVote([endorser, packed, item]: readonly unknown[]): MissingBody['votes'][number] {
  const stored = bytes(item)
  const found = stored && decodeItem(stored)
  invariant(found, DAMAGED)
  const place = unpackBatchPlace(packed)
  return { endorser: uint(endorser) ?? 0, place, item: found }
}
