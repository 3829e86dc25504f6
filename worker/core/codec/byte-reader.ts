// Reads canonical CBOR and nothing else (CO-1): integers from 0 below 2^53, text, byte strings, arrays, null and
// booleans, with heads in their shortest form. Whatever it accepts has no second encoding, so nothing need be encoded again to compare.
// Written by hand because a library reads many encodings of one value: comparing took a third of a message's time.

const MAX_SAFE_HIGH = 0x20_0000
/** Deeper than anything we write; a bound on recursion that a peer's bytes could cause. */
const MAX_DEPTH = 32

/** What no canonical encoding says; never a value. */
const FAULT = Symbol('not canonical CBOR')

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The value, or undefined when the bytes are not the canonical encoding of one. Byte strings are copies. */
export function readCanonical(bytes: Uint8Array): unknown {
  const reader = new ByteReader(bytes)
  const value = reader.item(0)
  return value === FAULT || !reader.isAtEnd ? undefined : value
}

class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  item(depth: number): unknown {
    const first = this.#bytes[this.#at++]
    if (first === undefined) return FAULT
    if (first < 24) return first
    if (first >= 0xf4 && first <= 0xf6) return first === 0xf6 ? null : first === 0xf5
    const argument = this.#argument(first & 0x1f)
    if (argument < 0) return FAULT
    switch (first >> 5) {
      case 0:
        return argument
      case 2:
        return this.#string(argument)?.slice() ?? FAULT
      case 3:
        return this.#text(argument)
      case 4:
        return this.#array(argument, depth)
      default:
        return FAULT
    }
  }

  /** What a head says besides its type, or -1 when it is not in its shortest form or too large. */
  #argument(short: number): number {
    if (short < 24) return short
    if (short > 27) return -1
    const width = 1 << (short - 24)
    const bytes = this.#bytes
    if (this.#at + width > bytes.length) return -1
    if (width === 8) return this.#wide()
    let value = 0
    for (let i = 0; i < width; i++) value = value * 256 + (bytes[this.#at++] ?? 0)
    const least = width === 1 ? 24 : width === 2 ? 0x100 : 0x10000
    return value < least ? -1 : value
  }

  #wide(): number {
    let high = 0
    let low = 0
    for (let i = 0; i < 4; i++) high = high * 256 + (this.#bytes[this.#at++] ?? 0)
    for (let i = 0; i < 4; i++) low = low * 256 + (this.#bytes[this.#at++] ?? 0)
    return high === 0 || high >= MAX_SAFE_HIGH ? -1 : high * 2 ** 32 + low
  }

  #string(length: number): Uint8Array | undefined {
    const end = this.#at + length
    if (end > this.#bytes.length) return undefined
    const found = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return found
  }

  #text(length: number): unknown {
    const found = this.#string(length)
    if (!found) return FAULT
    if (length > 64) return decodeText(found)
    let text = ''
    for (const byte of found) {
      if (byte >= 0x80) return decodeText(found)
      text += String.fromCharCode(byte)
    }
    return text
  }

  #array(length: number, depth: number): unknown {
    // Every item takes a byte at least: no room is made for what cannot be there.
    if (depth === MAX_DEPTH || length > this.#bytes.length - this.#at) return FAULT
    const items: unknown[] = []
    for (let i = 0; i < length; i++) {
      const item = this.item(depth + 1)
      if (item === FAULT) return FAULT
      items.push(item)
    }
    return items
  }
}

function decodeText(bytes: Uint8Array): unknown {
  try {
    return utf8.decode(bytes)
  } catch {
    return FAULT
  }
}
