// Canonical CBOR (CO-1). Everything hashed, signed, sent or stored is a fixed array of integers, text, bytes, arrays,
// null and (outside the core) booleans, in the one encoding of RFC 8949, section 4.2.1: two different byte strings never mean the same thing.

import { invariant } from '../model/result.ts'
import { readCanonical } from './byte-reader.ts'
import { type ByteWriter, written } from './byte-writer.ts'

/** Of integers from 0 below 2^53, text without lone surrogates, bytes, null, booleans, and arrays of these. */
export const encode = (value: unknown): Uint8Array =>
  written((out) => {
    write(out, value)
  })

function write(out: ByteWriter, value: unknown): void {
  if (typeof value === 'number') {
    invariant(Number.isSafeInteger(value) && value >= 0, 'only whole numbers from 0 are encoded')
    out.uint(value)
  } else if (typeof value === 'string') out.text(value)
  else if (value === null || typeof value === 'boolean') out.simple(value)
  else if (value instanceof Uint8Array) out.bytes(value)
  else {
    invariant(Array.isArray(value), 'only numbers, text, bytes, booleans, null and arrays are encoded')
    out.array(value.length)
    for (const each of value) write(out, each)
  }
}

/** The value of untrusted bytes; undefined when they are not the canonical encoding of what they say. */
export const decode = readCanonical

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
