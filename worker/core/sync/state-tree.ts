// The state of one policy: records in slot order, in pages that are at once the unit of storage, of scans and of
// transfer (protocol.md 7.4). Which pages there are depends on the set of slots only, never on history.
//
// step() may touch a slot only when its page is loaded: ask `missing` first, load, then call. Records are
// values: they are replaced with `put`, never changed in place. A write-back is `missingToSettle` until
// it is empty, then `takeDirty` in the same task, then `writeBackDone` once the store confirms.

import { sha256 } from '../codec/hash.ts'
import { invariant } from '../model/result.ts'
import { encodePage, recordOf, type Entry, type RecordCodec } from './page.ts'
import { cutsByRank, PARTITION_LIMITS, rankOf, type PartitionLimits } from './partition.ts'
import {
  entryIndexOf,
  entrySizeBytes,
  evictPages,
  loadPage,
  newPage,
  pageIndexOf,
} from './state-tree-page.ts'
import { sizeOfPages, unloadedPage, type TreePage } from './state-tree-page.ts'
import { countOf } from './state-tree-count.ts'
import { planSettle, settle, type SettlePlan } from './state-tree-settle.ts'

export type { RecordCodec } from './page.ts'

export interface DirtyPages {
  /** Page id (its first slot) and bytes. The tree keeps referring to the bytes: they must not be changed. */
  readonly puts: readonly (readonly [pageId: string, bytes: Uint8Array])[]
  readonly deletes: readonly string[]
}

const NOT_LOADED: readonly never[] = []

export class StateTree<Record> {
  readonly codec: RecordCodec<Record>
  readonly #limits: PartitionLimits
  readonly #pages: TreePage<Record>[]
  /** Slots that appeared or disappeared since the pages were last settled. */
  readonly #changed = new Set<string>()
  /** Starts that stopped being pages since the last write-back. */
  readonly #removed = new Set<string>()
  /** For `#changed` and the pages loaded now; forgotten when either changes. */
  #plan: SettlePlan | undefined
  readonly #pins = new Map<string, number>()
  /** Counts changes of structure, so that a scan notices one under it. */
  #revision = 0
  #unwritten = 0
  #clock = 0

  /** `directory`: the id of every stored page, ascending. */
  constructor(directory: readonly string[], codec: RecordCodec<Record>, limits = PARTITION_LIMITS) {
    this.codec = codec
    this.#limits = limits
    this.#pages = directory.map((start) => unloadedPage<Record>(start))
    const ascending = directory.every((start, index) => index === 0 || (directory[index - 1] ?? '') < start)
    invariant(ascending, 'the directory of the state is not in order')
    if (directory[0] !== '') this.#pages.unshift({ ...newPage<Record>('', [], 0), dirty: false })
  }

  /** For counting and listing (state-tree-count.ts). */
  get pages(): readonly TreePage<Record>[] {
    return this.#pages
  }

  get(slot: string): Record | undefined {
    const { entries } = this.#loadedPage(slot)
    const entry = entries[entryIndexOf(entries, slot)]
    return entry?.slot === slot ? recordOf(entry, this.codec) : undefined
  }

