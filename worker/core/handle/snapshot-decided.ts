// Ids of decided spores, as the snapshot keeps them: all in one byte string, since there are as many as spores ever were, and
// every start reads them. 32 bytes of id, one of stage, six of the round that holds the body.

import { hexToBytes } from '../codec/hex.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { Decided, PolicyState } from '../state.ts'

export const STAGES: readonly Decided['stage'][] = ['committed', 'aborted', 'dead']

const ID_BYTES = 32
const ROW_BYTES = 39
const HIGH = 2 ** 32

const ascii = new TextDecoder()
const DIGITS = new TextEncoder().encode('0123456789abcdef')

export function packDecided(policy: PolicyState, ids: readonly SporeId[]): Uint8Array {
  const packed = new Uint8Array(ids.length * ROW_BYTES)
  const view = new DataView(packed.buffer)
  ids.forEach((id, index) => {
    const { stage, round } = policy.decided.get(id) ?? { stage: 'dead' as const, round: 0 }
    const at = index * ROW_BYTES
    packed.set(hexToBytes(id), at)
    packed[at + ID_BYTES] = STAGES.indexOf(stage)
    view.setUint16(at + ID_BYTES + 1, Math.floor(round / HIGH))
    view.setUint32(at + ID_BYTES + 3, round % HIGH)
  })
  return packed
}

export function unpackDecided({ decided }: PolicyState, packed: Uint8Array): void {
  invariant(packed.length % ROW_BYTES === 0, 'the stored snapshot is damaged')
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  const ids = hexOfIds(packed)
  for (let at = 0; at < packed.length; at += ROW_BYTES) {
    const stage = STAGES[packed[at + ID_BYTES] ?? -1]
    invariant(stage, 'the stored snapshot is damaged')
    const round = view.getUint16(at + ID_BYTES + 1) * HIGH + view.getUint32(at + ID_BYTES + 3)
    const from = (at / ROW_BYTES) * ID_BYTES * 2
    decided.set(ids.slice(from, from + ID_BYTES * 2) as SporeId, { stage, round })
  }
}

/** The ids of all rows as hex, one after the other: made at once, a tenth of what it costs one by one (measured). */
function hexOfIds(packed: Uint8Array): string {
  const digits = new Uint8Array((packed.length / ROW_BYTES) * ID_BYTES * 2)
  let to = 0
  for (let row = 0; row < packed.length; row += ROW_BYTES)
    for (let at = row; at < row + ID_BYTES; at++) {
      const byte = packed[at] ?? 0
      digits[to++] = DIGITS[byte >> 4] ?? 0
      digits[to++] = DIGITS[byte & 15] ?? 0
    }
  return ascii.decode(digits)
}
