// Endorsement rule 3: what can be judged from the spore's body and its policy alone (VA-1). What depends on the values is in
// fit.ts.

import { MAX_NUMBER_SCALE, MAX_OPERAND_DIGITS } from '../limits.ts'
import { compareDecimals, digitsOf } from '../model/number.ts'
import type { Operation, Requirement } from '../model/operation.ts'
import { assertNever } from '../model/result.ts'
import { keyFault } from '../model/slot.ts'
import type { Scalar, Value } from '../model/value.ts'
import { indexIn } from './effect-array.ts'
import { OPERATIONS, type Taken } from './operations.ts'
import { isItem } from './queue-item.ts'

/** One sentence per fault: the submitting node shows it, an endorser answers with its code. */
export interface Fault {
  readonly why: 'POLICY' | 'TYPE'
  readonly message: string
}

export const typeFault = (message: string): Fault => ({ why: 'TYPE', message })

export function nameOfType(value: Value | undefined): string {
  switch (value?.type) {
    case undefined:
      return 'nothing'
    case 'number':
      return 'a number'
    case 'counter':
      return 'a bounded number'
    case 'string':
      return 'a string'
    case 'bytes':
      return 'bytes'
    case 'set':
      return 'a set'
    case 'member':
      return 'a set member'
    case 'map':
      return 'a map'
    case 'queue':
      return 'a queue'
    case 'array':
      return 'an array'
    default:
      return assertNever(value)
  }
}

const keyNameFault = (key: string): Fault | undefined => {
  const fault = keyFault(key)
  if (fault === undefined) return undefined
  return { why: 'POLICY', message: `Key ${JSON.stringify(key.slice(0, 40))}: ${fault}.` }
}

const scalarFault = (scalar: Scalar | null): Fault | undefined => {
  if (scalar?.type !== 'number') return undefined
  if (digitsOf(scalar.number) <= MAX_OPERAND_DIGITS && scalar.number.s <= MAX_NUMBER_SCALE) return undefined
  return typeFault(`A number has at most ${MAX_OPERAND_DIGITS} digits, ${MAX_NUMBER_SCALE} of them decimals.`)
}

/** VA-1: what is read has a name that could be written. */
export const requirementFault = ({ key, sub }: Pick<Requirement, 'key' | 'sub'>): Fault | undefined =>
  keyNameFault(key) ?? scalarFault(sub)

const WORDS: Readonly<Record<Taken, string>> = {
  any: 'a value',
  number: 'a number',
  content: 'a string or bytes',
  ordered: 'a number or bytes',
  index: 'a place, counted from 0',
  'any?': 'a value or nothing',
  'number?': 'a number or nothing',
}

function fits(taken: Taken, given: Scalar | null): boolean {
  switch (taken) {
    case 'any':
      return given !== null
    case 'number':
      return given?.type === 'number'
    case 'content':
      return given?.type === 'string' || given?.type === 'bytes'
    case 'ordered':
      return given?.type === 'number' || given?.type === 'bytes'
    case 'index':
      return indexIn({ more: [given] }) !== undefined
    case 'any?':
      return true
    case 'number?':
      return given === null || given.type === 'number'
    default:
      return assertNever(taken)
  }
}

/** VA-1: operation and argument fit each other. */
export function operationFault(operation: Operation): Fault | undefined {
  const { op, key, sub, argument, more = [] } = operation
  const fault = keyNameFault(key)
  if (fault) return fault
  const shape = OPERATIONS[op]
  if ((shape.place === 'key') !== (sub === null)) return typeFault(`${op} has no such form.`)
  if (shape.place === 'item' && !isItem(sub)) return typeFault(`${op} names no item of a queue.`)
  if (shape.argument === undefined) {
    if (argument !== null) return typeFault(`${op} takes no value.`)
  } else if (!fits(shape.argument, argument))
    return typeFault(`${op} takes ${WORDS[shape.argument]}, not ${nameOfType(argument ?? undefined)}.`)
  if (more.length !== (shape.more?.length ?? 0)) return typeFault(`${op} has no such form.`)
  for (const [i, taken] of (shape.more ?? []).entries())
    if (!fits(taken, more[i] ?? null)) return typeFault(`${op} also takes ${WORDS[taken]}.`)
  for (const scalar of [sub, argument, ...more]) {
    const outOfBounds = scalarFault(scalar)
    if (outOfBounds) return outOfBounds
  }
  return op === 'COUNTER' ? boundsFault(operation) : undefined
}

/** ES-1: at least one bound, and the number between them. */
function boundsFault({ key, argument, more = [] }: Operation): Fault | undefined {
  const [number, min, max] = [argument, ...more].map((each) => (each?.type === 'number' ? each.number : null))
  if (!min && !max) return typeFault(`COUNTER needs a minimum, a maximum or both.`)
  if (min && max && compareDecimals(min, max) > 0)
    return typeFault(`The minimum of ${key} is above its maximum.`)
  return number && isOutside(number, min ?? null, max ?? null)
    ? typeFault(`COUNTER of ${key} begins outside its bounds.`)
    : undefined
}

export const isOutside = (
  number: Parameters<typeof compareDecimals>[0],
  min: typeof number | null,
  max: typeof number | null,
): boolean =>
  (min !== null && compareDecimals(number, min) < 0) || (max !== null && compareDecimals(number, max) > 0)
