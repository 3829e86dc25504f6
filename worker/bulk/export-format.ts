// Rows of an export as text. Equal contents give equal bytes on every node: a fixed order of columns, "\n" at the end of a
// line, and quotes in CSV only where they are needed.

import Papa from 'papaparse'
import type { BulkFormat } from '../rpc/contract-bulk.ts'
import { scalarCell } from './cells.ts'
import { EXPORT_COLUMNS, type ExportRow } from './exported-rows.ts'

type Cells = Readonly<Record<(typeof EXPORT_COLUMNS)[number], string>>

const cellsOf = ({ key, container, field, value, min, max }: ExportRow): Cells => ({
  key,
  container,
  field_type: field?.type ?? '',
  field: field === undefined ? '' : scalarCell(field),
  type: value?.type ?? '',
  value: value === undefined ? '' : scalarCell(value),
  min: min ?? '',
  max: max ?? '',
})

/** In JSON what is empty is left out, but for the three that every row has. */
function jsonOf(row: ExportRow): string {
  const cells = cellsOf(row)
  const shown = EXPORT_COLUMNS.filter(
    (column) => column === 'key' || column === 'type' || column === 'value' || cells[column] !== '',
  )
  return JSON.stringify(Object.fromEntries(shown.map((column) => [column, cells[column]])))
}

const csvLines = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `${Papa.unparse(rows as string[][], { newline: '\n' })}\n`

/** What comes before the first row. */
export function exportHead(format: BulkFormat): string {
  if (format === 'csv') return csvLines([EXPORT_COLUMNS])
  return format === 'json' ? '[' : ''
}

/** `isFirst`: no row came before. */
export function exportRows(format: BulkFormat, rows: readonly ExportRow[], isFirst: boolean): string {
  switch (format) {
    case 'csv':
      return csvLines(rows.map((row) => Object.values(cellsOf(row))))
    case 'jsonl':
      return rows.map((row) => `${jsonOf(row)}\n`).join('')
    case 'json':
      return rows.map((row, i) => `${isFirst && i === 0 ? '\n' : ',\n'}${jsonOf(row)}`).join('')
  }
}

export const exportTail = (format: BulkFormat): string => (format === 'json' ? '\n]\n' : '')
