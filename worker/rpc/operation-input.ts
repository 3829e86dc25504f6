// Operations and requirements as a page gives them, checked: each fault names the place where it is.

import { hexToBytes } from '../core/codec/hex.ts'
import type { Intended, IntendedRequirement } from '../core/input.ts'
import { OPERATION_CODES } from '../core/model/operation.ts'
import { assertNever } from '../core/model/result.ts'
import { keyFault } from '../core/model/slot.ts'
import type { Scalar } from '../core/model/value.ts'
import { callError } from './call-error.ts'
import type { OperationInput, RequirementInput } from './contract.ts'
import { MAX_OPERATIONS, MAX_ROWS } from './limits.ts'
import { parseScalar } from './value-view.ts'

/** What one spore, or one write, is to do. */
export function operationsOf(input: readonly OperationInput[]): readonly Intended[] {
  const operations = rows(input, 'operations').map(intended)
  if (operations.length === 0)
    throw callError('bad-input', 'A spore has at least one operation.', { where: 'operations' })
  return operations
}

export const requirementsOf = (input: readonly RequirementInput[] = []): readonly IntendedRequirement[] =>
  rows(input, 'requirements').map((each, i) => requirement(each, i))

export function intentOf(intent: unknown): string | null {
  if (intent === undefined) return null
  if (typeof intent === 'string' && /^[0-9a-f]{32}$/u.test(intent)) return intent
  throw callError('bad-input', 'An intent is 16 bytes as 32 lower-case hexadecimal characters.', {
    where: 'intent',
  })
}

function rows<Row>(value: readonly Row[], where: string): readonly Row[] {
  const list: unknown = value
  if (!Array.isArray(list) || list.length > MAX_OPERATIONS)
    throw callError('bad-input', `${where} is a list of at most ${MAX_OPERATIONS}.`, { where })
  return value
}

/** One operation: each fault names the field that is wrong. */
function intended(each: OperationInput, i: number): Intended {
  const where = `operations[${i}]`
  if (!Object.hasOwn(OPERATION_CODES, each.op))
    throw callError('bad-input', `Operations are ${Object.keys(OPERATION_CODES).join(', ')}.`, { where })
  const { op } = each
  const key = checkedKey(each.key, `${where}.key`)
  const value = (): Scalar => checkedScalar('value' in each ? each.value : undefined, `${where}.value`)
  const field = (): Scalar => checkedScalar('field' in each ? each.field : undefined, `${where}.field`)
  switch (op) {
    case 'DELETE':
    case 'RPOP':
    case 'LPOP':
    case 'RESET':
    case 'QTAKE':
      return { op, key, sub: null, argument: null }
    case 'SADD':
    case 'SREM':
      return { op, key, sub: value(), argument: null }
    case 'HDEL':
      return { op, key, sub: field(), argument: null }
    case 'HSET':
    case 'HADD':
      return { op, key, sub: field(), argument: value() }
    case 'CAS': {
      const expected = each.expected === null ? null : checkedScalar(each.expected, `${where}.expected`)
      return { op, key, sub: null, argument: value(), more: [expected] }
    }
    case 'COUNTER': {
      const more = [checkedBound(each.min, `${where}.min`), checkedBound(each.max, `${where}.max`)]
      return { op, key, sub: null, argument: value(), more }
    }
    case 'LINSERT':
    case 'LSET':
      return { op, key, sub: null, argument: value(), more: [checkedIndex(each.index, `${where}.index`)] }
    case 'SET':
    case 'SETNX':
    case 'CONCAT':
    case 'ADD':
    case 'MUL':
    case 'MAX':
    case 'MIN':
    case 'RPUSH':
    case 'LPUSH':
    case 'QADD':
      return { op, key, sub: null, argument: value() }
    default:
      return assertNever(op)
  }
}

const checkedBound = (bound: unknown, where: string): Scalar | null =>
  bound === undefined ? null : checkedScalar({ type: 'number', number: bound }, where)

function checkedIndex(index: unknown, where: string): Scalar {
  if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0)
    return { type: 'number', number: { m: BigInt(index), s: 0 } }
  throw callError('bad-input', 'A place in an array is a whole number, counted from 0.', { where })
}

function requirement({ key, mode, version }: RequirementInput, i: number): IntendedRequirement {
  const where = `requirements[${i}]`
  const wanted: unknown = mode
  if (wanted !== 'unwritten-since' && wanted !== 'unchanged' && wanted !== 'absent')
    throw callError('bad-input', 'A requirement is unwritten-since, unchanged or absent.', {
      where: `${where}.mode`,
    })
  return {
    key: checkedKey(key, `${where}.key`),
    mode: mode === 'unwritten-since' ? 'RE' : 'RD',
    ...(mode === 'absent' && { absent: true }),
    ...(version !== undefined && { version: checkedVersion(version, `${where}.version`) }),
  }
}

function checkedVersion(
  version: unknown,
  where: string,
): { readonly x: number; readonly c: number; readonly h: string } {
  const { x, c, h } = (version ?? {}) as { readonly x?: unknown; readonly c?: unknown; readonly h?: unknown }
  const isCount = (count: unknown): count is number =>
    typeof count === 'number' && Number.isSafeInteger(count)
  if (isCount(x) && isCount(c) && typeof h === 'string') return { x, c, h }
  throw callError('bad-input', 'A version is given as data.get returns it.', { where })
}

export function checkedKey(key: unknown, where = 'key'): string {
  const fault = typeof key === 'string' ? keyFault(key) : 'a key is text'
  if (fault !== undefined) throw callError('bad-input', `Key: ${fault}.`, { where })
  return key as string
}

export function checkedScalar(value: unknown, where: string): Scalar {
  const scalar = parseScalar(value)
  if (!scalar.ok) throw callError('bad-input', scalar.reason, { where })
  return scalar.value
}

/** QU-1: an item of a queue by its name, 16 bytes as hex. */
export function checkedItem(name: unknown, where: string): Scalar {
  if (typeof name === 'string' && /^[0-9a-f]{32}$/u.test(name))
    return { type: 'bytes', bytes: hexToBytes(name) }
  throw callError('bad-input', 'A place in a queue is what the call before it gave as `next`.', { where })
}

/** Rows of one answer; what is no such number is taken for the most. */
export const checkedLimit = (limit: unknown): number =>
  typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0 ? Math.min(limit, MAX_ROWS) : MAX_ROWS
