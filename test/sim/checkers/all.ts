// The checkers of a run, in the order in which they must hear of an event: whoever judges by what was known before an event
// comes before those who let the ledger take it.

import type { Checker } from '../events.ts'
import { Agreement } from './agreement.ts'
import { Atomicity } from './atomicity.ts'
import { Bounds } from './bounds.ts'
import { Convergence } from './convergence.ts'
import { Durability } from './durability.ts'
import { Escrow } from './escrow.ts'
import { EvidenceTruth } from './evidence.ts'
import { Exclusion } from './exclusion.ts'
import { Ledger } from './ledger.ts'
import { Locks } from './locks.ts'
import { Monotony } from './monotony.ts'
import { Promises } from './promises.ts'
import { Quiescence } from './quiescence.ts'
import { SerialOrder } from './serial-order.ts'
import { Serializability } from './serializability.ts'
import { Validity } from './validity.ts'

const safety = (ledger: Ledger, order: SerialOrder): Checker[] => [
  new Promises(ledger),
  new Durability(ledger),
  new Agreement(ledger),
  new Exclusion(ledger),
  new Validity(ledger),
  new Escrow(ledger),
  new Serializability(ledger, order),
  new Atomicity(ledger, order),
  new Convergence(ledger),
]

/** Fresh ones, for one run. */
export function checkers(): Checker[] {
  const ledger = new Ledger()
  return [
    ...safety(ledger, new SerialOrder(ledger)),
    new Monotony(ledger),
    new Locks(ledger),
    new EvidenceTruth(ledger),
    new Quiescence(ledger),
    new Bounds(),
  ]
}

/** Those that promise nothing about time: they must hold whatever clocks say and however long the run goes on. */
export function safetyCheckers(): Checker[] {
  const ledger = new Ledger()
  return [...safety(ledger, new SerialOrder(ledger)), new EvidenceTruth(ledger, false), new Bounds()]
}
