// Decides whether 32 bytes may ever be somebody's public key here: canonical, on the curve, not of small order, and
// free of torsion. Asked once, when a key enters a keyring or a policy (about 0.5 ms); verifiers do not repeat it.
// With a torsion component, whether a signature verifies would depend on how a verifier computes.

import { Point } from '@noble/ed25519'
import { fail, ok, type Result } from '../core/model/result.ts'
import { pointFault, PUBLIC_KEY_BYTES } from './strict-encoding.ts'

export type AdmissionFault = 'length' | 'not-canonical' | 'small-order' | 'off-curve' | 'torsion'

/** The same bytes when they are a proper key. */
export function admitPublicKey(bytes: Uint8Array): Result<Uint8Array, AdmissionFault> {
  if (bytes.length !== PUBLIC_KEY_BYTES) return fail('length')
  const encoding = pointFault(bytes)
  if (encoding !== undefined) return fail(encoding)
  const point = pointFromBytes(bytes)
  if (point === undefined) return fail('off-curve')
  return point.isTorsionFree() ? ok(bytes) : fail('torsion')
}

function pointFromBytes(bytes: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(bytes)
  } catch {
    return undefined
  }
}
