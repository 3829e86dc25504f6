// What one peer can do to an honest node, and what a node must not lose by being away.

import { afterEach, describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { encodeWant } from '../../worker/core/codec/message-codec.ts'
import { FRONTIER_INTERVAL_MS, MAX_FREED, MAX_ITEMS_PER_BATCH } from '../../worker/core/limits.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { add, sadd, set } from './cluster.ts'
import { randomFrom } from './fakes.ts'
import { Schedule } from './schedule.ts'

let schedule: Schedule
afterEach(() => {
  schedule.stop()
})

const committed = (ids: readonly (SporeId | undefined)[], node: number): number =>
  ids.filter((id) => id !== undefined && schedule.stageOf(node, id) === 'committed').length

describe('a hostile peer', () => {
  it('AD-4 cannot hide in short ids what the log could not be read with again', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1, byzantine: 1 })
    const ids: SporeId[] = []
    for (let i = 0; i < MAX_FREED; i++)
      ids.push((await schedule.submit(0, [set(`key ${i}`, 'v')])) as SporeId)
    await schedule.deliverAll()
    const first = ids[0] as SporeId
    const items = Array.from({ length: MAX_ITEMS_PER_BATCH }, (): Item => ({
      type: 'ENDORSE',
      spore: first,
      freed: ids.slice(0, 40),
    }))
    const batch = schedule.batchOf(3, 50, schedule.policy, items)
    const wire = encodeBatch(batch, 'short')
    await schedule.receive(3, 1, wire)
    expect(schedule.nodes[1]?.engine.counts().get('bounds')).toBe(1)
    const values = await schedule.contents(1)
    schedule.crash(1)
    await schedule.restart(1)
    expect(await schedule.contents(1)).toBe(values)
  })

  it('WA-4 a node that hears its own key speak elsewhere votes no more, after a restart either', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1 })
    await schedule.submit(0, [set('a', '1')])
    await schedule.deliverAll()
    const other: Item = { type: 'REJECT', spore: 'ab'.repeat(32) as SporeId, why: 'LOCAL', ref: null }
    await schedule.receive(2, 1, encodeBatch(schedule.batchOf(1, 40, schedule.policy, [other]), 'full'))
    expect(schedule.nodes[1]?.alarms).toHaveLength(1)
    const said = schedule.policyOf(1).chains[1]?.next
    schedule.crash(1)
    await schedule.restart(1)
    const id = await schedule.submit(0, [set('b', '2')])
    await schedule.recoverAll(3)
    expect(schedule.policyOf(1).chains[1]?.next).toBe(said)
    expect(committed([id], 1)).toBe(1)
  })

  it('AD-5 gets one answer at a time, however much it asks', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1 })
    const id = await schedule.submit(0, [set('a', '1')])
    await schedule.deliverAll()
    const spores = id ? [id] : []
    const want = encodeWant({
      type: 'want',
      policy: schedule.policy,
      batches: [],
      spores,
      votes: [],
      refs: [],
    })
    for (let i = 0; i < 500; i++) schedule.nodes[1]?.engine.receive(schedule.nodes[0]!.key, want)
    await schedule.settle()
    expect(schedule.frames.length).toBeLessThan(100)
    expect(schedule.nodes[1]?.stopped).toBeUndefined()
  })

  it('AD-1 stops no node with damaged, cut, doubled or misdirected frames', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1, byzantine: 1, forks: true })
    const random = randomFrom(7)
    const seen: Uint8Array[] = []
    for (let i = 0; i < 60; i++) {
      await schedule.submit(i % 3, [i % 2 === 0 ? add('n', '1') : sadd('s', `e${i % 5}`)])
      for (let k = 0; k < 8; k++) {
        const frame = schedule.frames[0]
        if (frame) seen.push(frame.bytes)
        await schedule.deliver()
      }
      for (let k = 0; k < 20; k++) {
        const bytes = Uint8Array.from(seen[random(seen.length)] ?? [])
        for (let hits = random(4); hits > 0; hits--) bytes[random(bytes.length)] = random(256)
        const wire = random(3) === 0 ? bytes.slice(0, random(bytes.length)) : bytes
        await schedule.receive(random(4), random(3), wire)
      }
    }
    await schedule.recoverAll(10)
    for (const { stopped } of schedule.honest) expect(stopped).toBeUndefined()
    expect(schedule.witness.faults).toEqual([])
  })
})

describe('a node that was away', () => {
  it('SY-4 a submitter whose spore met nobody offers it to whoever comes', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1, submitters: 1 })
    for (let i = 0; i < 4; i++) schedule.cut(4, i)
    const id = await schedule.submit(4, [set('a', '1')])
    schedule.crash(4)
    await schedule.restart(4)
    for (let i = 0; i < 4; i++) schedule.heal(4, i)
    await schedule.recoverAll(2)
    expect([0, 1, 2, 3, 4].map((node) => committed([id], node))).toEqual([1, 1, 1, 1, 1])
  })

  it('SY-5 looks again when the answer that would have caught it up was lost', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1 })
    for (let i = 0; i < 3; i++) schedule.cut(3, i)
    const ids = [await schedule.submit(0, [set('a', '1')])]
    await schedule.deliverAll()
    await schedule.tickTo(schedule.now + 2 * FRONTIER_INTERVAL_MS)
    schedule.connectAll()
    await schedule.settle()
    while (schedule.frames.some(({ from, to }) => from !== 3 && to === 3)) await schedule.deliver()
    schedule.frames.length = 0
    for (let i = 0; i < 3; i++) {
      await schedule.tickTo(schedule.now + FRONTIER_INTERVAL_MS)
      await schedule.deliverAll()
    }
    expect(committed(ids, 3)).toBe(1)
  })

  it('SY-6 catches up by what arrives, not by the clock', { timeout: 60_000 }, async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1 })
    schedule.crash(3)
    const ids: (SporeId | undefined)[] = []
    for (let i = 0; i < 60; i++) {
      const some = await Promise.all(
        Array.from({ length: 25 }, (_, k) => schedule.submit(0, [set(`key ${i} ${k}`, 'v')])),
      )
      ids.push(...some)
      await schedule.deliverAll()
    }
    expect(committed(ids, 0)).toBe(1_500)
    await schedule.restart(3)
    await schedule.deliverAll()
    expect(committed(ids, 3)).toBe(1_500)
  })

  it('SY-7 goes on when its clock is set back', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1 })
    await schedule.submit(0, [set('a', '1')])
    await schedule.deliverAll()
    await schedule.tickTo(schedule.now + FRONTIER_INTERVAL_MS)
    schedule.now -= 3_600_000
    for (let i = 0; i < 3; i++) schedule.cut(3, i)
    const id = await schedule.submit(0, [set('b', '1')])
    schedule.connectAll()
    schedule.frames.length = 0
    for (let i = 0; i < 4; i++) {
      await schedule.tickTo(schedule.now + FRONTIER_INTERVAL_MS)
      await schedule.deliverAll()
    }
    expect([0, 1, 2, 3].map((node) => committed([id], node))).toEqual([1, 1, 1, 1])
  })
})
