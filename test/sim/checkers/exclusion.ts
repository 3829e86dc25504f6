// I2 exclusion: "no two COMMIT-formable spores exclusive at the same (slot,x)", where the place is the slot with the x of
// every level above (V2), and where one epoch has one class of commutative writes (V1). Looked up by place whenever a
// commit becomes formable.

import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'

export class Exclusion implements Checker {
  readonly id = 'I2'
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    for (const id of this.#ledger.committable) {
      const found = this.#ledger.rivalOf(id)
      if (found)
        throw new Violation(
          'I2',
          `${id.slice(0, 16)} and ${found.rival.slice(0, 16)} can both be committed in one place of ${JSON.stringify(found.slot)}`,
        )
    }
  }
}
