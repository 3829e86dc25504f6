// Names what this browser lacks of what a node needs, so that the screen can say which instead of failing later.
// Looks only; opens no database and takes no lock. WebRTC is asked by the page, which owns it.

import { loadSodium } from './sodium.ts'
import { hasWebCryptoEd25519 } from './webcrypto-ed25519.ts'

export type MissingFeature = 'secure-context' | 'web-crypto' | 'ed25519' | 'web-locks' | 'indexed-db'

/** What each is called on screen. */
export const FEATURE_NAMES: Readonly<Record<MissingFeature, string>> = {
  'secure-context': 'a secure page (https, or localhost)',
  'web-crypto': 'Web Crypto',
  ed25519: 'Ed25519 signatures, in Web Crypto or through WebAssembly',
  'web-locks': 'Web Locks',
  'indexed-db': 'IndexedDB',
}

/** The part of a worker's or page's globals that is asked. */
export interface SupportScope {
  readonly isSecureContext?: boolean
  readonly crypto?: { readonly subtle?: unknown; readonly getRandomValues?: unknown }
  readonly navigator?: { readonly locks?: unknown }
  readonly indexedDB?: unknown
}

export interface Ed25519Support {
  readonly hasNative: () => Promise<boolean>
  readonly hasWasm: () => Promise<boolean>
}

/** Empty when a node can run here. */
export async function missingFeatures(
  scope: SupportScope = globalThis,
  ed25519: Ed25519Support = ED25519_HERE,
): Promise<readonly MissingFeature[]> {
  const missing: MissingFeature[] = []
  if (scope.isSecureContext === false) missing.push('secure-context')
  if (!scope.crypto?.subtle || !scope.crypto.getRandomValues) missing.push('web-crypto')
  if (!(await ed25519.hasNative()) && !(await ed25519.hasWasm())) missing.push('ed25519')
  if (!scope.navigator?.locks) missing.push('web-locks')
  if (!scope.indexedDB) missing.push('indexed-db')
  return missing
}

const ED25519_HERE: Ed25519Support = {
  hasNative: hasWebCryptoEd25519,
  hasWasm: async () => (await loadSodium()) !== undefined,
}
