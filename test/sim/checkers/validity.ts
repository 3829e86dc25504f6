// I15 validity: "every committed spore has ≥ ω−f honest endorsements; reluctant quorum (α honest) ⇒ never committed".
// Judged when a commit becomes formable: whoever is not among the faulty must have endorsed it in sufficient number, its body
// must be one that may be endorsed at all, and its emitter one that may write.

import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'

export class Validity implements Checker {
  readonly id = 'I15'
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    const ledger = this.#ledger
    ledger.take(event, world)
    const { omega } = ledger.thresholds
    for (const id of ledger.committable) {
      const name = id.slice(0, 16)
      const honest = ledger.honest(ledger.tally(id).endorsed)
      const needed = omega - ledger.faulty.size
      if (honest < needed)
        throw new Violation('I15', `${name} can be committed with ${honest} honest endorsements of ${needed}`)
      const body = ledger.bodies.get(id)
      if (!body) throw new Violation('I15', `${name} can be committed, and nobody ever built it`)
      if (!body.accesses) throw new Violation('I15', `${name} can be committed, and its body is not valid`)
      const { endorsers, submitters } = world.record
      if (![...endorsers, ...submitters].some(({ key }) => key === body.spore.emitter))
        throw new Violation('I15', `${name} can be committed, and its emitter may not write`)
    }
  }
}
