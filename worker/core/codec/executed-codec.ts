// What a round of the log says of its executions: [policy, ids joined]. Never leaves the node.

import type { PolicyId, SporeId } from '../model/ids.ts'
import { decode, encode } from './cbor.ts'
import { hexToBytes } from './hex.ts'
import { packIds, unpackIds } from './record-codec.ts'
import { bytes, hex, isArray } from './shape.ts'

export interface Executed {
  readonly policy: PolicyId
  /** In the order of execution. */
  readonly spores: readonly SporeId[]
}

export const encodeExecuted = ({ policy, spores }: Executed): Uint8Array =>
  encode([hexToBytes(policy), packIds(spores)])

export function decodeExecuted(stored: Uint8Array): Executed | undefined {
  const fields = decode(stored)
  if (!isArray(fields, 2)) return undefined
  const [policy, ids] = [hex(fields[0], 32) as PolicyId | undefined, bytes(fields[1])]
  return policy && ids && ids.length % 32 === 0 ? { policy, spores: unpackIds(ids) } : undefined
}
