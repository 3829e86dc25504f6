// Places of the database that open units write. A unit waits for those before it that write the same place, unless both
// commute: so the last row of a file wins, and items of arrays and queues keep their order.

import { locksOf, type Lock } from './unit-size.ts'
import type { Unit } from './units.ts'

const locksOfUnit = ({ rows }: Unit): readonly Lock[] => {
  const locks = new Map<string, boolean>()
  for (const { operations } of rows)
    for (const operation of operations)
      for (const { slot, exclusive } of locksOf(operation))
        locks.set(slot, exclusive || locks.get(slot) === true)
  return [...locks].map(([slot, exclusive]) => ({ slot, exclusive }))
}

export class LockTable {
  readonly #held = new Map<string, { exclusive: number; shared: number }>()
  readonly #waiting: (() => void)[] = []

  /** Resolves once it holds them all; returns how to let them go. */
  async take(unit: Unit): Promise<() => void> {
    const locks = locksOfUnit(unit)
    while (locks.some((lock) => this.#blocks(lock)))
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    for (const { slot, exclusive } of locks) {
      const held = this.#held.get(slot) ?? { exclusive: 0, shared: 0 }
      held[exclusive ? 'exclusive' : 'shared']++
      this.#held.set(slot, held)
    }
    return () => {
      this.#release(locks)
    }
  }

  #blocks({ slot, exclusive }: Lock): boolean {
    const held = this.#held.get(slot)
    return held !== undefined && (held.exclusive > 0 || (exclusive && held.shared > 0))
  }

  #release(locks: readonly Lock[]): void {
    for (const { slot, exclusive } of locks) {
      const held = this.#held.get(slot)
      if (held === undefined) continue
      held[exclusive ? 'exclusive' : 'shared']--
      if (held.exclusive === 0 && held.shared === 0) this.#held.delete(slot)
    }
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
