// What a row becomes: operations that happen together or not at all. Pure. A mapping is compiled once, so that what is wrong
// with it as a whole is said before anything is read.

import { MAX_OPERAND_DIGITS, MAX_SPORE_BYTES } from '../core/limits.ts'
import { keyFault } from '../core/model/slot.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { BulkMapping } from '../rpc/contract-bulk.ts'
import type { OperationInput, ScalarView } from '../rpc/contract-data.ts'
import { cellText, isAbsent, readScalar } from './cells.ts'
import { columnTemplate, parseKeyTemplate } from './key-template.ts'
import { EXPORT_COLUMNS, isExported, operationOfExported } from './exported-rows.ts'
import { KEY_COLUMN, VALUE_COLUMN } from './json-rows.ts'
import { UNIT_OPERATIONS, UNIT_SLOTS } from './limits.ts'
import type { Row } from './row.ts'
import { bytesOf, slotsOf } from './unit-size.ts'

export type RowMapper = (row: Row) => Result<readonly OperationInput[], string>

/** `columns`: of the file, to tell a slip of the pen from an empty cell; JSON may bring new ones later. */
export function compileMapping(mapping: BulkMapping, columns: readonly string[]): Result<RowMapper, string> {
  if (mapping.into === 'exported') {
    if (!isExported(columns))
      return fail(`An export has the columns ${EXPORT_COLUMNS.join(', ')}. This file has others.`)
    return ok((row) => {
      const operation = operationOfExported(row)
      return operation.ok ? checked([operation.value]) : operation
    })
  }
  const template = parseKeyTemplate(mapping.key)
  if (!template.ok) return template
  const named = [...template.value.columns, ...(mapping.into === 'map' ? mapping.fields : [mapping.value])]
  const missing = named.find((each) => !columns.includes(each))
  if (missing !== undefined)
    return fail(missing === '' ? 'Choose a column.' : `The file has no column ${JSON.stringify(missing)}.`)
  if (mapping.into === 'map' && mapping.fields.length === 0)
    return fail('Choose at least one column for the fields of the map.')
  return ok((row) => {
    const empty = template.value.columns.find((each) => cellText(row.cells.get(each)) === '')
    if (empty !== undefined) return fail(`Column ${JSON.stringify(empty)} is empty, and the key needs it.`)
    const key = template.value.fill((column) => cellText(row.cells.get(column)))
    const wrong = keyFault(key)
    if (wrong !== undefined) return fail(`The key ${JSON.stringify(key.slice(0, 60))}: ${wrong}.`)
    const operations = mapping.into === 'map' ? fields(mapping, key, row) : single(mapping, key, row)
    return operations.ok ? checked(operations.value) : operations
  })
}

function single(
  { into, value: column, read, keep }: BulkMapping,
  key: string,
  { cells }: Row,
): Result<readonly OperationInput[], string> {
  const cell = cells.get(column)
  if (isAbsent(cell)) return fail(`Column ${JSON.stringify(column)} has no value.`)
  const scalar = readScalar(cell, into === 'add' ? 'number' : read, column)
  if (!scalar.ok) return scalar
  const value = scalar.value
  switch (into) {
    case 'add':
      return value.type === 'number' ? ok([{ op: 'ADD', key, value }]) : fail('Only numbers are added.')
    case 'set':
      return ok([{ op: 'SADD', key, value }])
    case 'array':
      return ok([{ op: 'RPUSH', key, value }])
    case 'queue':
      return ok([{ op: 'QADD', key, value }])
    default:
      return ok([{ op: keep ? 'SETNX' : 'SET', key, value }])
  }
}

/** Empty cells make no field. */
function fields(
  mapping: BulkMapping,
  key: string,
  { cells }: Row,
): Result<readonly OperationInput[], string> {
  const operations: OperationInput[] = []
  for (const column of mapping.fields) {
    const cell = cells.get(column)
    if (isAbsent(cell) || cell === '') continue
    const value = readScalar(cell, mapping.read, column)
    if (!value.ok) return value
    operations.push({ op: 'HSET', key, field: { type: 'string', text: column }, value: value.value })
  }
  return operations.length === 0 ? fail('All columns of the map are empty.') : ok(operations)
}

/** One row is one part of one spore: what cannot fit there is said now and not by every endorser. */
function checked(operations: readonly OperationInput[]): Result<readonly OperationInput[], string> {
  const slots = new Set(operations.flatMap((each) => slotsOf(each)))
  if (operations.length > UNIT_OPERATIONS || slots.size > UNIT_SLOTS)
    return fail(`It would write ${slots.size} places at once, at most ${UNIT_SLOTS} are allowed.`)
  const bytes = operations.reduce((sum, each) => sum + bytesOf(each), 0)
  if (bytes > MAX_SPORE_BYTES)
    return fail(`It has about ${bytes} bytes, and one write takes at most ${MAX_SPORE_BYTES}.`)
  for (const each of operations)
    for (const scalar of scalarsOf(each))
      if (scalar.type === 'number' && scalar.number.replace(/[-.]/gu, '').length > MAX_OPERAND_DIGITS)
        return fail(`A number has at most ${MAX_OPERAND_DIGITS} digits.`)
  return ok(operations)
}

const scalarsOf = (operation: OperationInput): readonly ScalarView[] => [
  ...('value' in operation ? [operation.value] : []),
  ...('field' in operation ? [operation.field] : []),
]

/** What a person most likely means. */
export function guessMapping(columns: readonly string[]): BulkMapping {
  const plain: BulkMapping = { into: 'value', key: '', value: '', fields: [], read: 'auto', keep: false }
  if (isExported(columns)) return { ...plain, into: 'exported' }
  const key = columns.includes(KEY_COLUMN) ? KEY_COLUMN : (columns[0] ?? VALUE_COLUMN)
  const others = columns.filter((each) => each !== key)
  const value = others.includes(VALUE_COLUMN) ? VALUE_COLUMN : (others[0] ?? key)
  const isMap = others.length > 1 && !others.includes(VALUE_COLUMN)
  return { ...plain, key: columnTemplate(key), value, fields: others, into: isMap ? 'map' : 'value' }
}
