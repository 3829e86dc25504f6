// Text in quotes: "…" or '…', where \n \t \r \\ \" \' and \u{…} mean what they do in JavaScript, and what JSON adds (\/ \b \f
// and \u with four digits) what it means there. It never guesses: what cannot be read is a fault with its place.

import { isWellFormed } from '../core/model/slot.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { diagnostic, type Diagnostic, type Place } from './diagnostic.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '/': '/',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([^u]|u))/gu

/** `source` with its quotes, found at `at`. */
export function unquote(source: string, at: Place): Result<string, Diagnostic> {
  let fault: Diagnostic | undefined
  const text = source
    .slice(1, -1)
    .replace(
      ESCAPE,
      (whole, braces: string | undefined, four: string | undefined, plain: string, offset: number) => {
        const read = braces ?? four
        const code = read === undefined ? NaN : Number.parseInt(read, 16)
        if (four !== undefined) return String.fromCharCode(code)
        if (braces !== undefined && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff))
          return String.fromCodePoint(code)
        const known = ESCAPES[plain]
        if (known !== undefined) return known
        const from = at.from + 1 + offset
        fault ??= diagnostic(
          { from, to: Math.min(from + whole.length, at.to) },
          whole.startsWith('\\u')
            ? 'A character is written \\u{…} with its number in hex, as in \\u{1f344}'
            : `${whole} means nothing here: use \\n \\t \\r \\\\ \\" \\' or \\u{…}`,
          { from, to: from + 1, text: '\\\\' },
        )
        return ''
      },
    )
  if (fault !== undefined) return fail(fault)
  // Keys and text travel as UTF-8, which cannot say half a character.
  return isWellFormed(text)
    ? ok(text)
    : fail(diagnostic(at, 'Half of a character (a lone surrogate) is not text'))
}
