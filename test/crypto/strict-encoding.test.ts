import { Point } from '@noble/ed25519'
import { describe, expect, it } from 'vitest'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { encodingFault, pointFault } from '../../worker/crypto/strict-encoding.ts'
import {
  craft,
  encode,
  join,
  ORDER,
  PRIME,
  scalarBytes,
  textBytes,
  torsion,
  yBytes,
} from '../vectors/craft.ts'

const honest = craft({ a: 7n, r: 11n, torsionA: 0, torsionR: 0 }, textBytes('m'))
const withScalar = (scalar: bigint) => join(honest.signature.subarray(0, 32), scalarBytes(scalar))

describe('strict encoding', () => {
  it('finds no fault in an honest key and signature', () => {
    expect(encodingFault(honest.publicKey, honest.signature)).toBeUndefined()
  })

  it('draws the line for S exactly at L', () => {
    expect(encodingFault(honest.publicKey, withScalar(ORDER - 1n))).toBeUndefined()
    expect(encodingFault(honest.publicKey, withScalar(0n))).toBeUndefined()
    for (const scalar of [ORDER, ORDER + 1n, ORDER + (1n << 130n), 1n << 253n, (1n << 256n) - 1n])
      expect(encodingFault(honest.publicKey, withScalar(scalar))).toBe('scalar-range')
  })

  it('draws the line for y exactly at p', () => {
    expect(pointFault(yBytes(PRIME - 2n, 0))).toBeUndefined()
    expect(pointFault(yBytes(PRIME - 2n, 1))).toBeUndefined()
    for (let y = PRIME; y < 1n << 255n; y++) {
      expect(pointFault(yBytes(y, 0))).toBe('not-canonical')
      expect(pointFault(yBytes(y, 1))).toBe('not-canonical')
    }
  })

  it('refuses all eight points of small order, and every second name of them', () => {
    const points = [0, 1, 2, 3, 4, 5, 6, 7].map(torsion)
    expect(new Set(points.map((point) => point.toHex())).size).toBe(8)
    for (const point of points) expect(pointFault(encode(point))).toBe('small-order')
    for (const y of [1n, PRIME - 1n]) expect(pointFault(yBytes(y, 1))).toBe('not-canonical')
    for (const y of [PRIME, PRIME + 1n])
      for (const sign of [0, 1] as const) expect(pointFault(yBytes(y, sign))).toBe('not-canonical')
  })

  it('lets points of large order pass, with torsion or without', () => {
    for (let i = 1; i < 40; i++)
      for (let t = 0; t < 8; t++)
        expect(pointFault(encode(Point.BASE.multiply(BigInt(i)).add(torsion(t))))).toBeUndefined()
  })

  it('does not mistake a y that differs from a small one in one byte only', () => {
    for (const point of [0, 1, 2, 3, 4].map(torsion))
      for (let i = 0; i < 31; i++) {
        const bytes = encode(point)
        bytes[i] = (bytes[i] ?? 0) ^ 0x04
        expect(pointFault(bytes)).toBeUndefined()
      }
  })

  it('names the part that is wrong', () => {
    const small = hexToBytes('00'.repeat(32))
    expect(encodingFault(small, honest.signature)).toBe('key-small-order')
    expect(encodingFault(yBytes(PRIME, 0), honest.signature)).toBe('key-not-canonical')
    expect(encodingFault(honest.publicKey, join(small, honest.signature.subarray(32)))).toBe(
      'nonce-small-order',
    )
    expect(encodingFault(honest.publicKey, join(yBytes(PRIME, 0), honest.signature.subarray(32)))).toBe(
      'nonce-not-canonical',
    )
    expect(encodingFault(honest.publicKey.subarray(1), honest.signature)).toBe('key-length')
    expect(encodingFault(honest.publicKey, honest.signature.subarray(1))).toBe('signature-length')
  })
})
