// Slot records on disk: [x, w, cs packed, class, parentX, value, last]. Pages carry a checksum, so a record that does not
// decode is a bug or a damaged disk and stops the engine.

import { IdList } from '../model/id-list.ts'
import type { SporeId } from '../model/ids.ts'
import { CLASSES } from '../model/operation.ts'
import type { Decimal } from '../model/number.ts'
import { assertNever, invariant } from '../model/result.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import { isSystemSlot, parentOf } from '../model/slot.ts'
import type { Scalar, Value } from '../model/value.ts'
import { decode, encode } from './cbor.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { packScalar, unpackScalar } from './scalar-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'

export function packValue(value: Value | undefined): unknown {
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
    case 'array':
      return [5, value.items.map(packScalar)]
    case 'counter':
      return [6, [value.number, value.min, value.max, value.credits, value.debits].map(packNumber)]
    case 'map':
      return [7, value.size]
    case 'queue':
      return [8, [value.size, value.tail]]
    default:
      return assertNever(value)
  }
}

export function unpackValue(packed: unknown): Value | undefined {
  if (!isArray(packed, 2)) return undefined
  const [tag, content] = packed
  switch (tag) {
    case 3:
      return { type: 'set', size: uint(content) ?? 0 }
    case 4:
      return { type: 'member' }
    case 5:
      return { type: 'array', items: intact(list(content, Infinity, unpackScalar)) }
    case 6:
      return unpackCounter(content)
    case 7:
      return { type: 'map', size: uint(content) ?? 0 }
    case 8: {
      const [size, tail] = intact(list(content, 2, uint))
      return { type: 'queue', size: size ?? 0, tail: tail ?? 0 }
    }
    default:
      return unpackScalar(packed)
  }
}

const packNumber = (number: Decimal | null): unknown =>
  number && packScalar({ type: 'number', number } satisfies Scalar)

function unpackCounter(content: unknown): Value {
  const parts = intact(list(content, 5, (each) => (each === null ? null : (unpackScalar(each) ?? undefined))))
  const [number, min, max, credits, debits] = parts.map((part) =>
    part?.type === 'number' ? part.number : null,
  )
  invariant(number && credits && debits, 'a stored slot record is damaged')
  return { type: 'counter', number, min: min ?? null, max: max ?? null, credits, debits }
}

function intact<Found>(found: Found | undefined): Found {
  invariant(found !== undefined, 'a stored slot record is damaged')
  return found
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

/** Where the value stands in a stored record. Fields may be added behind it. */
const VALUE_FIELD = 5
const CBOR_NULL = 0xf6

/** Whether a stored record holds a value, without decoding it: a listing asks this of every record in a page. */
function holdsValue(stored: Uint8Array): boolean {
  let at = 1
  for (let field = 0; field < VALUE_FIELD; field++) at = afterItem(stored, at)
  return stored[at] !== CBOR_NULL
}

/** Behind an integer, null or byte string in CBOR. */
function afterItem(stored: Uint8Array, at: number): number {
  const head = stored[at] ?? 0
  const size = [1, 2, 4, 8][(head & 31) - 24] ?? 0
  if (head >> 5 !== 2) return at + 1 + size
  let length = size === 0 ? head & 31 : 0
  for (let i = 1; i <= size; i++) length = length * 256 + (stored[at + i] ?? 0)
  return at + 1 + size + length
}

export const slotRecordCodec = {
  /** COUNT and KEYS mean keys that hold a value: no elements, and nothing of the system. */
  counts: (slot: string, record: SlotRecord | undefined, stored: Uint8Array | undefined): boolean => {
    if (isSystemSlot(slot) || parentOf(slot) !== undefined) return false
    return record ? record.value !== undefined : stored !== undefined && holdsValue(stored)
  },

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
