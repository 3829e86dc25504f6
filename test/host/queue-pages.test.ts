// What is brought into memory before an item of a queue is picked: all that the core will look at, and each of it once.

import { describe, expect, it } from 'vitest'
import { QUEUE_SCAN } from '../../worker/core/limits.ts'
import type { Submission } from '../../worker/core/input.ts'
import { absentRecord } from '../../worker/core/model/slot-record.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { loadForInputs } from '../../worker/host/pages.ts'
import type { Store } from '../../worker/store/port.ts'
import { NOW, text } from '../core/builders.ts'
import { TestNode } from '../core/test-node.ts'

const NONCE = 'ab'.repeat(16)
const slotAt = (position: number): string => slotOf('q', itemAt(position, NONCE, position % 1_000))

/** A queue from whose front `taken` items are gone, and nothing of it in memory. */
function stored(taken: number, size: number) {
  const one = new TestNode({ n: 4, f: 1 })
  const { records } = one.policy
  records.put('q', { ...absentRecord(0), value: { type: 'queue', size, tail: taken + size } })
  for (let i = 1; i <= taken + size; i++)
    records.put(slotAt(i), {
      ...absentRecord(0),
      ...(i <= taken ? { x: 2 } : { x: 1, value: text(`job ${i}`) }),
    })
  const pages = new Map(records.takeDirty().puts)
  records.writeBackDone()
  records.evict(0)
  const read: string[] = []
  const store = {
    readPages: (_: string, ids: readonly string[]) => {
      read.push(...ids)
      return Promise.resolve(ids.map((id) => pages.get(id)))
    },
  } as unknown as Store
  let looked = 0
  const range = records.range.bind(records)
  records.range = function* (...bounds: Parameters<typeof range>) {
    for (const each of range(...bounds)) {
      looked++
      yield each
    }
  }
  return { one, store, read, pages, looked: () => looked }
}

const submission = ({ policy }: TestNode, takes: number): Submission => ({
  token: 1,
  policy: policy.id,
  operations: Array.from({ length: takes }, () => ({ op: 'QTAKE', key: 'q', sub: null, argument: null })),
  requirements: [],
  deadline: NOW + 60_000,
  nonce: '01'.repeat(16),
})

/** The items that are picked once everything is loaded. */
async function pick({ one, store }: ReturnType<typeof stored>, takes: number): Promise<readonly string[]> {
  const input = { type: 'submit', submission: submission(one, takes) } as const
  await loadForInputs(store, one.state, [input])
  const outputs = one.step({ ...input, now: one.now })
  const made = outputs.flatMap((each) => (each.type === 'sign-bundle' ? each.spores : []))
  return made.flatMap(({ operations }) => operations.map(({ key, sub }) => slotOf(key, sub)))
}

describe('the pages of a queue', () => {
  it('QU-3 are read as far as items are wanted', async () => {
    const queue = stored(0, 3_000)
    expect(queue.pages.size).toBeGreaterThan(8)
    expect(await pick(queue, 3)).toEqual([1, 2, 3].map(slotAt))
    expect(queue.read.length).toBeLessThan(queue.pages.size / 2)
    expect(new Set(queue.read).size).toBe(queue.read.length)
  })

  it('QU-3 are read once and looked through once, however many slots of items long taken come first', async () => {
    const taken = 20 * QUEUE_SCAN
    const queue = stored(taken, 40)
    expect(await pick(queue, 2)).toEqual([taken + 1, taken + 2].map(slotAt))
    expect(new Set(queue.read).size).toBe(queue.read.length)
    // Once to load, once to pick.
    expect(queue.looked()).toBeLessThanOrEqual(2 * (taken + 2 * QUEUE_SCAN))
    const before = queue.looked()
    expect(await pick(queue, 2)).toEqual([taken + 3, taken + 4].map(slotAt))
    // Where the first item is, is known now.
    expect(queue.looked() - before).toBeLessThanOrEqual(2 * QUEUE_SCAN)
  })

  it('QU-3 of an empty queue are left where they are', async () => {
    const queue = stored(2_000, 0)
    expect(await pick(queue, 1)).toEqual([])
    expect(queue.read).toHaveLength(1)
  })
})
