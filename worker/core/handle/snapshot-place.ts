// Where votes stand, as the snapshot keeps it.

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { hexToBytes } from '../codec/hex.ts'
import { hex, isArray, uint } from '../codec/shape.ts'
import { invariant } from '../model/result.ts'
import type { BatchPlace, Place } from '../state.ts'

export const packPlace = (place: Place | undefined): unknown => (place ? [place.seq, place.round] : null)

export function unpackPlace(packed: unknown): Place | undefined {
  if (!isArray(packed, 2)) return undefined
  return { seq: uint(packed[0]) ?? 0, round: uint(packed[1]) ?? 0 }
}

export const packBatchPlace = ({ seq, round, digest }: BatchPlace): unknown => [
  seq,
  round,
  hexToBytes(digest),
]

export function unpackBatchPlace(packed: unknown): BatchPlace {
  invariant(isArray(packed, 3), DAMAGED)
  const digest = hex(packed[2], 32)
  invariant(digest !== undefined, DAMAGED)
  return { seq: uint(packed[0]) ?? 0, round: uint(packed[1]) ?? 0, digest }
}
