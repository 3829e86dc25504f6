// CO-1 against a library: what we write is what it writes, and we read exactly what it reads and would write again.

import { decode as libraryDecode, encode as libraryEncode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../worker/core/codec/cbor.ts'
import { floatHead, headsOf, looseHead, taggedHead, widenHead } from './alternative-cbor.ts'

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 8 },
    fc.maxSafeNat(),
    fc.nat(70_000),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(null),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 30 }),
  ),
}))

const isOurs = (each: unknown): boolean =>
  each === null ||
  typeof each === 'boolean' ||
  typeof each === 'string' ||
  each instanceof Uint8Array ||
  (typeof each === 'number' && Number.isSafeInteger(each) && each >= 0) ||
  (Array.isArray(each) && each.every(isOurs))

/** The value, when the bytes are the library's own encoding of one of ours. */
function byLibrary(bytes: Uint8Array): unknown {
  try {
    const found: unknown = libraryDecode(bytes, {
      allowIndefinite: false,
      allowUndefined: false,
      strict: true,
    })
    return isOurs(found) && Buffer.compare(libraryEncode(found), bytes) === 0 ? found : undefined
  } catch {
    return undefined
  }
}

describe('canonical CBOR', () => {
  it('CO-1 writes what the library writes, and reads it back', () => {
    fc.assert(
      fc.property(value, (each) => {
        const bytes = encode(each)
        expect(Buffer.compare(bytes, libraryEncode(each))).toBe(0)
        expect(decode(bytes)).toEqual(each)
      }),
      { numRuns: 2_000 },
    )
  })

  it('CO-1 reads just what the library reads and would write again, whatever was changed in it', () => {
    const changed = fc
      .tuple(value, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }), fc.nat(4))
      .map(([each, changes, cut]) => {
        const bytes = encode(each)
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        return bytes.subarray(0, Math.max(1, bytes.length - Math.max(0, cut - 2)))
      })
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 24 })), (bytes) => {
        expect(decode(bytes)).toEqual(byLibrary(bytes))
      }),
      { numRuns: 20_000 },
    )
  })

  it('CO-1 refuses every other way to write the same', () => {
    fc.assert(
      fc.property(value, (each) => {
        const bytes = encode(each)
        for (const head of headsOf(bytes))
          for (const rewrite of [widenHead, looseHead, floatHead, taggedHead]) {
            const other = rewrite(bytes, head)
            if (other) expect(decode(other)).toBeUndefined()
          }
      }),
      { numRuns: 300 },
    )
  })

  it('CO-1 knows the borders between the lengths of heads', () => {
    for (const border of [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
      expect(Buffer.compare(encode(border), libraryEncode(border))).toBe(0)
      expect(decode(encode(border))).toBe(border)
    }
    for (const length of [23, 24, 64, 65, 255, 256, 65_535, 65_536])
      for (const letter of ['a', 'é', '€'])
        expect(decode(encode(letter.repeat(length)))).toBe(letter.repeat(length))
  })

  it('CO-1 refuses numbers beyond 2^53, bad UTF-8, and makes no room for what is not there', () => {
    const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
    for (const hex of [
      '1b0020000000000000',
      '1bffffffffffffffff',
      '62c080',
      '63eda080',
      '9bffffffff',
      '9affffffff00',
    ])
      expect(decode(bytes(hex))).toBeUndefined()
    expect(decode(bytes('1b001fffffffffffff'))).toBe(2 ** 53 - 1)
  })

  it('CO-1 nests to a bound and no further', () => {
    const nested = (depth: number): Uint8Array => new Uint8Array([...Array<number>(depth).fill(0x81), 0])
    expect(decode(nested(32))).toBeDefined()
    expect(decode(nested(33))).toBeUndefined()
    expect(decode(nested(500_000))).toBeUndefined()
  })

  it('CO-1 writes nothing that has no canonical form', () => {
    for (const each of [-1, 0.5, 2 ** 53, NaN, undefined, {}, [[-1]]]) expect(() => encode(each)).toThrow()
  })
})
