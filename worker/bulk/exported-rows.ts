// The columns of an export, in both directions: one row for each value that is no collection, and for each element of one.
// Importing the rows of a key in their order gives the key its value again.

import { keyFault } from '../core/model/slot.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { OperationInput, ScalarView } from '../rpc/contract-data.ts'
import { cellText, readScalar } from './cells.ts'
import { exactNumber } from './exact-number.ts'
import type { Row } from './row.ts'

export const EXPORT_COLUMNS = [
  'key',
  'container',
  'field_type',
  'field',
  'type',
  'value',
  'min',
  'max',
] as const

export type Container = '' | 'counter' | 'set' | 'map' | 'array' | 'queue'

export interface ExportRow {
  readonly key: string
  readonly container: Container
  readonly field?: ScalarView
  /** Undefined for a collection that is empty. */
  readonly value?: ScalarView
  readonly min?: string
  readonly max?: string
}

/** A file with these columns was exported, whatever else is in it. */
export const isExported = (columns: readonly string[]): boolean =>
  ['key', 'type', 'value'].every((each) => columns.includes(each)) &&
  columns.every((each) => (EXPORT_COLUMNS as readonly string[]).includes(each))

/** What gives the row back, or why nothing can. */
export function operationOfExported({ cells }: Row): Result<OperationInput, string> {
  const text = (column: (typeof EXPORT_COLUMNS)[number]): string => cellText(cells.get(column))
  const key = text('key')
  const wrong = keyFault(key)
  if (wrong !== undefined) return fail(`Column "key": ${wrong}.`)
  const container = text('container')
  if (text('type') === '') return empty(key, container)
  const value = typed(text('type'), text('value'), 'value')
  if (!value.ok) return value
  switch (container) {
    case '':
      return ok({ op: 'SET', key, value: value.value })
    case 'counter':
      return counter(key, value.value, text('min'), text('max'))
    case 'set':
      return ok({ op: 'SADD', key, value: value.value })
    case 'map': {
      const field = typed(text('field_type'), text('field'), 'field')
      return field.ok ? ok({ op: 'HSET', key, field: field.value, value: value.value }) : field
    }
    case 'array':
      return ok({ op: 'RPUSH', key, value: value.value })
    case 'queue':
      return ok({ op: 'QADD', key, value: value.value })
    default:
      return fail(`Column "container": there is no ${JSON.stringify(container)}.`)
  }
}

function typed(type: string, text: string, column: string): Result<ScalarView, string> {
  if (type === 'number' || type === 'string' || type === 'bytes') return readScalar(text, type, column)
  return fail(`Column "type": ${JSON.stringify(type)} is none of number, string and bytes.`)
}

function counter(key: string, value: ScalarView, min: string, max: string): Result<OperationInput, string> {
  const bounds = [min, max].map((bound) => (bound === '' ? undefined : exactNumber(bound)))
  if (value.type !== 'number') return fail('Column "type": a counter holds a number.')
  if ((min !== '' && bounds[0] === undefined) || (max !== '' && bounds[1] === undefined))
    return fail('Columns "min" and "max": a bound is a number.')
  const [least, most] = bounds
  return ok({
    op: 'COUNTER',
    key,
    value,
    ...(least === undefined ? {} : { min: least }),
    ...(most === undefined ? {} : { max: most }),
  })
}

const NOTHING: ScalarView = { type: 'string', text: '' }

/** Taking from what is not there makes an empty collection. */
function empty(key: string, container: string): Result<OperationInput, string> {
  switch (container) {
    case 'set':
      return ok({ op: 'SREM', key, value: NOTHING })
    case 'map':
      return ok({ op: 'HDEL', key, field: NOTHING })
    case 'array':
      return ok({ op: 'RESET', key })
    default:
      return fail('Column "type" is empty: it is number, string or bytes.')
  }
}
