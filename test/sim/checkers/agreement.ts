// I1 agreement: "no spore with both COMMIT and ABORT formable (count byzantine as voting everything) at any node/time".
// The ledger says after every stored or signed batch what q ACCEPTs of one even ballot, q of one odd one, α REJECTs and, on
// the fast path, qF ENDORSEs could prove with the help of all who are faulty. A node's own word is held against the same
// books: it may call a spore decided only where the certificate really exists, dead only where a rival has its place.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'

export class Agreement implements Checker {
  readonly id = 'I1'
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    const ledger = this.#ledger
    ledger.take(event, world)
    for (const id of [...ledger.committable, ...ledger.abortable]) {
      const { commitAt, abortAt } = ledger.tally(id)
      if (commitAt !== undefined && abortAt !== undefined)
        throw new Violation('I1', `${id.slice(0, 16)} can be committed and aborted`)
    }
    if (event.type === 'decided') this.#justify(event.node, event.spore, event.stage)
  }

  #justify(node: number, id: SporeId, stage: string): void {
    const ledger = this.#ledger
    const claims = `node ${node} calls ${id.slice(0, 16)} ${stage}, `
    if (stage === 'committed' && !ledger.isCommitted(id))
      throw new Violation('I1', `${claims}and no certificate exists`)
    if (stage === 'aborted' && !ledger.isAborted(id))
      throw new Violation('I1', `${claims}and no certificate exists`)
    if (stage !== 'dead') return
    if (ledger.tally(id).commitAt !== undefined) throw new Violation('I1', `${claims}and it can be committed`)
    if (!ledger.rivalOf(id)) throw new Violation('I1', `${claims}and no committed spore has its place`)
  }
}
