// Delimited text as rows. The splitting is papaparse's; this feeds it piece by piece, so that memory stays bounded, and
// names what is wrong by row and line. Its own way of reading files would break characters at the borders of slices.

import Papa from 'papaparse'
import { MAX_COLUMNS, MAX_RECORD_CHARS } from './limits.ts'
import type { ReadRow, RowReader } from './row.ts'
import { SourceFault } from './source-fault.ts'

export interface CsvShape {
  readonly delimiter: string
  readonly newline: '\n' | '\r' | '\r\n'
}

interface Parsed {
  readonly data: readonly (readonly string[])[]
  readonly errors: readonly { readonly row: number; readonly code: string }[]
  readonly meta: { readonly cursor: number }
}

/** From the beginning of a file. */
export function csvShape(sample: string, delimiter?: string): CsvShape {
  const { meta } = Papa.parse<readonly string[]>(sample, {
    preview: 50,
    ...(delimiter === undefined ? {} : { delimiter }),
  })
  const { linebreak } = meta
  return {
    delimiter: meta.delimiter,
    newline: linebreak === '\r' || linebreak === '\r\n' ? linebreak : '\n',
  }
}

export class CsvRows implements RowReader {
  columns: readonly string[] = []
  readonly #parser: Papa.Parser
  #rest = ''
  #row = 0
  #line = 1

  constructor({ delimiter, newline }: CsvShape) {
    this.#parser = new Papa.Parser({ delimiter, newline })
  }

  push(text: string, isLast: boolean): readonly ReadRow[] {
    const input = this.#rest + text
    const { data, errors, meta } = this.#parser.parse(input, 0, !isLast) as Parsed
    this.#rest = isLast ? '' : input.slice(meta.cursor)
    // What is not complete yet may look wrong and not be.
    const wrong = new Map(errors.filter(({ row }) => row < data.length).map(({ row, code }) => [row, code]))
    const rows = data.flatMap((fields, i) => this.#take(fields, wrong.get(i)) ?? [])
    if (this.#rest.length > MAX_RECORD_CHARS)
      throw new SourceFault(
        `The record that begins in line ${this.#line} has no end within ${MAX_RECORD_CHARS} characters. A quote may be missing there.`,
      )
    return rows
  }

  #take(fields: readonly string[], wrong: string | undefined): ReadRow | undefined {
    const line = this.#line
    this.#line += 1 + fields.reduce((sum, field) => sum + breaksIn(field), 0)
    const isBlank = fields.length === 1 && (fields[0] ?? '').trim() === ''
    if (isBlank && wrong === undefined) return undefined
    if (this.columns.length === 0) {
      this.columns = columnNames(fields)
      return undefined
    }
    const row = ++this.#row
    const fault = wrong === undefined ? countFault(fields.length, this.columns.length) : QUOTE[wrong]
    if (fault !== undefined) return { row, line, fault }
    return { row, line, cells: new Map(this.columns.map((name, i) => [name, fields[i] ?? ''])) }
  }
}

const QUOTE: Readonly<Record<string, string>> = {
  MissingQuotes: 'A quoted field has no closing quote before the end of the file.',
  InvalidQuotes:
    'Text follows a closing quote. A quote inside of a quoted field is written as two quotes ("").',
}

const countFault = (fields: number, columns: number): string | undefined =>
  fields === columns ? undefined : `It has ${fields} fields where the header has ${columns}.`

function columnNames(fields: readonly string[]): readonly string[] {
  if (fields.length > MAX_COLUMNS)
    throw new SourceFault(`The header has ${fields.length} columns, at most ${MAX_COLUMNS} are read.`)
  const names = new Set<string>()
  for (const [i, field] of fields.entries()) {
    const wanted = field.trim() === '' ? `column ${i + 1}` : field.trim()
    let name = wanted
    for (let copy = 2; names.has(name); copy++) name = `${wanted} (${copy})`
    names.add(name)
  }
  return [...names]
}

/** Line breaks as an editor counts them. */
function breaksIn(field: string): number {
  let count = 0
  for (let i = 0; i < field.length; i++) {
    const code = field.charCodeAt(i)
    if (code === 10 || (code === 13 && field.charCodeAt(i + 1) !== 10)) count++
  }
  return count
}
