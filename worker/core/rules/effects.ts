// What executing a spore changes, as values before and after: for screens only, kept with the entry, and of the newest in
// the snapshot. Long values are cut, so that what is kept is bounded by the number of recent spores.

import type { Scalar, Value } from '../model/value.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import {
  elementOfName,
  elementOfSlot,
  isSystemSlot,
  isWellFormed,
  keyOfSlot,
  parentOf,
} from '../model/slot.ts'
import { MAX_EFFECT_UNITS } from '../limits.ts'
import { recordAt, type Records } from './version.ts'

export interface KeptValue {
  readonly value: Value
  /** Characters, bytes or items of the whole, when it was cut. */
  readonly cutFrom?: number
}

export interface Effect {
  readonly key: string
  readonly element: Scalar | null
  readonly before: KeptValue | undefined
  readonly after: KeptValue | undefined
}

/** `records` as they were before `written`. A set that only holds what the spore put into it is said by its elements. */
export function effectsOf(records: Records, written: ReadonlyMap<string, SlotRecord>): readonly Effect[] {
  const effects: Effect[] = []
  for (const [slot, { value }] of written) {
    if (isSystemSlot(slot)) continue
    const element = parentOf(slot) === undefined ? null : elementOfName(elementOfSlot(slot))
    const before = kept(recordAt(records, slot).value)
    effects.push({ key: keyOfSlot(slot), element, before, after: kept(value) })
  }
  return effects
}

function kept(value: Value | undefined): KeptValue | undefined {
  if (value?.type === 'string' && value.text.length > MAX_EFFECT_UNITS)
    return {
      value: { type: 'string', text: cutText(value.text) },
      cutFrom: value.text.length,
    }
  if (value?.type === 'bytes' && value.bytes.length > MAX_EFFECT_UNITS)
    return {
      value: { type: 'bytes', bytes: value.bytes.slice(0, MAX_EFFECT_UNITS) },
      cutFrom: value.bytes.length,
    }
  // Of an array only the length is shown, and old ones must not stay in memory.
  if (value?.type === 'array') return { value: { type: 'array', items: [] }, cutFrom: value.items.length }
  return value && { value }
}

/** Not inside a surrogate pair: half of one has no form on disk. */
function cutText(text: string): string {
  const cut = text.slice(0, MAX_EFFECT_UNITS)
  return isWellFormed(cut) ? cut : cut.slice(0, -1)
}
