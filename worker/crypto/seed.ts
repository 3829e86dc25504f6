// The 32 secret bytes of an identity. They exist in memory only while it is created or unlocked; whoever holds a
// buffer of them wipes it. noble derives the public key, which WebCrypto cannot do from a key that may not be exported.

import { getPublicKey, hashes } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { invariant } from '../core/model/result.ts'

export const SEED_BYTES = 32

hashes.sha512 = sha512

export const newSeed = (): Uint8Array => crypto.getRandomValues(new Uint8Array(SEED_BYTES))

export const wipe = (secret: Uint8Array): void => void secret.fill(0)

export function assertSeed(seed: Uint8Array): void {
  invariant(seed.length === SEED_BYTES, 'a seed has 32 bytes')
}

export function publicKeyFromSeed(seed: Uint8Array): Uint8Array {
  assertSeed(seed)
  return getPublicKey(seed)
}

/** A key that signs and that nobody, this code included, can read back. */
export async function importSeed(seed: Uint8Array): Promise<CryptoKey> {
  assertSeed(seed)
  const pkcs8 = new Uint8Array(PKCS8_PREFIX.length + SEED_BYTES)
  pkcs8.set(PKCS8_PREFIX)
  pkcs8.set(seed, PKCS8_PREFIX.length)
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
  } finally {
    wipe(pkcs8)
  }
}

/** RFC 8410: version 0, algorithm 1.3.101.112, an octet string that holds an octet string of 32 bytes. */
const PKCS8_PREFIX = Uint8Array.of(
  ...[0x30, 0x2e, 0x02, 0x01, 0x00],
  ...[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70],
  ...[0x04, 0x22, 0x04, 0x20],
)
