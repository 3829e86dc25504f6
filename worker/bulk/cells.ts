// Cells as the scalars of SporeDB. A failed one is a sentence that names the column.

import { stringify } from 'lossless-json'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { ScalarView } from '../rpc/contract-data.ts'
import type { BulkRead } from '../rpc/contract-bulk.ts'
import { exactNumber, isCanonical } from './exact-number.ts'
import { NumberText, type Cell } from './row.ts'

export const isAbsent = (cell: Cell): boolean => cell === undefined || cell === null

const NUMBERS = [
  {
    test: (value: unknown): boolean => value instanceof NumberText,
    stringify: (value: unknown): string => (value as NumberText).text,
  },
]

/** What stands in a cell; nested JSON as JSON. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (isAbsent(cell)) return ''
  if (cell instanceof NumberText) return exactNumber(cell.text) ?? cell.text
  return stringify(cell, undefined, undefined, NUMBERS) ?? ''
}

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)

export function readScalar(cell: Cell, read: BulkRead, column: string): Result<ScalarView, string> {
  const text = cellText(cell)
  switch (read) {
    case 'string':
      return ok({ type: 'string', text })
    case 'number': {
      const number = exactNumber(text)
      return number === undefined
        ? fail(`Column ${shown(column)}: ${shown(text)} is not a number.`)
        : ok({ type: 'number', number })
    }
    case 'bytes': {
      const bytes = parseHex(text)
      return bytes === undefined
        ? fail(`Column ${shown(column)}: ${shown(text)} is not hexadecimal, such as 0x01ff.`)
        : ok({ type: 'bytes', bytes })
    }
    case 'auto': {
      const isNumber = cell instanceof NumberText || (typeof cell === 'string' && isCanonical(cell))
      const number = isNumber ? exactNumber(text) : undefined
      return ok(number === undefined ? { type: 'string', text } : { type: 'number', number })
    }
  }
}

export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.trim().replace(/^0x/iu, '').toLowerCase()
  return digits.length % 2 === 0 && /^[0-9a-f]*$/u.test(digits) ? hexToBytes(digits) : undefined
}

/** The text of a scalar in a file; its type stands beside it. */
export function scalarCell(value: ScalarView): string {
  switch (value.type) {
    case 'number':
      return value.number
    case 'string':
      return value.text
    case 'bytes':
      return `0x${bytesToHex(value.bytes)}`
  }
}
