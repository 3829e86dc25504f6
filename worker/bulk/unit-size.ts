// What an operation takes of a spore's bounds, and which locks it needs, as far as an import has to know.

import type { OperationInput, ScalarView } from '../rpc/contract-data.ts'
import { scalarCell } from './cells.ts'

/** Around each operation: its name, the version it builds on, and framing. */
const OPERATION_OVERHEAD = 48

export function bytesOf(operation: OperationInput): number {
  let bytes = OPERATION_OVERHEAD + sizeOf(operation.key)
  if ('value' in operation) bytes += sizeOfScalar(operation.value)
  if ('field' in operation) bytes += sizeOfScalar(operation.field)
  return bytes
}

const sizeOfScalar = (value: ScalarView): number =>
  value.type === 'bytes' ? value.bytes.length : sizeOf(scalarCell(value))

/** Bytes of the text in UTF-8. */
function sizeOf(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // Each half of a pair counts two.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes
}

const below = (key: string, element: ScalarView): string =>
  `${key}\u0001${element.type[0] ?? ''}${scalarCell(element)}`

/** The key, and the element below it if it has a name of its own. */
export function slotsOf(operation: OperationInput): readonly string[] {
  switch (operation.op) {
    case 'SADD':
    case 'SREM':
      return [operation.key, below(operation.key, operation.value)]
    case 'HSET':
    case 'HDEL':
    case 'HADD':
      return [operation.key, below(operation.key, operation.field)]
    default:
      return [operation.key]
  }
}

/** QU-1: each item that is put into a queue takes a slot more, which is named when it is sent. */
export const takesUnnamedSlot = ({ op }: OperationInput): boolean => op === 'QADD'

export interface Lock {
  readonly slot: string
  /** False for what commutes with its like. */
  readonly exclusive: boolean
}

/** So that a later row of the file never overtakes an earlier one to the same place, or in the same queue. */
export function locksOf(operation: OperationInput): readonly Lock[] {
  const [key = '', element] = slotsOf(operation)
  if (element === undefined) return [{ slot: key, exclusive: operation.op !== 'ADD' }]
  const isField = operation.op === 'HSET' || operation.op === 'HDEL'
  return [
    { slot: key, exclusive: false },
    { slot: element, exclusive: isField || operation.op === 'SREM' },
  ]
}
