// Endorsement rule 4b: whether a spore's operations fit the values they meet (VA-2, VA-3). It is asked only once versions are
// equal, so that a lagging endorser never rejects a valid spore [V12]. Where modes are commutative, values may still differ
// between endorsers; nothing here then looks at more than what all writes of one class leave alone: types and bounds.

import { MAX_ARRAY_ITEMS, MAX_NUMBER_DIGITS, MAX_NUMBER_SCALE, MAX_VALUE_BYTES } from '../limits.ts'
import { digitsOf, formatDecimal } from '../model/number.ts'
import type { Operation } from '../model/operation.ts'
import { assertNever } from '../model/result.ts'
import { parentOf, slotOf, SUB_SEPARATOR } from '../model/slot.ts'
import { numberIn, type Scalar, type Value } from '../model/value.ts'
import { applyOperation, isExpected } from './effect.ts'
import { indexIn } from './effect-array.ts'
import type { Footprint } from './footprint.ts'
import { OPERATIONS, replacesKey } from './operations.ts'
import { type Fault, isOutside, nameOfType, typeFault } from './validity.ts'
import { recordAt, type Records } from './version.ts'
import { weightOf } from './weight.ts'

/** Values as the operations of one spore leave them, one after the other. */
class Trial {
  readonly values = new Map<string, Value | undefined>()
  readonly #records: Records
  readonly #replaced = new Set<string>()

  constructor(records: Records) {
    this.#records = records
  }

  at(slot: string): Value | undefined {
    if (this.values.has(slot)) return this.values.get(slot)
    return this.#replaced.has(parentOf(slot) ?? '') ? undefined : recordAt(this.#records, slot).value
  }

  replace(key: string): void {
    this.#replaced.add(key)
    for (const slot of [...this.values.keys()])
      if (slot.startsWith(key + SUB_SEPARATOR)) this.values.delete(slot)
  }
}

/** VA-2: the operations, in order, fit the values they meet, and what they leave lies within its bounds (ES-1). */
export function valueFault(
  records: Records,
  operations: readonly Operation[],
  footprint?: Footprint,
): Fault | undefined {
  const trial = new Trial(records)
  for (const operation of operations) {
    const slot = slotOf(operation.key, operation.sub)
    const before = trial.at(slot)
    const fault = stepFault(operation, before, trial.at(operation.key))
    if (fault) return fault
    if (replacesKey(operation.op)) trial.replace(slot)
    const after = applyOperation(before, operation)
    const excess = excessOf(operation, after)
    if (excess) return excess
    trial.values.set(slot, after)
    if (operation.sub !== null)
      trial.values.set(operation.key, containerAfter(trial.at(operation.key), operation))
  }
  for (const [slot, value] of trial.values) {
    // What a commutative addition may do to a bounded number is for escrow to say (ES-3): values differ here.
    if (value?.type !== 'counter' || footprint?.get(slot)?.mode === 'C:num') continue
    const { number, min, max } = value
    if (isOutside(number, min, max)) return typeFault(outside(slot, value))
  }
  return undefined
}

