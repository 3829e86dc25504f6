// The checkers of a run, in the order in which they must hear of an event: whoever judges by what was known before an event
// comes before those who let the ledger take it.

import type { Checker } from '../events.ts'
import { Agreement } from './agreement.ts'
import { Convergence } from './convergence.ts'
import { Durability } from './durability.ts'
import { Exclusion } from './exclusion.ts'
import { Ledger } from './ledger.ts'
import { Promises } from './promises.ts'
import { Quiescence } from './quiescence.ts'
import { Validity } from './validity.ts'

/** Fresh ones, for one run. */
export function checkers(): Checker[] {
  const ledger = new Ledger()
  return [
    new Promises(ledger),
    new Durability(ledger),
    new Agreement(ledger),
    new Exclusion(ledger),
    new Validity(ledger),
    new Convergence(ledger),
    new Quiescence(ledger),
  ]
}
