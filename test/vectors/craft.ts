// Makes signatures that honest signers never make: with torsion in A or R, with other encodings, with other scalars.
// Deterministic. The verdict of each comes from our own point arithmetic and from how it was built, never from a
// verifier, so that the vectors can judge verifiers.

import { Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'

export const ORDER = Point.CURVE().n
export const PRIME = Point.CURVE().p

/** A point of order 8: it generates all eight points of small order. */
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

/** i times the point of order 8; i = 0 is the neutral point. */
export const torsion = (i: number): Point => TORSION.multiply(BigInt(i), false)

/** A scalar and 32 bytes from a name: the only randomness here. */
export const scalarFrom = (name: string): bigint => toNumber(sha512(textBytes(name))) % ORDER
export const bytesFrom = (name: string): Uint8Array => sha512(textBytes(name)).subarray(0, 32)
export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const encode = (point: Point): Uint8Array => point.toBytes()
export const fromBase = (scalar: bigint): Point =>
  scalar === 0n ? Point.ZERO : Point.BASE.multiply(scalar, false)

export interface Parts {
  /** The secret scalar and nonce, and the torsion added to their points (multiples of the point of order 8). */
  readonly a: bigint
  readonly r: bigint
  readonly torsionA: number
  readonly torsionR: number
}

/** Secrets from a name, and no torsion. */
export const plain = (name: string): Parts => ({
  a: scalarFrom(`${name} a`),
  r: scalarFrom(`${name} r`),
  torsionA: 0,
  torsionR: 0,
})

export interface Crafted {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
  /** [S]B = R + [k]A holds as it stands, without multiplying by the cofactor. */
  readonly equationHolds: boolean
}

/** Signs so that the prime-order parts agree; whether the torsion cancels depends on k, that is on the message. */
export function craft(
  parts: Parts,
  message: Uint8Array,
  names: { readonly A?: Uint8Array; readonly R?: Uint8Array } = {},
): Crafted {
  const pointA = fromBase(parts.a).add(torsion(parts.torsionA))
  const pointR = fromBase(parts.r).add(torsion(parts.torsionR))
  const publicKey = names.A ?? encode(pointA)
  const nonce = names.R ?? encode(pointR)
  const k = challenge(nonce, publicKey, message)
  const s = (parts.r + k * parts.a) % ORDER
  const equationHolds = fromBase(s).equals(pointR.add(pointA.multiply(k, false)))
  return { publicKey, message, signature: join(nonce, scalarBytes(s)), equationHolds }
}

/** Tries messages until the torsion cancels, or until it does not. */
export function craftUntil(
  parts: Parts,
  holds: boolean,
  name: string,
  names: { readonly A?: Uint8Array; readonly R?: Uint8Array } = {},
): Crafted {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const crafted = craft(parts, textBytes(`${name} ${attempt}`), names)
    if (crafted.equationHolds === holds) return crafted
  }
  throw new Error(`no message makes the equation ${holds ? 'hold' : 'fail'}: ${name}`)
}

/** k = SHA-512(prefix || R || A || M) mod L, over the bytes as they were received. */
export function challenge(
  nonce: Uint8Array,
  publicKey: Uint8Array,
  message: Uint8Array,
  prefix: Uint8Array = new Uint8Array(),
): bigint {
  return toNumber(sha512(join(prefix, nonce, publicKey, message))) % ORDER
}

/** 32 bytes, little-endian; also of numbers that are too large to be canonical. */
export function scalarBytes(number: bigint): Uint8Array {
  return hexToBytes(number.toString(16).padStart(64, '0')).reverse()
}

/** y with a sign bit, as 32 bytes; y may be p or more. */
export function yBytes(y: bigint, sign: 0 | 1): Uint8Array {
  const bytes = scalarBytes(y)
  bytes[31] = (bytes[31] ?? 0) | (sign << 7)
  return bytes
}

export const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

export function withBitFlipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

const toNumber = (littleEndian: Uint8Array): bigint =>
  BigInt(`0x${bytesToHex(littleEndian.slice().reverse())}`)
