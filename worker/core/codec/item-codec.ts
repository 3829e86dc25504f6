// What an endorser says, as bytes (rule CO-2):
// [0, spore, [freed…]] ENDORSE · [1, spore, why, [ref?]] REJECT · [2, spore, by] HOLD · [3, spore, 0] and
// [3, spore, ballot, ref] ACCEPT · [4, spore, ballot, vote, accepted, [by?]] RECOVER · [5, spore, ballot, [ref…]] PROPOSE.
// A ref is [endorser, seq, digest]; accepted is [], [0] or [ballot, ref]; vote is 0 none, 1 ENDORSE, 2 REJECT.

import { MAX_BALLOT, MAX_FREED } from '../limits.ts'
import {
  type Accepted,
  type BatchRef,
  type Item,
  type ItemOf,
  type PackedItem,
  REJECT_REASONS,
} from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import { MAX_ENDORSERS } from '../model/policy-limits.ts'
import { assertNever } from '../model/result.ts'
import { type ByteWriter, written } from './byte-writer.ts'
import { decode } from './cbor.ts'
import { bytesToHex } from './hex.ts'
import { merkleRoot } from './merkle.ts'
import { hex, isArray, list, uint } from './shape.ts'

const SHORT_HEX = 16
export const shortId = (id: string): string => id.slice(0, SHORT_HEX)

/** Hex characters of an id in either form. */
const ID_HEX = { short: SHORT_HEX, full: 64 } as const
export type IdForm = keyof typeof ID_HEX

const NO_IDS: readonly string[] = []
const VOTES = [null, 'E', 'R'] as const

export function writeItem(out: ByteWriter, item: PackedItem, form: IdForm): void {
  const idHex = ID_HEX[form]
  switch (item.type) {
    case 'ENDORSE':
      open(out, 3, 0, item.spore, idHex)
      return writeIds(out, item.freed, idHex)
    case 'REJECT':
      open(out, 4, 1, item.spore, idHex)
      out.uint(REJECT_REASONS.indexOf(item.why))
      return writeIds(out, item.ref === null ? NO_IDS : [item.ref], idHex)
    case 'HOLD':
      open(out, 3, 2, item.spore, idHex)
      return out.hex(item.by, idHex)
    case 'ACCEPT':
      open(out, item.just ? 4 : 3, 3, item.spore, idHex)
      out.uint(item.ballot)
      if (item.just) writeRef(out, item.just)
      return
    case 'RECOVER':
      open(out, 6, 4, item.spore, idHex)
      out.uint(item.ballot)
      out.uint(VOTES.indexOf(item.vote))
      writeAccepted(out, item.accepted)
      return writeIds(out, item.by === null ? NO_IDS : [item.by], idHex)
    case 'PROPOSE':
      open(out, 4, 5, item.spore, idHex)
      out.uint(item.ballot)
      out.array(item.reports.length)
      for (const ref of item.reports) writeRef(out, ref)
      return
    default:
      assertNever(item)
  }
}

function open(out: ByteWriter, fields: number, code: number, spore: string, idHex: number): void {
  out.array(fields)
  out.uint(code)
  out.hex(spore, idHex)
}

function writeIds(out: ByteWriter, ids: readonly string[], idHex: number): void {
  out.array(ids.length)
  for (const id of ids) out.hex(id, idHex)
}

export function writeRef(out: ByteWriter, { endorser, seq, digest }: BatchRef): void {
  out.array(3)
  out.uint(endorser)
  out.uint(seq)
  out.hex(digest)
}

function writeAccepted(out: ByteWriter, accepted: Accepted | null): void {
  out.array(accepted === null ? 0 : accepted.just ? 2 : 1)
  if (accepted === null) return
  out.uint(accepted.ballot)
  if (accepted.just) writeRef(out, accepted.just)
}

export function readRef(value: unknown): BatchRef | undefined {
  if (!isArray(value, 3)) return undefined
  const [endorser, seq, digest] = [uint(value[0]), uint(value[1]), hex(value[2], 32)]
  if (endorser === undefined || endorser >= MAX_ENDORSERS || seq === undefined || !digest) return undefined
  return { endorser, seq, digest }
}

const ballotOf = (value: unknown): number | undefined => {
  const ballot = uint(value)
  return ballot !== undefined && ballot <= MAX_BALLOT ? ballot : undefined
}

