// Certified reads as messages: the question [8, policy, number, key] and the answer [9, policy, number, x, w, c, h, value].

import type { PolicyId } from '../model/ids.ts'
import type { Holding, ReadAnswer, ReadQuestion } from '../model/read.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import { keyFault } from '../model/slot.ts'
import { exactPart } from '../rules/version.ts'
import { encode } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { packValue } from './record-codec.ts'
import { hex, isArray, uint } from './shape.ts'

/** Of a key in force. */
export const holdingOf = (record: SlotRecord): Holding => ({
  x: record.x,
  w: record.w,
  ...exactPart(record),
  value: bytesToHex(taggedHash('value/1', packValue(record.value))),
})

export const sameHolding = (a: Holding, b: Holding): boolean =>
  a.x === b.x && a.w === b.w && a.c === b.c && a.h === b.h && a.value === b.value

export const encodeReadQuestion = ({ policy, number, key }: Omit<ReadQuestion, 'type'>): Uint8Array =>
  encode([8, hexToBytes(policy), number, key])

export const encodeReadAnswer = ({
  policy,
  number,
  holding: { x, w, c, h, value },
}: Omit<ReadAnswer, 'type'>): Uint8Array =>
  encode([9, hexToBytes(policy), number, x, hexToBytes(w), c, hexToBytes(h), hexToBytes(value)])

export function decodeReadQuestion(fields: readonly unknown[]): ReadQuestion | undefined {
  if (!isArray(fields, 4)) return undefined
  const [policy, number, key] = [hex(fields[1], 32) as PolicyId | undefined, uint(fields[2]), fields[3]]
  if (!policy || number === undefined || typeof key !== 'string' || keyFault(key) !== undefined)
    return undefined
  return { type: 'read', policy, number, key }
}

export function decodeReadAnswer(fields: readonly unknown[]): ReadAnswer | undefined {
  if (!isArray(fields, 8)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const [number, x, c] = [uint(fields[2]), uint(fields[3]), uint(fields[5])]
  const [w, h, value] = [hex(fields[4], 8), hex(fields[6], 32), hex(fields[7], 32)]
  if (!policy || number === undefined || x === undefined || c === undefined || !w || !h || !value)
    return undefined
  return { type: 'reading', policy, number, holding: { x, w, c, h, value } }
}
