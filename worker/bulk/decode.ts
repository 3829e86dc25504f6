// A file as text, slice by slice, so that its size costs no memory. It must be UTF-8; where it is not, the place is named.

import { SLICE_BYTES } from './limits.ts'
import { SourceFault } from './source-fault.ts'

export interface Piece {
  readonly text: string
  /** Bytes of the file up to the end of this piece. */
  readonly readBytes: number
}

export async function* piecesOf(source: Blob, sliceBytes = SLICE_BYTES): AsyncGenerator<Piece> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let lines = 1
  for (let at = 0; at < source.size;) {
    const end = Math.min(source.size, at + sliceBytes)
    const bytes = new Uint8Array(await source.slice(at, end).arrayBuffer())
    let text: string
    try {
      text = decoder.decode(bytes, { stream: end < source.size })
    } catch {
      throw await invalid(source, at, end, lines)
    }
    for (let found = text.indexOf('\n'); found >= 0; found = text.indexOf('\n', found + 1)) lines++
    at = end
    yield { text, readBytes: at }
  }
}

/** A character may have begun in the slice before. */
async function invalid(source: Blob, from: number, to: number, lines: number): Promise<SourceFault> {
  const start = Math.max(0, from - 3)
  const bytes = new Uint8Array(await source.slice(start, to).arrayBuffer())
  const first = new Uint8Array(await source.slice(0, 2).arrayBuffer())
  if ((first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff))
    return new SourceFault('This file is UTF-16. Save it as UTF-8 and choose it again.')
  const bad = firstInvalid(bytes, start === 0)
  let line = lines
  for (let i = from - start; i < bad; i++) if (bytes[i] === 0x0a) line++
  const value = bytes[bad]?.toString(16).padStart(2, '0') ?? ''
  const what = bad < bytes.length ? `byte ${start + bad + 1} (0x${value})` : 'the end of the file'
  return new SourceFault(
    `Line ${line} is not valid UTF-8: ${what} is inside of no character. Save the file as UTF-8 and choose it again.`,
  )
}

/** Index of the first byte that is part of no well-formed character. */
export function firstInvalid(bytes: Uint8Array, fromStart: boolean): number {
  let at = 0
  // The tail of a character that began before what we have.
  if (!fromStart) while (at < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++
  while (at < bytes.length) {
    const length = lengthAt(bytes, at)
    if (length === 0) return at
    at += length
  }
  return at
}

/** Of the character that begins here; 0 when none does. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0] = [bytes[at], bytes[at + 1]]
  const tail = (offset: number): boolean => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80
  if (a < 0x80) return 1
  if (a >= 0xc2 && a <= 0xdf) return tail(1) ? 2 : 0
  if (a >= 0xe0 && a <= 0xef) {
    const isOverlong = a === 0xe0 && b < 0xa0
    const isSurrogate = a === 0xed && b > 0x9f
    return tail(1) && tail(2) && !isOverlong && !isSurrogate ? 3 : 0
  }
  if (a >= 0xf0 && a <= 0xf4) {
    const isOutside = (a === 0xf0 && b < 0x90) || (a === 0xf4 && b > 0x8f)
    return tail(1) && tail(2) && tail(3) && !isOutside ? 4 : 0
  }
  return 0
}
