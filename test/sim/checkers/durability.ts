// I7, rule W: "append the batch to the WAL, flush durably, then send". Every frame of an honest node is opened: each bundle
// and each batch in it, its own or another's, must be on the sender's disk by then.

import type { PackedBatch } from '../../../worker/core/model/batch.ts'
import type { Bundle } from '../../../worker/core/model/spore.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'

export class Durability implements Checker {
  readonly id = 'I7'
  readonly #ledger: Ledger
  readonly #run = new Set<number>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type !== 'sent' || this.#ledger.isFaulty(event.from) || !this.#isRun(event.from, world)) return
    const { from, message } = event
    if (message === undefined) throw new Violation('I7', `node ${from} sent what does not decode`)
    if (message.type === 'bundle') this.#bundle(from, message.bundle)
    else if (message.type === 'batch') this.#batch(from, message.batch)
    else if (message.type === 'certificate') {
      for (const bundle of message.bundles) this.#bundle(from, bundle)
      for (const batch of message.batches) this.#batch(from, batch)
    }
  }

  /** By an engine; clients whose keys the world holds have no disk. */
  #isRun(node: number, world: WorldView): boolean {
    if (this.#run.has(node)) return true
    for (const { index } of world.honest) this.#run.add(index)
    return this.#run.has(node)
  }

  #bundle(from: number, { spores }: Bundle): void {
    const disk = this.#ledger.diskOf(from)
    for (const { id } of spores)
      if (!disk.has(id))
        throw new Violation('I7', `node ${from} sent ${id.slice(0, 16)} before it was durable`)
  }

  #batch(from: number, { header: { endorser, seq }, digest }: PackedBatch): void {
    if (!this.#ledger.diskOf(from).has(digest))
      throw new Violation(
        'I7',
        `node ${from} sent batch ${seq} of endorser ${endorser} before it was durable`,
      )
  }
}
