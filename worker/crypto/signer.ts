// Signs with an identity's key. From a seed, or from a device key that was kept; either way WebCrypto holds the secret
// where it can, and JavaScript never sees it again. Where the browser lacks Ed25519 libsodium signs, and the secret
// stays in this worker's memory until close. Two runs may sign the same message differently (WebKit adds randomness):
// nothing may depend on equal signatures.

import { fail, ok, type Result } from '../core/model/result.ts'
import { bufferSource } from './buffer-source.ts'
import { type DeviceKey, parseDeviceKey } from './device-key.ts'
import { assertSeed, importSeed, publicKeyFromSeed } from './seed.ts'
import { loadSodium } from './sodium.ts'
import type { Verifier } from './verifier.ts'
import { hasWebCryptoEd25519 } from './webcrypto-ed25519.ts'

export interface Signer {
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A signer that was opened here. After close it signs no more; what it held of the secret is wiped. */
export interface OpenSigner extends Signer {
  close(): void
}

export class SignerClosed extends Error {
  override readonly name = 'SignerClosed'
}

/** Copies what it needs: the 32 bytes stay the caller's, who wipes them. Throws where nothing can sign. */
export async function createSigner(seed: Uint8Array): Promise<OpenSigner> {
  return (await hasWebCryptoEd25519()) ? createWebCryptoSigner(seed) : createLibsodiumSigner(seed)
}

export async function createWebCryptoSigner(seed: Uint8Array): Promise<OpenSigner> {
  return signerFrom({ publicKey: publicKeyFromSeed(seed), privateKey: await importSeed(seed) })
}

export async function createLibsodiumSigner(seed: Uint8Array): Promise<OpenSigner> {
  assertSeed(seed)
  const sodium = await loadSodium()
  if (sodium === undefined) throw new Error('no Ed25519 signer: neither WebCrypto nor WebAssembly offers one')
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed)
  return closable(
    publicKey,
    (message) => Promise.resolve(sodium.crypto_sign_detached(message, privateKey)),
    () => privateKey.fill(0),
  )
}

export type StoredKeyFault = 'damaged' | 'wrong-key'

/** From what storage gave back, which may be damaged or somebody else's: the two halves must fit each other. */
export async function openStoredKey(
  stored: unknown,
  verifier: Verifier,
): Promise<Result<OpenSigner, StoredKeyFault>> {
  const key = parseDeviceKey(stored)
  if (key === undefined) return fail('damaged')
  const signer = signerFrom(key)
  const probe = new TextEncoder().encode('probe/1')
  const fits = await verifier.verify(key.publicKey, probe, await signer.sign(probe))
  return fits ? ok(signer) : fail('wrong-key')
}

const signerFrom = ({ publicKey, privateKey }: DeviceKey): OpenSigner =>
  closable(
    publicKey,
    async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bufferSource(message))),
    () => undefined,
  )

function closable(
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
  wipe: () => void,
): OpenSigner {
  let isOpen = true
  return {
    publicKey,
    sign: (message) => (isOpen ? sign(message) : Promise.reject(new SignerClosed('the identity is locked'))),
    close: () => {
      isOpen = false
      wipe()
    },
  }
}
