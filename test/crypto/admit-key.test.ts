import { describe, expect, it } from 'vitest'
import { admitPublicKey } from '../../worker/crypto/admit-key.ts'
import { encode, fromBase, PRIME, scalarFrom, torsion, yBytes } from '../vectors/craft.ts'

const reasonFor = (bytes: Uint8Array): string => {
  const admitted = admitPublicKey(bytes)
  return admitted.ok ? 'admitted' : admitted.reason
}

describe('admission of a public key', () => {
  it('admits keys of the prime-order group', () => {
    for (let i = 0; i < 20; i++) expect(reasonFor(encode(fromBase(scalarFrom(`key ${i}`))))).toBe('admitted')
  })

  it('refuses a key with any torsion', () => {
    for (let i = 1; i < 8; i++)
      expect(reasonFor(encode(fromBase(scalarFrom('torn')).add(torsion(i))))).toBe('torsion')
  })

  it('names every other reason', () => {
    for (let i = 0; i < 8; i++) expect(reasonFor(encode(torsion(i)))).toBe('small-order')
    expect(reasonFor(yBytes(PRIME + 3n, 0))).toBe('not-canonical')
    expect(reasonFor(yBytes(1n, 1))).toBe('not-canonical')
    expect(reasonFor(yBytes(2n, 0))).toBe('off-curve')
    expect(reasonFor(new Uint8Array(31))).toBe('length')
    expect(reasonFor(new Uint8Array(0))).toBe('length')
  })
})
