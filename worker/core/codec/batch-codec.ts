// Batches as bytes (protocol 3.2 and 6).
// Wire: [1, policy, era, endorser, incarnation, seq, previous, root, count, signature, items]; an item is
// [0, spore, [freed…]] ENDORSE, [1, spore, why, [ref?]] REJECT, [2, spore, by] HOLD, [3, spore, ballot] ACCEPT.
// Live batches carry 8-byte short ids: the receiver expands them from the spores it knows and must match the root, else
// it asks for the full form. The root and all hashes are over full ids.

import { MAX_BATCH_BYTES, MAX_FREED, MAX_ITEMS_PER_BATCH } from '../limits.ts'
import type { Batch, BatchHeader, Item, PackedBatch, PackedItem } from '../model/batch.ts'
import { REJECT_REASONS } from '../model/batch.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import { assertNever } from '../model/result.ts'
import { ByteWriter } from './byte-writer.ts'
import { bytesEqual, decodeTrusted } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { merkleRoot } from './merkle.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'

const SHORT_HEX = 16
export const shortId = (id: string): string => id.slice(0, SHORT_HEX)

/** Hex characters of an id in either form. */
const ID_HEX = { short: SHORT_HEX, full: 64 } as const
export type BatchForm = keyof typeof ID_HEX

const NO_IDS: readonly string[] = []

export function packItem(item: Item): PackedItem {
  const { spore } = item
  switch (item.type) {
    case 'ENDORSE':
      return { code: 0, spore, ids: item.freed, why: 0 }
    case 'REJECT':
      return {
        code: 1,
        spore,
        ids: item.ref === null ? NO_IDS : [item.ref],
        why: REJECT_REASONS.indexOf(item.why),
      }
    case 'HOLD':
      return { code: 2, spore, ids: [item.by], why: 0 }
    case 'ACCEPT':
      return { code: 3, spore, ids: NO_IDS, why: 0 }
    default:
      return assertNever(item)
  }
}

function writeItem(out: ByteWriter, { code, spore, ids, why }: PackedItem, form: BatchForm): void {
  const idHex = ID_HEX[form]
  out.array(code === 1 ? 4 : 3)
  out.uint(code)
  out.hex(spore, idHex)
  if (code === 1) out.uint(why)
  if (code === 0 || code === 1) out.array(ids.length)
  for (const id of ids) out.hex(id, idHex)
  if (code === 3) out.uint(0)
}

/** One item in full form. */
export function encodeItem(item: Item): Uint8Array {
  const out = new ByteWriter(64)
  writeItem(out, packItem(item), 'full')
  return out.view().slice()
}

/** Merkle root over the items' canonical encodings with full ids. */
export function itemsRoot(items: readonly Item[]): string {
  const out = new ByteWriter(items.length * 48)
  const ends = items.map((item) => {
    writeItem(out, packItem(item), 'full')
    return out.length
  })
  const all = out.view()
  return bytesToHex(merkleRoot(ends.map((end, i) => all.subarray(ends[i - 1] ?? 0, end))))
}

/** What the endorser signs, hex of 32 bytes. */
export const headerDigest = (h: BatchHeader): string =>
  bytesToHex(
    taggedHash(
      'batch/1',
      hexToBytes(h.policy),
      h.era,
      h.endorser,
      h.incarnation,
      h.seq,
      hexToBytes(h.previous),
      hexToBytes(h.root),
      h.count,
    ),
  )

export const encodeBatch = ({ header, signature, items }: Batch, form: BatchForm): Uint8Array =>
  encodePacked(header, signature, items.map(packItem), form)

function encodePacked(
  header: BatchHeader,
  signature: Uint8Array,
  items: readonly PackedItem[],
  form: BatchForm,
): Uint8Array {
  const out = new ByteWriter(256 + items.length * (form === 'short' ? 16 : 48))
  writeHeader(out, header, signature)
  out.array(items.length)
  for (const item of items) writeItem(out, item, form)
  return out.view().slice()
}

function writeHeader(out: ByteWriter, h: BatchHeader, signature: Uint8Array): void {
  out.array(11)
  out.uint(1)
  out.hex(h.policy)
  out.uint(h.era)
  out.uint(h.endorser)
  out.uint(h.incarnation)
  out.uint(h.seq)
  out.hex(h.previous)
  out.hex(h.root)
  out.uint(h.count)
  out.bytes(signature)
}

