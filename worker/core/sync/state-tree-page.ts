// One page of a state tree in memory, and the sorted list of all of them. A page that isn't loaded is only its
// first slot: the whole directory of a large state stays in memory, the records come and go.

import { invariant } from '../model/result.ts'
import { cutsByRank, rankOf, type PartitionLimits } from './partition.ts'
import { decodePage, type Entry } from './page.ts'

export interface TreePage<Record> {
  /** Smallest slot that belongs here, and the page's id; the next page's start ends it. */
  readonly start: string
  startRank: number | undefined
  /** In slot order; undefined while the page is only on disk. */
  entries: Entry<Record>[] | undefined
  /** Differs from what the last write-back took. */
  dirty: boolean
  /** Taken by a write-back that isn't done: the disk may still hold the page's older bytes. */
  inFlight: boolean
  digest: Uint8Array | undefined
  /** How many of its slots count (state-tree-count.ts); undefined when that is not known, or has changed. */
  count: number | undefined
  sizeBytes: number
  usedAt: number
}

export const unloadedPage = <Record>(start: string): TreePage<Record> => ({
  start,
  startRank: undefined,
  entries: undefined,
  dirty: false,
  inFlight: false,
  digest: undefined,
  count: undefined,
  sizeBytes: 0,
  usedAt: 0,
})

export const newPage = <Record>(
  start: string,
  entries: Entry<Record>[],
  usedAt: number,
): TreePage<Record> => ({
  ...unloadedPage<Record>(start),
  entries,
  dirty: true,
  sizeBytes: entries.reduce((sum, entry) => sum + entrySizeBytes(entry), 0),
  usedAt,
})

/** Rough: a record that was never encoded counts as 256 bytes until its page is. Steers eviction only. */
export const entrySizeBytes = <Record>(entry: Entry<Record>): number =>
  entry.slot.length + (entry.source === undefined ? 256 : entry.to - entry.from)

export function loadPage<Record>(page: TreePage<Record>, bytes: Uint8Array, end: string | undefined): void {
  const entries = decodePage<Record>(bytes)
  const first = entries[0]
  const last = entries[entries.length - 1]
  const fits = first !== undefined && last !== undefined && first.slot >= page.start
  invariant(
    fits && (end === undefined || last.slot < end),
    `page ${JSON.stringify(page.start)} holds other slots`,
  )
  page.entries = entries
  page.sizeBytes = bytes.length
}

/** Index of the page that a slot belongs to. The first page starts with the empty slot, so there always is one. */
export function pageIndexOf<Record>(pages: readonly TreePage<Record>[], slot: string): number {
  let low = 0
  let high = pages.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((pages[middle]?.start ?? '') <= slot) low = middle
    else high = middle
  }
  return low
}

/** Index of the first entry that isn't before the slot. */
export function entryIndexOf<Record>(entries: readonly Entry<Record>[], slot: string): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.slot ?? '') < slot) low = middle + 1
    else high = middle
  }
  return low
}

export function entryRank<Record>(entry: Entry<Record> | undefined): number {
  invariant(entry !== undefined, 'a rank was asked beyond the known records')
  return (entry.rank ??= rankOf(entry.slot))
}

/**
 * Whether the page begins at a cut that no change elsewhere can move: the start of the tree, or a record that cuts
 * by its rank. A page whose first record was deleted begins nowhere for sure.
 */
export function beginsFirmly<Record>(page: TreePage<Record>, limits: PartitionLimits): boolean {
  if (page.start === '') return true
  if (page.entries !== undefined && page.entries[0]?.slot !== page.start) return false
  return cutsByRank((page.startRank ??= rankOf(page.start)), limits)
}

/** Bytes of the loaded pages; an estimate for records that were never encoded. */
export const sizeOfPages = <Record>(pages: readonly TreePage<Record>[]): number =>
  pages.reduce((sum, page) => sum + page.sizeBytes, 0)

/** Unloads the least recently used pages until the rest weigh `keepBytes`, but none that the disk doesn't have as it is. */
export function evictPages<Record>(
  pages: readonly TreePage<Record>[],
  pinnedSlots: Iterable<string>,
  keepBytes: number,
): void {
  let size = sizeOfPages(pages)
  if (size <= keepBytes) return
  const pinned = new Set(Array.from(pinnedSlots, (slot) => pages[pageIndexOf(pages, slot)]))
  const free = (page: TreePage<Record>): boolean => !page.dirty && !page.inFlight && !pinned.has(page)
  const victims = pages.filter((page) => page.entries !== undefined && page.entries.length > 0 && free(page))
  for (const page of victims.sort((a, b) => a.usedAt - b.usedAt)) {
    if (size <= keepBytes) return
    size -= page.sizeBytes
    page.entries = undefined
    page.sizeBytes = 0
  }
}
