// The journal by itself: numbers, segments, what is told before and after a write-back, a restart, and when it is too long.

import { beforeAll, describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { IdList } from '../../worker/core/model/id-list.ts'
import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import { Feed } from '../../worker/host/feed.ts'
import { Journal } from '../../worker/host/journal.ts'
import { MAX_EFFECT_BYTES } from '../../worker/host/limits.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'

const POLICY = 'ab'.repeat(32) as PolicyId
const OTHER = 'cd'.repeat(32) as PolicyId
const AT = 1_700_000_000_000
const SEGMENT_CHANGES = 32
const JOURNAL_SEGMENTS = 6

beforeAll(loadHash)

const sporeId = (number: number): SporeId => number.toString(16).padStart(8, '0').padEnd(64, 'e') as SporeId
const holding = (text: string, more: Partial<SlotRecord> = {}): SlotRecord => ({
  ...absentRecord(0),
  x: 1,
  value: { type: 'string', text },
  ...more,
})

/** A journal on a disk, with one change a round. */
class Kept {
  readonly disk: MemoryDisk
  readonly store: Store
  readonly journal: Journal
  round = 0

  constructor(disk = new MemoryDisk()) {
    const store = openMemoryStore(disk)
    if (!store.ok) throw new Error(store.reason.sentence)
    this.disk = disk
    this.store = store.value
    this.journal = new Journal(this.store, {
      segmentChanges: SEGMENT_CHANGES,
      segmentBytes: 262_144,
      segments: JOURNAL_SEGMENTS,
    })
  }

  execute(
    number: number,
    slot = `key ${number % 10}`,
    record = holding(`value ${number}`),
    policy = POLICY,
  ): void {
    this.journal.take({
      type: 'effects',
      policy,
      spore: sporeId(number),
      bodyBytes: 300,
      written: new Map([[slot, record]]),
    })
  }

  /** Closes a round with what was executed, and makes it durable. */
  async persist(): Promise<void> {
    this.journal.close(++this.round, AT + this.round)
    await this.store.appendRound(this.round, new Uint8Array(1))
    this.journal.durable(this.round)
  }

  async writeBack(): Promise<void> {
    const journal = this.journal.cut()
    await this.store.writeBack({
      policies: [],
      pending: new Uint8Array(),
      segment: undefined,
      journal,
      watermark: this.round,
    })
    this.journal.stored()
  }

  async fill(from: number, to: number): Promise<void> {
    for (let number = from; number <= to; number++) this.execute(number)
    await this.persist()
  }

  async restart(): Promise<Kept> {
    this.store.close()
    const again = new Kept(this.disk)
    await again.journal.restore((await again.store.readSnapshot()).journal)
    again.round = this.round
    return again
  }

  async numbers(from = 1, policy = POLICY): Promise<number[]> {
    const found: number[] = []
    for (let at = from; ;) {
      const changes = await this.journal.changes(policy, at, 1_000)
      if (changes.length === 0) return found
      for (const { number, spore } of changes) {
        expect(spore).toBe(sporeId(number))
        found.push(number)
      }
      at += changes.length
    }
  }
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('the journal', () => {
  it('FE-3 tells nothing of a round that is not durable', async () => {
    const kept = new Kept()
    await kept.fill(1, 3)
    kept.execute(4)
    expect(await kept.numbers()).toEqual(upTo(3))
    kept.journal.close(2, AT)
    expect(await kept.numbers()).toEqual(upTo(3))
    expect(kept.journal.durable(2)).toEqual([POLICY])
    expect(await kept.numbers()).toEqual(upTo(4))
    expect(kept.journal.durable(2)).toEqual([])
  })

  it('FE-4 goes on with the same numbers behind a write-back and a restart, in segments', async () => {
    let kept = new Kept()
    const last = 2 * SEGMENT_CHANGES + 10
    await kept.fill(1, last)
    expect(await kept.numbers()).toEqual(upTo(last))
    await kept.writeBack()
    expect(await kept.numbers()).toEqual(upTo(last))
    kept = await kept.restart()
    expect(await kept.numbers()).toEqual(upTo(last))
    await kept.fill(last + 1, last + 5)
    expect(await kept.numbers()).toEqual(upTo(last + 5))
    await kept.writeBack()
    kept = await kept.restart()
    expect(await kept.numbers(last - 3)).toEqual(upTo(last + 5, last - 3))
    expect((await kept.store.readSnapshot()).journal).toEqual([
      { policy: POLICY, firsts: [1, SEGMENT_CHANGES + 1, 2 * SEGMENT_CHANGES + 1] },
    ])
  })

  it('FE-4 a write-back that was lost is replayed under the same numbers', async () => {
    const kept = new Kept()
    await kept.fill(1, 20)
    await kept.writeBack()
    const disk = kept.disk.clone()
    await kept.fill(21, 30)
    await kept.writeBack()
    const again = new Kept(disk)
    await again.journal.restore((await again.store.readSnapshot()).journal)
    again.round = 1
    await again.fill(21, 30)
    expect(await again.numbers()).toEqual(upTo(30))
  })

  it('FE-4 is read on while a write-back is under way', async () => {
    const kept = new Kept()
    await kept.fill(1, SEGMENT_CHANGES + 10)
    const journal = kept.journal.cut()
    await kept.fill(SEGMENT_CHANGES + 11, SEGMENT_CHANGES + 20)
    expect(await kept.numbers()).toEqual(upTo(SEGMENT_CHANGES + 20))
    await kept.store.writeBack({
      policies: [],
      pending: new Uint8Array(),
      segment: undefined,
      journal,
      watermark: 1,
    })
    kept.journal.stored()
    expect(await kept.numbers()).toEqual(upTo(SEGMENT_CHANGES + 20))
    await kept.writeBack()
    expect(await kept.numbers()).toEqual(upTo(SEGMENT_CHANGES + 20))
  })

  it('FE-1 numbers each policy by itself', async () => {
    const kept = new Kept()
    kept.execute(1)
    kept.execute(1, 'a', holding('b'), OTHER)
    kept.execute(2)
    await kept.persist()
    await kept.writeBack()
    expect(await kept.numbers()).toEqual([1, 2])
    expect(await kept.numbers(1, OTHER)).toEqual([1])
  })

  it('FE-5 keeps a bounded number of segments, in memory less than two', async () => {
    const kept = new Kept()
    const segments = JOURNAL_SEGMENTS + 3
    for (let i = 0; i < segments; i++) {
      await kept.fill(i * SEGMENT_CHANGES + 1, (i + 1) * SEGMENT_CHANGES)
      await kept.writeBack()
    }
    await kept.fill(segments * SEGMENT_CHANGES + 1, segments * SEGMENT_CHANGES + 1)
    await kept.writeBack()
    const { oldest, newest } = kept.journal.bounds(POLICY)
    expect({ oldest, newest }).toEqual({
      oldest: 3 * SEGMENT_CHANGES + 1,
      newest: segments * SEGMENT_CHANGES + 1,
    })
    expect(await kept.journal.changes(POLICY, 1, 10)).toEqual([])
    expect((await kept.store.readSnapshot()).journal[0]?.firsts).toHaveLength(JOURNAL_SEGMENTS + 1)
    expect(kept.journal.unwrittenBytes).toBe(0)
  })

  it('FE-6 keeps what a spore brought, and only marks what is longer than that and long', async () => {
    const kept = new Kept()
    const long = 'x'.repeat(MAX_EFFECT_BYTES)
    kept.execute(1, 'long', holding(long))
    kept.journal.take({
      type: 'effects',
      policy: POLICY,
      spore: sporeId(2),
      bodyBytes: long.length + 300,
      written: new Map([['long', holding(long)]]),
    })
    kept.execute(3, 'hot', holding('', { x: 4, cs: IdList.of([sporeId(7), sporeId(8)]), value: undefined }))
    await kept.persist()
    const effects = (await kept.journal.changes(POLICY, 1, 10)).map((change) => change.effects[0])
    expect(effects[0]).toEqual({ slot: 'long', x: 1, c: 0, parentX: 0, value: undefined, large: true })
    expect(effects[1]).toMatchObject({ value: { type: 'string', text: long }, large: false })
    expect(effects[2]).toEqual({ slot: 'hot', x: 4, c: 2, parentX: 0, value: undefined, large: false })
  })

  it('FE-6 leaves out what the system keeps for itself', async () => {
    const kept = new Kept()
    kept.execute(1, '\u0000intent', holding(''))
    await kept.persist()
    expect(await kept.journal.changes(POLICY, 1, 1)).toEqual([
      { number: 1, spore: sporeId(1), at: AT + 1, effects: [] },
    ])
  })
})

describe('the feed', () => {
  const feedOf = ({ store, journal }: Kept, nonce = 'n'.repeat(32)): Feed =>
    new Feed(store, journal, () => nonce)
  const request = { policy: POLICY, prefix: '', limit: 1_000 } as const

  async function follow(
    feed: Feed,
    from: string | undefined,
    limit = 7,
  ): Promise<{ numbers: number[]; cursor: string }> {
    const numbers: number[] = []
    let cursor = from
    for (let more = true; more;) {
      const page = await feed.page({ ...request, from: cursor === undefined ? 'oldest' : { cursor }, limit })
      if (!page.ok) throw new Error(page.reason)
      numbers.push(...page.value.changes.map(({ number }) => number))
      ;({ cursor, more } = page.value)
    }
    return { numbers, cursor: cursor ?? '' }
  }

  it('FE-3 goes on from every cursor without a gap or a repeat, across restarts', async () => {
    let kept = new Kept()
    await kept.fill(1, 25)
    const first = await follow(feedOf(kept), undefined)
    expect(first.numbers).toEqual(upTo(25))
    await kept.writeBack()
    await kept.fill(26, 40)
    const page = await feedOf(kept).page({ ...request, from: { cursor: first.cursor } })
    const cursors = page.ok ? page.value.changes.map(({ cursor }) => cursor) : []
    expect(cursors).toHaveLength(15)
    await kept.writeBack()
    kept = await kept.restart()
    for (const [i, cursor] of cursors.entries())
      expect((await follow(feedOf(kept), cursor)).numbers).toEqual(i === 14 ? [] : upTo(40, 27 + i))
  })

  it('FE-3 begins now unless told otherwise, and the prefix picks effects', async () => {
    const kept = new Kept()
    const feed = feedOf(kept)
    const now = await feed.page({ ...request, from: 'now' })
    expect(now).toMatchObject({ ok: true, value: { changes: [], more: false } })
    await kept.fill(1, 20)
    const cursor = now.ok ? now.value.cursor : ''
    const some = await feed.page({ ...request, prefix: 'key 3', from: { cursor } })
    expect(some.ok && some.value.changes.map(({ number }) => number)).toEqual([3, 13])
    const none = await feed.page({ ...request, prefix: 'other', from: { cursor } })
    expect(none).toMatchObject({ ok: true, value: { changes: [], more: false } })
    expect(none.ok && none.value.cursor).toMatch(/-20-/)
  })

  it('FE-5 says that a cursor is too old, and takes the oldest that is not', async () => {
    const kept = new Kept()
    const feed = feedOf(kept)
    const start = await feed.page({ ...request, from: 'now' })
    for (let i = 0; i < JOURNAL_SEGMENTS + 2; i++) {
      await kept.fill(i * SEGMENT_CHANGES + 1, (i + 1) * SEGMENT_CHANGES)
      await kept.writeBack()
    }
    const cursor = start.ok ? start.value.cursor : ''
    expect(await feed.page({ ...request, from: { cursor } })).toEqual({ ok: false, reason: 'too-old' })
    const oldest = await feed.page({ ...request, from: 'oldest', limit: 1 })
    expect(oldest.ok && oldest.value.changes[0]?.number).toBe(SEGMENT_CHANGES + 1)
    const last = oldest.ok
      ? oldest.value.cursor.replace(`-${SEGMENT_CHANGES + 1}-`, `-${SEGMENT_CHANGES}-`)
      : ''
    expect((await feed.page({ ...request, from: { cursor: last }, limit: 1 })).ok).toBe(true)
  })

  it('FE-5 knows cursors of another database, of one rolled back, and what is none', async () => {
    const kept = new Kept()
    await kept.fill(1, 9)
    const { cursor } = await follow(feedOf(kept), undefined)
    const ask = async (text: string, of = kept): Promise<unknown> => {
      const page = await feedOf(of, 'm'.repeat(32)).page({ ...request, from: { cursor: text } })
      return page.ok ? 'fine' : page.reason
    }
    expect(await ask(cursor)).toBe('fine')
    for (const bad of ['', 'now ', cursor.toUpperCase() + 'x', `${cursor}0`, cursor.replace('-9-', '-09-')])
      expect(await ask(bad)).toBe('malformed')
    const wiped = new Kept()
    await wiped.fill(1, 9)
    expect(await ask(cursor, wiped)).toBe('another')
    // The same identity, with another history behind it, or with less of it.
    const back = new Kept()
    await back.store.putDocument('feed', 'n'.repeat(32))
    await back.fill(1, 8)
    expect(await ask(cursor, back)).toBe('another')
    await back.fill(77, 78)
    expect(await ask(cursor, back)).toBe('another')
  })

  it('FE-7 gives pages of bounded size', async () => {
    const kept = new Kept()
    const text = 'x'.repeat(60_000)
    for (let number = 1; number <= 40; number++)
      kept.journal.take({
        type: 'effects',
        policy: POLICY,
        spore: sporeId(number),
        bodyBytes: 60_300,
        written: new Map([['key', holding(text)]]),
      })
    await kept.persist()
    const page = await feedOf(kept).page({ ...request, from: 'oldest' })
    expect(page.ok && page.value.changes.length).toBe(18)
    expect(page.ok && page.value.more).toBe(true)
    expect((await follow(feedOf(kept), undefined, 1_000)).numbers).toEqual(upTo(40))
  })
})
