// Counting and listing keys without reading records: each page knows how many of its slots count (keys that hold a value, as
// the codec says), also while it is only on disk. Pages of which nothing counts, such as those of a large set, are stepped
// over. What a page does not know yet, it learns when it is loaded.

import { invariant } from '../model/result.ts'
import type { Entry, RecordCodec } from './page.ts'
import { entryIndexOf, pageIndexOf, type TreePage } from './state-tree-page.ts'

/** What is looked at of a state tree. */
export interface CountedTree<Record> {
  readonly pages: readonly TreePage<Record>[]
  readonly codec: RecordCodec<Record>
}

interface Range {
  readonly from: string
  readonly to: string | undefined
}

/** How many slots of the page count; undefined when that is not known and the page is not loaded. */
export function countOf<Record>(page: TreePage<Record>, codec: RecordCodec<Record>): number | undefined {
  if (page.count === undefined && page.entries !== undefined)
    page.count = page.entries.reduce((sum, entry) => sum + Number(counts(entry, codec)), 0)
  return page.count
}

/** Up to `most` pages to load before `countRange`; ask again after loading, until it is empty. */
export function missingToCount<Record>(
  { pages, codec }: CountedTree<Record>,
  range: Range,
  most: number,
): string[] {
  const missing: string[] = []
  for (const index of pagesIn(pages, range)) {
    const page = pages[index]
    if (page === undefined || page.entries !== undefined || missing.length === most) continue
    const count = countOf(page, codec)
    // At the ends of the range only a part of a page is meant, unless there is nothing in it at all.
    if (count === undefined || (count > 0 && !isInside(pages, index, range))) missing.push(page.start)
  }
  return missing
}

/** Slots with from <= slot < to that count. */
export function countRange<Record>({ pages, codec }: CountedTree<Record>, range: Range): number {
  let sum = 0
  for (const index of pagesIn(pages, range)) {
    const page = pages[index]
    const count = page && countOf(page, codec)
    invariant(page && count !== undefined, 'pages were counted before they were loaded')
    if (count === 0) continue
    sum += isInside(pages, index, range) ? count : countedIn(page, codec, range, Infinity).length
  }
  return sum
}

/** Pages to load before `countedRange`; ask again after loading, until it is empty. */
export function missingToList<Record>(
  { pages, codec }: CountedTree<Record>,
  range: Range,
  limit: number,
): string[] {
  const missing: string[] = []
  let left = limit
  for (const index of pagesIn(pages, range)) {
    const page = pages[index]
    if (left <= 0 || page === undefined) break
    const count = countOf(page, codec)
    if (page.entries === undefined && count !== 0) missing.push(page.start)
    left -=
      isInside(pages, index, range) || page.entries === undefined
        ? (count ?? 1)
        : countedIn(page, codec, range, left).length
  }
  return missing
}

/** The first `limit` slots with from <= slot < to that count, in order. */
export function countedRange<Record>(
  { pages, codec }: CountedTree<Record>,
  range: Range,
  limit: number,
): string[] {
  const slots: string[] = []
  for (const index of pagesIn(pages, range)) {
    const page = pages[index]
    if (page === undefined || slots.length >= limit) break
    if (countOf(page, codec) !== 0) slots.push(...countedIn(page, codec, range, limit - slots.length))
  }
  return slots
}

/** For the snapshot: how many slots of each stored page count, in their order. All pages that changed are loaded. */
export function packCounts<Record>({ pages, codec }: CountedTree<Record>): (number | null)[] {
  return pages.filter(({ entries }) => entries?.length !== 0).map((page) => countOf(page, codec) ?? null)
}

/** Before anything is loaded or written. Of another directory than this they say nothing. */
export function unpackCounts<Record>({ pages }: CountedTree<Record>, packed: readonly unknown[]): void {
  const stored = pages.filter(({ entries }) => entries?.length !== 0)
  if (stored.length !== packed.length) return
  stored.forEach((page, index) => {
    const count = packed[index]
    if (typeof count === 'number') page.count = count
  })
}

function* pagesIn<Record>(pages: readonly TreePage<Record>[], { from, to }: Range): Iterable<number> {
  for (let index = pageIndexOf(pages, from); index < pages.length; index++) {
    if (to !== undefined && (pages[index]?.start ?? '') >= to) return
    yield index
  }
}

/** No slot of the page lies outside. */
function isInside<Record>(pages: readonly TreePage<Record>[], index: number, { from, to }: Range): boolean {
  const [start, end] = [pages[index]?.start ?? '', pages[index + 1]?.start]
  return start >= from && (to === undefined || (end !== undefined && end <= to))
}

function countedIn<Record>(
  { entries }: TreePage<Record>,
  codec: RecordCodec<Record>,
  { from, to }: Range,
  limit: number,
): string[] {
  invariant(entries, 'pages were listed before they were loaded')
  const slots: string[] = []
  for (let at = entryIndexOf(entries, from); at < entries.length && slots.length < limit; at++) {
    const entry = entries[at]
    if (entry === undefined || (to !== undefined && entry.slot >= to)) break
    if (counts(entry, codec)) slots.push(entry.slot)
  }
  return slots
}

const counts = <Record>(
  { slot, record, source, from, to }: Entry<Record>,
  codec: RecordCodec<Record>,
): boolean => codec.counts?.(slot, record, source?.subarray(from, to)) ?? true
