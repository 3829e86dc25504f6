// An operation as it would be typed, for previews: long values are cut.

import { keyToText, scalarToText } from '../console/scalar.ts'
import type { OperationInput } from '../rpc/contract-data.ts'

const MAX_SHOWN = 120

export function operationWords(operation: OperationInput): string {
  const parts: string[] = [operation.op === 'DELETE' ? 'DEL' : operation.op, keyToText(operation.key)]
  if ('field' in operation) parts.push(scalarToText(operation.field))
  if ('value' in operation) parts.push(scalarToText(operation.value))
  const text = parts.join(' ')
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
