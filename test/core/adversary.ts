// An endorser that lies: it signs whatever is well-formed about the spores there are, on as many branches of its chain as it
// likes, and shows each only to whom it chooses. It sees everything that honest nodes have written.

import { encodeBatch, unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Accepted, Batch, BatchRef, Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { refTo } from './ballots.ts'
import { batchOf } from './builders.ts'
import type { CoreCluster } from './core-cluster.ts'

const KINDS = 9
const FAR = 12

type Of<Type extends Item['type']> = Extract<Item, { type: Type }>

export class Adversary {
  readonly #cluster: CoreCluster
  readonly #endorser: number
  readonly #own: Batch[] = []

  constructor(cluster: CoreCluster, endorser: number) {
    this.#cluster = cluster
    this.#endorser = endorser
  }

  /** One lie; the numbers choose which, about what, and to whom (as bits). */
  lie([kind, which, ballot, branch, to]: readonly [number, number, number, number, number]): void {
    const spores = this.#spores()
    const spore = spores[which % Math.max(1, spores.length)]
    if (!spore) return
    const items = this.#items(spore, kind % KINDS, (ballot % FAR) + 1, which + branch)
    if (items.length === 0) return
    const before = branch % 3 === 0 ? this.#own.at(-1) : this.#own[branch % Math.max(1, this.#own.length)]
    const batch = batchOf(
      this.#cluster.id,
      this.#endorser,
      before ? before.header.seq + 1 : 0,
      before?.digest ?? this.#cluster.id,
      items,
    )
    this.#own.push(batch)
    for (const i of this.#cluster.honest)
      if (((to >> i) & 1) === 1) this.#cluster.inject(i, this.#endorser, encodeBatch(batch, 'full'))
  }

  #items(spore: SporeId, kind: number, ballot: number, choice: number): Item[] {
    switch (kind) {
      case 0:
        return [{ type: 'ENDORSE', spore, freed: [] }]
      case 1:
        return [{ type: 'REJECT', spore, why: 'LOCAL', ref: null }]
      case 2:
        return [{ type: 'ACCEPT', spore, ballot: 0, just: null }]
      case 3:
      case 4:
        return [
          {
            type: 'RECOVER',
            spore,
            ballot,
            vote: [null, 'E' as const, 'R' as const][choice % 3] ?? null,
            accepted: this.#claim(spore, choice),
            by: choice % 5 === 0 ? (this.#spores()[choice % 2] ?? null) : null,
          },
        ]
      case 5: {
        const proposals = this.#said('PROPOSE', spore)
        const chosen = proposals[choice % Math.max(1, proposals.length)]
        return chosen
          ? [{ type: 'ACCEPT', spore, ballot: chosen.item.ballot, just: refTo(chosen.batch) }]
          : [{ type: 'ACCEPT', spore, ballot, just: this.#anyRef(choice) }]
      }
      default:
        return this.#proposal(spore, ballot, choice)
    }
  }

  /** In a ballot of its own where it can, with real reports or invented ones. */
  #proposal(spore: SporeId, ballot: number, choice: number): Item[] {
    const n = this.#cluster.nodes.length
    const own = Array.from({ length: FAR }, (_, i) => i + 1).filter(
      (each) => coordinatorOf(spore, each, n) === this.#endorser,
    )
    const at = choice % 4 === 0 ? ballot : (own[choice % Math.max(1, own.length)] ?? ballot)
    const reports = this.#said('RECOVER', spore).filter(({ item }) => item.ballot === at)
    const refs = new Map<number, BatchRef>()
    for (const [i, { batch }] of reports.entries())
      if (!refs.has(batch.header.endorser) || (i + choice) % 2 === 0)
        refs.set(batch.header.endorser, refTo(batch))
    if (choice % 7 === 0) refs.set(choice % n, this.#anyRef(choice))
    return [{ type: 'PROPOSE', spore, ballot: at, reports: [...refs.values()] }]
  }

  #claim(spore: SporeId, choice: number): Accepted | null {
    if (choice % 4 === 0) return { ballot: 0, just: null }
    if (choice % 4 === 1) return null
    const proposals = this.#said('PROPOSE', spore)
    const chosen = proposals[choice % Math.max(1, proposals.length)]
    return chosen ? { ballot: chosen.item.ballot, just: refTo(chosen.batch) } : null
  }

  #anyRef(choice: number): BatchRef {
    const all = this.#batches()
    const batch = all[choice % Math.max(1, all.length)]
    return batch ? refTo(batch) : { endorser: this.#endorser, seq: 0, digest: 'ab'.repeat(32) }
  }

  #said<Type extends Item['type']>(type: Type, spore: SporeId): { batch: Batch; item: Of<Type> }[] {
    const isIt = (item: Item): item is Of<Type> => item.type === type && item.spore === spore
    return this.#batches().flatMap((batch) => batch.items.filter(isIt).map((item) => ({ batch, item })))
  }

  #batches(): Batch[] {
    const honest = this.#cluster.honest.flatMap((i) => writtenBy(this.#cluster, i))
    return [...this.#own, ...honest]
  }

  #spores(): SporeId[] {
    const ids = new Set<SporeId>()
    for (const i of this.#cluster.honest)
      for (const wires of this.#cluster.nodes[i]!.log.values())
        for (const wire of wires) {
          const message = decodeMessage(wire)
          if (message?.type === 'bundle') for (const { id } of message.bundle.spores) ids.add(id)
        }
    return [...ids].sort()
  }
}

/** The chain of an honest endorser, as its own log has it. */
export function writtenBy(cluster: CoreCluster, i: number): Batch[] {
  const batches: Batch[] = []
  for (const wires of cluster.nodes[i]!.log.values())
    for (const wire of wires) {
      const message = decodeMessage(wire)
      const batch = message?.type === 'batch' ? unpackBatch(message.batch, () => undefined)?.batch : undefined
      if (batch?.header.endorser === i) batches.push(batch)
    }
  return batches.sort((a, b) => a.header.seq - b.header.seq)
}