/** Ballot 0 has no reference; every later one has. */
function readAccepted(fields: readonly unknown[]): Accepted | undefined {
  const ballot = ballotOf(fields[0])
  if (ballot === undefined || fields.length !== (ballot === 0 ? 1 : 2)) return undefined
  if (ballot === 0) return { ballot, just: null }
  const just = readRef(fields[1])
  return just && { ballot, just }
}

/** Undefined for anything that is no item. Bounds are checked, canonical encoding by the caller. */
export function readItem(value: unknown, form: IdForm): PackedItem | undefined {
  if (!Array.isArray(value)) return undefined
  const [code, id, ...fields] = value as readonly unknown[]
  const readId = (each: unknown): string | undefined => hex(each, ID_HEX[form] >> 1)
  const spore = readId(id)
  if (!spore) return undefined
  if (code === 0 && fields.length === 1) {
    const freed = list(fields[0], MAX_FREED, readId)
    return freed && { type: 'ENDORSE', spore, freed }
  }
  if (code === 1 && fields.length === 2) {
    const why = REJECT_REASONS[uint(fields[0]) ?? -1]
    const refs = list(fields[1], 1, readId)
    return refs && why && { type: 'REJECT', spore, why, ref: refs[0] ?? null }
  }
  if (code === 2 && fields.length === 1) {
    const by = readId(fields[0])
    return by ? { type: 'HOLD', spore, by } : undefined
  }
  if (code === 3) {
    const accepted = readAccepted(fields)
    return accepted && { type: 'ACCEPT', spore, ...accepted }
  }
  if (code === 4 && fields.length === 4) return readRecover(spore, fields, readId)
  if (code === 5 && fields.length === 2) {
    const ballot = ballotOf(fields[0])
    const reports = list(fields[1], MAX_ENDORSERS, readRef)
    return ballot && reports ? { type: 'PROPOSE', spore, ballot, reports } : undefined
  }
  return undefined
}

function readRecover(
  spore: string,
  fields: readonly unknown[],
  readId: (value: unknown) => string | undefined,
): PackedItem | undefined {
  const ballot = ballotOf(fields[0])
  const vote = VOTES[uint(fields[1]) ?? -1]
  const by = list(fields[3], 1, readId)
  if (!ballot || vote === undefined || !Array.isArray(fields[2]) || !by) return undefined
  const accepted = fields[2].length === 0 ? null : readAccepted(fields[2])
  if (accepted === undefined) return undefined
  return { type: 'RECOVER', spore, ballot, vote, accepted, by: by[0] ?? null }
}

/** Full ids for short ones. Undefined when one is unknown or ambiguous. */
export function expandItem(
  item: PackedItem,
  expand: (short: string) => SporeId | undefined,
): Item | undefined {
  const spore = expand(item.spore)
  if (!spore) return undefined
  switch (item.type) {
    case 'ENDORSE': {
      const freed = item.freed.map(expand)
      return freed.includes(undefined) ? undefined : { ...item, spore, freed: freed as SporeId[] }
    }
    case 'REJECT': {
      const ref = item.ref === null ? null : expand(item.ref)
      return ref === undefined ? undefined : { ...item, spore, ref }
    }
    case 'HOLD': {
      const by = expand(item.by)
      return by && { ...item, spore, by }
    }
    case 'RECOVER': {
      const by = item.by === null ? null : expand(item.by)
      return by === undefined ? undefined : { ...item, spore, by }
    }
    default:
      return { ...item, spore }
  }
}

/** One item in full form. */
export const encodeItem = (item: Item): Uint8Array =>
  written((out) => {
    writeItem(out, item, 'full')
  })

/** An item that `encodeItem` wrote. */
export const decodeItem = (bytes: Uint8Array): Item | undefined =>
  readItem(decode(bytes), 'full') as ItemOf<SporeId> | undefined

/** Items in full form, one after another; `ends` takes where the first begins, then where each ends. */
export function writeItems(out: ByteWriter, items: readonly Item[], ends: number[]): void {
  ends.push(out.length)
  for (const item of items) {
    writeItem(out, item, 'full')
    ends.push(out.length)
  }
}

/** Merkle root, hex of 32 bytes, over the items that `writeItems` wrote into `all`. */
export const rootOf = (all: Uint8Array, ends: readonly number[]): string =>
  bytesToHex(merkleRoot(ends.slice(1).map((end, i) => all.subarray(ends[i], end))))

/** Merkle root over the items' canonical encodings with full ids. */
export function itemsRoot(items: readonly Item[]): string {
  const ends: number[] = []
  const all = written((out) => {
    writeItems(out, items, ends)
  })
  return rootOf(all, ends)
}
