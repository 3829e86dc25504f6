// Turns a program's plain values into the contract's, and refuses what is wrong or too large before it crosses to the
// worker. It reads each argument once and copies bytes, so that a program that changes them later changes nothing.

import { canonicalDecimal } from '../../worker/console/scalar.ts'
import type {
  CallFailure,
  NumberView,
  OperationInput,
  PolicyId,
  PolicyView,
  ReadLevel,
  ScalarView,
  SporeId,
} from '../../worker/rpc/contract.ts'
import { parsePolicyId, parseSporeId } from '../../worker/core/model/ids.ts'
import { EngineError } from './engine-error.ts'
import {
  MAX_CURSOR_LENGTH,
  MAX_KEY_LENGTH,
  MAX_OPERATIONS,
  MAX_PAGE,
  MAX_PROOF_BYTES,
  MAX_VALUE_BYTES,
} from './limits.ts'

const refuse = (where: string, message: string, code: CallFailure['code'] = 'bad-input'): EngineError =>
  new EngineError({ code, message, where })

export function policyArgument(policy: unknown, known: readonly PolicyView[] | undefined): PolicyId {
  const id = parsePolicyId(policy)
  if (id !== undefined) return id
  const named = (known ?? []).filter((each) => each.record.name === policy && each.status === 'active')
  const [only] = named
  if (only === undefined) throw refuse('policy', 'No accepted policy has this id or name', 'unknown')
  if (named.length > 1) throw refuse('policy', 'Several policies have this name: use an id')
  return only.id
}

export function sporeArgument(spore: unknown): SporeId {
  const id = parseSporeId(spore)
  if (id === undefined) throw refuse('spore', 'A spore is named by 64 lower-case hexadecimal characters')
  return id
}

export function proofArgument(proof: unknown): Uint8Array {
  if (!(proof instanceof Uint8Array)) throw refuse('proof', 'A proof is bytes (a Uint8Array)')
  if (proof.byteLength > MAX_PROOF_BYTES)
    throw refuse('proof', `A proof has at most ${MAX_PROOF_BYTES} bytes`, 'too-large')
  return Uint8Array.from(proof)
}

export function keyArgument(key: unknown, where = 'key'): string {
  if (typeof key !== 'string' || key === '') throw refuse(where, 'A key is text of at least one character')
  if (key.length > MAX_KEY_LENGTH)
    throw refuse(where, `A key has at most ${MAX_KEY_LENGTH} characters`, 'too-large')
  return key
}

export function levelArgument(level: unknown): ReadLevel {
  if (level === 'committed' || level === 'endorsed' || level === 'certified') return level
  throw refuse('level', 'A level is committed, endorsed or certified')
}

export function prefixArgument(prefix: unknown): string {
  if (prefix === '') return prefix
  return keyArgument(prefix, 'prefix')
}

/** Opaque: only the node knows what one means. */
export function cursorArgument(cursor: unknown, where: string): string {
  if (typeof cursor === 'string' && cursor.length <= MAX_CURSOR_LENGTH) return cursor
  throw refuse(where, `A cursor is text of at most ${MAX_CURSOR_LENGTH} characters, as the node gave it`)
}

export function valueArgument(value: unknown, where = 'value'): ScalarView {
  if (typeof value === 'string') {
    if (value.length > MAX_VALUE_BYTES) throw tooLarge(where)
    return { type: 'string', text: value }
  }
  if (value instanceof Uint8Array) {
    if (value.byteLength > MAX_VALUE_BYTES) throw tooLarge(where)
    return { type: 'bytes', bytes: Uint8Array.from(value) }
  }
  return numberArgument(value, where)
}

export function numberArgument(value: unknown, where = 'value'): NumberView {
  if (typeof value === 'bigint') return { type: 'number', number: value.toString() }
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value))
      return { type: 'number', number: Object.is(value, -0) ? '0' : value.toString() }
    throw refuse(where, "A number must be a safe integer, a bigint, or exact text as in { number: '1.5' }")
  }
  const text: unknown =
    typeof value === 'object' && value !== null && 'number' in value ? value.number : undefined
  const number = typeof text === 'string' ? canonicalDecimal(text) : undefined
  if (number === undefined)
    throw refuse(where, "Expected text, bytes, a bigint, a safe integer, or { number: '1.5' }")
  return { type: 'number', number }
}

export function operationsArgument(operations: unknown): readonly OperationInput[] {
  if (!Array.isArray(operations) || operations.length === 0)
    throw refuse('operations', 'A spore has at least one operation')
  if (operations.length > MAX_OPERATIONS)
    throw refuse('operations', `A spore has at most ${MAX_OPERATIONS} operations`, 'too-large')
  return operations.map((each: unknown, index) => operationArgument(each, `operations[${index}]`))
}

const NAMES =
  'SET, SETNX, CAS, DELETE, CONCAT, ADD, MUL, MAX, MIN, COUNTER, SADD, SREM, HSET, HDEL, HADD, RPUSH, LPUSH, RPOP, LPOP, LINSERT, LSET, RESET, QADD or QTAKE'

type Raw = Readonly<Record<'op' | 'key' | 'value' | 'field' | 'expected' | 'index' | 'min' | 'max', unknown>>

/** Each part is read once. */
function operationArgument(operation: unknown, where: string): OperationInput {
  const { op, ...parts } = (operation ?? {}) as Raw
  const key = (): string => keyArgument(parts.key, `${where}.key`)
  const value = (): ScalarView => valueArgument(parts.value, `${where}.value`)
  const field = (): ScalarView => valueArgument(parts.field, `${where}.field`)
  const amount = (): NumberView => numberArgument(parts.value, `${where}.value`)
  switch (op) {
    case 'SET':
    case 'SETNX':
    case 'CONCAT':
    case 'SADD':
    case 'SREM':
    case 'RPUSH':
    case 'LPUSH':
    case 'QADD':
    case 'MAX':
    case 'MIN':
      return { op, key: key(), value: value() }
    case 'CAS': {
      const expected = parts.expected === null ? null : valueArgument(parts.expected, `${where}.expected`)
      return { op, key: key(), expected, value: value() }
    }
    case 'ADD':
    case 'MUL':
      return { op, key: key(), value: amount() }
    case 'COUNTER':
      return {
        op,
        key: key(),
        value: amount(),
        ...(parts.min === undefined ? {} : { min: numberArgument(parts.min, `${where}.min`).number }),
        ...(parts.max === undefined ? {} : { max: numberArgument(parts.max, `${where}.max`).number }),
      }
    case 'HSET':
      return { op, key: key(), field: field(), value: value() }
    case 'HADD':
      return { op, key: key(), field: field(), value: amount() }
    case 'HDEL':
      return { op, key: key(), field: field() }
    case 'LINSERT':
    case 'LSET':
      return { op, key: key(), index: indexArgument(parts.index, `${where}.index`), value: value() }
    case 'DELETE':
    case 'RPOP':
    case 'LPOP':
    case 'RESET':
    case 'QTAKE':
      return { op, key: key() }
    default:
      throw refuse(`${where}.op`, `An operation is ${NAMES}`)
  }
}

function indexArgument(index: unknown, where: string): number {
  if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0) return index
  throw refuse(where, 'A place in an array is a whole number, counted from 0')
}

export function limitArgument(limit: unknown): number {
  if (limit === undefined) return MAX_PAGE
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit
  throw refuse('limit', `A page has 1 to ${MAX_PAGE} entries`)
}

const tooLarge = (where: string): EngineError =>
  refuse(where, `A value has at most ${MAX_VALUE_BYTES} bytes`, 'too-large')
