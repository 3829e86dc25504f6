// Seals an identity's seed under a passphrase, and opens it again. A wrong passphrase and a damaged record are told
// apart and change nothing. Nothing here writes to storage or keeps a secret; the seed that is handed out is the
// caller's to wipe (identity.ts does so for everyone else).

import { fail, invariant, ok, type Result } from '../core/model/result.ts'
import { bufferSource } from './buffer-source.ts'
import {
  DEFAULT_KDF,
  deriveSealingKey,
  isKdfParams,
  type KdfParams,
  newSalt,
  type PassphraseFault,
  passphraseFault,
} from './kdf.ts'
import {
  associatedData,
  checksumOf,
  IV_BYTES,
  parseSealedSecret,
  SEALED_VERSION,
  type SealedFault,
  type SealedSecret,
} from './sealed-secret.ts'
import { publicKeyFromSeed, wipe } from './seed.ts'

export type SealFault = 'no-memory' | PassphraseFault

/** The seed stays the caller's, who wipes it. */
export async function sealSecret(
  seed: Uint8Array,
  passphrase: string,
  params: KdfParams = DEFAULT_KDF,
): Promise<Result<SealedSecret, SealFault>> {
  const fault = passphraseFault(passphrase)
  if (fault !== undefined) return fail(fault)
  invariant(isKdfParams(params), 'key derivation stays within its bounds')
  const kdf = { name: 'argon2id', ...params, salt: newSalt() } as const
  const publicKey = publicKeyFromSeed(seed)
  const key = await deriveSealingKey(passphrase, kdf.salt, kdf)
  if (!key.ok) return key
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const ciphertext = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: associatedData({ publicKey, kdf }) },
      key.value,
      bufferSource(seed),
    ),
  )
  const body = { publicKey, kdf, iv, ciphertext }
  return ok({ version: SEALED_VERSION, ...body, checksum: checksumOf(body) })
}

export type OpenFault = 'wrong-passphrase' | 'no-memory' | SealedFault

/** The 32 secret bytes; wipe them after use. */
export async function openSecret(
  stored: unknown,
  passphrase: string,
): Promise<Result<Uint8Array, OpenFault>> {
  const sealed = parseSealedSecret(stored)
  if (!sealed.ok) return sealed
  if (passphraseFault(passphrase) !== undefined) return fail('wrong-passphrase')
  const { kdf, iv, ciphertext, publicKey } = sealed.value
  const key = await deriveSealingKey(passphrase, kdf.salt, kdf)
  if (!key.ok) return key
  const seed = await decrypt(key.value, iv, associatedData(sealed.value), ciphertext)
  if (seed === undefined) return fail('wrong-passphrase')
  if (publicKeyFromSeed(seed).every((byte, i) => byte === publicKey[i])) return ok(seed)
  wipe(seed)
  return fail('damaged')
}

async function decrypt(
  key: CryptoKey,
  iv: Uint8Array,
  additionalData: Uint8Array<ArrayBuffer>,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    const algorithm = { name: 'AES-GCM', iv: bufferSource(iv), additionalData }
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bufferSource(ciphertext)))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined
    throw error
  }
}
