// What this browser lacks of what the node needs, in words. Asked before anything is started, so that a person reads
// which part is missing rather than an error from deep inside. The worker checks its own side again.

export interface Surroundings {
  readonly isSecureContext: boolean
  readonly hasSubtleCrypto: boolean
  readonly hasWebAssembly: boolean
  readonly hasLocks: boolean
  readonly hasIndexedDb: boolean
  readonly hasWorkers: boolean
  readonly hasBroadcastChannel: boolean
  /** WebCrypto can make an Ed25519 key. */
  readonly hasEd25519: boolean
}

export async function lookAround(): Promise<Surroundings> {
  const has = (name: string): boolean => name in globalThis
  return {
    isSecureContext: globalThis.isSecureContext,
    hasSubtleCrypto: has('crypto') && 'subtle' in crypto,
    hasWebAssembly: has('WebAssembly'),
    hasLocks: 'locks' in navigator,
    hasIndexedDb: has('indexedDB'),
    hasWorkers: has('Worker'),
    hasBroadcastChannel: has('BroadcastChannel'),
    hasEd25519: await canMakeEd25519(),
  }
}

async function canMakeEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
    return true
  } catch {
    return false
  }
}

/** One sentence for each thing that is missing; empty when all is there. */
export function missingParts(around: Surroundings): readonly string[] {
  const missing: string[] = []
  if (!around.isSecureContext)
    missing.push('A secure connection: open SporeDB over https, or on this machine as http://localhost')
  else if (!around.hasSubtleCrypto) missing.push('WebCrypto, which encrypts your key')
  if (!around.hasEd25519 && !around.hasWebAssembly)
    missing.push('Ed25519 signatures in WebCrypto, or WebAssembly in their place')
  else if (!around.hasWebAssembly) missing.push('WebAssembly, which turns your passphrase into a key')
  if (!around.hasLocks && around.isSecureContext)
    missing.push('Web Locks, which keep two tabs from signing with one key')
  if (!around.hasIndexedDb) missing.push('IndexedDB, where your data is kept')
  if (!around.hasWorkers) missing.push('Web Workers, in which the node runs')
  if (!around.hasBroadcastChannel) missing.push('BroadcastChannel, by which tabs speak to each other')
  return missing
}
