// Cuts a command line into words. A word is bare (up to white space) or quoted with "…" or '…', where \n \t \\ \" \'
// and \u{…} mean what they do in JavaScript. It never guesses: what cannot be read is a fault with its place.

import { fail, ok, type Result } from '../core/model/result.ts'
import type { CommandFault } from './command.ts'

export interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly offset: number
  readonly length: number
}

const isSpace = (unit: string): boolean => /\s/u.test(unit)
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

export function tokenize(line: string): Result<readonly Word[], CommandFault> {
  const words: Word[] = []
  let at = 0
  while (at < line.length) {
    if (isSpace(line.charAt(at))) {
      at++
      continue
    }
    const first = line.charAt(at)
    const read = first === '"' || first === "'" ? readQuoted(line, at) : readBare(line, at)
    if (!read.ok) return read
    words.push(read.value)
    at = read.value.offset + read.value.length
  }
  return ok(words)
}

function readBare(line: string, start: number): Result<Word, CommandFault> {
  let end = start
  while (end < line.length && !isSpace(line.charAt(end))) {
    const unit = line.charAt(end)
    if (unit === '"' || unit === "'")
      return fail({ message: `A quote inside a word: put the whole word in quotes`, offset: end, length: 1 })
    end++
  }
  return wellFormed({ text: line.slice(start, end), quoted: false, offset: start, length: end - start })
}

function readQuoted(line: string, start: number): Result<Word, CommandFault> {
  const quote = line.charAt(start)
  let text = ''
  let at = start + 1
  while (at < line.length) {
    const unit = line.charAt(at)
    if (unit === quote)
      return endOfQuoted(line, { text, quoted: true, offset: start, length: at + 1 - start })
    if (unit !== '\\') {
      text += unit
      at++
      continue
    }
    const escape = readEscape(line, at)
    if (!escape.ok) return escape
    text += escape.value.text
    at += escape.value.length
  }
  return fail({
    message: `This quote is never closed: add ${quote} at the end`,
    offset: start,
    length: line.length - start,
  })
}

function endOfQuoted(line: string, word: Word): Result<Word, CommandFault> {
  const after = word.offset + word.length
  if (after < line.length && !isSpace(line.charAt(after)))
    return fail({ message: 'A space is missing after the closing quote', offset: after, length: 1 })
  return wellFormed(word)
}

/** Keys and text travel as UTF-8, which cannot say half a character. */
const wellFormed = (word: Word): Result<Word, CommandFault> =>
  /\p{Surrogate}/u.test(word.text)
    ? fail({
        message: 'Half of a character (a lone surrogate) is not text',
        offset: word.offset,
        length: word.length,
      })
    : ok(word)

function readEscape(
  line: string,
  at: number,
): Result<{ readonly text: string; readonly length: number }, CommandFault> {
  const kind = line.charAt(at + 1)
  const plain = ESCAPES[kind]
  if (plain !== undefined) return ok({ text: plain, length: 2 })
  if (kind === 'u') {
    const braces = /^\\u\{([0-9a-fA-F]{1,6})\}/u.exec(line.slice(at, at + 10))
    const point = braces === null ? NaN : Number.parseInt(braces[1] ?? '', 16)
    if (braces !== null && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff))
      return ok({ text: String.fromCodePoint(point), length: braces[0].length })
    return fail({
      message: 'A character is written \\u{…} with its number in hex, as in \\u{1f344}',
      offset: at,
      length: 2,
    })
  }
  return fail({
    message: `\\${kind} means nothing here: use \\n \\t \\r \\\\ \\" \\' or \\u{…}`,
    offset: at,
    length: Math.min(2, line.length - at),
  })
}
