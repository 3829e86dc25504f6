// Which texts people may put into records that others read and hash. Refused are lone surrogates (they have no UTF-8,
// so two texts would share one encoding) and characters that do not show or that reorder what does: a name must look
// like what it is. Fixed code ranges, never the engine's Unicode tables, so that every node judges alike.

type Ranges = readonly (readonly [from: number, to: number])[]

/** Controls, soft hyphen, zero-width and bidirectional marks, separators, BOM, interlinear marks. Joiners stay. */
const UNSEEN: Ranges = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
]

/** Spaces of all widths: fine inside a name, but one that begins or ends with them looks like another. */
const SPACES: Ranges = [
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
]

/** In a text of several lines a tab and a line feed are seen. */
const TAB = 0x09
const LINE_FEED = 0x0a

/** What is wrong with a one-line name, as a sentence; undefined when nothing is. */
export function nameFault(value: unknown, maxChars: number): string | undefined {
  if (typeof value !== 'string') return 'This must be text.'
  if (value.length === 0) return 'A name is needed.'
  const fault = textFault(value, maxChars, false)
  if (fault !== undefined) return fault
  // Every space is one unit of UTF-16, so the first and the last unit tell.
  const padded = isWithin(SPACES, value.charCodeAt(0)) || isWithin(SPACES, value.charCodeAt(value.length - 1))
  return padded ? 'This must not begin or end with a space.' : undefined
}

/** What is wrong with a text of several lines, which may be empty. */
export function proseFault(value: unknown, maxChars: number): string | undefined {
  return typeof value === 'string' ? textFault(value, maxChars, true) : 'This must be text.'
}

function textFault(text: string, maxChars: number, lines: boolean): string | undefined {
  // A character is a code point: at most two units. Checked first, so that the loop below is bounded.
  if (text.length > 2 * maxChars) return tooLong(maxChars)
  let characters = 0
  for (const character of text) {
    characters++
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) return `Character ${characters} is only half of a character.`
    if (lines && (code === TAB || code === LINE_FEED)) continue
    if (isWithin(UNSEEN, code))
      return `Character ${characters} (${codeName(code)}) cannot be seen and is not allowed.`
  }
  return characters > maxChars ? tooLong(maxChars) : undefined
}

const isWithin = (ranges: Ranges, code: number): boolean =>
  ranges.some(([from, to]) => code >= from && code <= to)

const codeName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

const tooLong = (maxChars: number): string => `This is too long: at most ${maxChars} characters are allowed.`
