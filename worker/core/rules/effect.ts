// EX-2: what one operation makes of the value it meets. Total: where types do not fit, nothing changes; while at most f
// endorsers are faulty that never happens. What an operation gives back is here, too (EX-6).

import { MAX_RESULT_BYTES } from '../limits.ts'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  digitsOf,
  multiplyDecimals,
  negateDecimal,
  ZERO,
} from '../model/number.ts'
import type { Operation } from '../model/operation.ts'
import { assertNever } from '../model/result.ts'
import { type Counter, numberIn, type Scalar, type Value } from '../model/value.ts'
import { arrayAfter, takenFrom } from './effect-array.ts'

/** The value of the operation's own slot afterwards. */
export function applyOperation(before: Value | undefined, operation: Operation): Value | undefined {
  const { op, argument } = operation
  switch (op) {
    case 'SET':
      return overwritten(before, argument)
    case 'SETNX':
      return before === undefined ? (argument ?? before) : before
    case 'CAS':
      return isExpected(before, operation.more?.[0] ?? null) ? overwritten(before, argument) : before
    case 'COUNTER':
      return counterOf(operation) ?? before
    case 'DELETE':
    case 'SREM':
    case 'HDEL':
    case 'QTAKE':
      return undefined
    case 'SADD':
      return { type: 'member' }
    case 'HSET':
    case 'QADD':
      return argument ?? before
    case 'CONCAT':
      return concat(before, argument ?? undefined)
    case 'ADD':
    case 'HADD':
      return added(before, argument)
    case 'MUL':
      return computed(before, argument, multiplyDecimals)
    case 'MAX':
    case 'MIN':
      return extreme(before, argument, op === 'MAX' ? 1 : -1)
    case 'RPUSH':
    case 'LPUSH':
    case 'RPOP':
    case 'LPOP':
    case 'LINSERT':
    case 'LSET':
    case 'RESET':
      return arrayAfter(before, operation)
    default:
      return assertNever(op)
  }
}

/** ES-1: bounds stand on the slot, so an overwrite keeps them; only DELETE ends them and only COUNTER changes them. */
function overwritten(before: Value | undefined, argument: Scalar | null): Value | undefined {
  if (before?.type !== 'counter') return argument ?? before
  return argument?.type === 'number' ? { ...before, number: argument.number } : before
}

/** Whether CAS meets what it expects. A bounded number counts as its number. */
export function isExpected(value: Value | undefined, expected: Scalar | null): boolean {
  if (expected === null || value === undefined) return expected === null && value === undefined
  if (expected.type === 'number') {
    const number = numberIn(value)
    return number !== undefined && compareDecimals(number, expected.number) === 0
  }
  if (expected.type === 'string') return value.type === 'string' && value.text === expected.text
  return value.type === 'bytes' && compareBytes(value.bytes, expected.bytes) === 0
}

const numberOf = (scalar: Scalar | null | undefined): Decimal | null =>
  scalar?.type === 'number' ? scalar.number : null

function counterOf({ argument, more = [] }: Operation): Counter | undefined {
  const [number, min, max] = [argument, ...more].map(numberOf)
  if (!number) return undefined
  return { type: 'counter', number, min: min ?? null, max: max ?? null, credits: ZERO, debits: ZERO }
}

function computed(
  before: Value | undefined,
  argument: Scalar | null,
  compute: (a: Decimal, b: Decimal) => Decimal,
): Value | undefined {
  if (argument?.type !== 'number') return before
  if (before === undefined) return { type: 'number', number: compute(ZERO, argument.number) }
  if (before.type !== 'number' && before.type !== 'counter') return before
  return { ...before, number: compute(before.number, argument.number) }
}

/** ES-2: a counter also remembers what came and went in its epoch. */
function added(before: Value | undefined, argument: Scalar | null): Value | undefined {
  const after = computed(before, argument, addDecimals)
  if (after?.type !== 'counter' || argument?.type !== 'number') return after
  return argument.number.m < 0n
    ? { ...after, debits: addDecimals(after.debits, negateDecimal(argument.number)) }
    : { ...after, credits: addDecimals(after.credits, argument.number) }
}

/** The larger of two numbers or byte strings (sign 1), or the smaller (sign -1). */
function extreme(before: Value | undefined, argument: Scalar | null, sign: 1 | -1): Value | undefined {
  if (argument?.type === 'number')
    return computed(before ?? argument, argument, (a, b) => (compareDecimals(b, a) === sign ? b : a))
  if (argument?.type !== 'bytes' || before === undefined) return before ?? argument ?? undefined
  return before.type === 'bytes' && compareBytes(argument.bytes, before.bytes) === sign ? argument : before
}

/** NU-4: byte by byte, and of two that begin alike the shorter is less. */
export function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left = 0, right = 0] = [a[i], b[i]]
    if (left !== right) return left < right ? -1 : 1
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0
}

function concat(before: Value | undefined, more: Value | undefined): Value | undefined {
  if (before === undefined) return more
  if (before.type === 'string' && more?.type === 'string')
    return { type: 'string', text: before.text + more.text }
  if (before.type !== 'bytes' || more?.type !== 'bytes') return before
  const bytes = new Uint8Array(before.bytes.length + more.bytes.length)
  bytes.set(before.bytes)
  bytes.set(more.bytes, before.bytes.length)
  return { type: 'bytes', bytes }
}

const counted = (count: number): Scalar => ({ type: 'number', number: { m: BigInt(count), s: 0 } })

/**
 * EX-6: what an operation took; and, where it was exact, what it came to: the number computed, the length of what
 * was appended to. Null for everything else: the sum after a commutative ADD is another in every order.
 */
export function resultOf(
  { op }: Pick<Operation, 'op'>,
  before: Value | undefined,
  after: Value | undefined,
  isExact: boolean,
): Scalar | null {
  if (op === 'RPOP' || op === 'LPOP') return takenFrom(before, op)
  if (op === 'QTAKE') return scalarIn(before)
  if (!isExact) return null
  switch (op) {
    case 'ADD':
    case 'MUL':
    case 'HADD':
      return scalarIn(after)
    // Bytes may be as long as a stored value, which is not worth keeping twice: whoever wants them reads the key.
    case 'MAX':
    case 'MIN':
      return after?.type === 'bytes' ? null : scalarIn(after)
    case 'CONCAT':
      return after?.type === 'string'
        ? counted(after.text.length)
        : after?.type === 'bytes'
          ? counted(after.bytes.length)
          : null
    case 'RPUSH':
    case 'LPUSH':
    case 'LINSERT':
      return after?.type === 'array' ? counted(after.items.length) : null
    default:
      return null
  }
}

/** EX-6: a small spore may take much, and what it took is kept with it: from where the bound is passed on, nothing. */
export function boundedResults(results: readonly (Scalar | null)[]): readonly (Scalar | null)[] {
  let bytes = 0
  return results.map((each) => {
    bytes += each ? bytesOfScalar(each) : 0
    return bytes > MAX_RESULT_BYTES ? null : each
  })
}

/** As a stored text counts: a UTF-16 unit as 3, a digit as 1. */
function bytesOfScalar(scalar: Scalar): number {
  if (scalar.type === 'bytes') return scalar.bytes.length
  return scalar.type === 'string' ? 3 * scalar.text.length : digitsOf(scalar.number)
}

/** A value that is one scalar; a bounded number is its number. */
export function scalarIn(value: Value | undefined): Scalar | null {
  if (value?.type === 'counter') return { type: 'number', number: value.number }
  return value?.type === 'number' || value?.type === 'string' || value?.type === 'bytes' ? value : null
}
