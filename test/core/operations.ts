// The operations of every type, as short as `builders.ts` has the first ones. Bases are those of slots never written.

import type { Base, Operation, OperationName } from '../../worker/core/model/operation.ts'
import { ZERO } from '../../worker/core/model/number.ts'
import type { Counter, Scalar } from '../../worker/core/model/value.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { base, exact, number, scalar } from './builders.ts'

const NEW = exact([0])

const on =
  (op: OperationName, fresh: Base = base(0)) =>
  (key: string, argument: string, at: Base = fresh): Operation => ({
    op,
    key,
    sub: null,
    argument: scalar(argument),
    base: at,
  })

export const setnx = on('SETNX', NEW)
export const max = on('MAX')
export const min = on('MIN')
export const rpush = on('RPUSH', NEW)
export const lpush = on('LPUSH', NEW)

export const cas = (key: string, expected: string | null, value: string, at: Base = NEW): Operation => ({
  ...on('CAS')(key, value, at),
  more: [expected === null ? null : scalar(expected)],
})

const bound = (digits: string | null): Scalar | null => (digits === null ? null : scalar(digits))
export const counter = (
  key: string,
  value: string,
  least: string | null,
  most: string | null,
  at: Base = base(0),
): Operation => ({ ...on('COUNTER')(key, value, at), more: [bound(least), bound(most)] })

const place =
  (op: OperationName) =>
  (key: string, index: number, value: string, at: Base = NEW): Operation => ({
    ...on(op)(key, value, at),
    more: [scalar(String(index))],
  })
export const linsert = place('LINSERT')
export const lset = place('LSET')

export const pop = (op: 'RPOP' | 'LPOP', key: string, at: Base = NEW): Operation => ({
  op,
  key,
  sub: null,
  argument: null,
  base: at,
})
export const reset = (key: string, at: Base = base(0)): Operation => ({
  op: 'RESET',
  key,
  sub: null,
  argument: null,
  base: at,
})

const below =
  (op: OperationName) =>
  (key: string, field: string, value: string | null, at: Base = base(0, 0)): Operation => ({
    op,
    key,
    sub: scalar(field),
    argument: value === null ? null : scalar(value),
    base: at,
  })
export const hset = below('HSET')
export const hadd = below('HADD')
export const hdel = (key: string, field: string, at: Base = base(0, 0)): Operation =>
  below('HDEL')(key, field, null, at)

export const itemOf = (position: number): Scalar => itemAt(position, '00', 0)
export const qadd = (key: string, position: number, value: string, at: Base = base(0, 0)): Operation => ({
  op: 'QADD',
  key,
  sub: itemOf(position),
  argument: scalar(value),
  base: at,
})
export const qtake = (key: string, position: number, at: Base = base(0, 1)): Operation => ({
  op: 'QTAKE',
  key,
  sub: itemOf(position),
  argument: null,
  base: at,
})

export function counterValue(
  value: string,
  least: string | null,
  most: string | null,
  sums: { readonly credits?: string; readonly debits?: string } = {},
): Counter {
  const decimal = (digits: string): Counter['number'] => {
    const found = number(digits)
    return found.type === 'number' ? found.number : ZERO
  }
  return {
    type: 'counter',
    number: decimal(value),
    min: least === null ? null : decimal(least),
    max: most === null ? null : decimal(most),
    credits: decimal(sums.credits ?? '0'),
    debits: decimal(sums.debits ?? '0'),
  }
}
