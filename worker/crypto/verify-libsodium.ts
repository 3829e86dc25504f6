// The cofactorless equation by libsodium's WebAssembly, for browsers without Ed25519 in WebCrypto.

import { loadSodium } from './sodium.ts'
import type { CheckEquation } from './verifier.ts'

export async function loadLibsodiumEquation(): Promise<CheckEquation | undefined> {
  const sodium = await loadSodium()
  if (sodium === undefined) return undefined
  return (publicKey, message, signature) =>
    Promise.resolve(sodium.crypto_sign_verify_detached(signature, message, publicKey))
}
