// Writes a value as it would be typed, so that it reads back as the same. In the console an unquoted number is a number, 0x… is
// bytes, and every other word is text; quotes make text of anything. Numbers stay exact decimal text: never a float.

import { bytesToHex } from '../core/codec/hex.ts'
import type { ScalarView } from '../rpc/contract.ts'

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d+))?$/u

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

/** No white space, quote, backslash or semicolon, no control character, and no beginning of a comment or a literal. */
const BARE = /^(?!--)[^\s"'\\;#[{\p{Cc}\p{Cf}][^\s"'\\;\p{Cc}\p{Cf}]*$/u

/** A key as it would be typed: bare when it can be, else quoted. */
export const keyToText = (key: string): string => (BARE.test(key) ? key : quote(key))

export function quote(text: string): string {
  const escaped = text
    .replace(/["\\]/gu, '\\$&')
    .replace(/\n/gu, '\\n')
    .replace(/\t/gu, '\\t')
    .replace(/\r/gu, '\\r')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`)
  return `"${escaped}"`
}
