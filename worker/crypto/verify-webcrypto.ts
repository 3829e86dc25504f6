// The cofactorless equation by the browser's own Ed25519. Importing a key costs as much as a third of a verification,
// so imported keys are kept. A DOMException means that this input is bad; anything else is a fault of the platform.

import { bufferSource } from './buffer-source.ts'
import { KeyCache } from './key-cache.ts'
import { MAX_CACHED_KEYS } from './limits.ts'
import type { CheckEquation } from './verifier.ts'
import { hasWebCryptoEd25519 } from './webcrypto-ed25519.ts'

export async function loadWebCryptoEquation(): Promise<CheckEquation | undefined> {
  if (!(await hasWebCryptoEd25519())) return undefined
  const keys = new KeyCache<CryptoKey>(MAX_CACHED_KEYS)
  return async (publicKey, message, signature) => {
    try {
      const key = keys.get(publicKey) ?? (await importKey(keys, publicKey))
      return await crypto.subtle.verify('Ed25519', key, bufferSource(signature), bufferSource(message))
    } catch (error) {
      if (error instanceof DOMException) return false
      throw error
    }
  }
}

async function importKey(keys: KeyCache<CryptoKey>, publicKey: Uint8Array): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', bufferSource(publicKey), 'Ed25519', false, ['verify'])
  keys.add(publicKey, key)
  return key
}
