// I7, its second half: no ENDORSE that conflicts with an earlier one of the same endorser unless that one is finished there:
// committed and executed, aborted, or dead. And `freed` names exactly the unfinished business: every earlier endorsement
// that conflicts in place and is aborted or dead, nothing else.

import type { ItemOf } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { WorldView } from '../events.ts'
import { conflict, needsEnd } from '../reference/conflict.ts'
import type { Accesses } from '../reference/footprint.ts'
import type { Ledger } from './ledger.ts'
import { policyIn } from './records.ts'

type Endorse = Extract<ItemOf<SporeId>, { type: 'ENDORSE' }>

export class Releases {
  readonly #ledger: Ledger
  readonly #endorser: number
  /** Endorsed and not yet known to be executed, by slot. */
  readonly #locks = new Map<string, Map<SporeId, Accesses>>()
  readonly #endorsed = new Set<SporeId>()

  constructor(ledger: Ledger, endorser: number) {
    this.#ledger = ledger
    this.#endorser = endorser
  }

  /** What is wrong with it; it counts as endorsed from now on. */
  endorse({ spore: id, freed }: Endorse, world: WorldView): string | undefined {
    const accesses = this.#ledger.bodies.get(id)?.accesses
    if (!accesses) return 'has no valid body'
    const fault = this.#missing(accesses, new Set(freed), world) ?? this.#untrue(accesses, freed)
    this.#endorsed.add(id)
    for (const slot of accesses.keys()) {
      const there = this.#locks.get(slot)
      if (there) there.set(id, accesses)
      else this.#locks.set(slot, new Map([[id, accesses]]))
    }
    return fault
  }

  #missing(accesses: Accesses, freed: ReadonlySet<SporeId>, world: WorldView): string | undefined {
    const ledger = this.#ledger
    for (const slot of accesses.keys())
      for (const [other, theirs] of this.#locks.get(slot) ?? []) {
        if (!conflict(accesses, theirs)) continue
        const name = other.slice(0, 16)
        if (ledger.tally(other).commitAt !== undefined) {
          const executed = this.#executed(other, world)
          if (executed === false) return `conflicts with ${name}, which is committed and not executed there`
          if (executed) this.#forget(other, theirs)
          continue
        }
        if (!this.#isOver(other)) return `conflicts with ${name}, which is not decided`
        if (needsEnd(theirs, accesses) && !freed.has(other)) return `does not name ${name} as freed`
      }
    return undefined
  }

  #untrue(accesses: Accesses, freed: readonly SporeId[]): string | undefined {
    for (const id of freed) {
      const theirs = this.#ledger.bodies.get(id)?.accesses
      const name = id.slice(0, 16)
      if (!this.#endorsed.has(id)) return `names ${name} as freed without having endorsed it`
      if (!theirs || !needsEnd(theirs, accesses))
        return `names ${name} as freed, which does not conflict in place`
      if (this.#ledger.tally(id).commitAt !== undefined) return `names ${name} as freed, which can commit`
      if (!this.#isOver(id)) return `names ${name} as freed, which is not decided`
    }
    return undefined
  }

  #isOver(id: SporeId): boolean {
    return this.#ledger.isAborted(id) || this.#ledger.rivalOf(id) !== undefined
  }

  /** Undefined when the node is down at this moment and cannot be asked. */
  #executed(id: SporeId, world: WorldView): boolean | undefined {
    const node = world.honest.find(({ index }) => index === this.#endorser)
    return node && policyIn(node.state, world.policy)?.decided.get(id)?.stage === 'committed'
  }

  #forget(id: SporeId, accesses: Accesses): void {
    for (const slot of accesses.keys()) this.#locks.get(slot)?.delete(id)
  }
}
