// Endorsement rule 3: what can be judged from the spore's body and its policy alone (VA-1 to VA-3), and rule 4b: what
// depends on the values, judged only once versions are equal, so that a lagging endorser never rejects a valid spore [V12].

import { MAX_NUMBER_DIGITS, MAX_NUMBER_SCALE, MAX_OPERAND_DIGITS, MAX_VALUE_BYTES } from '../limits.ts'
import { digitsOf } from '../model/number.ts'
import type { Operation, Requirement } from '../model/operation.ts'
import { assertNever } from '../model/result.ts'
import { keyFault, parentOf, slotOf } from '../model/slot.ts'
import type { Scalar, Value } from '../model/value.ts'
import { applyOperation } from './apply.ts'
import { recordAt, type Records } from './version.ts'

/** One sentence per fault: the submitting node shows it, an endorser answers with its code. */
export interface Fault {
  readonly why: 'POLICY' | 'TYPE'
  readonly message: string
}

const typeFault = (message: string): Fault => ({ why: 'TYPE', message })

export const nameOfType = (value: Value | undefined): string => {
  if (value === undefined) return 'nothing'
  if (value.type === 'number') return 'a number'
  if (value.type === 'string') return 'a string'
  return value.type === 'bytes' ? 'bytes' : value.type === 'set' ? 'a set' : 'a set member'
}

const sizeOf = (scalar: Scalar): number =>
  scalar.type === 'string' ? scalar.text.length * 3 : scalar.type === 'bytes' ? scalar.bytes.length : 0

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

/** VA-1: operation and argument fit each other. */
export function operationFault({ op, key, sub, argument }: Operation): Fault | undefined {
  const fault = keyNameFault(key)
  if (fault) return fault
  if ((op === 'SADD' || op === 'SREM') !== (sub !== null)) return typeFault(`${op} has no such form.`)
  const takesArgument = op !== 'DELETE' && op !== 'SADD' && op !== 'SREM'
  if (takesArgument !== (argument !== null))
    return typeFault(`${op} takes ${takesArgument ? 'a' : 'no'} value.`)
  const outOfBounds = scalarFault(argument ?? sub)
  if (outOfBounds) return outOfBounds
  if ((op === 'ADD' || op === 'MUL') && argument?.type !== 'number')
    return typeFault(`${op} takes a number, not ${nameOfType(argument ?? undefined)}.`)
  if (op === 'CONCAT' && argument?.type === 'number')
    return typeFault('CONCAT takes a string or bytes, not a number.')
  return undefined
}

/** VA-2, rule 4b: the operations, in order, fit the values they meet. */
export function valueFault(records: Records, operations: readonly Operation[]): Fault | undefined {
  const values = new Map<string, Value | undefined>()
  for (const operation of operations) {
    const slot = slotOf(operation.key, operation.sub)
    const key = parentOf(slot) ?? slot
    const before = values.has(key) ? values.get(key) : recordAt(records, key).value
    const fault = stepFault(operation, before)
    if (fault) return fault
    values.set(key, operation.sub === null ? applyOperation(before, operation) : { type: 'set', size: 0 })
  }
  return undefined
}

/** VA-3: types as the original had them, except that an operation on the wrong type is refused instead of guessed. */
function stepFault(operation: Operation, before: Value | undefined): Fault | undefined {
  const { op, key, argument } = operation
  const holds = (wanted: string): Fault =>
    typeFault(`${op} needs ${wanted}, and ${key} holds ${nameOfType(before)}.`)
  switch (op) {
    case 'SET':
    case 'DELETE':
      return undefined
    case 'SADD':
    case 'SREM':
      return before === undefined || before.type === 'set' ? undefined : holds('a set')
    case 'CONCAT':
      if (before === undefined || !argument) return undefined
      if (before.type !== argument.type) return holds(nameOfType(argument))
      return sizeOf(before) + sizeOf(argument) > MAX_VALUE_BYTES
        ? typeFault(`The value of ${key} would grow beyond ${MAX_VALUE_BYTES} bytes.`)
        : undefined
    case 'ADD':
    case 'MUL': {
      if (before !== undefined && before.type !== 'number') return holds('a number')
      const after = applyOperation(before, operation)
      return after?.type === 'number' &&
        (digitsOf(after.number) > MAX_NUMBER_DIGITS || after.number.s > MAX_NUMBER_SCALE)
        ? typeFault(
            `The number at ${key} would have over ${MAX_NUMBER_DIGITS} digits or ${MAX_NUMBER_SCALE} decimals.`,
          )
        : undefined
    }
    default:
      return assertNever(op)
  }
}
