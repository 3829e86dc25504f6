// What people compare of a public key, aloud or side by side. 120 bits of a hash: to make a second key with the same
// text costs 2^120 attempts, the short form 2^40, so the short form only names and never proves.
// Crockford's base32 has no I, L, O or U, and what is typed for them is read as meant. Pure; the page uses it too.

import { sha256 } from '@noble/hashes/sha2.js'

export const FINGERPRINT_LENGTH = 24
const GROUP_LENGTH = 4
const SHORT_LENGTH = 8

/** Six groups of four, such as `7K2Q-0ZJM-…`. */
export const fingerprint = (publicKey: Uint8Array): string => grouped(symbolsOf(publicKey))

/** The first two groups: a name in lists, never a proof. */
export const shortFingerprint = (publicKey: Uint8Array): string =>
  grouped(symbolsOf(publicKey).slice(0, SHORT_LENGTH))

/** 16 bytes that the text does not show, for a picture of the key. */
export const identiconSeed = (publicKey: Uint8Array): Uint8Array => digest(publicKey).slice(16)

/** The one spelling of what somebody typed or pasted, or undefined when it is no whole fingerprint. */
export function parseFingerprint(text: string): string | undefined {
  const symbols = text
    .toUpperCase()
    .replace(/[\s:.–-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return WHOLE.test(symbols) ? grouped(symbols) : undefined
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const WHOLE = new RegExp(`^[${ALPHABET}]{${FINGERPRINT_LENGTH}}$`)
const DOMAIN = new TextEncoder().encode('fingerprint/1')

function digest(publicKey: Uint8Array): Uint8Array {
  const input = new Uint8Array(DOMAIN.length + publicKey.length)
  input.set(DOMAIN)
  input.set(publicKey, DOMAIN.length)
  return sha256(input)
}

function symbolsOf(publicKey: Uint8Array): string {
  const bytes = digest(publicKey)
  let symbols = ''
  for (let bit = 0; symbols.length < FINGERPRINT_LENGTH; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    symbols += ALPHABET.charAt((pair >> (11 - (bit & 7))) & 31)
  }
  return symbols
}

const grouped = (symbols: string): string =>
  (symbols.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g')) ?? []).join('-')
