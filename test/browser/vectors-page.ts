// Runs the edge vectors of Ed25519 against every verifier that this browser has, and against the admission of keys.

import { createLibsodiumVerifier, createWebCryptoVerifier } from '../../worker/crypto/verifier.ts'
import vectors from '../vectors/ed25519-edge.json'
import { type Disagreement, runAdmission, runEdgeVectors } from '../vectors/run.ts'

export interface VectorReport {
  readonly count: number
  readonly admission: readonly Disagreement[]
  /** A verifier that could not be had is told by its reason. */
  readonly webcrypto: readonly Disagreement[] | string
  readonly libsodium: readonly Disagreement[] | string
}

declare global {
  var runVectors: () => Promise<VectorReport>
}

async function judge(create: typeof createWebCryptoVerifier): Promise<readonly Disagreement[] | string> {
  const verifier = await create()
  return verifier.ok ? runEdgeVectors(vectors, verifier.value) : verifier.reason
}

globalThis.runVectors = async () => ({
  count: vectors.length,
  admission: runAdmission(vectors),
  webcrypto: await judge(createWebCryptoVerifier),
  libsodium: await judge(createLibsodiumVerifier),
})
