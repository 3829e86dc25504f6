// CPU of one node among 31 endorsers, with real signatures: 64 spores at a time go from one emitter to all, and everything
// that 31 endorsers say about them in batches arrives at everybody. All nodes run in this process and share its cores.

import { add, Cluster, set } from '../host/cluster.ts'
import type { Intended } from '../../worker/core/input.ts'

const NODES = 31
const TOGETHER = 64

async function settle(cluster: Cluster, count: number): Promise<void> {
  const done = (): boolean =>
    cluster.nodes.every(({ engine }) => engine.state.policies.get(cluster.policy)?.decided.size === count)
  while (!done()) await cluster.nextChange()
}

async function measure(name: string, operation: (i: number) => Intended, rounds: number): Promise<void> {
  const cluster = await Cluster.create({ n: NODES, f: 10 })
  const chains = (): number =>
    cluster.nodes[0]?.engine.state.policies
      .get(cluster.policy)
      ?.chains.reduce((sum, { next }) => sum + next, 0) ?? 0
  let before = process.cpuUsage()
  let batches = 0
  for (let round = 0; round <= rounds; round++) {
    await Promise.all(
      Array.from({ length: TOGETHER }, async (_, i) => {
        const result = await cluster.submit(0, [operation(round * TOGETHER + i)])
        if (!result.ok) throw new Error(result.reason.message)
      }),
    )
    await settle(cluster, (round + 1) * TOGETHER)
    // The first round warms up.
    if (round > 0) continue
    before = process.cpuUsage()
    batches = chains()
  }
  const { user, system } = process.cpuUsage(before)
  const millis = (user + system) / 1_000 / NODES / rounds
  const each = (chains() - batches) / rounds
  console.log(
    `${name}: ${millis.toFixed(1)} ms CPU a node for ${TOGETHER} spores from submission to execution, ` +
      `in ${each.toFixed(0)} batches: ${(millis / each).toFixed(2)} ms a batch`,
  )
  cluster.stop()
}

export async function run(rounds = 8): Promise<void> {
  console.log(
    `${NODES} endorsers in one Node process, f=10, ${rounds} rounds of ${TOGETHER} spores, memory store:`,
  )
  await measure('SET, distinct keys', (i) => set(`key ${i}`, 'x'.repeat(100)), rounds)
  await measure('ADD, one counter', () => add('counter', '1'), rounds)
}
