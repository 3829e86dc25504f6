// Writes canonical CBOR (CO-1) straight into one growing buffer: integers, text, byte strings (from hex too), arrays, null,
// booleans.

import { writeHex } from './hex.ts'

const BYTES = 2 << 5
const TEXT = 3 << 5
const SIMPLE = new Map<boolean | null, number>([
  [false, 0xf4],
  [true, 0xf5],
  [null, 0xf6],
])
const ARRAY = 4 << 5

const utf8 = new TextEncoder()

export class ByteWriter {
  #buffer: Uint8Array
  #length = 0

  constructor(expectedBytes = 256) {
    this.#buffer = new Uint8Array(expectedBytes)
  }

  /** Empty again, with its buffer kept: to be written to from the start. */
  clear(): this {
    this.#length = 0
    return this
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far; valid until the next write. */
  view(from = 0): Uint8Array {
    return this.#buffer.subarray(from, this.#length)
  }

  uint(value: number): void {
    this.#head(0, value)
  }

  array(length: number): void {
    this.#head(ARRAY, length)
  }

  bytes(bytes: Uint8Array): void {
    this.#head(BYTES, bytes.length)
    this.raw(bytes)
  }

  /** A byte string given as the first `characters` of lower-case hex. */
  hex(text: string, characters = text.length): void {
    this.#head(BYTES, characters >> 1)
    this.#reserve(characters >> 1)
    writeHex(text, characters, this.#buffer, this.#length)
    this.#length += characters >> 1
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
  }

  text(text: string): void {
    // Most texts are short and ASCII: names, tags, keys.
    const { length } = text
    this.#head(TEXT, length)
    this.#reserve(length)
    const buffer = this.#buffer
    const start = this.#length
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code >= 0x80) return this.#wideText(text, start)
      buffer[start + i] = code
    }
    this.#length += length
  }

  /** Takes back the head that counted characters. */
  #wideText(text: string, start: number): void {
    const bytes = utf8.encode(text)
    this.#length = start - headBytes(text.length)
    this.#head(TEXT, bytes.length)
    this.raw(bytes)
  }

  simple(value: boolean | null): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = SIMPLE.get(value) ?? 0
  }

  /** Major type and argument in the shortest form (RFC 8949, section 4.2.1). */
  #head(major: number, value: number): void {
    this.#reserve(9)
    const buffer = this.#buffer
    if (value < 24) buffer[this.#length++] = major | value
    else if (value < 0x100) {
      buffer[this.#length++] = major | 24
      buffer[this.#length++] = value
    } else if (value < 0x10000) {
      buffer[this.#length++] = major | 25
      buffer[this.#length++] = value >>> 8
      buffer[this.#length++] = value & 0xff
    } else this.#wide(major, value)
  }

  #wide(major: number, value: number): void {
    const view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset)
    const long = value >= 2 ** 32
    this.#buffer[this.#length++] = major | (long ? 27 : 26)
    if (long) {
      view.setUint32(this.#length, Math.floor(value / 2 ** 32))
      this.#length += 4
    }
    view.setUint32(this.#length, value >>> 0)
    this.#length += 4
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
  }
}

const headBytes = (value: number): number =>
  value < 24 ? 1 : value < 0x100 ? 2 : value < 0x10000 ? 3 : value < 2 ** 32 ? 5 : 9

/** What stays allocated between two encodings; larger ones get a buffer of their own. */
const KEPT_BYTES = 65_536
let scratch = new ByteWriter(KEPT_BYTES)

/**
 * What `write` writes, as bytes of its own. One buffer serves all: fresh ones were a tenth of the time of everything. `write`
 * must not call this again before it is done.
 */
export function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = scratch.clear()
  write(out)
  const bytes = out.view().slice()
  if (out.length > KEPT_BYTES) scratch = new ByteWriter(KEPT_BYTES)
  return bytes
}