  put(slot: string, record: Record): void {
    const { page, entries, index } = this.#loadedPage(slot)
    const at = entryIndexOf(entries, slot)
    const known = entries[at]
    this.#touch(page)
    if (known?.slot === slot) {
      page.sizeBytes -= entrySizeBytes(known)
      known.record = record
      known.source = undefined
      page.sizeBytes += entrySizeBytes(known)
      return
    }
    invariant(!/\p{Surrogate}/u.test(slot), 'a slot is not well-formed text')
    const rank = rankOf(slot)
    const entry: Entry<Record> = { slot, rank, record, source: undefined, from: 0, to: 0 }
    entries.splice(at, 0, entry)
    page.sizeBytes += entrySizeBytes(entry)
    this.#changeStructure(slot)
    // A cut by rank is right whatever the neighbours are. Making it at once keeps pages small during an import.
    if (slot !== page.start && cutsByRank(rank, this.#limits)) {
      const tail = newPage(slot, entries.splice(at), page.usedAt)
      page.sizeBytes -= tail.sizeBytes
      this.#pages.splice(index + 1, 0, tail)
    }
  }

  /** True when there was a record. */
  delete(slot: string): boolean {
    const { page, entries } = this.#loadedPage(slot)
    const at = entryIndexOf(entries, slot)
    const entry = entries[at]
    if (entry?.slot !== slot) return false
    entries.splice(at, 1)
    page.sizeBytes -= entrySizeBytes(entry)
    this.#touch(page)
    this.#changeStructure(slot)
    return true
  }

  /** Entries with from <= slot < to, in slot order. Throws at a page that isn't loaded (`missingRange` names it). */
  *range(from: string, to?: string, limit = Infinity): Generator<readonly [slot: string, record: Record]> {
    const revision = this.#revision
    let left = limit
    for (let index = pageIndexOf(this.#pages, from); left > 0 && this.#startsBefore(index, to); index++) {
      const entries = this.#usedEntries(index)
      for (let at = entryIndexOf(entries, from); at < entries.length; at++) {
        invariant(revision === this.#revision, 'records came or went during a scan of the state')
        const entry = entries[at]
        if (entry === undefined || left-- <= 0 || (to !== undefined && entry.slot >= to)) return
        yield [entry.slot, recordOf(entry, this.codec)]
      }
    }
  }

  /** Pages to load before these slots may be read or written. */
  missing(slots: Iterable<string>): string[] {
    const ids = new Set<string>()
    for (const slot of slots) {
      const page = this.#pages[pageIndexOf(this.#pages, slot)]
      if (page !== undefined && page.entries === undefined) ids.add(page.start)
    }
    return [...ids]
  }

  /** Pages to load next for `range` with the same arguments; ask again after loading, until it is empty. */
  missingRange(from: string, to: string | undefined, limit = Infinity): string[] {
    const ids: string[] = []
    let left = limit
    for (let index = pageIndexOf(this.#pages, from); left > 0 && this.#startsBefore(index, to); index++) {
      const page = this.#pages[index]
      if (page?.entries === undefined) ids.push(page?.start ?? '')
      left -= page?.entries === undefined ? this.#limits.meanRecords : this.#countFrom(page.entries, from, to)
    }
    return ids
  }

  /**
   * Takes a page's stored bytes. Where the records are loaded by now they stay: they may be newer, and the
   * page may have become part of another one.
   */
  load(pageId: string, bytes: Uint8Array): void {
    const index = pageIndexOf(this.#pages, pageId)
    const page = this.#pages[index]
    if (page?.entries !== undefined) return
    invariant(page?.start === pageId, `the state has no page ${JSON.stringify(pageId)}`)
    this.#plan = undefined
    loadPage(page, bytes, this.#pages[index + 1]?.start)
    page.usedAt = ++this.#clock
  }

  /** Neighbouring pages to load before `takeDirty`; ask again after loading, until it is empty. */
  missingToSettle(): readonly string[] {
    return this.#changed.size === 0
      ? NOT_LOADED
      : planSettle(this.#pages, this.#changed, this.#limits).missing
  }

  /** What one write-back must store: a cut through the state as of now. Nothing it names is evicted until it is done. */
  takeDirty(): DirtyPages {
    invariant(!this.#pages.some((page) => page.inFlight), 'a write-back began before the last one was done')
    this.#settle()
    const puts: [string, Uint8Array][] = []
    const deletes = [...this.#removed].filter((start) => this.#page(start) === undefined)
    for (const page of this.#pages) {
      if (!page.dirty || page.entries === undefined) continue
      page.dirty = false
      if (page.entries.length === 0) {
        deletes.push(page.start)
        continue
      }
      page.inFlight = true
      countOf(page, this.codec)
      const bytes = encodePage(page.entries, this.codec)
      page.sizeBytes = bytes.length
      puts.push([page.start, bytes])
    }
    this.#removed.clear()
    this.#unwritten = 0
    return { puts, deletes }
  }

  /** The store confirmed the last `takeDirty`. */
  writeBackDone(): void {
    for (const page of this.#pages) page.inFlight = false
  }

  /** Drops least recently used pages until the loaded ones weigh `keepBytes`. Dirty and pinned pages stay. */
  evict(keepBytes: number): void {
    this.#plan = undefined
    evictPages(this.#pages, this.#pins.keys(), keepBytes)
  }

  /** Keeps a slot's page loaded, e.g. while an undecided spore names it. Counted: one unpin for each pin. */
  pin(slot: string): void {
    this.#pins.set(slot, (this.#pins.get(slot) ?? 0) + 1)
  }

  unpin(slot: string): void {
    const count = this.#pins.get(slot)
    invariant(count !== undefined, `slot ${JSON.stringify(slot)} was unpinned without a pin`)
    if (count === 1) this.#pins.delete(slot)
    else this.#pins.set(slot, count - 1)
  }

  /** Bytes of the loaded pages; an estimate for records that were not written back yet. */
  loadedBytes(): number {
    return sizeOfPages(this.#pages)
  }

  /** Puts and deletes since the last `takeDirty`: how urgent the next one is. */
  unwrittenChanges(): number {
    return this.#unwritten
  }

  /** Ids of the canonical pages, ascending. Settled first: see `missingToSettle`. */
  pageIds(): string[] {
    this.#settle()
    return this.#pages.filter((page) => page.entries?.length !== 0).map((page) => page.start)
  }

  /** SHA-256 of the page's bytes, which are the same wherever the same records are. The page must be loaded. */
  pageDigest(pageId: string): Uint8Array {
    this.#settle()
    const page = this.#page(pageId)
    invariant(page?.entries !== undefined, `page ${JSON.stringify(pageId)} is not loaded`)
    return (page.digest ??= sha256(encodePage(page.entries, this.codec)))
  }

  #settle(): void {
    if (this.#changed.size === 0) return
    const plan = this.#settlePlan()
    invariant(plan.missing.length === 0, 'the state was settled before its pages were loaded')
    settle(this.#pages, plan, this.#limits, this.#removed)
    this.#changed.clear()
    this.#plan = undefined
    this.#revision++
  }

  #settlePlan(): SettlePlan {
    return (this.#plan ??= planSettle(this.#pages, this.#changed, this.#limits))
  }

  #changeStructure(slot: string): void {
    this.#changed.add(slot)
    this.#plan = undefined
    this.#revision++
  }

  #touch(page: TreePage<Record>): void {
    page.dirty = true
    page.digest = undefined
    page.count = undefined
    this.#unwritten++
  }

  #loadedPage(slot: string): { page: TreePage<Record>; entries: Entry<Record>[]; index: number } {
    const index = pageIndexOf(this.#pages, slot)
    const page = this.#pages[index]
    invariant(page?.entries !== undefined, `the page of slot ${JSON.stringify(slot)} is not loaded`)
    page.usedAt = ++this.#clock
    return { page, entries: page.entries, index }
  }

  #usedEntries(index: number): readonly Entry<Record>[] {
    const page = this.#pages[index]
    invariant(page?.entries !== undefined, `page ${JSON.stringify(page?.start)} is not loaded`)
    page.usedAt = ++this.#clock
    return page.entries
  }

  #page(start: string): TreePage<Record> | undefined {
    const page = this.#pages[pageIndexOf(this.#pages, start)]
    return page?.start === start ? page : undefined
  }

  #startsBefore(index: number, to: string | undefined): boolean {
    const page = this.#pages[index]
    return page !== undefined && (to === undefined || page.start < to)
  }

  #countFrom(entries: readonly Entry<Record>[], from: string, to: string | undefined): number {
    const end = to === undefined ? entries.length : entryIndexOf(entries, to)
    return Math.max(0, end - entryIndexOf(entries, from))
  }
}
