// What a slot can hold, and what an operation makes of it, written a second time: plain data, no rule of the product. Total:
// what does not fit stays as it is.

import { bytesToHex } from '../../../worker/core/codec/hex.ts'
import type { Operation } from '../../../worker/core/model/operation.ts'
import type { Scalar } from '../../../worker/core/model/value.ts'
import { type Amount, difference, plus, textOf, times } from './amount.ts'

export type Plain =
  | { readonly type: 'number'; readonly amount: Amount }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly hex: string }

export interface Bounded {
  readonly type: 'counter'
  readonly amount: Amount
  readonly min: Amount | undefined
  readonly max: Amount | undefined
}

export type Content =
  | Plain
  | Bounded
  | { readonly type: 'array'; readonly items: readonly Plain[] }
  /** What they hold stands in the cells below. */
  | { readonly type: 'set' | 'map' }
  | { readonly type: 'queue'; readonly tail: number }
  | { readonly type: 'member' }

export function contentOf(scalar: Scalar): Plain {
  if (scalar.type === 'number') return { type: 'number', amount: scalar.number }
  return scalar.type === 'string' ? scalar : { type: 'bytes', hex: bytesToHex(scalar.bytes) }
}

const amountOf = (content: Content | null | undefined): Amount | undefined =>
  content?.type === 'number' || content?.type === 'counter' ? content.amount : undefined

const ZERO: Amount = { m: 0n, s: 0 }

/** Bounds outlive every write but DELETE and COUNTER. */
const put = (before: Content | undefined, operand: Plain | undefined): Content | undefined => {
  if (before?.type !== 'counter') return operand ?? before
  return operand?.type === 'number' ? { ...before, amount: operand.amount } : before
}

export function isSame(content: Content | undefined, expected: Plain | undefined): boolean {
  if (!content || !expected) return !content && !expected
  const [a, b] = [amountOf(content), amountOf(expected)]
  if (a && b) return difference(a, b) === 0n
  return shownContent(content) === shownContent(expected)
}

/** Which of two is more: of numbers by value; of bytes by their hex, which sorts as they do. */
function isMore(a: Content, b: Content): boolean | undefined {
  const [left, right] = [amountOf(a), amountOf(b)]
  if (left && right) return difference(left, right) > 0n
  return a.type === 'bytes' && b.type === 'bytes' ? a.hex > b.hex : undefined
}

function calculated(
  before: Content | undefined,
  operand: Plain | undefined,
  op: string,
): Content | undefined {
  const start = before === undefined ? ZERO : amountOf(before)
  if (!start || operand?.type !== 'number') return before
  const amount = op === 'MUL' ? times(start, operand.amount) : plus(start, operand.amount)
  return before?.type === 'counter' ? { ...before, amount } : { type: 'number', amount }
}

function joined(before: Content | undefined, operand: Plain | undefined): Content | undefined {
  if (before === undefined) return operand
  if (before.type === 'string' && operand?.type === 'string')
    return { type: 'string', text: before.text + operand.text }
  if (before.type === 'bytes' && operand?.type === 'bytes')
    return { type: 'bytes', hex: before.hex + operand.hex }
  return before
}

function lined(
  before: Content | undefined,
  op: string,
  operand: Plain | undefined,
  at: number,
): Content | undefined {
  if (op === 'RESET') return before?.type === 'counter' ? before : { type: 'array', items: [] }
  if (before !== undefined && before.type !== 'array') return before
  const items = [...(before?.items ?? [])]
  if ((op === 'RPOP' || op === 'LPOP') && items.length === 0) return before
  if (op === 'RPOP') items.pop()
  else if (op === 'LPOP') items.shift()
  else if (!operand) return before
  else if (op === 'RPUSH') items.push(operand)
  else if (op === 'LPUSH') items.unshift(operand)
  else if (op === 'LINSERT' && at <= items.length) items.splice(at, 0, operand)
  else if (op === 'LSET' && at < items.length) items.splice(at, 1, operand)
  else return before
  return { type: 'array', items }
}

