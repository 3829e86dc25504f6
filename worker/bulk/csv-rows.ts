// Delimited text as rows. The splitting is papaparse's; this feeds it piece by piece, so that memory stays bounded, and
// names what is wrong by row and line. Its own way of reading files would break characters at the borders of slices.

import Papa from 'papaparse'
import { MAX_COLUMNS, MAX_RECORD_CHARS } from './limits.ts'
import type { ReadRow, RowReader } from './row.ts'
import { faultIn, SourceFault } from './source-fault.ts'

export interface CsvShape {
  readonly delimiter: string
  readonly newline: '\n' | '\r' | '\r\n'
}

interface QuoteError {
  /** Of `data`; its length for a row that is not complete. */
  readonly row: number
  readonly code: string
  /** Where the field begins. */
  readonly index: number
}

interface Parsed {
  readonly data: readonly (readonly string[])[]
  readonly errors: readonly QuoteError[]
  readonly meta: { readonly cursor: number }
}

/** From the beginning of a file. */
export function csvShape(sample: string, delimiter?: string): CsvShape {
  const { meta } = Papa.parse<readonly string[]>(sample, {
    preview: 50,
    skipEmptyLines: true,
    ...(delimiter === undefined ? {} : { delimiter }),
  })
  const { linebreak } = meta
  return {
    delimiter: meta.delimiter,
    newline: linebreak === '\r' || linebreak === '\r\n' ? linebreak : '\n',
  }
}

/** A row that is not complete may look wrong and not be. When it is this long, what is wrong in its middle is wrong. */
const RESYNC_CHARS = 65_536
const UNSURE_CHARS = 1_024

export class CsvRows implements RowReader {
  columns: readonly string[] = []
  fault: SourceFault | undefined
  readonly #parser: Papa.Parser
  readonly #newline: string
  #rest = ''
  #row = 0
  #line = 1

  constructor({ delimiter, newline }: CsvShape) {
    this.#parser = new Papa.Parser({ delimiter, newline })
    this.#newline = newline
  }

  push(text: string, isLast: boolean): readonly ReadRow[] {
    const rows: ReadRow[] = []
    this.fault ??= faultIn(() => {
      this.#split(text, isLast, rows)
    })
    return rows
  }

  #split(text: string, isLast: boolean, rows: ReadRow[]): void {
    for (let input = this.#rest + text; ;) {
      const parsed = this.#parse(input, isLast)
      const { data, meta } = parsed
      const wrong = this.#wrong(input, parsed, isLast)
      for (const fields of data.slice(0, wrong?.row)) rows.push(...this.#take(fields, undefined))
      this.#rest = input.slice(meta.cursor)
      if (wrong === undefined) break
      // The parser would take everything up to the next quote for one field. The next line is where a person would go on.
      const end = input.indexOf(this.#newline, wrong.index)
      const behind = end < 0 ? input.length : end + this.#newline.length
      if (wrong.code === MISSING) {
        rows.push(...this.#take([input.slice(wrong.index)], wrong.code))
        this.#rest = ''
        break
      }
      rows.push(...this.#take([''], wrong.code))
      this.#rest = input = input.slice(behind)
      if (input === '') break
    }
    if (this.#rest.length > MAX_RECORD_CHARS)
      throw new SourceFault(
        `The record that begins in line ${this.#line} has no end within ${MAX_RECORD_CHARS} characters. A quote may be missing there.`,
      )
  }

  #parse(input: string, isLast: boolean): Parsed {
    return this.#parser.parse(input, 0, !isLast) as Parsed
  }

  /** The first row with a quote in the wrong place; of a row that is not complete only when more text cannot mend it. */
  #wrong(input: string, { data, errors, meta }: Parsed, isLast: boolean): QuoteError | undefined {
    const misplaced = errors.find(({ code }) => code === MISPLACED) ?? errors[0]
    if (!misplaced || isLast || misplaced.row < data.length) return misplaced
    if (input.length - meta.cursor < RESYNC_CHARS) return undefined
    const certain = this.#parse(input.slice(0, -UNSURE_CHARS), false).errors
    return certain.find(({ code, index }) => code === MISPLACED && index === misplaced.index)
  }

  /** None for a blank line and for the header. */
  #take(fields: readonly string[], wrong: string | undefined): readonly ReadRow[] {
    const line = this.#line
    this.#line += 1 + fields.reduce((sum, field) => sum + breaksIn(field), 0)
    const isBlank = fields.length === 1 && (fields[0] ?? '').trim() === ''
    if (isBlank && wrong === undefined) return []
    if (this.columns.length === 0) {
      if (wrong !== undefined) throw new SourceFault(`The header: ${QUOTE[wrong] ?? ''}`)
      this.columns = columnNames(fields)
      return []
    }
    const row = ++this.#row
    const fault = wrong === undefined ? countFault(fields.length, this.columns.length) : QUOTE[wrong]
    if (fault !== undefined) return [{ row, line, fault }]
    return [{ row, line, cells: new Map(this.columns.map((name, i) => [name, fields[i] ?? ''])) }]
  }
}

const MISSING = 'MissingQuotes'
const MISPLACED = 'InvalidQuotes'
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
