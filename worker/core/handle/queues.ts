// Work queues at the node that submits (rules QU): which item a QTAKE takes, and where a QADD puts one. Choices of a client,
// which no vote rests on: endorsers see an item's slot and lock it like any other. What is remembered here only saves time:
// the slots of items long taken stand before the first that is left.

import { MAX_QUEUE_HEADS, QUEUE_SCAN } from '../limits.ts'
import { AFTER_SUB_SLOTS, elementOfName, elementOfSlot, parentOf, SUB_SEPARATOR } from '../model/slot.ts'
import type { Scalar } from '../model/value.ts'
import { type FootprintEntry, isWrite } from '../rules/footprint.ts'
import { project } from '../rules/projection.ts'
import { positionOf } from '../rules/queue-item.ts'
import { timersOf } from '../rules/timers.ts'
import { isUnderWay } from '../rules/under-way.ts'
import { recordAt } from '../rules/version.ts'
import type { PolicyState, SporeEntry } from '../state.ts'

const firstSlot = (key: string): string => key + SUB_SEPARATOR

/** Where to begin to look for items. */
export function headOf(policy: PolicyState, key: string): string {
  const head = policy.queueHeads.get(key)
  return head?.x === recordAt(policy.records, key).x ? head.slot : firstSlot(key)
}

function rememberHead(policy: PolicyState, key: string, slot: string): void {
  const { queueHeads } = policy
  queueHeads.delete(key)
  queueHeads.set(key, { x: recordAt(policy.records, key).x, slot })
  const oldest = queueHeads.keys().next().value
  if (queueHeads.size > MAX_QUEUE_HEADS && oldest !== undefined) queueHeads.delete(oldest)
}

/** An item has come; it may stand before those that were seen. */
export function noticeItem({ queueHeads }: PolicyState, slot: string): void {
  const key = parentOf(slot)
  const head = key === undefined ? undefined : queueHeads.get(key)
  if (key !== undefined && head && slot < head.slot) queueHeads.set(key, { ...head, slot })
}

/**
 * QU-4: the furthest position in the queue. Own items on their way count, also those being signed, and those of before a
 * restart; if an own overwrite is on its way, only those behind it.
 */
export function lastPosition(policy: PolicyState, key: string): number {
  const { x } = project(policy, key)
  const record = recordAt(policy.records, key)
  const tail = record.x === x && record.value?.type === 'queue' ? record.value.tail : 0
  // Whoever writes an item holds its queue, too.
  if (!policy.ownBySlot.has(key)) return tail
  const first = firstSlot(key)
  let furthest = ''
  // Names sort by position.
  for (const [slot, there] of policy.ownBySlot)
    if (slot > furthest && slot.startsWith(first) && isAnyAt(there.values(), x)) furthest = slot
  return furthest === '' ? tail : Math.max(tail, positionOf(elementOfName(elementOfSlot(furthest))))
}

function isAnyAt(entries: Iterable<FootprintEntry>, x: number): boolean {
  for (const { base } of entries) if (base.path[0] === x) return true
  return false
}

export interface FreeItems {
  /** Items that no spore on its way takes, first ones first, as many as were wanted or there are. */
  readonly slots: readonly string[]
  /** Items before these that a spore is taking, but has not for longer than a lock timeout. */
  readonly stuck: readonly string[]
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
  now: number,
  start = headOf(policy, key),
): FreeItems {
  const { records } = policy
  const to = key + AFTER_SUB_SLOTS
  const slots: string[] = []
  const stuck: string[] = []
  const useOf = usesAt(policy, now)
  let head: string | undefined
  let from = start
  const { value } = recordAt(records, key)
  // A queue remembers its size: however many were taken, nobody needs to look for what is not there.
  if (value?.type !== 'queue' || value.size === 0) return { slots, stuck, head, unloaded: [], next: from }
  while (slots.length < wanted) {
    const unloaded = records.missingRange(from, to, QUEUE_SCAN)
    if (unloaded.length > 0) return { slots, stuck, head, unloaded, next: from }
    let seen = 0
    for (const [slot] of records.range(from, to, QUEUE_SCAN)) {
      seen++
      from = `${slot}\0`
      if (recordAt(records, slot).value === undefined) continue
      head ??= slot
      const use = useOf(slot)
      if (use === 'free' && slots.length < wanted) slots.push(slot)
      if (use === 'stuck' && stuck.length < wanted) stuck.push(slot)
    }
    if (seen < QUEUE_SCAN) break
  }
  return { slots, stuck, head, unloaded: [], next: from }
}

/** Who only reads an item does not take it, nor does a spore that nobody can vote on. Each is looked at once. */
function usesAt(policy: PolicyState, now: number): (slot: string) => 'free' | 'taken' | 'stuck' {
  const seen = new Map<SporeEntry, boolean>()
  const { lockMs } = timersOf(policy)
  const takes = (slot: string, entry: SporeEntry): boolean => {
    const there = entry.footprint.get(slot)
    if (!there || !isWrite(there.mode)) return false
    const known = seen.get(entry) ?? isUnderWay(policy, entry, now)
    seen.set(entry, known)
    return known
  }
  return (slot) => {
    if ((policy.ownBySlot.get(slot)?.size ?? 0) > 0) return 'taken'
    let use: 'free' | 'taken' | 'stuck' = 'free'
    for (const entry of policy.openBySlot.at(slot)) {
      if (!takes(slot, entry)) continue
      if (entry.stage === 'committed') return 'taken'
      // Whoever waits for its lock brings it to an end (BA-12), and nobody would wait who is told that all are taken.
      if (now - entry.receivedAt > lockMs) use = 'stuck'
      else if (use === 'free') use = 'taken'
    }
    return use
  }
}

/** The first items that nobody takes, then those whose taker seems to come to nothing; fewer than wanted if there are no more. */
export function pickItems(policy: PolicyState, key: string, wanted: number, now: number): readonly Scalar[] {
  const { slots, stuck, head, next } = freeItems(policy, key, wanted, now)
  // Where nothing was found nothing has to be looked for again: what comes there later lowers it (noticeItem).
  rememberHead(policy, key, head ?? next)
  return [...slots, ...stuck].slice(0, wanted).map((slot) => elementOfName(elementOfSlot(slot)))
}
