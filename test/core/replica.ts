// A replica reduced to its records: executes committed spores as soon as they are ready, and shows what is in force.

import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { SlotRecord } from '../../worker/core/model/slot-record.ts'
import { SUB_SEPARATOR } from '../../worker/core/model/slot.ts'
import type { Value } from '../../worker/core/model/value.ts'
import { executeSpore, gateOf } from '../../worker/core/rules/apply.ts'
import { recordAt } from '../../worker/core/rules/version.ts'
import { footprint } from './builders.ts'

export interface Shown {
  readonly value: Value | undefined
  readonly x: number
  readonly w: string
  readonly cs: readonly SporeId[]
  readonly cls: SlotRecord['cls']
}

export class Replica {
  readonly records = new Map<string, SlotRecord>()
  readonly #waiting: (readonly [SporeId, readonly Operation[]])[] = []

  /** False when a slot isn't ready; nothing has changed then. */
  tryExecute(id: SporeId, operations: readonly Operation[]): boolean {
    const locks = footprint(operations)
    const gate = gateOf(this.records, locks)
    if ('waitsAt' in gate) return false
    const { written } = executeSpore(this.records, { id, operations }, locks, gate.absorbed)
    for (const [slot, record] of written) this.records.set(slot, record)
    return true
  }

  execute(id: SporeId, operations: readonly Operation[]): void {
    if (!this.tryExecute(id, operations)) throw new Error('a slot of the spore is not ready')
  }

  /** A committed spore arrives: it and all that waited for it are executed as far as they are ready. */
  deliver(id: SporeId, operations: readonly Operation[]): void {
    this.#waiting.push([id, operations])
    for (let at = 0; at < this.#waiting.length;) {
      const [next, theirs] = this.#waiting[at]!
      if (!this.tryExecute(next, theirs)) at++
      else {
        this.#waiting.splice(at, 1)
        at = 0
      }
    }
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** The record in force; undefined when it is as if nobody had written. */
  show(slot: string): Shown | undefined {
    const { value, x, w, cs, cls } = recordAt(this.records, slot)
    if (value === undefined && x === 0 && cs.length === 0) return undefined
    return { value, x, w, cs: cs.toArray().sort(), cls }
  }

  showAll(): Readonly<Record<string, Shown>> {
    const all: Record<string, Shown> = {}
    for (const slot of [...this.records.keys()].sort()) {
      const shown = this.show(slot)
      if (shown) all[slot] = shown
    }
    return all
  }

  members(key: string): string[] {
    const prefix = key + SUB_SEPARATOR
    const slots = [...this.records.keys()].filter((slot) => slot.startsWith(prefix))
    return slots
      .filter((slot) => this.show(slot)?.value !== undefined)
      .map((slot) => slot.slice(prefix.length))
      .sort()
  }
}
