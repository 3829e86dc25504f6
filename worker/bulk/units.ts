// Rows packed into units: one unit is one spore, so its rows happen together, and one intent, so they happen once. Which rows
// share a unit follows from the file and the mapping alone: a job that is resumed makes the same units again.

import type { BulkFormat, BulkMapping } from '../rpc/contract-bulk.ts'
import type { OperationInput } from '../rpc/contract-data.ts'
import { csvShape, CsvRows } from './csv-rows.ts'
import { piecesOf, type Piece } from './decode.ts'
import { JsonDocument, JsonLines } from './json-rows.ts'
import { UNIT_BYTES, UNIT_OPERATIONS, UNIT_SLOTS } from './limits.ts'
import { compileMapping, type RowMapper } from './mapping.ts'
import { type BadRow, isBad, type ReadRow, type RowReader } from './row.ts'
import { SourceFault } from './source-fault.ts'
import { bytesOf, slotsOf, takesUnnamedSlot } from './unit-size.ts'

export interface UnitRow {
  readonly row: number
  readonly line: number
  readonly operations: readonly OperationInput[]
}

export interface Unit {
  /** "12", or "12.0" and "12.1" for its halves. */
  readonly name: string
  readonly rows: readonly UnitRow[]
}

export type Packed =
  | { readonly type: 'unit'; readonly index: number; readonly unit: Unit }
  | { readonly type: 'bad'; readonly row: BadRow }
  /** Rows read so far, and bytes. */
  | { readonly type: 'read'; readonly rows: number; readonly bytes: number }

export interface Source {
  readonly source: Blob
  readonly format: BulkFormat
  readonly delimiter?: string | undefined
  readonly mapping: BulkMapping
}

export function readerFor(format: BulkFormat, sample: string, delimiter: string | undefined): RowReader {
  if (format === 'csv') return new CsvRows(csvShape(sample, delimiter))
  return format === 'json' ? new JsonDocument() : new JsonLines()
}

/** All of a file, in order. Throws SourceFault at a place from which on nothing can be read. */
export async function* unitsOf(
  { source, format, delimiter, mapping }: Source,
  pieces: AsyncIterable<Piece> = piecesOf(source),
): AsyncGenerator<Packed> {
  const packer = new Packer()
  let reader: RowReader | undefined
  let mapper: RowMapper | undefined
  let rows = 0
  const take = function* (read: readonly ReadRow[], from: RowReader): Generator<Packed> {
    for (const row of read) {
      rows++
      mapper ??= compiled(mapping, from.columns)
      const result = isBad(row) ? undefined : mapper(row)
      if (result?.ok === true) {
        const unit = packer.add({ row: row.row, line: row.line, operations: result.value })
        if (unit) yield unit
        continue
      }
      const fault = isBad(row) ? row.fault : (result?.reason ?? '')
      yield { type: 'bad', row: { row: row.row, line: row.line, fault } }
    }
  }
  let fault: unknown
  try {
    for await (const { text, readBytes } of pieces) {
      reader ??= readerFor(format, text, delimiter)
      yield* take(reader.push(text, readBytes >= source.size), reader)
      yield { type: 'read', rows, bytes: readBytes }
      if (reader.fault) throw reader.fault
    }
  } catch (error) {
    fault = error
  }
  // What came before the place where the file breaks is good.
  const last = packer.end()
  if (last) yield last
  if (fault !== undefined) throw fault as Error
}

/** The columns of the first rows must do; a file without rows says nothing about them. */
function compiled(mapping: BulkMapping, columns: readonly string[]): RowMapper {
  const mapper = compileMapping(mapping, columns)
  if (!mapper.ok) throw new SourceFault(mapper.reason)
  return mapper.value
}

class Packer {
  #index = 0
  #rows: UnitRow[] = []
  #operations = 0
  #bytes = 0
  #slots = new Set<string>()
  #unnamedSlots = 0

  add(row: UnitRow): Extract<Packed, { type: 'unit' }> | undefined {
    const slots = row.operations.flatMap((each) => slotsOf(each))
    const bytes = row.operations.reduce((sum, each) => sum + bytesOf(each), 0)
    const unnamed = row.operations.filter(takesUnnamedSlot).length
    const named = slots.filter((slot) => !this.#slots.has(slot)).length
    const fits =
      this.#operations + row.operations.length <= UNIT_OPERATIONS &&
      this.#bytes + bytes <= UNIT_BYTES &&
      this.#slots.size + this.#unnamedSlots + named + unnamed <= UNIT_SLOTS
    const full = fits ? undefined : this.end()
    this.#rows.push(row)
    this.#operations += row.operations.length
    this.#bytes += bytes
    for (const slot of slots) this.#slots.add(slot)
    this.#unnamedSlots += unnamed
    return full
  }

  end(): Extract<Packed, { type: 'unit' }> | undefined {
    if (this.#rows.length === 0) return undefined
    const index = this.#index++
    const unit = { name: String(index), rows: this.#rows }
    this.#rows = []
    this.#operations = 0
    this.#bytes = 0
    this.#slots = new Set()
    this.#unnamedSlots = 0
    return { type: 'unit', index, unit }
  }
}

/** For finding the row that is refused. Always cut at the same place. */
export function halvesOf({ name, rows }: Unit): readonly [Unit, Unit] {
  const middle = Math.ceil(rows.length / 2)
  return [
    { name: `${name}.0`, rows: rows.slice(0, middle) },
    { name: `${name}.1`, rows: rows.slice(middle) },
  ]
}
