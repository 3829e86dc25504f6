// The project's own edge vectors, by kind. Each kind is one way in which verifiers of Ed25519 were seen to differ, or
// one way in which a signature is plainly wrong.

import { Point } from '@noble/ed25519'
import {
  bytesFrom,
  challenge,
  craft,
  type Crafted,
  encode,
  join,
  ORDER,
  plain,
  scalarBytes,
  scalarFrom,
  textBytes,
  torsion,
  withBitFlipped,
  yBytes,
} from './craft.ts'
import { type EdgeVector, vectorFrom } from './run.ts'
import { torsionVectors } from './torsion-vectors.ts'

export const edgeVectors = (): readonly EdgeVector[] => [
  ...honest(),
  ...torsionVectors(),
  ...largeScalars(),
  ...altered(),
  ...wrongLengths(),
  ...offCurve(),
  ...otherSchemes(),
]


const honestOne = (name: string, message = textBytes(`message of ${name}`)): Crafted =>
  craft(plain(name), message)

const honest = (): EdgeVector[] =>
  [0, 1, 31, 32, 33, 127, 128, 300, 1024].map((length) =>
    vectorFrom(
      `honest, message of ${length} bytes`,
      honestOne(
        `honest ${length}`,
        Uint8Array.from({ length }, (_, i) => i & 0xff),
      ),
      { verify: true, admit: true },
    ),
  )

/** S + nL solves the same equation as S. */
function largeScalars(): EdgeVector[] {
  const { publicKey, message, signature } = honestOne('large scalar')
  const s = BigInt(
    `0x${[...signature.subarray(32)]
      .reverse()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')}`,
  )
  const withScalar = (name: string, scalar: bigint, admit = true): EdgeVector =>
    vectorFrom(
      name,
      { publicKey, message, signature: join(signature.subarray(0, 32), scalarBytes(scalar)) },
      { verify: false, admit },
    )
  return [
    ...[1n, 2n, 3n, 7n, 8n, 14n].map((n) => withScalar(`S + ${n}L`, s + n * ORDER)),
    withScalar('S = L', ORDER),
    withScalar('S = L - 1, not a solution', ORDER - 1n),
    withScalar('S = L + 1', ORDER + 1n),
    withScalar('S = 0, not a solution', 0n),
    withScalar('S = 2^256 - 1', (1n << 256n) - 1n),
    withScalar('-S mod L', ORDER - s),
    vectorFrom(
      'S = 0 as a multiple, A and R neutral, S = L',
      { publicKey: encode(torsion(0)), message, signature: join(encode(torsion(0)), scalarBytes(ORDER)) },
      { verify: false, admit: false },
    ),
  ]
}

/** An honest signature with something else put in its place. */
function altered(): EdgeVector[] {
  const one = honestOne('altered')
  const other = honestOne('another')
  const refused = { verify: false, admit: true }
  const changed = (name: string, change: Partial<Crafted>): EdgeVector =>
    vectorFrom(name, { ...one, ...change }, refused)
  const half = (bytes: Uint8Array, index: 0 | 1): Uint8Array => bytes.subarray(index * 32, index * 32 + 32)
  return [
    changed('another message', { message: other.message }),
    changed('empty message instead', { message: new Uint8Array() }),
    changed('message with a zero byte appended', { message: join(one.message, Uint8Array.of(0)) }),
    changed('message with a bit flipped', { message: withBitFlipped(one.message, 3) }),
    changed('another key', { publicKey: other.publicKey }),
    changed('another signature', { signature: other.signature }),
    changed('R of another signature', { signature: join(half(other.signature, 0), half(one.signature, 1)) }),
    changed('S of another signature', { signature: join(half(one.signature, 0), half(other.signature, 1)) }),
    changed('R and S exchanged', { signature: join(half(one.signature, 1), half(one.signature, 0)) }),
    changed('the negative of R', { signature: withBitFlipped(one.signature, 255) }),
    changed('the negative of A', { publicKey: withBitFlipped(one.publicKey, 255) }),
    ...[256, 300, 400, 505].map((bit) =>
      changed(`bit ${bit - 256} of S flipped`, { signature: withBitFlipped(one.signature, bit) }),
    ),
    ...[0, 7, 100, 254].map((bit) =>
      changed(`bit ${bit} of R flipped`, { signature: withBitFlipped(one.signature, bit) }),
    ),
  ]
}

