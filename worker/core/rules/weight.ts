// What a value counts for against the bound on stored ones (VA-3, AR-3). Arrays never change, they are made anew: one that an
// operation makes of a weighed one is weighed by what changed. Else a small spore could make every endorser weigh a large array
// once for each of its operations, each time it is judged.

import { digitsOf } from '../model/number.ts'
import type { Scalar, Value } from '../model/value.ts'

const known = new WeakMap<readonly Scalar[], number>()

/** Bytes that a value counts for: a UTF-16 unit 3, a digit 1. */
export function weightOf(value: Value): number {
  if (value.type === 'string') return value.text.length * 3
  if (value.type === 'bytes') return value.bytes.length
  if (value.type === 'number') return digitsOf(value.number) + 2
  if (value.type !== 'array') return 0
  const weight = known.get(value.items) ?? sumOf(value.items)
  known.set(value.items, weight)
  return weight
}

const sumOf = (items: readonly Scalar[]): number => items.reduce((sum, item) => sum + weightOf(item), 0)

/** `items` with `put` instead of the `gone` items from `place` on. */
export function spliced(
  items: readonly Scalar[],
  place: number,
  gone: 0 | 1,
  put: readonly Scalar[],
): readonly Scalar[] {
  const after = items.toSpliced(place, gone, ...put)
  const change = sumOf(put) - sumOf(items.slice(place, place + gone))
  known.set(after, weightOf({ type: 'array', items }) + change)
  return after
}