function packedItem(value: unknown, idBytes: number): PackedItem | undefined {
  if (!Array.isArray(value)) return undefined
  const fields: readonly unknown[] = value
  const spore = hex(fields[1], idBytes)
  if (!spore) return undefined
  const id = (each: unknown): string | undefined => hex(each, idBytes)
  if (fields[0] === 0 && fields.length === 3) {
    const ids = list(fields[2], MAX_FREED, id)
    return ids && { code: 0, spore, ids, why: 0 }
  }
  if (fields[0] === 1 && fields.length === 4) {
    const why = uint(fields[2])
    const ids = list(fields[3], 1, id)
    return ids && why !== undefined && why < REJECT_REASONS.length ? { code: 1, spore, ids, why } : undefined
  }
  if (fields[0] === 2 && fields.length === 3) {
    const by = id(fields[2])
    return by ? { code: 2, spore, ids: [by], why: 0 } : undefined
  }
  // Ballots above 0 come with the fallback; until then such an item is malformed.
  return fields[0] === 3 && fields.length === 3 && fields[2] === 0
    ? { code: 3, spore, ids: [], why: 0 }
    : undefined
}

/** Canonical: what does not encode to the same bytes again is refused (CO-1). */
export function decodeBatch(wire: Uint8Array, fields: readonly unknown[]): PackedBatch | undefined {
  if (wire.length > MAX_BATCH_BYTES || !isArray(fields, 11)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const [era, endorser, incarnation, seq] = [
    uint(fields[2]),
    uint(fields[3]),
    uint(fields[4]),
    uint(fields[5]),
  ]
  const previous = hex(fields[6], 32)
  const root = hex(fields[7], 32)
  const count = uint(fields[8])
  const signature = bytes(fields[9], 64)
  if (
    !policy ||
    era === undefined ||
    endorser === undefined ||
    incarnation === undefined ||
    seq === undefined
  )
    return undefined
  if (!previous || !root || count === undefined || !signature) return undefined
  const short = isShort(fields[10])
  const items = list(fields[10], MAX_ITEMS_PER_BATCH, (item) => packedItem(item, short ? 8 : 32))
  if (!items || items.length === 0 || items.length !== count) return undefined
  const header = { policy, era, endorser, incarnation, seq, previous, root, count }
  if (!bytesEqual(encodePacked(header, signature, items, short ? 'short' : 'full'), wire)) return undefined
  return { header, digest: headerDigest(header), signature, short, items }
}

function isShort(items: unknown): boolean {
  const first: unknown = Array.isArray(items) ? items[0] : undefined
  return Array.isArray(first) && bytes(first[1], 8) !== undefined
}

/** Expands ids by `expand` and checks the root. Undefined when an id is unknown, ambiguous or the root differs. */
export function unpackBatch(
  packed: PackedBatch,
  expand: (short: string) => SporeId | undefined,
): Batch | undefined {
  const items: Item[] = []
  for (const { code, spore, ids, why } of packed.items) {
    const full = packed.short ? expand(spore) : (spore as SporeId)
    const others = ids.map((id) => (packed.short ? expand(id) : (id as SporeId)))
    if (!full || others.includes(undefined)) return undefined
    items.push(itemOf(code, full, others as SporeId[], why))
  }
  if (itemsRoot(items) !== packed.header.root) return undefined
  return { header: packed.header, digest: packed.digest, signature: packed.signature, items }
}

/** An item that `encodeItem` wrote. */
export function decodeItem(bytes: Uint8Array): Item | undefined {
  const packed = packedItem(decodeTrusted(bytes), 32)
  return packed && itemOf(packed.code, packed.spore as SporeId, packed.ids as readonly SporeId[], packed.why)
}

function itemOf(code: PackedItem['code'], spore: SporeId, ids: readonly SporeId[], why: number): Item {
  if (code === 0) return { type: 'ENDORSE', spore, freed: ids }
  if (code === 1) return { type: 'REJECT', spore, why: REJECT_REASONS[why] ?? 'LOCAL', ref: ids[0] ?? null }
  if (code === 2) return { type: 'HOLD', spore, by: ids[0] ?? spore }
  return { type: 'ACCEPT', spore, ballot: 0 }
}
