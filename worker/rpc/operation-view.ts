// Operations as the page gives them, made again from what the core has of them.

import type { Intended } from '../core/input.ts'
import { formatDecimal } from '../core/model/number.ts'
import { assertNever } from '../core/model/result.ts'
import type { Scalar } from '../core/model/value.ts'
import type { NumberView, OperationInput, ScalarView } from './contract.ts'
import { scalarView } from './value-view.ts'

export function operationView(operation: Intended): OperationInput {
  const { op, key, sub, argument, more = [] } = operation
  switch (op) {
    case 'DELETE':
    case 'RPOP':
    case 'LPOP':
    case 'RESET':
    case 'QTAKE':
      return { op, key }
    case 'SADD':
    case 'SREM':
      return { op, key, value: shown(sub) }
    case 'HDEL':
      return { op, key, field: shown(sub) }
    case 'HSET':
      return { op, key, field: shown(sub), value: shown(argument) }
    case 'HADD':
      return { op, key, field: shown(sub), value: numberView(argument) }
    case 'ADD':
    case 'MUL':
      return { op, key, value: numberView(argument) }
    case 'COUNTER': {
      const [min, max] = [more[0], more[1]].map((each) => each && numberView(each).number)
      return { op, key, value: numberView(argument), ...(min && { min }), ...(max && { max }) }
    }
    case 'CAS':
      return { op, key, expected: more[0] ? scalarView(more[0]) : null, value: shown(argument) }
    case 'LINSERT':
    case 'LSET':
      return { op, key, index: Number(numberView(more[0] ?? null).number), value: shown(argument) }
    case 'SET':
    case 'SETNX':
    case 'CONCAT':
    case 'MAX':
    case 'MIN':
    case 'RPUSH':
    case 'LPUSH':
    case 'QADD':
      return { op, key, value: shown(argument) }
    default:
      return assertNever(op)
  }
}

/** A body that nobody may endorse can lack it, and is shown all the same. */
const shown = (scalar: Scalar | null): ScalarView =>
  scalar ? scalarView(scalar) : { type: 'string', text: '' }

const numberView = (scalar: Scalar | null): NumberView => ({
  type: 'number',
  number: scalar?.type === 'number' ? formatDecimal(scalar.number) : '0',
})
