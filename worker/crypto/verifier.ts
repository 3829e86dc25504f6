// Decides whether a signature is valid, by one rule for every node: the cofactorless equation over bytes that
// strict-encoding.ts accepted. WebCrypto is asked first, libsodium where the browser has no Ed25519.
// A backend is used only after it gave the right verdicts on known signatures (conformance.ts). noble is cofactored
// and must never verify here. Keys with torsion are refused when they are admitted (admit-key.ts), not at each call.

import { fail, ok, type Result } from '../core/model/result.ts'
import { followsTheRule } from './conformance.ts'
import { encodingFault } from './strict-encoding.ts'
import { loadLibsodiumEquation } from './verify-libsodium.ts'
import { loadWebCryptoEquation } from './verify-webcrypto.ts'

export interface Verifier {
  /** Bad input of any kind and length is `false`. Rejects only when the platform itself fails. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

export type VerifierBackend = 'webcrypto' | 'libsodium'

export interface BackedVerifier extends Verifier {
  readonly backend: VerifierBackend
}

/** `unavailable`: the platform lacks it. `wrong-verdicts`: it is there, but does not follow the project's rule. */
export type VerifierFault = 'unavailable' | 'wrong-verdicts'

/** The equation alone; sees only bytes that passed encodingFault. */
export type CheckEquation = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>

/** The best backend here. Throws when there is none: support.ts tells the user before it comes to that. */
export async function createVerifier(): Promise<BackedVerifier> {
  const native = await createWebCryptoVerifier()
  if (native.ok) return native.value
  const wasm = await createLibsodiumVerifier()
  if (wasm.ok) return wasm.value
  throw new Error(`no Ed25519 verifier: WebCrypto ${native.reason}, libsodium ${wasm.reason}`)
}

export const createWebCryptoVerifier = (): Promise<Result<BackedVerifier, VerifierFault>> =>
  build('webcrypto', loadWebCryptoEquation)

export const createLibsodiumVerifier = (): Promise<Result<BackedVerifier, VerifierFault>> =>
  build('libsodium', loadLibsodiumEquation)

async function build(
  backend: VerifierBackend,
  load: () => Promise<CheckEquation | undefined>,
): Promise<Result<BackedVerifier, VerifierFault>> {
  const equation = await load()
  if (equation === undefined) return fail('unavailable')
  const verifier = { backend, ...strictVerifier(equation) }
  return (await followsTheRule(verifier)) ? ok(verifier) : fail('wrong-verdicts')
}

/** The only way to a verifier: the byte checks stand before the equation, whatever computes it. */
export function strictVerifier(equation: CheckEquation): Verifier {
  return {
    verify: async (publicKey, message, signature) =>
      encodingFault(publicKey, signature) === undefined && (await equation(publicKey, message, signature)),
  }
}
