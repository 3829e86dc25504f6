// An operation as it would be typed, for cards and lists. Apart from the command table, which screens without a console do not need.

import type { OperationInput } from '../rpc/contract.ts'
import { keyToText, scalarToText } from './scalar.ts'

export function operationToText(operation: OperationInput, shorten = (text: string): string => text): string {
  const verb = operation.op === 'DELETE' ? 'DEL' : operation.op
  const words = [verb, keyToText(operation.key)]
  if ('index' in operation) words.push(String(operation.index))
  if ('field' in operation) words.push(shorten(scalarToText(operation.field)))
  if ('expected' in operation)
    words.push(operation.expected === null ? 'ABSENT' : shorten(scalarToText(operation.expected)))
  if ('value' in operation) words.push(shorten(scalarToText(operation.value)))
  if (operation.op === 'COUNTER') {
    if (operation.min !== undefined) words.push('MIN', operation.min)
    if (operation.max !== undefined) words.push('MAX', operation.max)
  }
  return words.join(' ')
}
