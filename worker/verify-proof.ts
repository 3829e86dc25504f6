// Checks a light proof without a node: `verifyProof(proof, policy)`, in Node and in a page alike. It needs nothing but the
// proof and the policy that one trusts: its id (if the proof brings the record), its exported file, or its record.

import { loadHash } from './core/codec/hash.ts'
import { hexToBytes } from './core/codec/hex.ts'
import { importPolicy } from './core/codec/policy-json.ts'
import { parsePolicyId, type PolicyId } from './core/model/ids.ts'
import type { PolicyRecord } from './core/model/policy.ts'
import { fail, ok, type Result } from './core/model/result.ts'
import { badSignature, checkProof, type ProofFault, type Proven } from './core/rules/proof.ts'
import { createVerifier, type Verifier } from './crypto/verifier.ts'

export type { ProofFault, Proven } from './core/rules/proof.ts'

let ownVerifier: Promise<Verifier> | undefined

/** Never rejects for anything in the proof; rejects where the platform has no Ed25519 at all. */
export async function verifyProof(
  proof: Uint8Array,
  policy: PolicyRecord | PolicyId | string,
  verifier?: Verifier,
): Promise<Result<Proven, ProofFault>> {
  await loadHash()
  const trusted = typeof policy === 'string' ? readPolicy(policy) : policy
  if (trusted === undefined) return fail(NO_POLICY)
  const checked = checkProof(proof, trusted)
  if (!checked.ok) return checked
  const by = verifier ?? (await (ownVerifier ??= createVerifier()))
  const verdicts = await Promise.all(
    checked.value.signatures.map(async (each) => ({
      each,
      valid: await by.verify(hexToBytes(each.key), each.digest, each.signature),
    })),
  )
  const bad = verdicts.find(({ valid }) => !valid)
  return bad ? fail(badSignature(bad.each)) : ok(checked.value.proven)
}

const NO_POLICY: ProofFault = {
  code: 'no-policy',
  message: 'The policy must be given as its id, its exported file or its record.',
}

function readPolicy(text: string): PolicyRecord | PolicyId | undefined {
  const id = parsePolicyId(text)
  if (id !== undefined) return id
  const imported = importPolicy(text)
  return imported.ok ? imported.value.record : undefined
}
