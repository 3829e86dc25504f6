// Listing and counting keys through a whole node, across write-backs and restarts.

import { afterEach, describe, expect, it } from 'vitest'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { add, Cluster, sadd, set } from './cluster.ts'

let cluster: Cluster
afterEach(() => {
  cluster.stop()
})

const calls = (node = 0): DataCalls => {
  const { engine, store } = cluster.nodes[node] ?? expect.fail('no such node')
  return new DataCalls(engine, store)
}

async function write(operations: Parameters<Cluster['submit']>[1]): Promise<void> {
  const submitted = await cluster.submit(0, operations)
  if (!submitted.ok) throw new Error(submitted.reason.message)
  await cluster.until(() => cluster.stageOf(0, submitted.value) === 'committed')
}

const del = (key: string): Parameters<Cluster['submit']>[1][number] => ({
  op: 'DELETE',
  key,
  sub: null,
  argument: null,
})

describe('reading keys', () => {
  it('lists and counts keys that hold a value, by prefix and behind a key', async () => {
    cluster = await Cluster.create({ n: 1, f: 0 })
    await write([set('a/1', 'x'), set('a/2', 'x'), set('a/3', 'x'), add('b', '1'), set('a\uffff', 'x')])
    await write([sadd('a/set', 'one'), sadd('a/set', 'two'), sadd('b2', 'three')])
    await write([del('a/2')])
    const policy = cluster.policy
    const check = async (): Promise<void> => {
      const data = calls()
      expect(await data.keys({ policy, prefix: 'a/' })).toEqual({
        keys: ['a/1', 'a/3', 'a/set'],
        more: false,
      })
      expect(await data.keys({ policy, limit: 2 })).toEqual({ keys: ['a/1', 'a/3'], more: true })
      expect(await data.keys({ policy, after: 'a/set', limit: 2 })).toEqual({
        keys: ['a\uffff', 'b'],
        more: true,
      })
      expect(await data.keys({ policy, prefix: 'a', after: 'a/set' })).toEqual({
        keys: ['a\uffff'],
        more: false,
      })
      expect(await data.keys({ policy, prefix: 'b', after: 'a/1' })).toEqual({
        keys: ['b', 'b2'],
        more: false,
      })
      expect(await data.keys({ policy, prefix: 'a', after: 'z' })).toEqual({ keys: [], more: false })
      expect(await data.count({ policy, prefix: 'a/' })).toEqual({ count: 3 })
      expect(await data.count({ policy })).toEqual({ count: 6 })
      expect(await data.count({ policy, prefix: 'c' })).toEqual({ count: 0 })
      await expect(data.count({ policy, prefix: '\u0000' })).rejects.toThrow('control character')
      await expect(data.count({ policy: 'x' as never })).rejects.toThrow('not active')
    }
    await check()
    cluster.crash(0)
    await cluster.restart(0)
    await write([set('a/1', 'y')])
    await check()
  })
})
