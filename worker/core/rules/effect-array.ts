// Arrays (AR): one value of scalars, used from both ends or by index. Every write of one is exact, so the order of its items
// is the order of the commits.

import type { Operation } from '../model/operation.ts'
import type { Scalar, Value } from '../model/value.ts'
import { spliced } from './weight.ts'

/** AR-2: a place in an array, counted from 0; undefined for what is none. */
export function indexIn({ more = [] }: Pick<Operation, 'more'>): number | undefined {
  const [place] = more
  if (place?.type !== 'number' || place.number.s !== 0 || place.number.m < 0n) return undefined
  const index = Number(place.number.m)
  return Number.isSafeInteger(index) ? index : undefined
}

/** AR-1: RESET makes an empty array of whatever was there, but for a bounded counter, which only DELETE ends. */
export function arrayAfter(before: Value | undefined, operation: Operation): Value | undefined {
  const { op, argument } = operation
  if (op === 'RESET') return before?.type === 'counter' ? before : { type: 'array', items: [] }
  if (before !== undefined && before.type !== 'array') return before
  const items = before?.items ?? []
  const after = itemsAfter(items, op, argument, indexIn(operation))
  return after ? { type: 'array', items: after } : before
}

/** Undefined where nothing changes: nothing to take, no such place. */
function itemsAfter(
  items: readonly Scalar[],
  op: Operation['op'],
  argument: Scalar | null,
  index: number | undefined,
): readonly Scalar[] | undefined {
  const { length } = items
  if (op === 'RPOP') return length > 0 ? spliced(items, length - 1, 1, []) : undefined
  if (op === 'LPOP') return length > 0 ? spliced(items, 0, 1, []) : undefined
  if (!argument) return undefined
  if (op === 'RPUSH') return spliced(items, length, 0, [argument])
  if (op === 'LPUSH') return spliced(items, 0, 0, [argument])
  if (index === undefined) return undefined
  if (op === 'LINSERT') return index <= length ? spliced(items, index, 0, [argument]) : undefined
  return index < length ? spliced(items, index, 1, [argument]) : undefined
}

/** What a pop gets. */
export function takenFrom(before: Value | undefined, op: 'RPOP' | 'LPOP'): Scalar | null {
  if (before?.type !== 'array') return null
  return before.items.at(op === 'RPOP' ? -1 : 0) ?? null
}
