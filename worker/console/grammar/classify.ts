// What a bare word is: a keyword where the grammar lets one stand, else a number, bytes or just a word. The parser asks for
// every word, and the reader of values uses the same rules, so that colours never say something else than execution does.

import type { Stack } from '@lezer/lr'
import { Begin, Bytes, Commit, Explain, Number as NumberTerm } from './parser.generated.terms.ts'

const KEYWORDS: Readonly<Record<string, number>> = { BEGIN: Begin, COMMIT: Commit, EXPLAIN: Explain }

export const looksLikeNumber = (word: string): boolean => /^[+-]?(\d+|\d*\.\d+)$/u.test(word)
/** Also what has a digit wrong: its faults are told as those of bytes, not as some other word's. */
export const looksLikeBytes = (word: string): boolean => /^0[xX]/u.test(word)

/** The parser's question: a term, or -1 for a plain word. */
export function classify(word: string, stack: Stack): number {
  const keyword = KEYWORDS[word.toUpperCase()]
  if (keyword !== undefined && stack.canShift(keyword)) return keyword
  if (looksLikeBytes(word) && stack.canShift(Bytes)) return Bytes
  return looksLikeNumber(word) && stack.canShift(NumberTerm) ? NumberTerm : -1
}
