// Decides, before any library is asked, whether the bytes of a public key and a signature are the one encoding that
// the project accepts: S < L, A and R canonical and not of small order. Verifiers disagree on everything else, and a
// crafted disagreement forks the network, so no verifier may ever see bytes that were not checked here.
// Pure, no allocation, no arithmetic beyond comparing bytes. It does not decide whether a point lies on the curve
// (the equation fails for those) nor whether it is free of torsion (admit-key.ts does, once a key).

export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

export type PointFault = 'not-canonical' | 'small-order'
export type EncodingFault =
  | 'key-length'
  | 'signature-length'
  | 'scalar-range'
  | 'key-not-canonical'
  | 'key-small-order'
  | 'nonce-not-canonical'
  | 'nonce-small-order'

/** What is wrong with (A, R, S) as bytes, or undefined when a verifier may see them. */
export function encodingFault(publicKey: Uint8Array, signature: Uint8Array): EncodingFault | undefined {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return 'key-length'
  if (signature.length !== SIGNATURE_BYTES) return 'signature-length'
  if (!isScalarBelowOrder(signature, 32)) return 'scalar-range'
  const ofKey = pointFault(publicKey)
  if (ofKey !== undefined) return ofKey === 'small-order' ? 'key-small-order' : 'key-not-canonical'
  const ofNonce = pointFault(signature)
  if (ofNonce !== undefined) return ofNonce === 'small-order' ? 'nonce-small-order' : 'nonce-not-canonical'
  return undefined
}

/** What is wrong with the first 32 bytes as an encoded point. The top bit is the sign of x, the rest is y. */
export function pointFault(bytes: Uint8Array): PointFault | undefined {
  if (!isBelowPrime(bytes)) return 'not-canonical'
  for (const small of SMALL_ORDER) {
    if (!isSameY(bytes, small.y)) continue
    const hasSign = (bytes[31] ?? 0) > 0x7f
    return small.xIsZero && hasSign ? 'not-canonical' : 'small-order'
  }
  return undefined
}

/** y < p = 2^255 - 19, little-endian, sign bit ignored. */
function isBelowPrime(bytes: Uint8Array): boolean {
  if (((bytes[31] ?? 0) & 0x7f) !== 0x7f) return true
  for (let i = 30; i > 0; i--) if (bytes[i] !== 0xff) return true
  return (bytes[0] ?? 0) < 0xed
}

function isSameY(bytes: Uint8Array, y: Uint8Array): boolean {
  if (bytes[0] !== y[0]) return false
  for (let i = 1; i < 31; i++) if (bytes[i] !== y[i]) return false
  return ((bytes[31] ?? 0) & 0x7f) === y[31]
}

/** S < L = 2^252 + 27742317777372353535851937790883648493, little-endian at `start`. */
function isScalarBelowOrder(bytes: Uint8Array, start: number): boolean {
  const top = bytes[start + 31] ?? 0
  if (top !== 0x10) return top < 0x10
  for (let i = 30; i >= 0; i--) {
    const limit = ORDER[i] ?? 0
    const byte = bytes[start + i] ?? 0
    if (byte !== limit) return byte < limit
  }
  return false
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const ORDER = bytesOf('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

// The five y below p that belong to the eight points of order 1, 2, 4 and 8. Both signs of x are of small order too;
// where x is zero the second sign is a second name of the same point, hence not canonical. (y = p and y = p + 1, the
// other names of order 4 and 1, fall to isBelowPrime.)
const SMALL_ORDER: readonly { readonly y: Uint8Array; readonly xIsZero: boolean }[] = [
  { y: bytesOf('0100000000000000000000000000000000000000000000000000000000000000'), xIsZero: true },
  { y: bytesOf('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'), xIsZero: true },
  { y: bytesOf('0000000000000000000000000000000000000000000000000000000000000000'), xIsZero: false },
  { y: bytesOf('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'), xIsZero: false },
  { y: bytesOf('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'), xIsZero: false },
]
