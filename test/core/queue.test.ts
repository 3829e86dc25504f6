// Work queues (QU): what an endorser lets into one, and what the node that submits picks.

import { describe, expect, it } from 'vitest'
import { MAX_POSITION, MAX_QUEUE_LEAP } from '../../worker/core/limits.ts'
import type { Intended } from '../../worker/core/input.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { freeItems, headOf } from '../../worker/core/handle/queues.ts'
import { absentRecord } from '../../worker/core/model/slot-record.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { timersOf } from '../../worker/core/rules/timers.ts'
import { base, bundleOf, set, text } from './builders.ts'
import { TestNode } from './test-node.ts'

const NONCE = 'ab'.repeat(16)
const qadd = (position: number): Operation => ({
  op: 'QADD',
  key: 'q',
  sub: itemAt(position, NONCE, position % 1_000),
  argument: text('job'),
  base: base(0, 0),
})

describe('an endorser', () => {
  const verdictOn = (...positions: readonly number[]): Item | undefined => {
    const one = new TestNode({ n: 4, f: 1 })
    one.committed([qadd(5)])
    const spore = one.spore(positions.map(qadd))
    one.receive(spore)
    return one.verdict(spore)
  }

  it('QU-4 refuses with RATE an item far beyond the tail that it knows', () => {
    expect(verdictOn(5 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'ENDORSE' })
    expect(verdictOn(6 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'REJECT', why: 'RATE' })
    expect(verdictOn(MAX_POSITION)).toMatchObject({ type: 'REJECT', why: 'RATE' })
  })

  it('QU-4 counts the items before it in the same spore', () => {
    expect(verdictOn(5 + MAX_QUEUE_LEAP, 6 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'ENDORSE' })
    expect(verdictOn(6, 7 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'REJECT', why: 'RATE' })
  })
})

describe('the node that submits', () => {
  const TAKE = { op: 'QTAKE', key: 'q', sub: null, argument: null } as const
  const ADD = { op: 'QADD', key: 'q', sub: null, argument: text('job') } as const
  /** A queue as it is after many were taken. */
  const worn = (taken: number, size: number): TestNode => {
    const one = new TestNode({ n: 4, f: 1 })
    const { records } = one.policy
    records.put('q', { ...absentRecord(0), value: { type: 'queue', size, tail: taken } })
    for (let i = 1; i <= taken; i++)
      records.put(slotOf('q', itemAt(i, NONCE, i)), { ...absentRecord(0), x: 2 })
    return one
  }

  it('QU-3 does not look for items in a queue that has none', () => {
    const one = worn(600, 0)
    const before = headOf(one.policy, 'q')
    expect(freeItems(one.policy, 'q', 1, one.now)).toEqual({
      slots: [],
      stuck: [],
      head: undefined,
      unloaded: [],
      next: before,
    })
    expect(one.submit([TAKE])).toBe('The queue q has no item to take.')
  })

  it('QU-3 looks once through what was taken, and finds what comes there all the same', () => {
    // As if one item were in a place that this node has not got.
    const one = worn(600, 1)
    expect(one.submit([TAKE])).toContain('All items of q are being taken')
    expect(headOf(one.policy, 'q') > slotOf('q', itemAt(600, NONCE, 600))).toBe(true)
    const late = one.committed([{ ...qadd(300), sub: itemAt(300, NONCE, 9) }])
    expect(headOf(one.policy, 'q')).toBe(slotOf('q', late.operations[0]!.sub))
    expect(one.write([TAKE]).operations[0]?.sub).toEqual(late.operations[0]?.sub)
  })

  it('QU-3 goes on where it was, and meets the same items', () => {
    const one = new TestNode({ n: 4, f: 1 })
    for (let i = 0; i < 5; i++) one.commit(one.write([ADD]))
    const all = freeItems(one.policy, 'q', 5, one.now).slots
    expect(all).toHaveLength(5)
    expect(freeItems(one.policy, 'q', 5, one.now, `${all[1]}\0`).slots).toEqual(all.slice(2))
  })

  /** Items of one node, in the order of the queue. */
  const listed = (one: TestNode): string[] =>
    [...one.policy.records.range('q\u0001', 'q\u0002')].flatMap(([slot]) => {
      const { value } = one.slot(slot)
      return value?.type === 'string' ? [value.text] : []
    })
  const job = (name: string): Intended => ({ ...ADD, argument: text(name) })

  it('QU-4 keeps the order of items behind an own overwrite on its way', () => {
    const one = new TestNode({ n: 4, f: 1 })
    for (const name of ['a', 'b', 'c']) one.commit(one.write([job(name)]))
    const end = one.write([{ op: 'DELETE', key: 'q', sub: null, argument: null }])
    const first = one.write([job('first')])
    one.commit(end)
    const second = one.write([job('second'), job('third')])
    one.commit(first)
    const last = one.write([job('last')])
    one.commit(second)
    one.commit(last)
    expect(listed(one)).toEqual(['first', 'second', 'third', 'last'])
  })

  it('QU-4 keeps the order of items across a restart, and of those still being signed', () => {
    const one = new TestNode({ n: 4, f: 1 })
    one.commit(one.write([job('a')]))
    const draft = one.submit([job('b')]) as Spore
    const next = one.write([job('c')])
    one.take(bundleOf(draft), one.key)
    // What another one of this emitter knows that has only the bundles.
    const again = new TestNode({ n: 4, f: 1 })
    for (const spore of [draft, next]) again.take(bundleOf(spore), again.key)
    for (const [node, name] of [
      [one, 'd'],
      [again, 'd'],
    ] as const)
      expect(node.write([job(name)]).operations[0]?.sub).toMatchObject({
        bytes: expect.objectContaining({ 5: 4 }) as Uint8Array,
      })
  })

  it('QU-3 EN-4 minds neither readers of an item nor takers that nobody can judge', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const item = one.write([ADD])
    one.commit(item)
    const { sub } = item.operations[0]!
    const nothing = [set('other', '1')]
    const path = one.policy.records.get(slotOf('q', sub))!.x
    one.receive(
      // A reader, a taker of an epoch that never comes, one whose other write is ahead, and one for the far future.
      one.spore(nothing, { requirements: [{ key: 'q', sub, mode: 'RE', base: base(0, path) }] }),
      one.spore([{ ...TAKE, sub, base: base(999, 1) }]),
      one.spore([{ ...TAKE, sub, base: base(0, path) }, set('ahead', '1', base(9))]),
      one.spore([{ ...TAKE, sub, base: base(0, path) }], {
        deadline: one.now + one.record.maxTimeoutMs + 3_600_000,
      }),
    )
    expect(one.write([TAKE]).operations[0]?.sub).toEqual(sub)
  })

  it('QU-3 BA-12 takes what another takes once that has been under way for a lock timeout', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const items = [one.write([ADD]), one.write([ADD])]
    for (const each of items) one.commit(each)
    const [first, second] = items.map(({ operations }) => operations[0]!.sub)
    one.receive(one.spore([{ ...TAKE, sub: first!, base: base(0, 1) }]))
    one.tick(timersOf(one.policy).lockMs)
    one.receive(one.spore([{ ...TAKE, sub: second!, base: base(0, 1) }]))
    expect(one.submit([TAKE])).toContain('All items of q are being taken')
    one.tick(1)
    const taken = one.write([TAKE])
    expect(taken.operations[0]?.sub).toEqual(first)
    // Its own it does not take twice.
    expect(one.submit([TAKE])).toContain('All items of q are being taken')
  })
})
