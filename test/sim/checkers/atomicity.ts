// I5 atomicity: "for every crash point, all or none of a spore's effects after recovery; exactly-once". After each restart
// the node's values are compared with what its executed spores give in serial order: half of a spore, one of them
// twice, or one that it calls executed and that left nothing would show. And nobody reports an execution twice.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { policyIn } from './records.ts'
import type { SerialOrder } from './serial-order.ts'

export class Atomicity implements Checker {
  readonly id = 'I5'
  readonly #ledger: Ledger
  readonly #order: SerialOrder
  /** In this life of the node. */
  readonly #executed = new Map<number, Set<SporeId>>()

  constructor(ledger: Ledger, order: SerialOrder) {
    this.#ledger = ledger
    this.#order = order
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'crashed') this.#executed.delete(event.node)
    else if (event.type === 'executed') this.#once(event.node, event.spore)
    else if (event.type === 'restarted') {
      const node = world.honest.find(({ index }) => index === event.node)
      if (!node || node.state.replaying) return
      const policy = policyIn(node.state, world.policy)
      const difference = policy && this.#order.differenceOf(policy)
      if (difference !== undefined)
        throw new Violation('I5', `node ${event.node} after its restart: ${difference}`)
    }
  }

  #once(node: number, id: SporeId): void {
    const before = this.#executed.get(node) ?? new Set()
    if (before.has(id)) throw new Violation('I5', `node ${node} executed ${id.slice(0, 16)} twice`)
    this.#executed.set(node, before.add(id))
  }
}