function wrongLengths(): EdgeVector[] {
  const one = honestOne('lengths')
  const ofSignature = [0, 32, 63].map((length) =>
    vectorFrom(
      `signature of ${length} bytes`,
      { ...one, signature: one.signature.subarray(0, length) },
      { verify: false, admit: true },
    ),
  )
  const ofKey = [0, 31].map((length) =>
    vectorFrom(
      `key of ${length} bytes`,
      { ...one, publicKey: one.publicKey.subarray(0, length) },
      { verify: false, admit: false },
    ),
  )
  return [
    ...ofSignature,
    vectorFrom(
      'signature of 65 bytes',
      { ...one, signature: join(one.signature, Uint8Array.of(0)) },
      { verify: false, admit: true },
    ),
    ...ofKey,
    vectorFrom(
      'key of 33 bytes',
      { ...one, publicKey: join(one.publicKey, Uint8Array.of(0)) },
      { verify: false, admit: false },
    ),
  ]
}

/** y for which no x exists, as A and as R. */
function offCurve(): EdgeVector[] {
  const one = honestOne('off the curve')
  const isOffCurve = (bytes: Uint8Array): boolean => {
    try {
      Point.fromBytes(bytes, true)
      return false
    } catch {
      return true
    }
  }
  const ys = Array.from({ length: 40 }, (_, i) => yBytes(BigInt(i + 2), 0))
    .filter(isOffCurve)
    .slice(0, 4)
  return ys.flatMap((bytes) => [
    vectorFrom(
      `A off the curve, y = ${bytes[0] ?? 0}`,
      { ...one, publicKey: bytes },
      { verify: false, admit: false },
    ),
    vectorFrom(
      `R off the curve, y = ${bytes[0] ?? 0}`,
      { ...one, signature: join(bytes, one.signature.subarray(32)) },
      { verify: false, admit: true },
    ),
  ])
}

/** Signatures of neighbours of Ed25519, over the same key and message. */
function otherSchemes(): EdgeVector[] {
  const parts = plain('other scheme')
  const one = craft(parts, textBytes('other scheme'))
  const nonce = one.signature.subarray(0, 32)
  const signedOver = (k: bigint): Uint8Array => join(nonce, scalarBytes((parts.r + k * parts.a) % ORDER))
  const dom2 = (flag: number): Uint8Array =>
    join(textBytes('SigEd25519 no Ed25519 collisions'), Uint8Array.of(flag, 0))
  const refused = { verify: false, admit: true }
  return [
    vectorFrom(
      'Ed25519ctx with an empty context',
      { ...one, signature: signedOver(challenge(nonce, one.publicKey, one.message, dom2(0))) },
      refused,
    ),
    vectorFrom(
      'Ed25519ph prefix',
      { ...one, signature: signedOver(challenge(nonce, one.publicKey, one.message, dom2(1))) },
      refused,
    ),
    vectorFrom(
      'challenge without the key',
      { ...one, signature: signedOver(challenge(nonce, new Uint8Array(), one.message)) },
      refused,
    ),
    vectorFrom(
      'challenge with key and nonce exchanged',
      { ...one, signature: signedOver(challenge(one.publicKey, nonce, one.message)) },
      refused,
    ),
    vectorFrom(
      'random bytes',
      { ...one, signature: join(bytesFrom('random R'), scalarBytes(scalarFrom('random S'))) },
      refused,
    ),
  ]
}
