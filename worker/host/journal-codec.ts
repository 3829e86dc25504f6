// What an executed spore did, as the journal keeps it: [spore, time, [[slot, c, record, large], …]]. The record is as in a page,
// without the ids of commutative writes, of which c is the number: with them a hot counter would cost the square of its
// writes. A value that is long, and longer than the spore that made it, is left out: a reader gets it by its key.

import { decode, encode } from '../core/codec/cbor.ts'
import { hexToBytes } from '../core/codec/hex.ts'
import { slotRecordCodec } from '../core/codec/record-codec.ts'
import { bytes, hex, isArray, uint } from '../core/codec/shape.ts'
import { IdList } from '../core/model/id-list.ts'
import type { SporeId } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import type { SlotRecord } from '../core/model/slot-record.ts'
import { isSystemSlot } from '../core/model/slot.ts'
import type { Value } from '../core/model/value.ts'
import type { Output } from '../core/output.ts'
import { MAX_EFFECT_BYTES } from './limits.ts'

/** What one slot holds after a spore. */
export interface Effect {
  readonly slot: string
  readonly x: number
  /** Commutative writes since the last exclusive one. */
  readonly c: number
  /** x of the key above, for an element: with another x there it is gone. */
  readonly parentX: number
  readonly value: Value | undefined
  /** There is a value, too long for the journal. */
  readonly large: boolean
}

export interface Change {
  /** The how-manieth spore that this node executed in the policy, from 1 on. */
  readonly number: number
  readonly spore: SporeId
  /** This device's clock at the end of the round, milliseconds. */
  readonly at: number
  readonly effects: readonly Effect[]
}

const DAMAGED = 'the journal is damaged'

export type Executed = Extract<Output, { type: 'effects' }>
type PackedEffect = readonly [slot: string, c: number, record: Uint8Array, large: boolean]

/** Taken when the spore is executed, so that no value is held longer than it would be otherwise. */
export function packEffects({ written, bodyBytes }: Executed): readonly PackedEffect[] {
  const most = Math.max(MAX_EFFECT_BYTES, bodyBytes)
  return [...written].flatMap(([slot, record]) =>
    isSystemSlot(slot) ? [] : [packEffect(slot, record, most)],
  )
}

function packEffect(slot: string, record: SlotRecord, most: number): PackedEffect {
  const kept = { ...record, cs: IdList.EMPTY, cls: null, last: null }
  const packed = isLong(record.value, most) ? undefined : slotRecordCodec.encode(kept)
  if (packed && packed.length <= most) return [slot, record.cs.length, packed, false]
  return [slot, record.cs.length, slotRecordCodec.encode({ ...kept, value: undefined }), true]
}

/** Spares encoding a megabyte to find that it is one. */
const isLong = (value: Value | undefined, most: number): boolean =>
  (value?.type === 'string' && value.text.length > most) ||
  (value?.type === 'bytes' && value.bytes.length > most)

export const packChange = (spore: SporeId, at: number, effects: readonly PackedEffect[]): Uint8Array =>
  encode([hexToBytes(spore), at, effects])

export function unpackChange(number: number, packed: Uint8Array): Change {
  const fields = decode(packed)
  invariant(isArray(fields, 3) && Array.isArray(fields[2]), DAMAGED)
  const [spore, at] = [hex(fields[0], 32) as SporeId | undefined, uint(fields[1])]
  invariant(spore && at !== undefined, DAMAGED)
  return { number, spore, at, effects: (fields[2] as readonly unknown[]).map(unpackEffect) }
}

function unpackEffect(packed: unknown): Effect {
  invariant(isArray(packed, 4), DAMAGED)
  const [slot, large] = [packed[0], packed[3] === true]
  const [c, stored] = [uint(packed[1]), bytes(packed[2])]
  invariant(typeof slot === 'string' && c !== undefined && stored, DAMAGED)
  const { x, parentX, value } = slotRecordCodec.decode(stored)
  return { slot, x, c, parentX, value, large }
}

/** A segment: its changes in order, each as a byte string. */
export const packSegment = (changes: readonly Uint8Array[]): Uint8Array => encode(changes)

export function unpackSegment(stored: Uint8Array): readonly Uint8Array[] {
  const changes = decode(stored)
  invariant(Array.isArray(changes) && changes.every((each) => each instanceof Uint8Array), DAMAGED)
  return changes
}
