// Brings the pages around changed slots back to the canonical partition. Between write-backs a page may be too
// large, or begin at a slot that was deleted; step() never needs a neighbour for it. Settling finds the stretch
// of pages that a change can reach (partition.ts: at most 2 × bound records each way, ending at a firm cut),
// names those that must be loaded first, and cuts each stretch anew.

import { invariant } from '../model/result.ts'
import { beginsPage, type PartitionLimits } from './partition.ts'
import type { Entry } from './page.ts'
import {
  beginsFirmly,
  entryIndexOf,
  entryRank,
  newPage,
  pageIndexOf,
  type TreePage,
} from './state-tree-page.ts'

/** Pages `first` to `last`, of which the records nearer than the margin to a soft edge keep their status. */
interface Stretch {
  readonly first: number
  readonly last: number
  readonly firmStart: boolean
  readonly firmEnd: boolean
}

export interface SettlePlan {
  readonly stretches: readonly Stretch[]
  readonly missing: readonly string[]
}

export function planSettle<Record>(
  pages: readonly TreePage<Record>[],
  changed: Iterable<string>,
  limits: PartitionLimits,
): SettlePlan {
  const stretches: Stretch[] = []
  const missing = new Set<string>()
  for (const slot of [...changed].sort(bySlot)) {
    const stretch = stretchAround(pages, slot, limits, missing)
    const before = stretches[stretches.length - 1]
    if (before === undefined || stretch.first > before.last) stretches.push(stretch)
    else stretches[stretches.length - 1] = joined(before, stretch)
  }
  return { stretches, missing: [...missing] }
}

/** Cuts every stretch of a plan that misses nothing. Starts that are no longer pages go into `removed`. */
export function settle<Record>(
  pages: TreePage<Record>[],
  plan: SettlePlan,
  limits: PartitionLimits,
  removed: Set<string>,
): void {
  // From the right, so that the indexes of the stretches on the left stay true.
  for (const stretch of [...plan.stretches].reverse()) {
    const old = pages.slice(stretch.first, stretch.last + 1)
    const cut = cutAnew(old, stretch, limits)
    const kept = new Set(cut)
    for (const page of old) if (!kept.has(page)) removed.add(page.start)
    pages.splice(stretch.first, old.length, ...cut)
  }
}

const bySlot = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of two stretches around neighbouring slots, the left one starts and ends no later than the right one. */
const joined = (left: Stretch, right: Stretch): Stretch => ({
  first: left.first,
  last: right.last,
  firmStart: left.firmStart,
  firmEnd: right.firmEnd,
})

/** Records within this many places of a change may begin or stop beginning a page. */
const margin = (limits: PartitionLimits): number => limits.pageBound + 1

function stretchAround<Record>(
  pages: readonly TreePage<Record>[],
  slot: string,
  limits: PartitionLimits,
  missing: Set<string>,
): Stretch {
  const home = pageIndexOf(pages, slot)
  const count = (index: number): number => {
    const page = pages[index]
    if (page?.entries !== undefined) return page.entries.length
    if (page !== undefined) missing.add(page.start)
    return limits.meanRecords
  }
  const wanted = 2 * margin(limits)
  const offset = entryIndexOf(pages[home]?.entries ?? [], slot)
  const firm = (index: number): boolean => {
    const page = pages[index]
    return page === undefined || beginsFirmly(page, limits)
  }
  // A cut by rank that is itself the change ended no reach before it came: look beyond it.
  let first = home
  let before = offset
  if (home > 0 && pages[home]?.start === slot) before += count(--first)
  while (!firm(first) && before < wanted) before += count(--first)
  let last = home
  let after = count(home) - offset
  while (!firm(last + 1) && after < wanted) after += count(++last)
  return { first, last, firmStart: firm(first), firmEnd: firm(last + 1) }
}

function cutAnew<Record>(
  old: readonly TreePage<Record>[],
  stretch: Stretch,
  limits: PartitionLimits,
): TreePage<Record>[] {
  const entries: Entry<Record>[] = []
  const pageByOffset = new Map<number, TreePage<Record>>()
  for (const page of old) {
    invariant(page.entries !== undefined, 'settling met a page that is not loaded')
    // An empty page shares its offset with the next one, which is the one with records.
    pageByOffset.set(entries.length, page)
    for (const entry of page.entries) entries.push(entry)
  }
  const pageByStart = new Map(old.map((page) => [page.start, page]))
  const head = old[0]
  invariant(head !== undefined, 'settling met an empty stretch')

  const rankAt = (index: number): number => entryRank(entries[index])
  const whole = stretch.firmStart && stretch.firmEnd && entries.length <= limits.pageBound
  const cutsAt = (index: number): boolean => {
    // Inside one run, at most `pageBound` records have no cut among them but those by rank, made when they were put.
    if (whole && old.length === 1) return false
    const nearStart = !stretch.firmStart && index < margin(limits)
    const nearEnd = !stretch.firmEnd && entries.length - index <= margin(limits)
    if (nearStart || nearEnd) return pageByOffset.get(index)?.start === entries[index]?.slot
    return beginsPage(rankAt, entries.length, index, limits)
  }

  const starts: { readonly start: string; readonly from: number }[] = [{ start: head.start, from: 0 }]
  entries.forEach((entry, index) => {
    if (entry.slot !== head.start && cutsAt(index)) starts.push({ start: entry.slot, from: index })
  })
  return starts.map(({ start, from }, index) => {
    const to = starts[index + 1]?.from ?? entries.length
    const page = pageByStart.get(start)
    if (page?.entries?.length === to - from && page.entries[0] === entries[from]) return page
    return newPage(start, entries.slice(from, to), page?.usedAt ?? head.usedAt)
  })
}
