// Operations and requirements as a page gives them, checked: each fault names the place where it is.

import type { Intended, IntendedRequirement } from '../core/input.ts'
import { keyFault } from '../core/model/slot.ts'
import type { Scalar } from '../core/model/value.ts'
import { callError } from './call-error.ts'
import type { OperationInput, RequirementInput } from './contract.ts'
import { MAX_OPERATIONS } from './limits.ts'
import { parseScalar } from './value-view.ts'

const OPERATIONS: ReadonlySet<unknown> = new Set(['SET', 'DELETE', 'CONCAT', 'ADD', 'MUL', 'SADD', 'SREM'])

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

function intended(each: OperationInput, i: number): Intended {
  const where = `operations[${i}]`
  if (!OPERATIONS.has(each.op))
    throw callError('bad-input', `Only SET, DELETE, CONCAT, ADD, MUL, SADD and SREM are operations.`, {
      where,
    })
  const key = checkedKey(each.key, `${where}.key`)
  if (each.op === 'DELETE') return { op: 'DELETE', key, sub: null, argument: null }
  const { op, value } = each as Extract<OperationInput, { readonly op: 'SET' | 'SADD' | 'SREM' | 'CONCAT' }>
  const scalar = checkedScalar(value, `${where}.value`)
  return op === 'SADD' || op === 'SREM'
    ? { op, key, sub: scalar, argument: null }
    : { op, key, sub: null, argument: scalar }
}

function requirement({ key, mode }: RequirementInput, i: number): IntendedRequirement {
  return { key: checkedKey(key, `requirements[${i}].key`), mode: mode === 'unchanged' ? 'RD' : 'RE' }
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
