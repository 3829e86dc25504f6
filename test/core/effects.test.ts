// What executing a spore changed, kept for the screens with recent spores and with nothing else.
import { describe, expect, it } from 'vitest'
import { MAX_EFFECT_UNITS } from '../../worker/core/limits.ts'
import { SporeCalls } from '../../worker/rpc/spore-calls.ts'
import { Cluster, sadd, set } from '../host/cluster.ts'

describe('before and after', () => {
  it('is known at every node that executed the spore, cut where it is long, and not after a restart', async () => {
    const cluster = await Cluster.create({ n: 4, f: 1 })
    const write = async (...operations: Parameters<Cluster['submit']>[1]): Promise<string> => {
      const result = await cluster.submit(0, operations)
      if (!result.ok) throw new Error(result.reason.message)
      const { value } = result
      await cluster.until(() => cluster.nodes.every((_, i) => cluster.stageOf(i, value) === 'committed'))
      return value
    }
    await write(set('k', 'first'))
    const long = 'x'.repeat(2 * MAX_EFFECT_UNITS)
    const id = await write(set('k', long), sadd('s', 'a'))
    for (const { engine } of cluster.nodes) {
      const { effects, bytes } = new SporeCalls(engine).details({ id: id as never })
      expect(effects).toEqual([
        {
          key: 'k',
          before: { type: 'string', text: 'first' },
          after: { type: 'string', text: 'x'.repeat(MAX_EFFECT_UNITS), sizeBytes: long.length },
        },
        { key: 's', after: { type: 'set', size: 1 } },
        { key: 's', element: { type: 'string', text: 'a' }, after: { type: 'string', text: '' } },
      ])
      expect(bytes.length).toBeGreaterThan(long.length)
    }
    cluster.stop()
  })
})
