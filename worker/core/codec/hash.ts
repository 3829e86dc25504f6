// SHA-256, synchronous, for small inputs: a reused WASM instance (measured 4x faster here than pure JavaScript).
// WASM loads asynchronously, so the host calls `loadHash` once before anything else; the core itself never waits.

import { createSHA256, type IHasher } from 'hash-wasm'
import { invariant } from '../model/result.ts'
import { encode } from './cbor.ts'

let hasher: IHasher | undefined

/** Loads the hash. Call once at start; later calls cost nothing. */
export const loadHash = (): PromiseLike<void> =>
  createSHA256().then((loaded) => {
    hasher ??= loaded
  })

/** SHA-256 of the bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  invariant(hasher, 'loadHash() must have finished before sha256()')
  return hasher.init().update(bytes).digest('binary')
}

/** SHA-256 of the canonical encoding of [tag, ...parts]. The tag keeps one kind of hash from standing for another. */
export const taggedHash = (tag: string, ...parts: readonly unknown[]): Uint8Array =>
  sha256(encode([tag, ...parts]))
