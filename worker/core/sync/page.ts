// The bytes of one page: records in slot order, each as its codec encodes it. A page's bytes depend on its
// records alone, so their hash is the page's digest. Slots are decoded at once, records only when asked for.
//
//   count, then per record: slot length (UTF-16 units) and record length; then all slots as one UTF-8 text, its
//   byte length before it; then all records. Numbers are LEB128.

import { invariant } from '../model/result.ts'

/** A record as a page holds it: decoded, or still inside `source`, or both. */
export interface Entry<Record> {
  readonly slot: string
  /** Hash rank; undefined until the partition asks for it. */
  rank: number | undefined
  record: Record | undefined
  source: Uint8Array | undefined
  from: number
  to: number
}

export interface RecordCodec<Record> {
  encode(record: Record): Uint8Array
  decode(bytes: Uint8Array): Record
  /** Whether the slot counts among the keys: by its record, or by its bytes where that is not decoded. All do without it. */
  counts?(slot: string, record: Record | undefined, stored: Uint8Array | undefined): boolean
}

const utf8 = new TextEncoder()
// A byte order mark is part of a slot like any character; the decoder would drop it by default.
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function recordOf<Record>(entry: Entry<Record>, codec: RecordCodec<Record>): Record {
  if (entry.record === undefined) entry.record = codec.decode(bytesOf(entry, codec))
  return entry.record
}

/** Encodes a page, and lets its entries refer to the new bytes, so that a value isn't held twice. */
export function encodePage<Record>(
  entries: readonly Entry<Record>[],
  codec: RecordCodec<Record>,
): Uint8Array {
  const records = entries.map((entry) => bytesOf(entry, codec))
  const slots = utf8.encode(entries.map((entry) => entry.slot).join(''))
  const head: number[] = []
  writeNumber(head, entries.length)
  entries.forEach((entry, index) => {
    writeNumber(head, entry.slot.length)
    writeNumber(head, records[index]?.length ?? 0)
  })
  writeNumber(head, slots.length)
  const recordBytes = records.reduce((sum, record) => sum + record.length, 0)
  const page = new Uint8Array(head.length + slots.length + recordBytes)
  page.set(head)
  page.set(slots, head.length)
  let at = head.length + slots.length
  entries.forEach((entry, index) => {
    const record = records[index]
    if (record === undefined) return
    page.set(record, at)
    entry.source = page
    entry.from = at
    entry.to = at += record.length
  })
  return page
}

/** The node wrote these bytes itself and the store checks them: anything unexpected here is a broken invariant. */
export function decodePage<Record>(page: Uint8Array): Entry<Record>[] {
  const reader = { page, at: 0 }
  const count = readNumber(reader)
  const slotLengths = new Array<number>(count)
  const recordLengths = new Array<number>(count)
  for (let i = 0; i < count; i++) {
    slotLengths[i] = readNumber(reader)
    recordLengths[i] = readNumber(reader)
  }
  const slotBytes = readNumber(reader)
  const slots = decodeText(page.subarray(reader.at, reader.at + slotBytes))
  let from = reader.at + slotBytes
  let slotAt = 0
  const entries = slotLengths.map((slotLength, index): Entry<Record> => {
    const slot = slots.slice(slotAt, (slotAt += slotLength))
    const start = from
    from += recordLengths[index] ?? 0
    return { slot, rank: undefined, record: undefined, source: page, from: start, to: from }
  })
  invariant(from === page.length && slotAt === slots.length, 'a page of the state has the wrong length')
  return entries
}

function bytesOf<Record>(entry: Entry<Record>, codec: RecordCodec<Record>): Uint8Array {
  if (entry.source !== undefined) return entry.source.subarray(entry.from, entry.to)
  invariant(entry.record !== undefined, `slot ${JSON.stringify(entry.slot)} has neither a record nor bytes`)
  return codec.encode(entry.record)
}

function decodeText(bytes: Uint8Array): string {
  try {
    return text.decode(bytes)
  } catch {
    invariant(false, 'a page of the state holds slots that are not UTF-8')
  }
}

function writeNumber(out: number[], value: number): void {
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80)
  out.push(rest)
}

function readNumber(reader: { readonly page: Uint8Array; at: number }): number {
  let value = 0
  for (let scale = 1; scale <= 0x80 ** 4; scale *= 0x80) {
    const byte = reader.page[reader.at++]
    invariant(byte !== undefined, 'a page of the state ends too early')
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
  invariant(false, 'a page of the state holds a number that is too long')
}
