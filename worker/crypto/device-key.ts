// "Stay unlocked on this device": a private key that signs but cannot be read back, not even by this program. The
// record is meant for IndexedDB, whose structured clone keeps the key as a handle; a dump of the records shows no
// secret. Only WebCrypto can make one: without its Ed25519 the passphrase is asked at each start.

import { fail, ok, type Result } from '../core/model/result.ts'
import { importSeed, publicKeyFromSeed } from './seed.ts'
import { PUBLIC_KEY_BYTES } from './strict-encoding.ts'
import { hasWebCryptoEd25519 } from './webcrypto-ed25519.ts'

export interface DeviceKey {
  readonly publicKey: Uint8Array
  readonly privateKey: CryptoKey
}

/** The seed stays the caller's, who wipes it. */
export async function createDeviceKey(seed: Uint8Array): Promise<Result<DeviceKey, 'unsupported'>> {
  if (!(await hasWebCryptoEd25519())) return fail('unsupported')
  const privateKey = await importSeed(seed)
  return canBeStored(privateKey)
    ? ok({ publicKey: publicKeyFromSeed(seed), privateKey })
    : fail('unsupported')
}

/** Firefox before 136 and WebKit's lockdown mode sign with such a key, but cannot clone it into a database. */
function canBeStored(key: CryptoKey): boolean {
  try {
    return structuredClone(key) instanceof CryptoKey
  } catch {
    return false
  }
}

/** The record as storage gives it back, or undefined. Whether its halves fit, openStoredKey decides. */
export function parseDeviceKey(stored: unknown): DeviceKey | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  if (!('publicKey' in stored) || !('privateKey' in stored)) return undefined
  const { publicKey, privateKey } = stored
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== PUBLIC_KEY_BYTES) return undefined
  if (typeof CryptoKey === 'undefined' || !(privateKey instanceof CryptoKey)) return undefined
  const isOurs =
    privateKey.type === 'private' &&
    privateKey.algorithm.name === 'Ed25519' &&
    !privateKey.extractable &&
    privateKey.usages.includes('sign')
  return isOurs ? { publicKey, privateKey } : undefined
}
