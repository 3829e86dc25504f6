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
import { encode } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { merkleRoot } from './merkle.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'

const SHORT_HEX = 16
export const shortId = (id: string): string => id.slice(0, SHORT_HEX)

export function packItem(item: Item, short: boolean): readonly unknown[] {
  const id = (full: string): Uint8Array => hexToBytes(short ? shortId(full) : full)
  switch (item.type) {
    case 'ENDORSE':
      return [0, id(item.spore), item.freed.map(id)]
    case 'REJECT':
      return [1, id(item.spore), REJECT_REASONS.indexOf(item.why), item.ref === null ? [] : [id(item.ref)]]
    case 'HOLD':
      return [2, id(item.spore), id(item.by)]
    case 'ACCEPT':
      return [3, id(item.spore), item.ballot]
    default:
      return assertNever(item)
  }
}

export const itemsRoot = (items: readonly Item[]): string =>
  bytesToHex(merkleRoot(items.map((item) => encode(packItem(item, false)))))

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

export function encodeBatch({ header: h, signature, items }: Batch, form: 'short' | 'full'): Uint8Array {
  return encode([
    1,
    hexToBytes(h.policy),
    h.era,
    h.endorser,
    h.incarnation,
    h.seq,
    hexToBytes(h.previous),
    hexToBytes(h.root),
    h.count,
    signature,
    items.map((item) => packItem(item, form === 'short')),
  ])
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
  return fields[0] === 3 && fields.length === 3 && fields[2] === 0 ? { code: 3, spore, ids: [], why: 0 } : undefined
}

export function decodeBatch(wire: Uint8Array, fields: readonly unknown[]): PackedBatch | undefined {
  if (wire.length > MAX_BATCH_BYTES || !isArray(fields, 11)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const [era, endorser, incarnation, seq] = [uint(fields[2]), uint(fields[3]), uint(fields[4]), uint(fields[5])]
  const previous = hex(fields[6], 32)
  const root = hex(fields[7], 32)
  const count = uint(fields[8])
  const signature = bytes(fields[9], 64)
  if (!policy || era === undefined || endorser === undefined || incarnation === undefined || seq === undefined)
    return undefined
  if (!previous || !root || count === undefined || !signature) return undefined
  const short = isShort(fields[10])
  const items = list(fields[10], MAX_ITEMS_PER_BATCH, (item) => packedItem(item, short ? 8 : 32))
  if (!items || items.length === 0 || items.length !== count) return undefined
  const header = { policy, era, endorser, incarnation, seq, previous, root, count }
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

/** An item in its full form. */
export function itemFromPacked(value: unknown): Item | undefined {
  const packed = packedItem(value, 32)
  return packed && itemOf(packed.code, packed.spore as SporeId, packed.ids as readonly SporeId[], packed.why)
}

function itemOf(code: PackedItem['code'], spore: SporeId, ids: readonly SporeId[], why: number): Item {
  if (code === 0) return { type: 'ENDORSE', spore, freed: ids }
  if (code === 1) return { type: 'REJECT', spore, why: REJECT_REASONS[why] ?? 'LOCAL', ref: ids[0] ?? null }
  if (code === 2) return { type: 'HOLD', spore, by: ids[0] ?? spore }
  return { type: 'ACCEPT', spore, ballot: 0 }
}
