import { afterEach, describe, expect, it } from 'vitest'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { add, Cluster, sadd, set } from './cluster.ts'

let cluster: Cluster
afterEach(() => {
  cluster.stop()
})

const submitted = async (result: ReturnType<Cluster['submit']>): Promise<SporeId> => {
  const outcome = await result
  if (!outcome.ok) throw new Error(outcome.reason.message)
  return outcome.value
}

const everywhere = (ids: readonly SporeId[], stage = 'committed'): Promise<void> =>
  cluster.until(() =>
    cluster.nodes.every((node) => !node.up || ids.every((id) => cluster.stageOf(node.index, id) === stage)),
  )

describe('three nodes that agree', () => {
  it('runs the scenario of the original project with equal values and versions', async () => {
    cluster = await Cluster.create({ n: 3, f: 1 })
    expect(cluster.record.quorum).toBe(3)
    const ids: SporeId[] = []
    for (const each of [
      set('foo', 'bar'),
      add('cmp', '1'),
      add('cmp', '11'),
      sadd('mem', 'fourty'),
      sadd('mem', 'two'),
    ])
      ids.push(await submitted(cluster.submit(1, [each])))
    await everywhere(ids)
    for (const slot of ['foo', 'cmp', 'mem', 'mem\u0001sfourty', 'mem\u0001stwo']) {
      const [a, b, c] = await Promise.all([0, 1, 2].map((i) => cluster.read(i, slot)))
      expect(a).toBe(b)
      expect(b).toBe(c)
    }
    expect(await cluster.read(0, 'foo')).toContain('"bar"')
    expect(await cluster.read(0, 'cmp')).toContain('"m":"12"')
    expect(await cluster.read(0, 'mem')).toContain('"size":2')
  })

  it('loses no concurrent ADD or SADD from any node', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    const all: Promise<SporeId>[] = []
    for (let i = 0; i < 100; i++) {
      all.push(submitted(cluster.submit(i % 4, [add('counter', '1')])))
      all.push(submitted(cluster.submit(i % 4, [sadd('set', `element ${i}`)])))
    }
    await everywhere(await Promise.all(all))
    for (let node = 0; node < 4; node++) {
      expect(await cluster.read(node, 'counter')).toBe(await cluster.read(0, 'counter'))
      expect(await cluster.read(node, 'set')).toBe(await cluster.read(0, 'set'))
    }
    expect(await cluster.read(0, 'counter')).toContain('"m":"100"')
    expect(await cluster.read(0, 'set')).toContain('"size":100')
  })
})
