// Imports on real nodes: everything once, whatever stops them; refusals row by row; the last row wins.
import { describe, expect, it } from 'vitest'
import type { CallError } from '../../worker/rpc/call-error.ts'
import { BulkWorld } from './bulk-world.ts'

/** This node says it at once, unless a write of its own to that key is on its way: then the endorsers do. */
const MISFIT: unknown = expect.stringMatching(
  /^(ADD needs a number, and red holds a string|The operation does not fit the value)\.$/u,
)

const csvOf = (rows: readonly (readonly [string, string | number])[]): string =>
  `k,v\n${rows.map((row) => row.join(',')).join('\n')}\n`

describe('an import', () => {
  it('commits every row on every node and says at once that it runs', async () => {
    const world = await BulkWorld.create()
    const text = csvOf(Array.from({ length: 2_000 }, (_, i) => [`word/${i}`, i]))
    const job = await world.start(text)
    expect(job).toMatchObject({ state: 'running', rowsDone: 0, sizeBytes: text.length })
    const done = await world.ended(job.id)
    expect(done).toMatchObject({ state: 'done', rowsRead: 2_000, rowsDone: 2_000, rowsRefused: 0, open: 0 })
    await world.settled(['word/0', 'word/1999'])
    expect(await world.number(3, 'word/1999')).toBe('1999')
    expect(world.stops).toEqual([])
    // Its writes are in no list: a thousand of them would bury those of a person.
    expect(world.cluster.nodes[0]?.engine.writes.list(10)).toEqual([])
    world.cluster.stop()
  })

  it('IN-2 adds every row once although the node dies in the middle, several times', async () => {
    const world = await BulkWorld.create()
    const rows = Array.from({ length: 6_000 }, (_, i): [string, number] => [`counter ${i % 7}`, 1])
    const { id } = await world.start(csvOf(rows), { into: 'add' })
    for (const at of [500, 2_000, 4_000]) {
      await world.until(id, ({ rowsDone }) => rowsDone > at)
      await world.crash()
    }
    expect(await world.ended(id)).toMatchObject({ state: 'done', rowsDone: 6_000 })
    let sum = 0
    for (let i = 0; i < 7; i++) sum += Number(await world.number(0, `counter ${i}`))
    expect(sum).toBe(6_000)
    world.cluster.stop()
  })

  it('pauses, goes on where it was, and adds nothing twice', async () => {
    const world = await BulkWorld.create()
    const { id } = await world.start(csvOf(Array.from({ length: 20_000 }, () => ['n', 1] as const)), {
      into: 'add',
    })
    await world.until(id, ({ rowsDone }) => rowsDone > 0)
    expect(world.bulk.pause({ id }).state).toBe('paused')
    // Resumed at once, and again while it is still winding down.
    expect(world.bulk.resume({ id }).state).toBe('running')
    world.bulk.pause({ id })
    const paused = await world.until(id, ({ state, open }) => state === 'paused' && open === 0)
    expect(paused.rowsDone).toBeLessThan(20_000)
    world.bulk.resume({ id })
    expect(await world.ended(id)).toMatchObject({ state: 'done', rowsDone: 20_000 })
    expect(await world.number(0, 'n')).toBe('20000')
    world.cluster.stop()
  })

  it('lets the last row win, however many spores lie between', async () => {
    const world = await BulkWorld.create()
    const rows = Array.from({ length: 3_000 }, (_, i): [string, number] => [`key ${i % 100}`, i])
    const { id } = await world.start(csvOf(rows))
    expect(await world.ended(id)).toMatchObject({ rowsDone: 3_000 })
    for (const key of [0, 57, 99]) expect(await world.number(0, `key ${key}`)).toBe(String(2_900 + key))
    world.cluster.stop()
  })

  it('reports each row that is refused, with its place and why, and commits all others', async () => {
    const world = await BulkWorld.create()
    const first = await world.start('k,v\nred,"a text"\n')
    await world.ended(first.id)
    const lines = Array.from({ length: 300 }, (_, i) =>
      i === 10 ? 'red,5' : i === 20 ? 'n,ten' : i === 30 ? 'n' : i === 200 ? 'red,7' : 'n,1',
    )
    const { id } = await world.start(`k,v\n${lines.join('\n')}\n`, { into: 'add' })
    expect(await world.ended(id)).toMatchObject({ state: 'done', rowsDone: 296, rowsRefused: 4 })
    const { rows, more } = await world.bulk.refused({ id })
    expect(more).toBe(false)
    expect([...rows].sort((a, b) => a.row - b.row)).toEqual([
      { row: 11, line: 12, code: 'TYPE', reason: MISFIT },
      { row: 21, line: 22, code: 'BAD-ROW', reason: 'Column "v": "ten" is not a number.' },
      { row: 31, line: 32, code: 'BAD-ROW', reason: 'It has 1 fields where the header has 2.' },
      { row: 201, line: 202, code: 'TYPE', reason: MISFIT },
    ])
    expect(await world.number(0, 'n')).toBe('296')
    expect((await world.bulk.refused({ id, from: 1, limit: 2 })).rows).toEqual(rows.slice(1, 3))
    world.cluster.stop()
  })

  it('commits what comes before the place where a file breaks, and names it', async () => {
    const world = await BulkWorld.create()
    const { id } = await world
      .start('[{"k":"a","v":1},{"k":"b","v":2},\n{"k":"c"', {}, { format: 'json' })
      .catch((error: unknown) => {
        expect((error as CallError).failure.message).toContain('ends inside of the row that begins in line 1')
        return { id: undefined }
      })
    // Small files are seen to be broken before anything is written; large ones only on the way.
    expect(id).toBeUndefined()
    const row = `{"k":"a","v":${'1'.repeat(40)}},\n`
    const large = `[${row.repeat(20_000)}{"k":`
    const job = await world.start(large, {}, { format: 'json' })
    const failed = await world.ended(job.id)
    expect(failed).toMatchObject({ state: 'failed', rowsDone: 20_000 })
    expect(failed.note).toContain('ends inside of the row')
    world.cluster.stop()
  })

  it('gives up when nothing but refusals comes of it', async () => {
    const world = await BulkWorld.create()
    await world.ended((await world.start('k,v\nred,"a text"\n')).id)
    const { id } = await world.start(csvOf(Array.from({ length: 30_000 }, () => ['red', 1] as const)), {
      into: 'add',
    })
    const failed = await world.ended(id)
    expect(failed.state).toBe('failed')
    expect(failed.note).toContain('Nothing but refusals so far. The last one: ')
    expect(failed.rowsRefused).toBeLessThan(30_000)
    world.cluster.stop()
  })

  it('leaves room for the writes of people', async () => {
    const world = await BulkWorld.create()
    const { engine } = world.cluster.nodes[0]!
    const policy = engine.state.policies.get(world.cluster.policy)!
    const { id } = await world.start(csvOf(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])))
    await world.until(id, ({ rowsDone }) => rowsDone > 2_000)
    let most = 0
    for (let i = 0; i < 20; i++) {
      most = Math.max(most, policy.own.size + policy.drafts.size)
      const result = await world.cluster.submit(0, [
        { op: 'SET', key: `mine ${i}`, sub: null, argument: { type: 'string', text: 'x' } },
      ])
      expect(result.ok).toBe(true)
      await world.cluster.until(() => result.ok && world.cluster.stageOf(0, result.value) === 'committed')
    }
    expect(most).toBeLessThan(300)
    expect(await world.ended(id)).toMatchObject({ state: 'done', rowsDone: 20_000, rowsRefused: 0 })
    world.cluster.stop()
  })

  it('can be removed while it runs, and leaves nothing behind in the store', async () => {
    const world = await BulkWorld.create()
    const { id } = await world.start(csvOf(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i])))
    await world.until(id, ({ rowsDone }) => rowsDone > 0)
    expect(await world.bulk.remove({ id })).toEqual([])
    expect(await world.cluster.nodes[0]?.store.listDocuments('bulk/')).toEqual([])
    await expect(world.bulk.refused({ id })).rejects.toThrow('There is no such import here.')
    world.cluster.stop()
  })
})
