// What a round of the log says of spores that came too late, or were shown the commit that killed them: [policy, ids of the
// dead joined, ids of the winners joined]. Never leaves the node.

import type { PolicyId, SporeId } from '../model/ids.ts'
import { decode, encode } from './cbor.ts'
import { hexToBytes } from './hex.ts'
import { packIds, unpackIds } from './record-codec.ts'
import { bytes, hex, isArray } from './shape.ts'

export interface Buried {
  readonly policy: PolicyId
  /** By the dead spore, the commit that killed it. */
  readonly winners: ReadonlyMap<SporeId, SporeId>
}

export const encodeBuried = ({ policy, winners }: Buried): Uint8Array =>
  encode([hexToBytes(policy), packIds([...winners.keys()]), packIds([...winners.values()])])

export function decodeBuried(stored: Uint8Array): Buried | undefined {
  const fields = decode(stored)
  if (!isArray(fields, 3)) return undefined
  const [policy, dead, by] = [hex(fields[0], 32) as PolicyId | undefined, bytes(fields[1]), bytes(fields[2])]
  if (!policy || !dead || dead.length % 32 !== 0 || by?.length !== dead.length) return undefined
  const winners = unpackIds(by)
  return { policy, winners: new Map(unpackIds(dead).map((id, i) => [id, winners[i] as SporeId])) }
}
