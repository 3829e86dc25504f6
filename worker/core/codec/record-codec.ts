// Slot records on disk: [x, w, cs packed, class, parentX, value, last]. Pages carry a checksum, so a record that does not
// decode is a bug or a damaged disk and stops the engine.

import { IdList } from '../model/id-list.ts'
import type { SporeId } from '../model/ids.ts'
import type { CommutativeMode } from '../model/operation.ts'
import { assertNever, invariant } from '../model/result.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import type { Value } from '../model/value.ts'
import { decode, encode } from './cbor.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { packScalar, unpackScalar } from './scalar-codec.ts'
import { bytes, hex, isArray, uint } from './shape.ts'

const CLASSES: readonly CommutativeMode[] = ['C:num', 'C:mul', 'C:set', 'C:sadd']

function packValue(value: Value | undefined): unknown {
  if (value === undefined) return null
  switch (value.type) {
    case 'number':
    case 'string':
    case 'bytes':
      return packScalar(value)
    case 'set':
      return [3, value.size]
    case 'member':
      return [4, 0]
    default:
      return assertNever(value)
  }
}

function unpackValue(packed: unknown): Value | undefined {
  if (isArray(packed, 2) && packed[0] === 3) return { type: 'set', size: uint(packed[1]) ?? 0 }
  if (isArray(packed, 2) && packed[0] === 4) return { type: 'member' }
  return unpackScalar(packed)
}

export const packIds = (ids: readonly string[]): Uint8Array => {
  const packed = new Uint8Array(ids.length * 32)
  ids.forEach((id, i) => {
    packed.set(hexToBytes(id), i * 32)
  })
  return packed
}

export const unpackIds = (packed: Uint8Array): SporeId[] =>
  Array.from(
    { length: packed.length / 32 },
    (_, i) => bytesToHex(packed.subarray(i * 32, i * 32 + 32)) as SporeId,
  )

export const slotRecordCodec = {
  encode: (record: SlotRecord): Uint8Array =>
    encode([
      record.x,
      hexToBytes(record.w),
      packIds(record.cs.toArray()),
      record.cls === null ? null : CLASSES.indexOf(record.cls),
      record.parentX,
      packValue(record.value),
      record.last && hexToBytes(record.last),
    ]),

  decode(stored: Uint8Array): SlotRecord {
    const fields = decode(stored)
    invariant(isArray(fields, 7), 'a stored slot record is damaged')
    const [x, w, cs, parentX] = [uint(fields[0]), hex(fields[1], 8), bytes(fields[2]), uint(fields[4])]
    invariant(x !== undefined && w && cs && parentX !== undefined, 'a stored slot record is damaged')
    return {
      x,
      w,
      cs: IdList.of(unpackIds(cs)),
      cls: CLASSES[uint(fields[3]) ?? -1] ?? null,
      parentX,
      value: unpackValue(fields[5]),
      last: (hex(fields[6], 32) ?? null) as SporeId | null,
    }
  },
}
