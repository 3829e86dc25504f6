// I2 in small worlds: endorsers that have executed the same spores hold the same, namely what the reference executor holds.

import type { Spore } from '../../../worker/core/model/spore.ts'
import { heldAt, shownHeld } from '../checkers/records.ts'
import type { Accesses } from '../reference/footprint.ts'
import { ReferenceStore } from '../reference/store.ts'
import type { LocalNode } from './local-node.ts'

export class Contents {
  readonly #spores: readonly Spore[]
  readonly #accesses: readonly Accesses[]
  readonly #slots: readonly string[]
  /** By the spores executed. */
  readonly #right = new Map<string, string>()

  constructor(spores: readonly Spore[], accesses: readonly Accesses[]) {
    this.#spores = spores
    this.#accesses = accesses
    this.#slots = [...new Set(accesses.flatMap((each) => [...each.keys()]))].sort()
  }

  /** What is wrong with what this endorser holds, having executed these. */
  faultOf({ policy }: LocalNode, executed: readonly number[]): string | undefined {
    const held = this.#slots.map((slot) => {
      const there = heldAt(policy, slot)
      return there === undefined || there === 'unloaded' ? '-' : shownHeld(there)
    })
    const found = held.join('\n')
    const right = this.#rightAfter(executed)
    if (found === right) return undefined
    return `I2: endorser ${policy.self} executed ${executed.map((i) => `S${i + 1}`).join()} and holds\n${found}\ninstead of\n${right}`
  }

  #rightAfter(executed: readonly number[]): string {
    const name = executed.join()
    const known = this.#right.get(name)
    if (known !== undefined) return known
    const store = new ReferenceStore()
    let waiting = executed
    for (let before = -1; before !== waiting.length;) {
      before = waiting.length
      waiting = waiting.filter((i) => {
        const [spore, accesses] = [this.#spores[i], this.#accesses[i]]
        return spore !== undefined && accesses !== undefined && store.execute(spore, accesses) === 'wait'
      })
    }
    const right =
      waiting.length > 0
        ? `nothing, since S${(waiting[0] ?? 0) + 1} waits`
        : this.#slots.map((slot) => store.show(slot) ?? '-').join('\n')
    this.#right.set(name, right)
    return right
  }
}
