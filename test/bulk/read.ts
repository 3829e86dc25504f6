// Reading a text as an import would, with slices of any size.
import { csvShape, CsvRows } from '../../worker/bulk/csv-rows.ts'
import { piecesOf } from '../../worker/bulk/decode.ts'
import { isBad, type ReadRow, type RowReader } from '../../worker/bulk/row.ts'
import { cellText } from '../../worker/bulk/cells.ts'

export async function readAll(reader: RowReader, text: string | Blob, sliceBytes = 7): Promise<ReadRow[]> {
  const source = typeof text === 'string' ? new Blob([text]) : text
  const rows: ReadRow[] = []
  for await (const piece of piecesOf(source, sliceBytes)) {
    rows.push(...reader.push(piece.text, piece.readBytes >= source.size))
    if (reader.fault) throw reader.fault
  }
  return rows
}

export const csv = (sample: string): CsvRows => new CsvRows(csvShape(sample))

/** Cells as an object, or the fault. */
export const plain = (row: ReadRow): unknown =>
  isBad(row)
    ? `${row.row}@${row.line}: ${row.fault}`
    : Object.fromEntries([...row.cells].map(([column, cell]) => [column, cellText(cell)]))
