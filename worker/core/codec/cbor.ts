// Canonical CBOR. Everything hashed, signed, sent or stored is a fixed array of integers, text, bytes and arrays.
// The decoder of the library accepts more than one encoding of a value, so `decodeCanonical` encodes again and compares:
// two different byte strings never decode to the same thing (rule CO-1).

import { decode as cborDecode, encode as cborEncode } from 'cborg'

export const encode = (value: unknown): Uint8Array => cborEncode(value)

const OPTIONS = {
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  strict: true,
}

/** Decodes what we stored ourselves, already covered by a checksum. Undefined when it is not CBOR at all. */
export function decodeTrusted(bytes: Uint8Array): unknown {
  try {
    return cborDecode(bytes, OPTIONS)
  } catch {
    return undefined
  }
}

/** Decodes untrusted bytes; undefined when they are not the canonical encoding of what they say. */
export function decodeCanonical(bytes: Uint8Array): unknown {
  const value = decodeTrusted(bytes)
  return value !== undefined && isCanonical(value, bytes) ? value : undefined
}

export function isCanonical(value: unknown, bytes: Uint8Array): boolean {
  try {
    return bytesEqual(encode(value), bytes)
  } catch {
    return false
  }
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
