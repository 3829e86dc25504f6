// Reads one word as a value, and writes a value back as it would be typed. In the console an unquoted number is a number,
// 0x… is bytes, and every other word is text; quotes make text of anything. Numbers stay exact decimal text: never a float.

import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { ScalarView } from '../rpc/contract.ts'
import type { CommandFault } from './command.ts'
import { MAX_NUMBER_DIGITS } from './limits.ts'
import type { Word } from './tokenize.ts'

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d+))?$/u
const EXPONENT = /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/u

/** Canonical decimal text: no plus sign, no needless zeros, no negative zero; undefined when it is not a plain decimal. */
export function canonicalDecimal(text: string): string | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  const digits = whole.replace(/^0+(?=\d)/u, '') || '0'
  const places = fraction.replace(/0+$/u, '')
  const magnitude = places === '' ? digits : `${digits}.${places}`
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude
}

export function readScalar(word: Word): Result<ScalarView, CommandFault> {
  const place = { offset: word.offset, length: word.length }
  if (word.quoted) return ok({ type: 'string', text: word.text })
  if (/^0[xX]/u.test(word.text)) return readBytes(word)
  if (EXPONENT.test(word.text))
    return fail({
      ...place,
      message: `Write ${word.text} out in full as a number, or quote it as text`,
      suggestion: { ...place, text: `"${word.text}"` },
    })
  const number = canonicalDecimal(word.text)
  if (number === undefined) return ok({ type: 'string', text: word.text })
  if (number.length > MAX_NUMBER_DIGITS)
    return fail({
      ...place,
      message: `A number has at most ${String(MAX_NUMBER_DIGITS)} digits: this one has ${String(number.length)}`,
    })
  return ok({ type: 'number', number })
}

function readBytes(word: Word): Result<ScalarView, CommandFault> {
  const hex = word.text.slice(2)
  const bad = /[^0-9a-fA-F]/u.exec(hex)
  if (bad !== null)
    return fail({
      message: `${bad[0]} is not a hex digit; to write it as text, quote it`,
      offset: word.offset + 2 + bad.index,
      length: 1,
    })
  if (hex.length % 2 === 1)
    return fail({
      message: 'Bytes need two hex digits each: one digit is missing',
      offset: word.offset + word.length,
      length: 1,
    })
  return ok({ type: 'bytes', bytes: hexToBytes(hex.toLowerCase()) })
}

/** Text that reads back as the same value. */
export function scalarToText(value: ScalarView): string {
  switch (value.type) {
    case 'number':
      return value.number
    case 'bytes':
      return `0x${bytesToHex(value.bytes)}`
    case 'string':
      return quote(value.text)
  }
}

/** A key as it would be typed: bare when it can be, else quoted. */
export const keyToText = (key: string): string => (/^[^\s"'\\]+$/u.test(key) ? key : quote(key))

export function quote(text: string): string {
  const escaped = text
    .replace(/["\\]/gu, '\\$&')
    .replace(/\n/gu, '\\n')
    .replace(/\t/gu, '\\t')
    .replace(/\r/gu, '\\r')
    .replace(/[\p{Cc}\p{Cf}]/gu, (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`)
  return `"${escaped}"`
}
