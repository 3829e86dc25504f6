import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openFrame, sealFrame } from '../../worker/store/frame.ts'

describe('a frame', () => {
  test('gives back what was sealed, also from a view inside a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(5), (bytes, offset) => {
        const frame = sealFrame(bytes)
        const larger = new Uint8Array(frame.length + 10)
        larger.set(frame, offset)
        expect(openFrame(larger.subarray(offset, offset + frame.length))).toEqual(bytes)
      }),
    )
  })

  test('carries the CRC-32 that everybody else computes', () => {
    const bytes = new TextEncoder().encode('123456789')
    expect(new DataView(sealFrame(bytes).buffer).getUint32(4)).toBe(0xcbf43926)
  })

  test('does not open when torn, longer, or when any bit of it differs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (bytes, chosen) => {
        const frame = sealFrame(bytes)
        const bit = chosen % (8 * frame.length)
        const flipped = frame.slice()
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(openFrame(flipped)).toBeUndefined()
        expect(openFrame(frame.subarray(0, chosen % frame.length))).toBeUndefined()
        expect(openFrame(new Uint8Array([...frame, 0]))).toBeUndefined()
      }),
    )
    expect(openFrame(undefined)).toBeUndefined()
    expect(openFrame('text')).toBeUndefined()
  })
})
