// The form in which an operation is submitted (PI-2): which item it means, which lock mode its slot gets, so that all accesses
// of one slot can name one base.

import type { Intended, Submission } from '../input.ts'
import type { CommutativeMode, Mode } from '../model/operation.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { slotOf } from '../model/slot.ts'
import type { Scalar } from '../model/value.ts'
import { wouldExceed } from '../rules/escrow.ts'
import { isExclusive, joinModes } from '../rules/footprint.ts'
import { containerOf, OPERATIONS, plainModeOf } from '../rules/operations.ts'
import { project } from '../rules/projection.ts'
import { itemAt } from '../rules/queue-item.ts'
import { recordAt } from '../rules/version.ts'
import type { PolicyState } from '../state.ts'
import { lastPosition, pickItems } from './queues.ts'

const ANY_ITEM: Scalar = { type: 'bytes', bytes: new Uint8Array(16) }

/** With some item in its place where none was chosen yet: for what can be judged before. */
export const withSomeItem = (each: Intended): Intended =>
  OPERATIONS[each.op].place === 'item' && each.sub === null ? { ...each, sub: ANY_ITEM } : each

/** QU-3, QU-4: every QADD and QTAKE names its item. Fails with why there is none to take. */
export function withItems(
  policy: PolicyState,
  { operations, nonce }: Pick<Submission, 'operations' | 'nonce'>,
  now: number,
): Result<readonly Intended[], { readonly why: 'TYPE' | 'RATE'; readonly message: string }> {
  const picked = new Map<string, Scalar[]>()
  for (const key of new Set(operations.filter(needsItem).map((each) => each.key))) {
    const wanted = operations.filter((each) => each.key === key && needsItem(each)).length
    // An own overwrite on its way ends the queue that is here.
    const items = project(policy, key).fresh ? [] : pickItems(policy, key, wanted, now)
    if (items.length < wanted) return fail(noneLeft(policy, key))
    picked.set(key, [...items])
  }
  const last = new Map<string, number>()
  return ok(
    operations.map((each, i) => {
      if (each.op === 'QADD' && each.sub === null) {
        const position = (last.get(each.key) ?? lastPosition(policy, each.key)) + 1
        last.set(each.key, position)
        return { ...each, sub: itemAt(position, nonce, i) }
      }
      return needsItem(each) ? { ...each, sub: picked.get(each.key)?.shift() ?? null } : each
    }),
  )
}

export const needsItem = ({ op, sub }: Pick<Intended, 'op' | 'sub'>): boolean =>
  op === 'QTAKE' && sub === null

/** Taken by others, who may yet fail, or being added: worth another look. */
function noneLeft(
  policy: PolicyState,
  key: string,
): { readonly why: 'TYPE' | 'RATE'; readonly message: string } {
  const { value } = recordAt(policy.records, key)
  if (value !== undefined && value.type !== 'queue')
    return { why: 'TYPE', message: `QTAKE needs a queue, and ${key} holds something else.` }
  if ((value?.size ?? 0) > 0 || project(policy, key).touched)
    return { why: 'RATE', message: `All items of ${key} are being taken. Try again in a moment.` }
  return { why: 'TYPE', message: `The queue ${key} has no item to take.` }
}

/** The lock mode of every slot named. */
export function modesBySlot(
  policy: PolicyState,
  { requirements, exact = false }: Pick<Submission, 'requirements' | 'exact'>,
  operations: readonly Intended[],
  now: number,
): Map<string, Mode> {
  const modes = new Map<string, Mode>()
  const add = (slot: string, mode: Mode): void => {
    const before = modes.get(slot)
    modes.set(slot, before === undefined ? mode : joinModes(before, mode))
  }
  for (const { key, mode } of requirements) add(key, mode)
  for (const each of operations) {
    const slot = slotOf(each.key, each.sub)
    add(slot, fittingMode(policy, slot, each, operations, exact, now))
    const container = containerOf(each.op)
    if (container !== undefined) add(each.key, container)
  }
  return modes
}

/** Commutative while the epoch is of its class, and while the bounds of a counter leave room for it (ES-5). */
function fittingMode(
  policy: PolicyState,
  slot: string,
  each: Intended,
  operations: readonly Intended[],
  exact: boolean,
  now: number,
): Mode {
  const mode = plainModeOf(each)
  if (isExclusive(mode)) return mode
  const { cls, fresh } = project(policy, slot)
  if (cls !== null && cls !== (mode as CommutativeMode)) return 'XD'
  const isCounter = recordAt(policy.records, slot).value?.type === 'counter'
  // What an own overwrite on its way leaves may have bounds, too: COUNTER sets them, SET keeps them.
  const mayHaveBounds = isCounter || (fresh && (mode === 'C:num' || mode === 'C:mul'))
  if (mayHaveBounds && (exact || mode === 'C:mul')) return 'XD'
  if (fresh || !isCounter) return mode
  return mode === 'C:num' && wouldExceed(policy, each.key, operations, now) ? 'XD' : mode
}
