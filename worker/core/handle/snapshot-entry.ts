// One spore with its votes, as the snapshot keeps it.

import { hexToBytes } from '../codec/hex.ts'
import { bytes, hex, isArray, uint } from '../codec/shape.ts'
import { decodeSpore } from '../codec/spore-codec.ts'
import { decodeItem } from '../codec/batch-codec.ts'
import { type Item, REJECT_REASONS } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { SporeEntry, Stage } from '../state.ts'
import { makeEntry } from './entry.ts'

const STAGES: readonly Stage[] = ['open', 'committed', 'aborted', 'dead']
const VOTES = [undefined, 'E', 'R'] as const
const DAMAGED = 'the stored snapshot is damaged'

export const packEntry = (entry: SporeEntry): unknown => [
  entry.spore.body,
  entry.round,
  entry.receivedAt,
  entry.overBudget,
  [entry.endorsed, entry.rejected, entry.accepted, entry.holding],
  VOTES.indexOf(entry.ownVote),
  entry.ownAccept,
  STAGES.indexOf(entry.stage),
  entry.executed,
  entry.decidedAt ?? null,
  entry.waits?.type === 'behind' ? hexToBytes(entry.waits.spore) : null,
  [...entry.notes].map(([endorser, { seq, acceptSeq, why, ref, at }]) => [
    endorser,
    seq,
    acceptSeq ?? null,
    why === undefined ? null : REJECT_REASONS.indexOf(why),
    ref === undefined ? null : hexToBytes(ref),
    at,
  ]),
]

export function unpackEntry(packed: unknown): SporeEntry {
  invariant(isArray(packed, 12), DAMAGED)
  const body = bytes(packed[0])
  const spore = body && decodeSpore(body)
  invariant(spore, DAMAGED)
  const entry = makeEntry(spore, uint(packed[1]) ?? 0, uint(packed[2]) ?? 0, packed[3] === true)
  const [sets, notes] = [packed[4], packed[11]]
  invariant(isArray(sets, 4) && Array.isArray(notes), DAMAGED)
  const [endorsed, rejected, accepted, holding] = sets.map((each) => uint(each) ?? 0)
  Object.assign(entry, { endorsed, rejected, accepted, holding })
  entry.ownVote = VOTES[uint(packed[5]) ?? 0]
  entry.ownAccept = packed[6] === true
  entry.stage = STAGES[uint(packed[7]) ?? 0] ?? 'open'
  entry.executed = packed[8] === true
  entry.decidedAt = uint(packed[9])
  const by = hex(packed[10], 32) as SporeId | undefined
  if (by) entry.waits = { type: 'behind', spore: by }
  for (const note of notes as readonly unknown[]) {
    invariant(isArray(note, 6), DAMAGED)
    const [endorser, seq, acceptSeq, why, ref, at] = note
    entry.notes.set(uint(endorser) ?? 0, {
      seq: uint(seq) ?? 0,
      acceptSeq: uint(acceptSeq),
      why: REJECT_REASONS[uint(why) ?? -1],
      ref: hex(ref, 32) as SporeId | undefined,
      at: uint(at) ?? 0,
    })
  }
  return entry
}

export function unpackVote([endorser, seq, packed]: readonly unknown[]): {
  readonly endorser: number
  readonly seq: number
  readonly item: Item
} {
  const stored = bytes(packed)
  const item = stored && decodeItem(stored)
  invariant(item, DAMAGED)
  return { endorser: uint(endorser) ?? 0, seq: uint(seq) ?? 0, item }
}
