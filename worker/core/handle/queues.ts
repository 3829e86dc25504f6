// Work queues at the node that submits (rules QU): which item a QTAKE takes, and where a QADD puts one. Choices of a client,
// which no vote rests on: endorsers see an item's slot and lock it like any other. What is remembered here only saves time:
// the slots of items long taken stand before the first that is left.

import { MAX_POSITION, MAX_QUEUE_PLACES, QUEUE_SCAN } from '../limits.ts'
import { AFTER_SUB_SLOTS, elementOfName, elementOfSlot, parentOf, SUB_SEPARATOR } from '../model/slot.ts'
import type { Scalar } from '../model/value.ts'
import { itemAt } from '../rules/queue-item.ts'
import { recordAt } from '../rules/version.ts'
import type { PolicyState, QueuePlaces } from '../state.ts'

const firstSlot = (key: string): string => key + SUB_SEPARATOR

/** What is remembered of the queue as it is now. */
function placesOf(policy: PolicyState, key: string): QueuePlaces | undefined {
  const places = policy.queues.get(key)
  return places?.x === recordAt(policy.records, key).x ? places : undefined
}

function openPlaces(policy: PolicyState, key: string): QueuePlaces {
  const places = placesOf(policy, key) ?? {
    x: recordAt(policy.records, key).x,
    head: firstSlot(key),
    given: 0,
  }
  policy.queues.delete(key)
  policy.queues.set(key, places)
  const oldest = policy.queues.keys().next().value
  if (policy.queues.size > MAX_QUEUE_PLACES && oldest !== undefined) policy.queues.delete(oldest)
  return places
}

/** Where to begin to look for items. */
export const headOf = (policy: PolicyState, key: string): string =>
  placesOf(policy, key)?.head ?? firstSlot(key)

/** An item has come; it may stand before those that were seen. */
export function noticeItem(policy: PolicyState, slot: string): void {
  const key = parentOf(slot)
  const places = key === undefined ? undefined : policy.queues.get(key)
  if (places && slot < places.head) places.head = slot
}

/** QU-4: behind every item of the queue, own ones on their way included. */
export function nextItem(policy: PolicyState, key: string, nonce: string, operation: number): Scalar {
  const { value } = recordAt(policy.records, key)
  const places = openPlaces(policy, key)
  const position = Math.max(places.given, value?.type === 'queue' ? value.tail : 0) + 1
  places.given = Math.min(position, MAX_POSITION)
  return itemAt(position, nonce, operation)
}

export interface FreeItems {
  /** Items that no spore on its way takes, first ones first, as many as were wanted or there are. */
  readonly slots: readonly string[]
  /** The first slot that holds an item, taken or not. */
  readonly head: string | undefined
  /** Pages to load before the rest can be seen. */
  readonly unloaded: readonly string[]
  /** Where the rest begins. */
  readonly next: string
}

/** QU-3. Pure: for the host, too, which loads what is missing and goes on where it was. */
export function freeItems(
  policy: PolicyState,
  key: string,
  wanted: number,
  start = headOf(policy, key),
): FreeItems {
  const { records } = policy
  const to = key + AFTER_SUB_SLOTS
  const slots: string[] = []
  let head: string | undefined
  let from = start
  const { value } = recordAt(records, key)
  // A queue remembers its size: however many were taken, nobody needs to look for what is not there.
  if (value?.type !== 'queue' || value.size === 0) return { slots, head, unloaded: [], next: from }
  while (slots.length < wanted) {
    const unloaded = records.missingRange(from, to, QUEUE_SCAN)
    if (unloaded.length > 0) return { slots, head, unloaded, next: from }
    let seen = 0
    for (const [slot] of records.range(from, to, QUEUE_SCAN)) {
      seen++
      from = `${slot}\0`
      if (recordAt(records, slot).value === undefined) continue
      head ??= slot
      if (isFree(policy, slot) && slots.length < wanted) slots.push(slot)
    }
    if (seen < QUEUE_SCAN) break
  }
  return { slots, head, unloaded: [], next: from }
}

const isFree = (policy: PolicyState, slot: string): boolean => {
  if ((policy.ownBySlot.get(slot)?.size ?? 0) > 0) return false
  for (const { footprint } of policy.openBySlot.at(slot)) if (footprint.has(slot)) return false
  return true
}

/** The first items that nobody takes; fewer than wanted when there are no more. */
export function pickItems(policy: PolicyState, key: string, wanted: number): readonly Scalar[] {
  const { slots, head, next } = freeItems(policy, key, wanted)
  // Where nothing was found nothing has to be looked for again: what comes there later lowers it (noticeItem).
  openPlaces(policy, key).head = head ?? next
  return slots.map((slot) => elementOfName(elementOfSlot(slot)))
}
