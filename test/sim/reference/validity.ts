// Which bodies may be committed at all (VA-1), written a second time. Only what a workload can produce is spelled out.

import type { Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { difference, textOf } from './amount.ts'
import { type Accesses, accessesOf } from './footprint.ts'

const keyIsFine = (key: string): boolean =>
  key.length >= 1 &&
  key.length <= 512 &&
  Array.from(key, (c) => c >= ' ' && c !== '\u007f').every(Boolean) &&
  !/\p{Surrogate}/u.test(key)

const numberIsFine = (operand: Operation['argument']): boolean => {
  if (operand?.type !== 'number') return true
  const digits = textOf(operand.number).replace('-', '').replace('.', '').replace(/^0+/, '')
  return digits.length <= 64 && operand.number.s <= 38
}

const isItem = (sub: Operation['sub']): boolean => sub?.type === 'bytes' && sub.bytes.length === 16
const isIndex = (index: Operation['argument']): boolean =>
  index?.type === 'number' && index.number.s === 0 && index.number.m >= 0n && index.number.m < 2n ** 53n

function boundsAreFine(number: Operation['argument'], [min, max]: readonly Operation['argument'][]): boolean {
  if (number?.type !== 'number' || (!min && !max)) return false
  if ((min && min.type !== 'number') || (max && max.type !== 'number')) return false
  const isBelow = (a: Operation['argument'], b: Operation['argument']): boolean =>
    a?.type === 'number' && b?.type === 'number' && difference(a.number, b.number) < 0n
  return !isBelow(max ?? null, min ?? null) && !isBelow(number, min ?? null) && !isBelow(max ?? null, number)
}

function operationIsFine({ op, key, sub, argument, more = [] }: Operation): boolean {
  if (!keyIsFine(key) || ![sub, argument, ...more].every(numberIsFine)) return false
  const further = op === 'COUNTER' ? 2 : op === 'CAS' || op === 'LINSERT' || op === 'LSET' ? 1 : 0
  if (more.length !== further) return false
  switch (op) {
    case 'SADD':
    case 'SREM':
    case 'HDEL':
      return sub !== null && argument === null
    case 'HSET':
      return sub !== null && argument !== null
    case 'HADD':
      return sub !== null && argument?.type === 'number'
    case 'QADD':
      return isItem(sub) && argument !== null
    case 'QTAKE':
      return isItem(sub) && argument === null
    case 'DELETE':
    case 'RPOP':
    case 'LPOP':
    case 'RESET':
      return sub === null && argument === null
    case 'SET':
    case 'SETNX':
    case 'CAS':
    case 'RPUSH':
    case 'LPUSH':
      return sub === null && argument !== null
    case 'LINSERT':
    case 'LSET':
      return sub === null && argument !== null && isIndex(more[0] ?? null)
    case 'CONCAT':
      return sub === null && (argument?.type === 'string' || argument?.type === 'bytes')
    case 'MAX':
    case 'MIN':
      return sub === null && (argument?.type === 'number' || argument?.type === 'bytes')
    case 'ADD':
    case 'MUL':
      return sub === null && argument?.type === 'number'
    case 'COUNTER':
      return sub === null && boundsAreFine(argument, more)
  }
}

/** What the spore touches; undefined for a body that every honest endorser rejects. */
export function validAccesses(spore: Spore): Accesses | undefined {
  if (!spore.operations.every(operationIsFine)) return undefined
  if (!spore.requirements.every(({ key, sub }) => keyIsFine(key) && numberIsFine(sub))) return undefined
  return accessesOf(spore)
}
