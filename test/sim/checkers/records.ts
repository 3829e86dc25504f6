// What an honest node holds of a slot, read from its state without its rules: value and version as the one text that the
// reference executor writes, too.

import type { SlotRecord } from '../../../worker/core/model/slot-record.ts'
import type { PolicyId } from '../../../worker/core/model/ids.ts'
import type { Value } from '../../../worker/core/model/value.ts'
import type { CoreState, PolicyState } from '../../../worker/core/state.ts'
import { type Bounded, contentOf, shownContent } from '../reference/content.ts'
import { above } from '../reference/footprint.ts'
import { shown, shownHolder } from '../reference/store.ts'

export const policyIn = (state: CoreState, policy: PolicyId): PolicyState | undefined =>
  state.policies.get(policy)

export interface Held {
  readonly path: readonly number[]
  readonly record: SlotRecord
}

/** 'unloaded' where the page is on the disk only; undefined where the slot is as if nobody had ever written it. */
export function heldAt({ records }: PolicyState, slot: string): Held | 'unloaded' | undefined {
  const key = above(slot)
  if (records.missing(key === undefined ? [slot] : [key, slot]).length > 0) return 'unloaded'
  const record = records.get(slot)
  const parentX = key === undefined ? 0 : (records.get(key)?.x ?? 0)
  // Begun in an epoch of its key that is over: gone.
  if (!record || record.parentX !== parentX) return undefined
  if (record.x === 0 && record.cs.length === 0 && record.value === undefined) return undefined
  return { record, path: key === undefined ? [record.x] : [parentX, record.x] }
}

export const shownHeld = ({ path, record: { w, cs, cls, value } }: Held): string =>
  shown({ path, w, cs: cs.toArray(), cls, value: shownValue(value) })

export function shownValue(value: Value | undefined): string {
  if (value === undefined) return shownContent(value)
  switch (value.type) {
    case 'member':
      return shownContent(value)
    case 'set':
    case 'map':
    case 'queue':
      return shownHolder(value, value.size)
    case 'counter':
      return shownContent(boundedIn(value))
    case 'array':
      return shownContent({ type: 'array', items: value.items.map(contentOf) })
    default:
      return shownContent(contentOf(value))
  }
}

export function boundedIn(value: Value | undefined): Bounded | undefined {
  if (value?.type !== 'counter') return undefined
  const { number, min, max } = value
  return { type: 'counter', amount: number, min: min ?? undefined, max: max ?? undefined }
}
