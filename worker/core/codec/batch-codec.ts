// Batches as bytes (protocol 3.2 and 6).
// Wire: [1, policy, era, endorser, incarnation, seq, previous, root, count, signature, items]; items in item-codec.ts.
// Live batches carry 8-byte short ids: the receiver expands them from the spores it knows and must match the root, else
// it asks for the full form. The root and all hashes are over full ids.

import { MAX_BATCH_BYTES, MAX_ITEMS_PER_BATCH } from '../limits.ts'
import type { Batch, BatchHeader, Item, PackedBatch } from '../model/batch.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import { type ByteWriter, written } from './byte-writer.ts'
import { sha256 } from './hash.ts'
import { bytesToHex } from './hex.ts'
import { expandItem, type IdForm, readItem, rootOf, writeItem, writeItems } from './item-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'

/** What the endorser signs, hex of 32 bytes: H("batch/1", policy, era, endorser, incarnation, seq, previous, root, count). */
export const headerDigest = (h: BatchHeader): string =>
  bytesToHex(
    sha256(
      written((out) => {
        out.array(9)
        out.text('batch/1')
        writePosition(out, h)
        out.uint(h.count)
      }),
    ),
  )

function writePosition(out: ByteWriter, h: BatchHeader): void {
  out.hex(h.policy)
  out.uint(h.era)
  out.uint(h.endorser)
  out.uint(h.incarnation)
  out.uint(h.seq)
  out.hex(h.previous)
  out.hex(h.root)
}

/** How the wire of any batch of this number begins, whatever its branch and its form. */
export const batchWireStart = (policy: PolicyId, endorser: number, seq: number): Uint8Array =>
  written((out) => {
    out.array(11)
    out.uint(1)
    out.hex(policy)
    out.uint(0)
    out.uint(endorser)
    out.uint(0)
    out.uint(seq)
  })

/** A batch that came in short form can only be encoded so again. */
export function encodeBatch(
  { header, signature, items }: Pick<PackedBatch, 'header' | 'signature' | 'items'>,
  form: IdForm,
): Uint8Array {
  return written((out) => {
    writeHeader(out, header, signature)
    out.array(items.length)
    for (const item of items) writeItem(out, item, form)
  })
}

function writeHeader(out: ByteWriter, h: BatchHeader, signature: Uint8Array): void {
  out.array(11)
  out.uint(1)
  writePosition(out, h)
  out.uint(h.count)
  out.bytes(signature)
}

/** Of canonical CBOR: every field has one form, and there are no others. */
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
  const items = list(fields[10], MAX_ITEMS_PER_BATCH, (item) => readItem(item, short ? 'short' : 'full'))
  if (!items || items.length === 0 || items.length !== count) return undefined
  const header = { policy, era, endorser, incarnation, seq, previous, root, count }
  return { header, digest: headerDigest(header), signature, short, items }
}

function isShort(items: unknown): boolean {
  const first: unknown = Array.isArray(items) ? items[0] : undefined
  return Array.isArray(first) && bytes(first[1], 8) !== undefined
}

/** A batch with full ids, and its encoding in full form, which logs hold. */
export interface FullBatch {
  readonly batch: Batch
  readonly full: Uint8Array
}

/** Expands ids by `expand` and checks the root. Undefined when an id is unknown, ambiguous or the root differs. */
export function unpackBatch(
  { header, digest, signature, short, items: packed }: PackedBatch,
  expand: (short: string) => SporeId | undefined,
): FullBatch | undefined {
  const items: Item[] = []
  for (const each of packed) {
    const item = short ? expandItem(each, expand) : (each as Item)
    if (!item) return undefined
    items.push(item)
  }
  const ends: number[] = []
  const full = written((out) => {
    writeHeader(out, header, signature)
    out.array(items.length)
    writeItems(out, items, ends)
  })
  if (rootOf(full, ends) !== header.root) return undefined
  return { batch: { header, digest, signature, items }, full }
}

/** One that was unpacked before it was logged: its root needs no second look. Undefined for short form. */
export const loggedBatch = ({ header, digest, signature, short, items }: PackedBatch): Batch | undefined =>
  short ? undefined : { header, digest, signature, items: items as readonly Item[] }
