// Signatures for a simulation: quick to make and to check, different for every key and digest, and nothing more. Curves
// are tested elsewhere; here they would take nine tenths of the time.

import { hexToBytes } from '../../worker/core/codec/hex.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Signing } from '../../worker/host/ports.ts'

const keys = new Map<string, Uint8Array>()

function bytesOf(key: string): Uint8Array {
  let bytes = keys.get(key)
  if (!bytes) keys.set(key, (bytes = hexToBytes(key)))
  return bytes
}

/** The digest masked by the key, then a checksum of the two. */
export function simSignature(key: PublicKeyHex, digest: Uint8Array): Uint8Array {
  const name = bytesOf(key)
  const signature = new Uint8Array(64)
  let sum = 0x811c9dc5
  for (let i = 0; i < 32; i++) {
    const mixed = (digest[i] ?? 0) ^ (name[i] ?? 0)
    sum = Math.imul(sum ^ mixed, 0x01000193) >>> 0
    signature[i] = mixed
    signature[63 - i] = sum & 0xff
  }
  return signature
}

function isSignature(key: PublicKeyHex, digest: Uint8Array, signature: Uint8Array): boolean {
  const right = simSignature(key, digest)
  return signature.length === 64 && right.every((byte, i) => byte === signature[i])
}

const SETTLED: { readonly [answer in 'true' | 'false']: Promise<boolean> } = {
  true: Promise.resolve(true),
  false: Promise.resolve(false),
}

export const simSigning = (publicKey: PublicKeyHex, nonce: () => string): Signing => ({
  publicKey,
  nonce,
  sign: (digest) => Promise.resolve(simSignature(publicKey, digest)),
  verify: (key, digest, signature) => SETTLED[isSignature(key, digest, signature) ? 'true' : 'false'],
})
