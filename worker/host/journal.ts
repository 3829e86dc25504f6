// The journal: what every executed spore did, numbered in the order of execution (rules FE). The order stands in the rounds
// of the log, and what follows from it is packed with each write-back, in one transaction with the pages. What is newer
// than the last write-back is in memory, and a restart replays it under the same numbers. Readers are given what is
// durable, and read the store: nothing is kept for them.

import type { PolicyId, SporeId } from '../core/model/ids.ts'
import type { JournalWrite, Snapshot, Store } from '../store/port.ts'
import {
  type Change,
  type Executed,
  packChange,
  packEffects,
  packSegment,
  unpackChange,
  unpackSegment,
} from './journal-codec.ts'
import { JOURNAL_SEGMENTS, SEGMENT_BYTES, SEGMENT_CHANGES } from './limits.ts'

/** One change in memory, and the round that it needs on disk. */
interface Recent {
  readonly packed: Uint8Array
  readonly round: number
}

interface PolicyJournal {
  /** Where the stored segments begin that are full, ascending. */
  firsts: number[]
  /** Number of the first change in `recent`: the one where the last segment begins, which is still growing. */
  first: number
  recent: Recent[]
  /** Up to here everything is durable. */
  durable: number
  /** There is something that no segment holds. */
  isUnwritten: boolean
}

export interface JournalLimits {
  readonly segmentChanges: number
  readonly segmentBytes: number
  /** Full segments kept of each policy. */
  readonly segments: number
}

const JOURNAL_LIMITS: JournalLimits = {
  segmentChanges: SEGMENT_CHANGES,
  segmentBytes: SEGMENT_BYTES,
  segments: JOURNAL_SEGMENTS,
}

interface Cut {
  readonly journal: PolicyJournal
  readonly full: readonly number[]
  readonly next: number
}

export class Journal {
  readonly #store: Store
  readonly #limits: JournalLimits
  readonly #policies = new Map<PolicyId, PolicyJournal>()
  /** Executed in the round being collected. */
  #collected: { policy: PolicyId; spore: SporeId; effects: ReturnType<typeof packEffects> }[] = []
  #cuts: readonly Cut[] = []
  /** Bytes that no segment holds yet: they are in memory. */
  unwrittenBytes = 0
  /** The stored segment that was read last: pages of a reader are smaller than it. */
  #read:
    { readonly policy: PolicyId; readonly first: number; readonly changes: readonly Uint8Array[] } | undefined

  constructor(store: Store, limits = JOURNAL_LIMITS) {
    this.#store = store
    this.#limits = limits
  }

  /** At start, before the log is replayed: where the numbers go on. */
  async restore(stored: Snapshot['journal']): Promise<void> {
    for (const { policy, firsts } of stored) {
      const last = firsts.at(-1) ?? 1
      const segment = await this.#store.readJournal(policy, last)
      const recent = segment ? unpackSegment(segment.bytes).map((packed) => ({ packed, round: 0 })) : []
      const journal = this.#of(policy as PolicyId)
      Object.assign(journal, {
        firsts: firsts.slice(0, -1),
        first: last,
        recent,
        durable: last + recent.length - 1,
      })
    }
  }

  take(executed: Executed): void {
    const { policy, spore } = executed
    this.#collected.push({ policy, spore, effects: packEffects(executed) })
  }

  /** What was executed since the last one belongs to this round, and has its time. */
  close(round: number, at: number): void {
    for (const { policy, spore, effects } of this.#collected) {
      const journal = this.#of(policy)
      const packed = packChange(spore, at, effects)
      journal.recent.push({ packed, round })
      this.unwrittenBytes += packed.length
      journal.isUnwritten = true
    }
    this.#collected = []
  }

