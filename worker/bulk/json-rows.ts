// JSON Lines, and JSON whose top is a list of rows or an object of them, as rows. Only the top level is split here; each
// element is parsed by lossless-json, which keeps the digits of numbers.

import { parse } from 'lossless-json'
import { MAX_RECORD_CHARS } from './limits.ts'
import { NumberText, type Cell, type ReadRow, type RowReader } from './row.ts'
import { faultIn, SourceFault } from './source-fault.ts'

/** Of what is no object: the only cell of its row. */
export const VALUE_COLUMN = 'value'
/** Of the members of a top-level object: their names. */
export const KEY_COLUMN = 'key'

/** Makes rows of single elements, and collects their columns in the order of appearance. */
class Elements {
  readonly columns: string[] = []
  readonly #known = new Set<string>()
  #row = 0

  take(text: string, line: number, name?: string): ReadRow {
    const row = ++this.#row
    try {
      const value = parse(text, null, (digits) => new NumberText(digits))
      const cells = new Map<string, Cell>(name === undefined ? [] : [[KEY_COLUMN, name]])
      if (isObject(value)) for (const [key, cell] of Object.entries(value)) cells.set(key, cell)
      else cells.set(VALUE_COLUMN, value)
      for (const column of cells.keys()) this.#note(column)
      return { row, line, cells }
    } catch (error) {
      const why = error instanceof RangeError ? 'it is nested too deeply' : messageOf(error)
      return { row, line, fault: `This is not JSON: ${why}.` }
    }
  }

  #note(column: string): void {
    if (this.#known.has(column)) return
    this.#known.add(column)
    this.columns.push(column)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/u, '').slice(0, 200)

export class JsonLines implements RowReader {
  fault: SourceFault | undefined
  readonly #elements = new Elements()
  #rest = ''
  #line = 1

  get columns(): readonly string[] {
    return this.#elements.columns
  }

  push(text: string, isLast: boolean): readonly ReadRow[] {
    const rows: ReadRow[] = []
    const input = this.#rest + text
    let from = 0
    for (let end = input.indexOf('\n'); end >= 0; end = input.indexOf('\n', from)) {
      this.#take(input.slice(from, end), rows)
      from = end + 1
    }
    this.#rest = input.slice(from)
    if (isLast) this.#take(this.#rest, rows)
    else this.fault ??= faultIn(() => tooLong(this.#rest.length, this.#line))
    return rows
  }

  #take(text: string, rows: ReadRow[]): void {
    if (text.trim() !== '') rows.push(this.#elements.take(text, this.#line))
    this.#line++
  }
}

function tooLong(length: number, line: number): void {
  if (length > MAX_RECORD_CHARS)
    throw new SourceFault(
      `The row that begins in line ${line} has no end within ${MAX_RECORD_CHARS} characters.`,
    )
}

const SPACE = /\s/u

/** One document: [row, row, …] or {"key": row, …}. */
export class JsonDocument implements RowReader {
  fault: SourceFault | undefined
  readonly #elements = new Elements()
  #where: 'before' | 'list' | 'object' | 'behind' = 'before'
  #rest = ''
  /** Of `#rest`, what was looked at. */
  #seen = 0
  #depth = 0
  #inString = false
  #escaped = false
  /** The line in which `#rest` begins. */
  #line = 1
  #commas = 0

  get columns(): readonly string[] {
    return this.#elements.columns
  }

  push(text: string, isLast: boolean): readonly ReadRow[] {
    const rows: ReadRow[] = []
    this.fault ??= faultIn(() => {
      this.#read(text, isLast, rows)
    })
    return rows
  }

  #read(text: string, isLast: boolean, rows: ReadRow[]): void {
    this.#rest += text
    if (this.#where === 'before') this.#begin(isLast)
    if (this.#where === 'list' || this.#where === 'object') this.#split(rows)
    if (this.#where === 'behind') this.#end()
    else if (isLast)
      throw new SourceFault(`The file ends inside of the row that begins in line ${this.#line}.`)
    else tooLong(this.#rest.length, this.#line)
  }

  #begin(isLast: boolean): void {
    this.#skipSpace()
    const first = this.#rest[0]
    if (first === undefined && !isLast) return
    if (first !== '[' && first !== '{')
      throw new SourceFault(
        'This JSON is neither a list nor an object. A file with one object a line is JSON Lines.',
      )
    this.#where = first === '[' ? 'list' : 'object'
    this.#rest = this.#rest.slice(1)
  }

  #split(rows: ReadRow[]): void {
    const text = this.#rest
    let from = 0
    let at = this.#seen
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (code === 0x5c) this.#escaped = true
        else if (code === 0x22) this.#inString = false
        continue
      }
      if (code === 0x22) this.#inString = true
      else if (code === 0x7b || code === 0x5b) this.#depth++
      else if ((code === 0x7d || code === 0x5d) && this.#depth > 0) this.#depth--
      else if (this.#depth === 0 && (code === 0x2c || code === 0x7d || code === 0x5d)) {
        this.#close(text.slice(from, at), code, rows)
        from = at + 1
        if (code === 0x2c) continue
        this.#where = 'behind'
        at++
        break
      }
    }
    this.#rest = text.slice(from)
    this.#seen = this.#where === 'behind' ? 0 : at - from
  }

  #close(element: string, code: number, rows: ReadRow[]): void {
    const isEnd = code !== 0x2c
    if (isEnd && (code === 0x5d) !== (this.#where === 'list'))
      throw new SourceFault(`Line ${this.#line} closes the file with the wrong bracket.`)
    const lead = element.length - element.trimStart().length
    const line = this.#line + breaks(element.slice(0, lead))
    this.#line += breaks(element)
    const text = element.trim()
    // Nothing between the brackets is an empty file; nothing after a comma is a mistake.
    if (text === '' && isEnd && this.#commas === 0) return
    if (!isEnd) this.#commas++
    rows.push(this.#where === 'list' ? this.#elements.take(text, line) : this.#member(text, line))
  }

  #member(text: string, line: number): ReadRow {
    const end = /^"(?:[^"\\]|\\.)*"/u.exec(text)?.[0].length ?? 0
    const behind = text.slice(end)
    const colon = behind.indexOf(':')
    if (end === 0 || behind.slice(0, colon).trim() !== '' || colon < 0)
      return this.#elements.take(`{${text}}`, line)
    try {
      return this.#elements.take(behind.slice(colon + 1), line, JSON.parse(text.slice(0, end)) as string)
    } catch {
      return this.#elements.take(text.slice(0, end), line)
    }
  }

  #end(): void {
    this.#skipSpace()
    if (this.#rest !== '') throw new SourceFault(`Line ${this.#line}: text follows the end of the JSON.`)
  }

  #skipSpace(): void {
    let at = 0
    while (at < this.#rest.length && SPACE.test(this.#rest[at] ?? '')) {
      if (this.#rest[at] === '\n') this.#line++
      at++
    }
    this.#rest = this.#rest.slice(at)
  }
}

function breaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