const placeOf = (index: Scalar | null | undefined): number =>
  index?.type === 'number' ? Number(textOf(index.number)) : NaN

/** The content of the operation's own slot afterwards. */
export function after(
  before: Content | undefined,
  { op, argument, more = [] }: Operation,
): Content | undefined {
  const operand = argument ? contentOf(argument) : undefined
  const [first, second] = more.map((each) => (each ? contentOf(each) : undefined))
  switch (op) {
    case 'SET':
      return put(before, operand)
    case 'SETNX':
      return before ?? operand
    case 'CAS':
      return isSame(before, first) ? put(before, operand) : before
    case 'COUNTER':
      return operand?.type === 'number'
        ? { type: 'counter', amount: operand.amount, min: amountOf(first), max: amountOf(second) }
        : before
    case 'DELETE':
    case 'SREM':
    case 'HDEL':
    case 'QTAKE':
      return undefined
    case 'SADD':
      return { type: 'member' }
    case 'HSET':
    case 'QADD':
      return operand
    case 'ADD':
    case 'HADD':
    case 'MUL':
      return calculated(before, operand, op)
    case 'CONCAT':
      return joined(before, operand)
    case 'MAX':
    case 'MIN': {
      if (before === undefined || !operand) return operand
      if (isMore(operand, before) === undefined) return before
      const wins = op === 'MAX' ? isMore(operand, before) : isMore(before, operand)
      return wins === true ? put(before, operand) : before
    }
    default:
      return lined(before, op, operand, placeOf(more[0]))
  }
}

/** Whether the operation may meet this, on its own slot, under a key that holds `above`. */
export function mayMeet(operation: Operation, before: Content | undefined): boolean {
  const { op, argument, more = [] } = operation
  const operand = argument ? contentOf(argument) : undefined
  const isNumberForCounter = before?.type !== 'counter' || operand?.type === 'number'
  switch (op) {
    case 'DELETE':
    case 'COUNTER':
    case 'SADD':
    case 'SREM':
    case 'HSET':
    case 'HDEL':
      return true
    case 'SET':
      return isNumberForCounter
    case 'RESET':
      return before?.type !== 'counter'
    case 'SETNX':
    case 'QADD':
      return before === undefined
    case 'QTAKE':
      return before !== undefined
    case 'CAS':
      return isSame(before, more[0] ? contentOf(more[0]) : undefined) && isNumberForCounter
    case 'ADD':
    case 'HADD':
    case 'MUL':
      return before === undefined || amountOf(before) !== undefined
    case 'MAX':
    case 'MIN':
      return before === undefined || (operand !== undefined && isMore(operand, before) !== undefined)
    case 'CONCAT':
      return before === undefined || before.type === operand?.type
    default: {
      const items = before === undefined ? [] : before.type === 'array' ? before.items : undefined
      if (!items) return false
      if (op === 'RPOP' || op === 'LPOP') return items.length > 0
      if (op === 'LINSERT') return placeOf(more[0]) <= items.length
      return op === 'LSET' ? placeOf(more[0]) < items.length : true
    }
  }
}

/** Where a bounded number leaves its bounds; undefined where it does not, or has none. */
export function outside(content: Content | undefined): string | undefined {
  if (content?.type !== 'counter') return undefined
  const { amount, min, max } = content
  if (min && difference(amount, min) < 0n) return `${textOf(amount)} is below ${textOf(min)}`
  return max && difference(amount, max) > 0n ? `${textOf(amount)} is above ${textOf(max)}` : undefined
}

export const shownContent = (content: Content | undefined): string => {
  if (content === undefined) return 'nothing'
  switch (content.type) {
    case 'number':
      return `number ${textOf(content.amount)}`
    case 'counter': {
      const [least, most] = [content.min, content.max].map((bound) => (bound ? textOf(bound) : ''))
      return `number ${textOf(content.amount)} of ${least}..${most}`
    }
    case 'string':
      return `text ${JSON.stringify(content.text)}`
    case 'bytes':
      return `bytes ${content.hex}`
    case 'array':
      return `array ${content.items.map(shownContent).join(', ')}`
    default:
      return content.type
  }
}
