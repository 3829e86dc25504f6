// Decides where the pages of the state tree begin. The answer depends on the set of slots alone: not on their
// values, not on the order of writes, so equal states have equal pages on every replica (protocol.md 7.4).
//
// Each slot has a rank, its hash; a smaller rank is stronger, ties go to the smaller slot. A slot begins a page when
//   its rank is under the threshold (mean 64 records a page), or
//   more than `pageBound` records lie in its reach: from the nearest stronger slot on its left (included)
//   to the nearest stronger slot on its right (excluded).
// That is the set of cuts made by splitting a run at its smallest hash, recursively, while it is above the bound: a
// treap cut off at the bound. A slot's reach decides alone, so one insert changes nothing beyond 2 × bound records.
// Page bytes are bounded only through the bounds on slots and values, which hold elsewhere: cutting by
// bytes would make the cuts depend on values, and every update of a value could move them.

import { sha256 } from '../codec/hash.ts'

export interface PartitionLimits {
  /** Mean number of records between two cuts by rank alone. Changing it changes every page of every state. */
  readonly meanRecords: number
  /** A page above this is split, so that chosen slots can't grow it. Changing it changes pages, too. */
  readonly pageBound: number
}

export const PARTITION_LIMITS: PartitionLimits = { meanRecords: 64, pageBound: 256 }

const RANKS = 2 ** 32
/** The empty slot opens the first page of every tree, stored or not. */
const STRONGEST = -1

const utf8 = new TextEncoder()

/** First four bytes of SHA-256 of the slot. Chosen slots can collide: the bound, not the hash, protects a page. */
export function rankOf(slot: string): number {
  if (slot === '') return STRONGEST
  const hash = sha256(utf8.encode(slot))
  return new DataView(hash.buffer, hash.byteOffset, 4).getUint32(0)
}

/** True when the rank alone begins a page, whatever the neighbours are. Such a cut ends every weaker slot's reach. */
export const cutsByRank = (rank: number, limits: PartitionLimits): boolean =>
  rank < RANKS / limits.meanRecords

/**
 * Whether the record at `index` begins a page. `rankAt` gives ranks of neighbouring records in slot order;
 * `length` records are known. Exact when the known part ends where the tree ends, at a cut by rank, or
 * more than `pageBound` records away from `index`.
 */
export function beginsPage(
  rankAt: (index: number) => number,
  length: number,
  index: number,
  limits: PartitionLimits,
): boolean {
  const rank = rankAt(index)
  if (cutsByRank(rank, limits)) return true
  let reach = 1
  for (let right = index + 1; right < length && rankAt(right) >= rank; right++)
    if (++reach > limits.pageBound) return true
  for (let left = index - 1; left >= 0; left--) {
    if (++reach > limits.pageBound) return true
    if (rankAt(left) <= rank) break
  }
  return false
}
