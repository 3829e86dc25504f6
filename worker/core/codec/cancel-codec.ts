// The emitter's wish that its spores come to an end: [5, policy, [spore, …], signature]. The signature covers
// H("cancel/1", policy, emitter, merkle root of the ids); who the emitter is, the receiver knows from the spores.

import { MAX_CANCELLED_AT_ONCE } from '../limits.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../model/ids.ts'
import type { Cancel } from '../model/message.ts'
import { encode } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { hexToBytes } from './hex.ts'
import { merkleRoot } from './merkle.ts'
import { bytes, hex, isArray, list } from './shape.ts'

/** What the emitter signs: 32 bytes. */
export const cancelDigest = (
  policy: PolicyId,
  emitter: PublicKeyHex,
  spores: readonly SporeId[],
): Uint8Array =>
  taggedHash('cancel/1', hexToBytes(policy), hexToBytes(emitter), merkleRoot(spores.map(hexToBytes)))

export function makeCancel(policy: PolicyId, spores: readonly SporeId[], signature: Uint8Array): Cancel {
  const wire = encode([5, hexToBytes(policy), spores.map(hexToBytes), signature])
  return { policy, spores, signature, wire }
}

export function decodeCancel(wire: Uint8Array, fields: readonly unknown[]): Cancel | undefined {
  if (!isArray(fields, 4)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const spores = list(fields[2], MAX_CANCELLED_AT_ONCE, (each) => hex(each, 32) as SporeId | undefined)
  const signature = bytes(fields[3], 64)
  if (!policy || !spores || spores.length === 0 || !signature) return undefined
  return new Set(spores).size === spores.length ? { policy, spores, signature, wire } : undefined
}
