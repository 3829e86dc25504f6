// Which bodies may be committed at all (VA-1), written a second time. Only what a workload can produce is spelled out.

import type { Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { textOf } from './amount.ts'
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

function operationIsFine({ op, key, sub, argument }: Operation): boolean {
  if (!keyIsFine(key) || !numberIsFine(sub) || !numberIsFine(argument)) return false
  switch (op) {
    case 'SADD':
    case 'SREM':
      return sub !== null && argument === null
    case 'DELETE':
      return sub === null && argument === null
    case 'SET':
      return sub === null && argument !== null
    case 'CONCAT':
      return sub === null && (argument?.type === 'string' || argument?.type === 'bytes')
    case 'ADD':
    case 'MUL':
      return sub === null && argument?.type === 'number'
  }
}

/** What the spore touches; undefined for a body that every honest endorser rejects. */
export function validAccesses(spore: Spore): Accesses | undefined {
  if (!spore.operations.every(operationIsFine)) return undefined
  if (!spore.requirements.every(({ key, sub }) => keyIsFine(key) && numberIsFine(sub))) return undefined
  return accessesOf(spore)
}
