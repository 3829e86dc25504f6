// Committed spores a second and CPU a spore and node: four nodes in one Node process, with real signatures, hashing and
// encoding, the memory store, and no shared state. Every node submits; a spore counts once all four executed it.

import type { Intended } from '../../worker/core/input.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { add, Cluster, set } from '../host/cluster.ts'

const NODES = 4
/** Undecided spores a node keeps in flight. */
const IN_FLIGHT = 192
const VALUE = 'x'.repeat(100)

interface Workload {
  readonly name: string
  readonly operation: (node: number, i: number) => Intended
}

const WORKLOADS: readonly Workload[] = [
  { name: 'SET, distinct keys, 100 B values', operation: (node, i) => set(`key ${node}/${i}`, VALUE) },
  { name: 'ADD, one counter', operation: () => add('counter', '1') },
]

async function measure({ name, operation }: Workload, spores: number): Promise<void> {
  const cluster = await Cluster.create({ n: NODES, f: 1 })
  const each = spores / NODES
  const cpuBefore = process.cpuUsage()
  const start = performance.now()
  const client = async (node: number): Promise<void> => {
    const policy = cluster.nodes[node]?.engine.state.policies.get(cluster.policy)
    const pending: Promise<unknown>[] = []
    for (let i = 0; i < each; i++) {
      while ((policy?.own.size ?? 0) + (policy?.drafts.size ?? 0) >= IN_FLIGHT) await cluster.nextChange()
      pending.push(submitted(cluster.submit(node, [operation(node, i)])))
      if (i % 64 === 63) await Promise.all(pending.splice(0))
    }
    await Promise.all(pending)
  }
  await Promise.all(Array.from({ length: NODES }, (_, node) => client(node)))
  const done = (): boolean =>
    cluster.nodes.every(({ engine }) => engine.state.policies.get(cluster.policy)?.decided.size === spores)
  while (!done()) await cluster.nextChange()
  const seconds = (performance.now() - start) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  const micros = (cpu.user + cpu.system) / spores / NODES
  console.log(
    `${name}: ${Math.round(spores / seconds)} spores/s, ${Math.round(micros)} µs CPU a spore and node`,
  )
  cluster.stop()
}

async function submitted(result: ReturnType<Cluster['submit']>): Promise<SporeId> {
  const outcome = await result
  if (!outcome.ok) throw new Error(outcome.reason.message)
  return outcome.value
}

export async function run(spores = 8_000): Promise<void> {
  console.log(`Four nodes in one Node process, f=1, quorum 3, ${spores} spores, memory store:`)
  for (const workload of WORKLOADS) {
    await measure(workload, spores / 8)
    await measure(workload, spores)
  }
}
