// What a file looks like and what a mapping would make of it, from its beginning only. Nothing is written.

import type { BulkFormat, BulkPreview, BulkPreviewRequest, BulkPreviewRow } from '../rpc/contract-bulk.ts'
import { cellText } from './cells.ts'
import { csvShape } from './csv-rows.ts'
import { piecesOf } from './decode.ts'
import { PREVIEW_BYTES, PREVIEW_CELL_CHARS, PREVIEW_ROWS } from './limits.ts'
import { compileMapping, guessMapping, type RowMapper } from './mapping.ts'
import { operationWords } from './operation-words.ts'
import { isBad, type ReadRow } from './row.ts'
import { SourceFault } from './source-fault.ts'
import { readerFor } from './units.ts'

export async function preview(request: BulkPreviewRequest): Promise<BulkPreview> {
  const { source, name } = request
  const sizeBytes = source.size
  const empty = { sizeBytes, columns: [], rows: [], mapping: request.mapping ?? guessMapping([]) }
  let text = ''
  let format: BulkFormat = request.format ?? formatOf(name, '')
  try {
    for await (const piece of piecesOf(source, PREVIEW_BYTES)) {
      text = piece.text
      break
    }
    if (text.trim() === '') throw new SourceFault('There is nothing in it.')
    format = request.format ?? formatOf(name, text)
    const delimiter = format === 'csv' ? (request.delimiter ?? csvShape(text).delimiter) : undefined
    const reader = readerFor(format, text, delimiter)
    const read = reader.push(text, source.size <= PREVIEW_BYTES)
    const { columns } = reader
    if (reader.fault && read.length === 0) throw reader.fault
    if (read.length === 0) throw new SourceFault('It has no rows.')
    const mapping = request.mapping ?? guessMapping(columns)
    const mapper = compileMapping(mapping, columns)
    const rows = read
      .slice(0, PREVIEW_ROWS)
      .map((row) => previewRow(row, columns, mapper.ok ? mapper.value : undefined))
    const fault = mapper.ok ? reader.fault?.message : mapper.reason
    return {
      format,
      ...(delimiter === undefined ? {} : { delimiter }),
      columns,
      rows,
      mapping,
      ...(fault === undefined ? {} : { fault }),
      sizeBytes,
    }
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error
    return { ...empty, format, fault: error.message }
  }
}

function previewRow(row: ReadRow, columns: readonly string[], mapper: RowMapper | undefined): BulkPreviewRow {
  const place = { row: row.row, line: row.line }
  if (isBad(row)) return { ...place, cells: [], writes: [], fault: row.fault }
  const cells = columns.map((column) => cut(cellText(row.cells.get(column))))
  const mapped = mapper?.(row)
  if (mapped === undefined) return { ...place, cells, writes: [] }
  return mapped.ok
    ? { ...place, cells, writes: mapped.value.map(operationWords) }
    : { ...place, cells, writes: [], fault: mapped.reason }
}

const cut = (text: string): string =>
  text.length > PREVIEW_CELL_CHARS ? `${text.slice(0, PREVIEW_CELL_CHARS)}…` : text

/** By its name, else by how it begins. */
function formatOf(name: string, text: string): BulkFormat {
  if (/\.(jsonl|ndjson)$/iu.test(name)) return 'jsonl'
  if (/\.json$/iu.test(name)) return 'json'
  if (/\.(csv|tsv|txt)$/iu.test(name)) return 'csv'
  const start = text.trimStart()
  if (start.startsWith('[')) return 'json'
  if (!start.startsWith('{')) return 'csv'
  // One complete object in the first line is JSON Lines.
  return /^\{.*\}\s*$/u.test(start.split('\n', 1)[0] ?? '') ? 'jsonl' : 'json'
}
