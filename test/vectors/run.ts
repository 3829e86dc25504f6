// Runs edge vectors against a verifier and key admission, in Node or in a browser: no imports beyond those, no files.
// A vector states both verdicts: `verify` of the signature by itself, `admit` of its key. A node accepts when both hold.

import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { admitPublicKey } from '../../worker/crypto/admit-key.ts'
import type { Verifier } from '../../worker/crypto/verifier.ts'

export interface EdgeVector {
  readonly name: string
  readonly publicKey: string
  readonly message: string
  readonly signature: string
  readonly verify: boolean
  readonly admit: boolean
}

export interface Disagreement {
  readonly name: string
  readonly of: 'verify' | 'admit'
  readonly expected: boolean
  readonly got: boolean | string
}

/** Empty when the verifier gives the expected verdict on all of them. A verifier that throws disagrees. */
export async function runEdgeVectors(
  vectors: readonly EdgeVector[],
  verifier: Verifier,
): Promise<readonly Disagreement[]> {
  const disagreements: Disagreement[] = []
  for (const vector of vectors) {
    const got = await verdict(vector, verifier)
    if (got !== vector.verify)
      disagreements.push({ name: vector.name, of: 'verify', expected: vector.verify, got })
  }
  return disagreements
}

/** The same for key admission, which is one piece of code for every node and needs no verifier. */
export function runAdmission(vectors: readonly EdgeVector[]): readonly Disagreement[] {
  const disagreements: Disagreement[] = []
  for (const vector of vectors) {
    const got = admitPublicKey(hexToBytes(vector.publicKey)).ok
    if (got !== vector.admit)
      disagreements.push({ name: vector.name, of: 'admit', expected: vector.admit, got })
  }
  return disagreements
}

async function verdict(vector: EdgeVector, verifier: Verifier): Promise<boolean | string> {
  try {
    return await verifier.verify(
      hexToBytes(vector.publicKey),
      hexToBytes(vector.message),
      hexToBytes(vector.signature),
    )
  } catch (error) {
    return String(error)
  }
}

export const vectorFrom = (
  name: string,
  bytes: { readonly publicKey: Uint8Array; readonly message: Uint8Array; readonly signature: Uint8Array },
  expected: { readonly verify: boolean; readonly admit: boolean },
): EdgeVector => ({
  name,
  publicKey: bytesToHex(bytes.publicKey),
  message: bytesToHex(bytes.message),
  signature: bytesToHex(bytes.signature),
  ...expected,
})
