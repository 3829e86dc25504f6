// Turns a passphrase into the key that seals a secret: argon2id, then AES-GCM. The parameters stand beside the
// ciphertext, so they can be raised later; read back they are bounded, so that a damaged or planted record can ask
// neither for more memory than a device has nor for so little that guessing becomes cheap.

import { fail, ok, type Result } from '../core/model/result.ts'
import { bufferSource } from './buffer-source.ts'
import {
  KDF_SALT_BYTES,
  MAX_KDF_ITERATIONS,
  MAX_KDF_MEMORY_KIB,
  MAX_KDF_PARALLELISM,
  MAX_KDF_WORK_KIB,
  MAX_PASSPHRASE_LENGTH,
  MIN_KDF_MEMORY_KIB,
} from './limits.ts'
import { wipe } from './seed.ts'

export interface KdfParams {
  readonly memoryKib: number
  readonly iterations: number
  readonly parallelism: number
}

/** 0.3 s on the machine where it was measured; OWASP's floor for argon2id is 19 MiB with two passes. */
export const DEFAULT_KDF: KdfParams = { memoryKib: 64 * 1024, iterations: 3, parallelism: 1 }

export type PassphraseFault = 'empty-passphrase' | 'long-passphrase'

/** What makes a passphrase unusable. Whether it is strong is for the screen to say. */
export function passphraseFault(passphrase: string): PassphraseFault | undefined {
  if (passphrase === '') return 'empty-passphrase'
  return passphrase.length > MAX_PASSPHRASE_LENGTH ? 'long-passphrase' : undefined
}

export const isKdfParams = ({ memoryKib, iterations, parallelism }: KdfParams): boolean =>
  isWithin(memoryKib, MIN_KDF_MEMORY_KIB, MAX_KDF_MEMORY_KIB) &&
  isWithin(iterations, 1, MAX_KDF_ITERATIONS) &&
  isWithin(parallelism, 1, MAX_KDF_PARALLELISM) &&
  memoryKib * iterations <= MAX_KDF_WORK_KIB

export const newSalt = (): Uint8Array => crypto.getRandomValues(new Uint8Array(KDF_SALT_BYTES))

/** Fails only when the device cannot spare the memory. The caller has checked passphrase and parameters. */
export async function deriveSealingKey(
  passphrase: string,
  salt: Uint8Array,
  params: KdfParams,
): Promise<Result<CryptoKey, 'no-memory'>> {
  const password = new TextEncoder().encode(passphrase.normalize('NFKC'))
  try {
    const raw = await argon2(password, salt, params)
    if (!raw.ok) return raw
    const key = await crypto.subtle.importKey('raw', raw.value, 'AES-GCM', false, ['encrypt', 'decrypt'])
    wipe(raw.value)
    return ok(key)
  } finally {
    wipe(password)
  }
}

type Derived = Result<Uint8Array<ArrayBuffer>, 'no-memory'>

/** WebAssembly where it may run; noble's slower JavaScript gives the same bytes where it may not. */
async function argon2(password: Uint8Array, salt: Uint8Array, params: KdfParams): Promise<Derived> {
  try {
    return ok(await argon2InWasm(password, salt, params))
  } catch (error) {
    if (isOutOfMemory(error)) return fail('no-memory')
  }
  try {
    return ok(await argon2InJavaScript(password, salt, params))
  } catch (error) {
    if (isOutOfMemory(error)) return fail('no-memory')
    throw error
  }
}

async function argon2InWasm(
  password: Uint8Array,
  salt: Uint8Array,
  params: KdfParams,
): Promise<Uint8Array<ArrayBuffer>> {
  const { argon2id } = await import('hash-wasm')
  const { memoryKib: memorySize, iterations, parallelism } = params
  const cost = { memorySize, iterations, parallelism, hashLength: SEALING_KEY_BYTES }
  return bufferSource(await argon2id({ password, salt, ...cost, outputType: 'binary' }))
}

/** Exported for the test that both give the same bytes. */
export async function argon2InJavaScript(
  password: Uint8Array,
  salt: Uint8Array,
  params: KdfParams,
): Promise<Uint8Array<ArrayBuffer>> {
  const { argon2id } = await import('@noble/hashes/argon2.js')
  const { memoryKib: m, iterations: t, parallelism: p } = params
  return bufferSource(argon2id(password, salt, { m, t, p, dkLen: SEALING_KEY_BYTES }))
}

/** An allocation that failed, in either engine. */
const isOutOfMemory = (error: unknown): boolean => error instanceof RangeError

const isWithin = (number: number, least: number, most: number): boolean =>
  Number.isInteger(number) && number >= least && number <= most

const SEALING_KEY_BYTES = 32
