// Commit latency as a page sees it: four pages of one Chromium, f = 1, one spore in flight; from the call of
// `sporedb.submit` to its promise `committed`, which is when the value can be read here and is durable. Real WebRTC,
// IndexedDB with strict durability, signatures by WebCrypto.

import { buildTestPages } from '../../scripts/build.mjs'
import { mycelium, World } from '../e2e/harness.ts'
import type { TestNode } from '../e2e/test-node.ts'
import type {} from '../../src/engine/program-types.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave']
const WARM_UP = 20
const SPORES = 200

const WORKLOADS = [
  { name: 'SET, one key after the other, 100 B values', op: 'SET' },
  { name: 'ADD, one counter', op: 'ADD' },
] as const

export async function run(): Promise<void> {
  if (!(await buildTestPages())) throw new Error('the test pages could not be built')
  const world = await World.open()
  try {
    const { nodes } = await mycelium(world, NAMES)
    const author = nodes[1] as TestNode
    console.log(`Four pages in Chromium ${world.browser.version()}, f=1, one spore in flight:`)
    for (const { name, op } of WORKLOADS) {
      await latencies(author, op, WARM_UP)
      const sorted = [...(await latencies(author, op, SPORES))].sort((a, b) => a - b)
      const at = (share: number): string =>
        (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1)
      console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms (${SPORES} spores)`)
    }
  } finally {
    await world.close()
  }
}

/** Milliseconds, in order. */
const latencies = ({ page }: TestNode, op: 'SET' | 'ADD', count: number): Promise<readonly number[]> =>
  page.evaluate(
    async ([operation, spores]) => {
      const found: number[] = []
      for (let i = 0; i < spores; i++) {
        const startedAt = performance.now()
        const { committed } = await sporedb.submit('shared', [
          operation === 'SET'
            ? { op: operation, key: `key ${i}`, value: 'x'.repeat(100) }
            : { op: operation, key: 'counter', value: 1 },
        ])
        await committed
        found.push(performance.now() - startedAt)
      }
      return found
    },
    [op, count] as const,
  )