const outside = (key: string, { number, min, max }: Extract<Value, { type: 'counter' }>): string => {
  const [least, most] = [min, max].map((bound) => (bound ? formatDecimal(bound) : undefined))
  const bounds =
    least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`
  return `${key} would be ${formatDecimal(number)}, and its bounds are ${bounds}.`
}

/** Sizes do not matter here. */
function containerAfter(before: Value | undefined, { op }: Operation): Value {
  if (before) return before
  const { place } = OPERATIONS[op]
  if (place === 'item') return { type: 'queue', size: 0, tail: 0 }
  return { type: place === 'field' ? 'map' : 'set', size: 0 }
}

const HOLDER = { element: 'set', field: 'map', item: 'queue' } as const

/** VA-3: types as the original had them, except that an operation on the wrong type is refused instead of guessed. */
function stepFault(
  operation: Operation,
  before: Value | undefined,
  above: Value | undefined,
): Fault | undefined {
  const { op, key, argument } = operation
  const { place } = OPERATIONS[op]
  const holds = (wanted: string, held = before): Fault =>
    typeFault(`${op} needs ${wanted}, and ${key} holds ${nameOfType(held)}.`)
  if (place !== 'key' && above !== undefined && above.type !== HOLDER[place])
    return holds(`a ${HOLDER[place]}`, above)
  switch (op) {
    case 'DELETE':
    case 'COUNTER':
    case 'SADD':
    case 'SREM':
    case 'HSET':
    case 'HDEL':
      return undefined
    case 'SET':
      return before?.type === 'counter' && argument?.type !== 'number'
        ? holds('a number to write')
        : undefined
    case 'RESET':
      return before?.type === 'counter' ? holds('anything else') : undefined
    case 'SETNX':
      return before === undefined
        ? undefined
        : typeFault(`${key} is there already: it holds ${shown(before)}.`)
    case 'CAS': {
      const expected = operation.more?.[0] ?? null
      if (!isExpected(before, expected))
        return typeFault(`CAS expects ${shown(expected ?? undefined)}, and ${key} holds ${shown(before)}.`)
      return before?.type === 'counter' && argument?.type !== 'number'
        ? holds('a number to write')
        : undefined
    }
    case 'CONCAT':
      return before === undefined || before.type === argument?.type
        ? undefined
        : holds(nameOfType(argument ?? undefined))
    case 'ADD':
    case 'MUL':
    case 'HADD':
      return before === undefined || numberIn(before) ? undefined : holds('a number')
    case 'MAX':
    case 'MIN':
      if (before === undefined) return undefined
      return (argument?.type === 'number' ? numberIn(before) : before.type === 'bytes')
        ? undefined
        : holds(nameOfType(argument ?? undefined))
    case 'RPUSH':
    case 'LPUSH':
      return before === undefined || before.type === 'array' ? undefined : holds('an array')
    case 'RPOP':
    case 'LPOP':
      if (before !== undefined && before.type !== 'array') return holds('an array')
      return before && before.items.length > 0 ? undefined : typeFault(`${key} has no item to take.`)
    case 'LINSERT':
    case 'LSET':
      return placeFault(operation, before, holds)
    case 'QADD':
      return before === undefined ? undefined : typeFault(`The item is in ${key} already.`)
    case 'QTAKE':
      return before === undefined ? typeFault(`${key} has no such item to take.`) : undefined
    default:
      return assertNever(op)
  }
}

/** AR-2: an index lies within the array; inserting may also append. */
function placeFault(
  operation: Operation,
  before: Value | undefined,
  holds: (wanted: string) => Fault,
): Fault | undefined {
  if (before !== undefined && before.type !== 'array') return holds('an array')
  const length = before?.items.length ?? 0
  const last = operation.op === 'LINSERT' ? length : length - 1
  const index = indexIn(operation)
  if (index !== undefined && index <= last) return undefined
  const range = last < 0 ? 'it is empty' : `places are 0 to ${last}`
  return typeFault(`There is no place ${index ?? '?'} in ${operation.key}: ${range}.`)
}

/** VA-3: results within the bounds of what is stored. */
function excessOf({ op, key }: Operation, after: Value | undefined): Fault | undefined {
  const number = numberIn(after)
  if (number && (digitsOf(number) > MAX_NUMBER_DIGITS || number.s > MAX_NUMBER_SCALE))
    return typeFault(
      `The number at ${key} would have over ${MAX_NUMBER_DIGITS} digits or ${MAX_NUMBER_SCALE} decimals.`,
    )
  if (op === 'CONCAT' && after && weightOf(after) > MAX_VALUE_BYTES)
    return typeFault(`The value of ${key} would grow beyond ${MAX_VALUE_BYTES} bytes.`)
  if (after?.type !== 'array') return undefined
  if (after.items.length > MAX_ARRAY_ITEMS)
    return typeFault(`${key} would have more than ${MAX_ARRAY_ITEMS} items.`)
  return weightOf(after) > MAX_VALUE_BYTES
    ? typeFault(`The array ${key} would grow beyond ${MAX_VALUE_BYTES} bytes.`)
    : undefined
}

/** For a sentence: short values as they are. */
function shown(value: Value | Scalar | undefined): string {
  const number = numberIn(value)
  if (number) return formatDecimal(number).slice(0, 80)
  if (value?.type === 'string') return JSON.stringify(value.text.slice(0, 80))
  return nameOfType(value)
}
