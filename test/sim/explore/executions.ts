// Every short history below one key, and every order in which a replica can get it: what comes after an overwrite of the key
// is late, and must leave what the order of the commits left (EX-1 to EX-5). A history comes about as honest endorsers let it,
// each spore built on what those before it left. The product's rules execute; the reference says what is right.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { SlotRecord } from '../../../worker/core/model/slot-record.ts'
import { keyOfSlot } from '../../../worker/core/model/slot.ts'
import { executeSpore, gateOf } from '../../../worker/core/rules/apply.ts'
import type { Footprint } from '../../../worker/core/rules/footprint.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { footprint, sporeOf } from '../../core/builders.ts'
import { type Committed, operationsFor, SLOTS, type Wish } from '../../core/history.ts'
import { heldAt, shownHeld } from '../checkers/records.ts'
import { accessesOf } from '../reference/footprint.ts'
import { ReferenceStore } from '../reference/store.ts'

export interface Below {
  readonly name: string
  /** What one spore may do. */
  readonly spores: readonly (readonly Wish[])[]
  /** Spores of the longest history. */
  readonly length: number
}

export interface Executions {
  readonly histories: number
  readonly orders: number
  /** Spores that met a later epoch, and those that had to wait for an earlier one, in all orders. */
  readonly absorbed: number
  readonly waited: number
  readonly violation: string | undefined
}

interface Spore extends Committed {
  readonly locks: Footprint
}
type Records = ReadonlyMap<string, SlotRecord>

export function everyExecution({ spores: choices, length }: Below): Executions {
  const slots = SLOTS.filter((slot) => choices.flat().some(({ key }) => key === keyOfSlot(slot)))
  const counts = { histories: 0, orders: 0, absorbed: 0, waited: 0 }
  let violation: string | undefined
  const show = (records: Records): string =>
    slots.map((slot) => `${JSON.stringify(slot)}: ${shownIn(records, slot) ?? '-'}`).join('\n')
  const judge = (history: readonly Spore[], straight: Records): void => {
    counts.histories++
    const [wanted, held] = [referenceOf(history, slots), show(straight)]
    if (wanted !== held) violation = `${told(history)}\n${held}\ninstead of\n${wanted}`
    for (const order of orders(history)) {
      if (violation !== undefined) return
      counts.orders++
      const { records, absorbed, waited, left } = deliver(order)
      counts.absorbed += absorbed
      counts.waited += waited
      const found = show(records)
      if (left > 0 || found !== wanted)
        violation = `${told(history)}\nas ${told(order)}: ${left} wait\n${found}\ninstead of\n${wanted}`
    }
  }
  const grow = (history: readonly Spore[], records: Records): void => {
    if (history.length > 0) judge(history, records)
    if (history.length === length) return
    for (const wishes of choices) {
      const operations = violation === undefined ? operationsFor(records, wishes) : undefined
      if (!operations) continue
      const id = (history.length + 1).toString(16).padStart(4, '0').repeat(16) as SporeId
      const next = { id, operations, locks: footprint(operations) }
      grow([...history, next], executed(records, next) ?? records)
    }
  }
  grow([], new Map())
  return { ...counts, violation }
}

/** Undefined while some slot is not ready. */
function executed(
  records: Records,
  { locks, ...spore }: Spore,
  seen?: (absorbed: number) => void,
): Records | undefined {
  const gate = gateOf(records, locks)
  if ('waitsAt' in gate) return undefined
  seen?.(gate.absorbed.size)
  return new Map([...records, ...executeSpore(records, spore, locks, gate.absorbed).written])
}

/** As a replica takes what comes: at once where it is ready, else as soon as it is. */
function deliver(order: readonly Spore[]): {
  readonly records: Records
  readonly absorbed: number
  readonly waited: number
  readonly left: number
} {
  let records: Records = new Map()
  let waiting: Spore[] = []
  let [absorbed, waited] = [0, 0]
  for (const spore of order) {
    waiting.push(spore)
    for (let before = -1; before !== waiting.length;) {
      before = waiting.length
      waiting = waiting.filter((each) => {
        const after = executed(records, each, (slots) => (absorbed += Number(slots > 0)))
        records = after ?? records
        return after === undefined
      })
    }
    waited += Number(waiting.includes(spore))
  }
  return { records, absorbed, waited, left: waiting.length }
}

function referenceOf(history: readonly Spore[], slots: readonly string[]): string {
  const store = new ReferenceStore()
  for (const { id, operations } of history) {
    const accesses = accessesOf(sporeOf(operations))
    if (!accesses || store.execute({ id, operations }, accesses) === 'wait') return 'nothing, since it waits'
  }
  return slots.map((slot) => `${JSON.stringify(slot)}: ${store.show(slot) ?? '-'}`).join('\n')
}

function shownIn(records: Records, slot: string): string | undefined {
  const loaded = { missing: () => [], get: (name: string) => records.get(name) }
  const held = heldAt({ records: loaded } as unknown as PolicyState, slot)
  return held === undefined || held === 'unloaded' ? undefined : shownHeld(held)
}

function* orders(left: readonly Spore[]): Iterable<readonly Spore[]> {
  if (left.length <= 1) yield left
  else
    for (const [i, first] of left.entries())
      for (const rest of orders(left.toSpliced(i, 1))) yield [first, ...rest]
}

const told = (spores: readonly Spore[]): string =>
  spores.map(({ operations }) => operations.map(({ op }) => op).join('+')).join(', ')
