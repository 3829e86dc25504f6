// The operations that a write asks of the node. A list or a map is several operations of one spore: all of it or nothing.

import { assertNever } from '../core/model/result.ts'
import type { OperationInput, ScalarView } from '../rpc/contract.ts'
import type { ListLiteral, MapLiteral } from './commands/parameter.ts'
import type { WriteCall } from './commands/table.ts'

const several = (value: ScalarView | ListLiteral): readonly ScalarView[] =>
  value.type === 'list' ? value.items : [value]

export function operationsOf({ verb, args }: WriteCall): readonly OperationInput[] {
  const { key } = args
  switch (verb) {
    case 'SET':
      return setOperations(key, args.value)
    case 'DEL':
      return [{ op: 'DELETE', key }]
    case 'SETNX':
      return [{ op: verb, key, value: args.value }]
    case 'CONCAT':
      return [{ op: verb, key, value: args.text }]
    case 'CAS':
      return [{ op: verb, key, expected: args.expected, value: args.value }]
    case 'ADD':
    case 'MUL':
      return [{ op: verb, key, value: args.number }]
    case 'MAX':
    case 'MIN':
      return [{ op: verb, key, value: args.value }]
    case 'COUNTER': {
      const { number: value, min, max } = args
      const bounds = { ...(min && { min: min.number }), ...(max && { max: max.number }) }
      return [{ op: verb, key, value, ...bounds }]
    }
    case 'SADD':
    case 'SREM':
      return several(args.value).map((value) => ({ op: verb, key, value }))
    case 'HSET':
      return fieldOperations(key, args.field, args.value)
    case 'HDEL':
      return [{ op: verb, key, field: args.field }]
    case 'HADD':
      return [{ op: verb, key, field: args.field, value: args.number }]
    case 'RPUSH':
    case 'LPUSH':
    case 'QADD':
      return several(args.value).map((value) => ({ op: verb, key, value }))
    case 'LINSERT':
    case 'LSET':
      return [{ op: verb, key, index: args.index, value: args.value }]
    case 'RPOP':
    case 'LPOP':
    case 'RESET':
    case 'QTAKE':
      return [{ op: verb, key }]
    default:
      return assertNever(verb)
  }
}

/** An array or a map in place of whatever was there. */
function setOperations(key: string, value: ScalarView | ListLiteral | MapLiteral): readonly OperationInput[] {
  const cleared = { op: 'DELETE', key } as const
  switch (value.type) {
    case 'list':
      return [cleared, ...value.items.map((item) => ({ op: 'RPUSH' as const, key, value: item }))]
    case 'map':
      return [
        cleared,
        ...value.entries.map(([field, each]) => ({ op: 'HSET' as const, key, field, value: each })),
      ]
    default:
      return [{ op: 'SET', key, value }]
  }
}

function fieldOperations(
  key: string,
  field: ScalarView | MapLiteral,
  value: ScalarView | undefined,
): readonly OperationInput[] {
  if (field.type === 'map')
    return field.entries.map(([name, each]) => ({ op: 'HSET', key, field: name, value: each }))
  // The reader lets no field stand without a value.
  return value === undefined ? [] : [{ op: 'HSET', key, field, value }]
}
