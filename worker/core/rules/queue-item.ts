// Names of the items of a queue (QU-1): 6 bytes of position, most significant first, and 10 that tell apart what was added
// at one position. So items sort by their names, in slots, pages and listings alike.

import { taggedHash } from '../codec/hash.ts'
import { hexToBytes } from '../codec/hex.ts'
import { MAX_POSITION, MAX_QUEUE_LEAP } from '../limits.ts'
import type { Operation } from '../model/operation.ts'
import type { Scalar } from '../model/value.ts'
import { recordAt, type Records } from './version.ts'

const POSITION_BYTES = 6
const ITEM_BYTES = 16

export const isItem = (sub: Scalar | null): boolean =>
  sub?.type === 'bytes' && sub.bytes.length === ITEM_BYTES

/** 0 for what is no item. */
export function positionOf(sub: Scalar | null): number {
  if (sub?.type !== 'bytes' || !isItem(sub)) return 0
  return sub.bytes.subarray(0, POSITION_BYTES).reduce((position, byte) => position * 256 + byte, 0)
}

/** QU-1: of the n-th operation of the spore with this nonce. Nonces are random, so no two are alike. */
export function itemAt(position: number, nonce: string, operation: number): Scalar {
  const bytes = new Uint8Array(ITEM_BYTES)
  let left = Math.min(position, MAX_POSITION)
  for (let i = POSITION_BYTES - 1; i >= 0; i--) {
    bytes[i] = left % 256
    left = Math.floor(left / 256)
  }
  const distinct = taggedHash('item/1', hexToBytes(nonce), operation)
  bytes.set(distinct.subarray(0, ITEM_BYTES - POSITION_BYTES), POSITION_BYTES)
  return { type: 'bytes', bytes }
}

/** QU-4: a new item stands too far behind the tail known here and the spore's own items before it. Tails differ: not for ever. */
export function leapsAhead(
  records: Records,
  operations: readonly Pick<Operation, 'op' | 'key' | 'sub'>[],
): boolean {
  const tails = new Map<string, number>()
  for (const { op, key, sub } of operations) {
    if (op !== 'QADD') continue
    const { value } = recordAt(records, key)
    const tail = tails.get(key) ?? (value?.type === 'queue' ? value.tail : 0)
    const position = positionOf(sub)
    if (position > tail + MAX_QUEUE_LEAP) return true
    tails.set(key, Math.max(tail, position))
  }
  return false
}
