// Work queues (QU): what an endorser lets into one, and what the node that submits picks.

import { describe, expect, it } from 'vitest'
import { MAX_POSITION, MAX_QUEUE_LEAP } from '../../worker/core/limits.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { freeItems, headOf } from '../../worker/core/handle/queues.ts'
import { absentRecord } from '../../worker/core/model/slot-record.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { base, text } from './builders.ts'
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
    expect(freeItems(one.policy, 'q', 1)).toEqual({ slots: [], head: undefined, unloaded: [], next: before })
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
    const all = freeItems(one.policy, 'q', 5).slots
    expect(all).toHaveLength(5)
    expect(freeItems(one.policy, 'q', 5, `${all[1]}\0`).slots).toEqual(all.slice(2))
  })
})
