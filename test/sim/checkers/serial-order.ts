// The serial order of a run, carried out by the reference executor as it grows: what I4 and I5 compare nodes with. A node
// that has executed only a part of it must hold what the same part gives in the same order.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { ReferenceStore } from '../reference/store.ts'
import type { Ledger } from './ledger.ts'
import { heldAt, shownHeld } from './records.ts'

export class SerialOrder {
  readonly #ledger: Ledger
  readonly #all = new ReferenceStore()
  /** Those of the order that were carried out. */
  readonly #done: SporeId[] = []

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** The next of the order; what it was made against must be true now. Returns what is not. */
  append(id: SporeId): string | undefined {
    const body = this.#ledger.bodies.get(id)
    if (!body?.accesses) return 'it has no valid body'
    for (const access of body.accesses.values()) {
      const untruth = this.#all.untruth(access)
      if (untruth !== undefined) return `of ${JSON.stringify(access.slot)} ${untruth}`
    }
    const misfit = this.#all.misfit(body.spore.operations)
    if (misfit !== undefined) return misfit
    this.#done.push(id)
    return this.#all.execute(body.spore, body.accesses) === 'done' ? undefined : 'it is not ready'
  }

  /** Where a node differs from the order, as far as it says it has executed it; undefined where it does not. */
  differenceOf(policy: PolicyState): string | undefined {
    const executed = (id: SporeId): boolean => policy.decided.get(id)?.stage === 'committed'
    const part = this.#done.filter(executed)
    const expected = part.length === this.#done.length ? this.#all : this.#replay(part)
    if (!expected) return 'it executed a spore without its predecessor'
    for (const slot of this.#ledger.slots) {
      const held = heldAt(policy, slot)
      if (held === 'unloaded') continue
      const text = held ? shownHeld(held) : 'nothing at all'
      const wanted = expected.show(slot) ?? 'nothing at all'
      if (text !== wanted) return `${JSON.stringify(slot)} is ${text}, and in serial order ${wanted}`
    }
    return undefined
  }

  /**
   * In serial order as far as that goes. What waits is tried again behind the others: where a later spore overwrote the
   * key above, a node may have absorbed a write whose own predecessor it lacks.
   */
  #replay(part: readonly SporeId[]): ReferenceStore | undefined {
    const store = new ReferenceStore()
    let waiting = part
    for (let before = Infinity; waiting.length > 0 && waiting.length < before;) {
      before = waiting.length
      waiting = waiting.filter((id) => {
        const body = this.#ledger.bodies.get(id)
        return !body?.accesses || store.execute(body.spore, body.accesses) === 'wait'
      })
    }
    return waiting.length === 0 ? store : undefined
  }
}
