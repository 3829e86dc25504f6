import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  fingerprint,
  identiconSeed,
  parseFingerprint,
  shortFingerprint,
} from '../../worker/crypto/fingerprint.ts'

const key = Uint8Array.from({ length: 32 }, (_, i) => i)

describe('a fingerprint', () => {
  it('is six groups of four symbols without I, L, O and U', () => {
    for (let n = 0; n < 200; n++)
      expect(fingerprint(new Uint8Array(32).fill(n))).toMatch(
        /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/,
      )
  })

  it('is the first 120 bits of SHA-256("fingerprint/1" || key)', () => {
    const digest = createHash('sha256').update('fingerprint/1').update(key).digest()
    const bits = BigInt(`0x${digest.subarray(0, 15).toString('hex')}`)
    const symbols = Array.from({ length: 24 }, (_, i) => Number((bits >> BigInt(5 * (23 - i))) & 31n))
    const text = symbols.map((symbol) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(symbol)).join('')
    expect(fingerprint(key).replaceAll('-', '')).toBe(text)
  })

  it('differs when one bit of the key does', () => {
    const seen = new Set([fingerprint(key)])
    for (let bit = 0; bit < 256; bit++)
      seen.add(fingerprint(key.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))))
    expect(seen.size).toBe(257)
  })

  it('begins with its short form', () => {
    expect(fingerprint(key).startsWith(`${shortFingerprint(key)}-`)).toBe(true)
    expect(shortFingerprint(key)).toHaveLength(9)
  })

  it('is read back however it is typed', () => {
    const text = fingerprint(key)
    const sloppy = ` ${text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`
    expect(parseFingerprint(sloppy)).toBe(text)
    expect(parseFingerprint(text.replaceAll('-', ''))).toBe(text)
    for (const wrong of ['', text.slice(1), `${text}A`, text.replace(/.$/, 'U'), text.replace(/.$/, '?')])
      expect(parseFingerprint(wrong)).toBeUndefined()
  })

  it('gives a picture 16 bytes that the text does not show', () => {
    expect(identiconSeed(key)).toHaveLength(16)
    const digest = createHash('sha256').update('fingerprint/1').update(key).digest()
    expect(Buffer.from(identiconSeed(key))).toEqual(digest.subarray(16))
  })
})
