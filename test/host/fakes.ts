// What a schedule replaces: chance by a seed, and curves by a hash, which keeps everything in microtasks.

import { taggedHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Signing } from '../../worker/host/ports.ts'

/** Numbers from a seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export const keyOf = (index: number): PublicKeyHex =>
  bytesToHex(taggedHash('test key', index)) as PublicKeyHex

export function fakeSignature(key: PublicKeyHex, digest: Uint8Array): Uint8Array {
  const half = taggedHash('test signature', hexToBytes(key), digest)
  return new Uint8Array([...half, ...half])
}

export const fakeSigning = (publicKey: PublicKeyHex, nonce: () => string): Signing => ({
  publicKey,
  nonce,
  sign: (digest) => Promise.resolve(fakeSignature(publicKey, digest)),
  verify: (key, digest, signature) =>
    Promise.resolve(bytesToHex(fakeSignature(key, digest)) === bytesToHex(signature)),
})
