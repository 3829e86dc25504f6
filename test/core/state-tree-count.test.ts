// Counting and listing keys: the same as looking at every record, whatever is loaded, with far fewer pages read.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { slotRecordCodec } from '../../worker/core/codec/record-codec.ts'
import { IdList } from '../../worker/core/model/id-list.ts'
import { ZERO } from '../../worker/core/model/number.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import type { Value } from '../../worker/core/model/value.ts'
import { StateTree } from '../../worker/core/sync/state-tree.ts'
import {
  countedRange,
  countRange,
  missingToCount,
  missingToList,
  packCounts,
  unpackCounts,
} from '../../worker/core/sync/state-tree-count.ts'

beforeAll(loadHash)

const LIMITS = { meanRecords: 8, pageBound: 6 }
const VALUES: readonly (Value | undefined)[] = [
  undefined,
  { type: 'number', number: ZERO },
  { type: 'string', text: '' },
  { type: 'string', text: 'x'.repeat(300) },
  { type: 'bytes', bytes: new Uint8Array(0) },
  { type: 'set', size: 0 },
  { type: 'member' },
]
const record = (index: number, writes: number): SlotRecord => ({
  ...absentRecord(index % 3 === 0 ? 70_000 : 0),
  x: index * 40,
  cs: IdList.of(Array.from({ length: writes }, (_, i) => `${i}`.padStart(64, 'a') as SporeId)),
  cls: writes > 0 ? 'C:num' : null,
  value: VALUES[index % VALUES.length],
})

/** A tree and its disk, of which any page may be loaded or not. */
class Kept {
  readonly disk = new Map<string, Uint8Array>()
  readonly model = new Map<string, SlotRecord>()
  tree = new StateTree<SlotRecord>([], slotRecordCodec, LIMITS)
  pagesRead = 0

  load(missing: () => readonly string[]): void {
    for (let ids = missing(); ids.length > 0; ids = missing())
      for (const id of ids) {
        this.pagesRead++
        this.tree.load(id, this.disk.get(id) ?? new Uint8Array())
      }
  }

  put(slot: string, written: SlotRecord): void {
    this.load(() => this.tree.missing([slot]))
    this.tree.put(slot, written)
    this.model.set(slot, written)
  }

  writeBack(): void {
    this.load(() => this.tree.missingToSettle())
    const { puts, deletes } = this.tree.takeDirty()
    for (const id of deletes) this.disk.delete(id)
    for (const [id, bytes] of puts) this.disk.set(id, bytes)
    this.tree.writeBackDone()
  }

  /** As after a restart: nothing is loaded. */
  restart(withCounts: boolean): void {
    this.writeBack()
    const packed = packCounts(this.tree)
    this.tree = new StateTree<SlotRecord>([...this.disk.keys()].sort(), slotRecordCodec, LIMITS)
    if (withCounts) unpackCounts(this.tree, packed)
  }

  count(from: string, to: string | undefined): number {
    this.load(() => missingToCount(this.tree, { from, to }, 3))
    return countRange(this.tree, { from, to })
  }

  list(from: string, to: string | undefined, limit: number): string[] {
    this.load(() => missingToList(this.tree, { from, to }, limit))
    return countedRange(this.tree, { from, to }, limit)
  }

  expected(from: string, to: string | undefined): string[] {
    return [...this.model]
      .filter(
        ([slot, { value }]) => value !== undefined && !slot.includes('\u0001') && !slot.startsWith('\0'),
      )
      .map(([slot]) => slot)
      .filter((slot) => slot >= from && (to === undefined || slot < to))
      .sort()
  }
}

const slots = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((i) => `key ${String(i).padStart(2, '0')}`),
  fc.integer({ min: 0, max: 60 }).map((i) => `key 17\u0001s${i}`),
  fc.integer({ min: 0, max: 9 }).map((i) => `\u0000i${i}`),
)
const step = fc.oneof(
  fc.record({ type: fc.constant('put' as const), slot: slots, index: fc.nat(50), writes: fc.nat(3) }),
  fc.record({ type: fc.constant('restart' as const), withCounts: fc.boolean() }),
  fc.record({ type: fc.constant('writeBack' as const) }),
  fc.record({ type: fc.constant('evict' as const) }),
  fc.record({
    type: fc.constant('look' as const),
    from: slots,
    to: fc.option(slots),
    limit: fc.integer({ min: 1, max: 9 }),
  }),
)

describe('keys of a state tree', () => {
  it('count and listing are those of all records, whatever is loaded', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const kept = new Kept()
        for (const each of steps) {
          if (each.type === 'put') kept.put(each.slot, record(each.index, each.writes))
          else if (each.type === 'restart') kept.restart(each.withCounts)
          else if (each.type === 'writeBack') kept.writeBack()
          else if (each.type === 'evict') kept.tree.evict(0)
          else {
            const to = each.to ?? undefined
            const expected = kept.expected(each.from, to)
            expect(kept.count(each.from, to)).toBe(expected.length)
            expect(kept.list(each.from, to, each.limit)).toEqual(expected.slice(0, each.limit))
          }
        }
        expect(kept.count('\u0001', undefined)).toBe(kept.expected('\u0001', undefined).length)
      }),
      { numRuns: 150 },
    )
  })

  it('reads two pages at most for a count, and steps over the elements of a set', () => {
    const kept = new Kept()
    for (let i = 0; i < 500; i++) kept.put(`a${String(i).padStart(3, '0')}`, record(2, 0))
    kept.put('b', record(5, 0))
    for (let i = 0; i < 500; i++) kept.put(`b\u0001s${i}`, record(6, 1))
    kept.put('c', record(2, 0))
    kept.restart(true)
    kept.pagesRead = 0
    expect(kept.count('a100', 'a350')).toBe(250)
    expect(kept.pagesRead).toBeLessThanOrEqual(2)
    kept.restart(true)
    kept.pagesRead = 0
    expect(kept.count('\u0001', undefined)).toBe(502)
    expect(kept.pagesRead).toBeLessThanOrEqual(1)
    expect(kept.list('b', undefined, 10)).toEqual(['b', 'c'])
    expect(kept.pagesRead).toBeLessThanOrEqual(4)
  })

  it('tells a stored value without decoding its record', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(12), (index, writes) => {
        const written = record(index, writes)
        const stored = slotRecordCodec.encode(written)
        expect(slotRecordCodec.counts('key', undefined, stored)).toBe(written.value !== undefined)
        expect(slotRecordCodec.counts('key', written, undefined)).toBe(written.value !== undefined)
      }),
    )
  })
})
