// Histories of committed spores as honest endorsers would let them come about: each is built on the newest state, with
// the form that submission would choose, and is refused when the values do not fit. Replicas then see them in any order.

import fc from 'fast-check'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Base, Mode, Operation, OperationName } from '../../worker/core/model/operation.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { valueFault } from '../../worker/core/rules/fit.ts'
import { footprintOf, isExact, joinModes } from '../../worker/core/rules/footprint.ts'
import { containerOf, OPERATIONS, plainModeOf } from '../../worker/core/rules/operations.ts'
import { operationFault } from '../../worker/core/rules/validity.ts'
import { exactPart, pathAt, recordAt, type Records } from '../../worker/core/rules/version.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { base, bytes, scalar } from './builders.ts'
import { Replica } from './replica.ts'

export interface Wish {
  readonly op: OperationName
  readonly key: string
  readonly element: string
  /** A number, `0x…` bytes, or text. */
  readonly argument: string
  readonly index?: number
}

const ARGUMENTS: readonly string[] = ['2', '2', '-0.5', '-0.5', 'text', '0x01', '0x0100']
export const scalarOf = (argument: string): Scalar =>
  argument.startsWith('0x') ? bytes(...hexToBytes(argument.slice(2))) : scalar(argument)

/** Of each key, what is mostly written there: few keys, elements and values, so that wishes meet and fit. */
const FAMILIES: Readonly<Record<string, readonly OperationName[]>> = {
  k: ['ADD', 'ADD', 'ADD', 'MUL', 'MUL', 'MAX', 'MAX', 'MIN', 'SET', 'COUNTER', 'CAS', 'SETNX', 'DELETE'],
  l: ['RPUSH', 'RPUSH', 'LPUSH', 'RPOP', 'LPOP', 'LINSERT', 'LSET', 'RESET', 'DELETE'],
  m: ['HSET', 'HSET', 'HDEL', 'HADD', 'HADD', 'DELETE'],
  q: ['QADD', 'QADD', 'QTAKE', 'QTAKE', 'DELETE'],
  s: ['SADD', 'SADD', 'SREM', 'SREM', 'DELETE'],
  t: ['CONCAT', 'SET', 'SETNX', 'CAS', 'MAX', 'MIN', 'DELETE'],
}
export const KEYS = Object.keys(FAMILIES)

const wishOf = (ops: readonly OperationName[], keys: readonly string[]): fc.Arbitrary<Wish> =>
  fc.record({
    op: fc.constantFrom(...ops),
    key: fc.constantFrom(...keys),
    element: fc.constantFrom('a', 'b'),
    argument: fc.constantFrom(...ARGUMENTS),
    index: fc.nat(2),
  })

export const anyWish: fc.Arbitrary<Wish> = fc.oneof(
  ...Object.entries(FAMILIES).map(([key, ops]) => ({ weight: 3, arbitrary: wishOf(ops, [key]) })),
  // And what does not fit there, which makes another type of it, or is refused.
  { weight: 2, arbitrary: wishOf(Object.keys(OPERATIONS) as OperationName[], KEYS) },
)

/** Every slot that wishes can reach. */
export const SLOTS: readonly string[] = KEYS.flatMap((key) => [
  key,
  ...['a', 'b'].flatMap((each) => [scalar(each), itemOf(each)]).map((sub) => slotOf(key, sub)),
])

/** One to three wishes a spore. */
export const anyWishes = fc.array(fc.array(anyWish, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 14,
})

export interface Committed {
  readonly id: SporeId
  readonly operations: readonly Operation[]
}

/** What became of the wishes, in the order in which they were decided, and the replica that saw them in that order. */
export function commitAll(wishes: readonly (readonly Wish[])[]): {
  readonly spores: readonly Committed[]
  readonly first: Replica
} {
  const first = new Replica()
  const spores: Committed[] = []
  for (const [index, each] of wishes.entries()) {
    const operations = operationsFor(first.records, each)
    if (!operations) continue
    const id = (index + 1).toString(16).padStart(4, '0').repeat(16) as SporeId
    first.execute(id, operations)
    spores.push({ id, operations })
  }
  return { spores, first }
}

function itemOf(element: string): Scalar {
  return itemAt(element.charCodeAt(0), '00', 0)
}

/** Names of items are bytes; elements and fields are text. */
const subOf = (op: OperationName, element: string): Scalar | null => {
  const { place } = OPERATIONS[op]
  if (place === 'key') return null
  return place === 'item' ? itemOf(element) : scalar(element)
}

/** The wish as an operation, its base aside. */
export function plainOperation({ op, key, element, argument, index = 0 }: Wish): Operation {
  const shape = OPERATIONS[op]
  return {
    op,
    key,
    sub: subOf(op, element),
    argument: shape.argument === undefined ? null : scalarOf(argument),
    ...(op === 'LINSERT' || op === 'LSET' ? { more: [scalar(String(index))] } : {}),
    // Few values, so that what is expected is often there.
    ...(op === 'CAS' ? { more: [index === 0 ? null : scalarOf(ARGUMENTS[index - 1] ?? '2')] } : {}),
    ...(op === 'COUNTER' ? { more: [scalar('-3'), index === 0 ? null : scalar('9')] } : {}),
    base: base(),
  }
}

/** The operations with their bases; undefined when an endorser would refuse them. */
export function operationsFor(records: Records, wishes: readonly Wish[]): readonly Operation[] | undefined {
  const plain = wishes.map(plainOperation)
  if (plain.some((each) => operationFault(each))) return undefined
  const modes = modesOf(records, plain)
  const operations = plain.map((each) => {
    const slot = slotOf(each.key, each.sub)
    return { ...each, base: baseOf(records, slot, modes.get(slot) ?? 'X') }
  })
  return fits(records, operations) ? operations : undefined
}

function fits(records: Records, operations: readonly Operation[]): boolean {
  const locks = footprintOf(operations, [])
  return locks.ok && !valueFault(records, operations, locks.value)
}

function modesOf(records: Records, operations: readonly Operation[]): Map<string, Mode> {
  const modes = new Map<string, Mode>()
  const add = (slot: string, mode: Mode): void => {
    const before = modes.get(slot)
    modes.set(slot, before === undefined ? mode : joinModes(before, mode))
  }
  for (const operation of operations) {
    const { op, key, sub } = operation
    const slot = slotOf(key, sub)
    const mode = plainModeOf(operation)
    const { cls, value } = recordAt(records, slot)
    const container = containerOf(op)
    if (container) add(key, container)
    const isOther = (cls !== null && cls !== mode) || (value?.type === 'counter' && mode === 'C:mul')
    add(slot, mode.startsWith('C:') && isOther ? 'XD' : mode)
  }
  return modes
}

export function baseOf(records: Records, slot: string, mode: Mode): Base {
  const path = pathAt(records, slot)
  const record = recordAt(records, slot)
  return isExact(mode) ? { path, w: record.w, ...exactPart(record) } : { path, w: null, c: null, h: null }
}
