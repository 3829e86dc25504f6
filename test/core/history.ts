// Histories of committed spores as honest endorsers would let them come about: each is built on the newest state, with
// the form that submission would choose, and is refused when the values do not fit. Replicas then see them in any order.

import fc from 'fast-check'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Base, Mode, Operation, OperationName } from '../../worker/core/model/operation.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { commutativeModeOf, footprintOf, isExact, joinModes } from '../../worker/core/rules/footprint.ts'
import { operationFault, valueFault } from '../../worker/core/rules/validity.ts'
import { exactPart, pathAt, recordAt, type Records } from '../../worker/core/rules/version.ts'
import { base, scalar } from './builders.ts'
import { Replica } from './replica.ts'

export interface Wish {
  readonly op: OperationName
  readonly key: string
  readonly element: string
  readonly argument: string
}

/** Few keys and elements, so that wishes meet. */
const anyWish: fc.Arbitrary<Wish> = fc.record({
  op: fc.constantFrom<OperationName>(
    'SET',
    'DELETE',
    'CONCAT',
    'ADD',
    'ADD',
    'MUL',
    'SADD',
    'SADD',
    'SREM',
    'SREM',
  ),
  key: fc.constantFrom('k', 'l', 's'),
  element: fc.constantFrom('a', 'b'),
  argument: fc.constantFrom('2', '-0.5', 'text'),
})

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

const hasElement = (op: OperationName): boolean => op === 'SADD' || op === 'SREM'
const hasArgument = (op: OperationName): boolean => op !== 'DELETE' && !hasElement(op)

/** The operations with their bases; undefined when an endorser would refuse them. */
export function operationsFor(records: Records, wishes: readonly Wish[]): readonly Operation[] | undefined {
  const plain = wishes.map(({ op, key, element, argument }): Operation => ({
    op,
    key,
    sub: hasElement(op) ? scalar(element) : null,
    argument: hasArgument(op) ? scalar(argument) : null,
    base: base(),
  }))
  if (plain.some((each) => operationFault(each))) return undefined
  const modes = modesOf(records, plain)
  const operations = plain.map((each) => {
    const slot = slotOf(each.key, each.sub)
    return { ...each, base: baseOf(records, slot, modes.get(slot) ?? 'X') }
  })
  return footprintOf(operations, []).ok && !valueFault(records, operations) ? operations : undefined
}

function modesOf(
  records: Records,
  operations: readonly { op: OperationName; key: string; sub: Scalar | null }[],
): Map<string, Mode> {
  const modes = new Map<string, Mode>()
  const add = (slot: string, mode: Mode): void => {
    const before = modes.get(slot)
    modes.set(slot, before === undefined ? mode : joinModes(before, mode))
  }
  for (const { op, key, sub } of operations) {
    const slot = slotOf(key, sub)
    const mode = commutativeModeOf(op)
    const { cls } = recordAt(records, slot)
    if (sub !== null) add(key, 'C:set')
    add(slot, mode.startsWith('C:') && cls !== null && cls !== mode ? 'XD' : mode)
  }
  return modes
}

export function baseOf(records: Records, slot: string, mode: Mode): Base {
  const path = pathAt(records, slot)
  const record = recordAt(records, slot)
  return isExact(mode) ? { path, w: record.w, ...exactPart(record) } : { path, w: null, c: null, h: null }
}
