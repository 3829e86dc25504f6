// I4 serializability: "conflict graph of committed spores acyclic (edges by base/reads); model replay in t-order gives equal
// state". The order t(S) is that in which COMMIT certificates became formable. It is carried out by the reference executor
// step by step: each base and each requirement must be literally true when its spore's turn comes (so every edge points
// forward), each operation must fit the value it meets, and every honest node must end with what the order gives.

import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { policyIn } from './records.ts'
import type { SerialOrder } from './serial-order.ts'

export class Serializability implements Checker {
  readonly id = 'I4'
  readonly #ledger: Ledger
  readonly #order: SerialOrder

  constructor(ledger: Ledger, order: SerialOrder) {
    this.#ledger = ledger
    this.#order = order
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    for (const id of this.#ledger.committable) {
      const fault = this.#order.append(id)
      if (fault !== undefined) throw new Violation('I4', `${id.slice(0, 16)} commits out of order: ${fault}`)
    }
    if (event.type !== 'healed' && event.type !== 'quiet') return
    for (const { index, state } of world.honest) {
      const policy = policyIn(state, world.policy)
      const difference = policy && this.#order.differenceOf(policy)
      if (difference !== undefined) throw new Violation('I4', `node ${index}: ${difference}`)
    }
  }
}
