// The record in which an encrypted seed lies on disk, and the reading of it. Everything is bounded and checked before
// any of it is used. The checksum tells a damaged record from a wrong passphrase, which AES-GCM alone cannot; it is
// taken over public bytes only and helps nobody to guess.

import { sha256 } from '@noble/hashes/sha2.js'
import { fail, ok, type Result } from '../core/model/result.ts'
import { isKdfParams, type KdfParams } from './kdf.ts'
import { KDF_SALT_BYTES } from './limits.ts'
import { SEED_BYTES } from './seed.ts'
import { PUBLIC_KEY_BYTES } from './strict-encoding.ts'

export const SEALED_VERSION = 1
export const IV_BYTES = 12
const CIPHERTEXT_BYTES = SEED_BYTES + 16
const CHECKSUM_BYTES = 32

export interface SealedSecret {
  readonly version: typeof SEALED_VERSION
  readonly publicKey: Uint8Array
  readonly kdf: KdfParams & { readonly name: 'argon2id'; readonly salt: Uint8Array }
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly checksum: Uint8Array
}

/** `newer-version`: a later program wrote it; this one must not touch it. */
export type SealedFault = 'damaged' | 'newer-version'

export function parseSealedSecret(stored: unknown): Result<SealedSecret, SealedFault> {
  const record = fieldsOf(stored)
  if (record['version'] !== SEALED_VERSION)
    return fail(isLater(record['version']) ? 'newer-version' : 'damaged')
  const { publicKey, iv, ciphertext, checksum } = record
  const { name, salt, memoryKib, iterations, parallelism } = fieldsOf(record['kdf'])
  if (!isBytes(publicKey, PUBLIC_KEY_BYTES) || !isBytes(iv, IV_BYTES)) return fail('damaged')
  if (!isBytes(ciphertext, CIPHERTEXT_BYTES) || !isBytes(checksum, CHECKSUM_BYTES)) return fail('damaged')
  if (name !== 'argon2id' || !isBytes(salt, KDF_SALT_BYTES)) return fail('damaged')
  if (!isNumber(memoryKib) || !isNumber(iterations) || !isNumber(parallelism)) return fail('damaged')
  const kdf = { name, salt, memoryKib, iterations, parallelism } as const
  if (!isKdfParams(kdf)) return fail('damaged')
  const sealed: SealedSecret = { version: SEALED_VERSION, publicKey, kdf, iv, ciphertext, checksum }
  return isSame(checksumOf(sealed), checksum) ? ok(sealed) : fail('damaged')
}

/** What AES-GCM binds to the ciphertext: version, key derivation and the public key that the seed must give. */
export function associatedData({
  publicKey,
  kdf,
}: Pick<SealedSecret, 'publicKey' | 'kdf'>): Uint8Array<ArrayBuffer> {
  const numbers = new DataView(new ArrayBuffer(12))
  ;[kdf.memoryKib, kdf.iterations, kdf.parallelism].forEach((number, i) => {
    numbers.setUint32(4 * i, number)
  })
  return joined(DOMAIN, new Uint8Array(numbers.buffer), kdf.salt, publicKey)
}

export const checksumOf = (sealed: Omit<SealedSecret, 'version' | 'checksum'>): Uint8Array =>
  sha256(joined(associatedData(sealed), sealed.iv, sealed.ciphertext))

const DOMAIN = new TextEncoder().encode('sealed-secret/1')

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const isLater = (version: unknown): boolean => isNumber(version) && version > SEALED_VERSION
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isBytes = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i])