  /** FE-3: the round is on disk. Returns the policies in which there is more to read. */
  durable(round: number): readonly PolicyId[] {
    const more: PolicyId[] = []
    for (const [id, journal] of this.#policies) {
      const before = journal.durable
      const isDurable = (number: number): boolean =>
        (journal.recent[number - journal.first]?.round ?? Infinity) <= round
      while (isDurable(journal.durable + 1)) journal.durable++
      if (journal.durable > before) more.push(id)
    }
    return more
  }

  /** For the write-back that is being cut: everything up to the round that was just closed. */
  cut(): readonly JournalWrite[] {
    this.unwrittenBytes = 0
    const cuts: Cut[] = []
    const writes: JournalWrite[] = []
    for (const [policy, journal] of this.#policies) {
      if (!journal.isUnwritten) continue
      journal.isUnwritten = false
      const puts = segmentsOf(journal, this.#limits)
      const full = puts.slice(0, -1).map(([first]) => first)
      const kept = [...journal.firsts, ...full]
      const deletes = kept.slice(0, Math.max(0, kept.length - this.#limits.segments))
      cuts.push({ journal, full: kept.slice(deletes.length), next: puts.at(-1)?.[0] ?? journal.first })
      writes.push({ policy, puts: puts.filter(([first]) => !deletes.includes(first)), deletes })
    }
    this.#cuts = cuts
    return writes
  }

  /** The write-back is stored: full segments are read from there now. */
  stored(): void {
    for (const { journal, full, next } of this.#cuts) {
      journal.firsts = [...full]
      journal.recent = journal.recent.slice(next - journal.first)
      journal.first = next
    }
    this.#cuts = []
  }

  /** Numbers of the first and the last change that can be read; the last is one less when there is none. */
  bounds(policy: PolicyId): { readonly oldest: number; readonly newest: number } {
    const journal = this.#policies.get(policy)
    return journal
      ? { oldest: journal.firsts[0] ?? journal.first, newest: journal.durable }
      : { oldest: 1, newest: 0 }
  }

  /** Durable changes from this number on, in order, at most so many, and fewer at the end of a segment. */
  async changes(policy: PolicyId, from: number, most: number): Promise<readonly Change[]> {
    const journal = this.#policies.get(policy)
    if (!journal || from > journal.durable) return []
    const last = Math.min(journal.durable, from + most - 1)
    const { first, changes } =
      from >= journal.first
        ? { first: journal.first, changes: journal.recent.map(({ packed }) => packed) }
        : await this.#segment(policy, from)
    return changes
      .slice(Math.max(0, from - first), last - first + 1)
      .map((packed, i) => unpackChange(from + i, packed))
  }

  async #segment(
    policy: PolicyId,
    number: number,
  ): Promise<{ first: number; changes: readonly Uint8Array[] }> {
    const read = this.#read
    if (read?.policy === policy && number >= read.first && number < read.first + read.changes.length)
      return read
    const stored = await this.#store.readJournal(policy, number)
    if (!stored) return { first: number, changes: [] }
    const found = { policy, first: stored.first, changes: unpackSegment(stored.bytes) }
    this.#read = found
    return found
  }

  #of(policy: PolicyId): PolicyJournal {
    let journal = this.#policies.get(policy)
    if (!journal) {
      journal = { firsts: [], first: 1, recent: [], durable: 0, isUnwritten: false }
      this.#policies.set(policy, journal)
    }
    return journal
  }
}

/** What is in memory as segments, of which only the last may still grow: there is always one. */
function segmentsOf(
  { first, recent }: PolicyJournal,
  { segmentChanges, segmentBytes }: JournalLimits,
): (readonly [first: number, bytes: Uint8Array])[] {
  const segments: (readonly [number, Uint8Array])[] = []
  let changes: Uint8Array[] = []
  let size = 0
  let start = first
  for (const { packed } of recent) {
    if (changes.length >= segmentChanges || size >= segmentBytes) {
      segments.push([start, packSegment(changes)])
      start += changes.length
      changes = []
      size = 0
    }
    changes.push(packed)
    size += packed.length
  }
  return [...segments, [start, packSegment(changes)]]
}
