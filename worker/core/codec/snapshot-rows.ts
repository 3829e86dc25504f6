// What a snapshot keeps as rows of a byte string, since there are as many as spores and batches ever were, and every start
// reads them. What we wrote ourselves: anything unexpected is a bug or a damaged disk.

import type { StoredBatch } from '../model/batch.ts'
import type { Decided } from '../model/decided.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { RowFormat } from '../packed-rows.ts'
import { bytesToHex, hexByte, writeHex } from './hex.ts'

export const STAGES: readonly Decided['stage'][] = ['committed', 'aborted', 'dead']

const HASH_BYTES = 32
const NUMBER_BYTES = 6
const HIGH = 2 ** 32
const HEAD_DIGITS = 8

export interface WritableFormat<Key, Value> extends RowFormat<Key, Value> {
  write(rows: Uint8Array, at: number, key: Key, value: Value): void
}

export function packRows<Key, Value>(
  format: WritableFormat<Key, Value>,
  entries: readonly (readonly [Key, Value])[],
): Uint8Array {
  const rows = new Uint8Array(entries.length * format.bytes)
  entries.forEach(([key, value], row) => format.write(rows, row * format.bytes, key, value))
  return rows
}

const idAt = (rows: Uint8Array, at: number): SporeId =>
  bytesToHex(rows.subarray(at, at + HASH_BYTES)) as SporeId

/** Rows that begin with an id. */
const BY_ID: Pick<RowFormat<SporeId, unknown>, 'head' | 'headAt' | 'isAt' | 'keyAt'> = {
  head: (id) => Number.parseInt(id.slice(0, HEAD_DIGITS), 16),
  headAt: (rows, at) => rows.getUint32(at),
  isAt(rows, at, id) {
    if (id.length !== 2 * HASH_BYTES) return false
    // From the end: rows that are compared begin alike.
    for (let i = HASH_BYTES - 1; i >= 0; i--) if (rows[at + i] !== hexByte(id, 2 * i)) return false
    return true
  },
  keyAt: idAt,
}

/** The id, the stage in one byte, the round. */
export const DECIDED_ROWS: WritableFormat<SporeId, Decided> = {
  ...BY_ID,
  bytes: HASH_BYTES + 1 + NUMBER_BYTES,
  valueAt(rows, at) {
    const stage = STAGES[rows[at + HASH_BYTES] ?? -1]
    invariant(stage, DAMAGED)
    return { stage, round: readNumber(rows, at + HASH_BYTES + 1) }
  },
  check(rows) {
    checkLength(rows, this.bytes)
    for (let at = HASH_BYTES; at < rows.length; at += this.bytes)
      invariant((rows[at] ?? STAGES.length) < STAGES.length, DAMAGED)
  },
  write(rows, at, id, { stage, round }) {
    writeHex(id, 2 * HASH_BYTES, rows, at)
    rows[at + HASH_BYTES] = STAGES.indexOf(stage)
    writeNumber(rows, at + HASH_BYTES + 1, round)
  },
}

/** A dead spore, and the one that killed it. */
export const WINNER_ROWS: WritableFormat<SporeId, SporeId> = {
  ...BY_ID,
  bytes: 2 * HASH_BYTES,
  valueAt: (rows, at) => idAt(rows, at + HASH_BYTES),
  check(rows) {
    checkLength(rows, this.bytes)
  },
  write(rows, at, id, winner) {
    writeHex(id, 2 * HASH_BYTES, rows, at)
    writeHex(winner, 2 * HASH_BYTES, rows, at + HASH_BYTES)
  },
}

/** The number in its chain, the round, the digest. */
export const BATCH_ROWS: WritableFormat<number, StoredBatch> = {
  bytes: 2 * NUMBER_BYTES + HASH_BYTES,
  head: (seq) => seq % HIGH,
  headAt: (rows, at) => rows.getUint32(at + NUMBER_BYTES - 4),
  isAt: (rows, at, seq) => readNumber(rows, at) === seq,
  keyAt: (rows, at) => readNumber(rows, at),
  valueAt: (rows, at) => ({
    round: readNumber(rows, at + NUMBER_BYTES),
    digest: bytesToHex(rows.subarray(at + 2 * NUMBER_BYTES, at + 2 * NUMBER_BYTES + HASH_BYTES)),
  }),
  check(rows) {
    checkLength(rows, this.bytes)
  },
  write(rows, at, seq, { round, digest }) {
    writeNumber(rows, at, seq)
    writeNumber(rows, at + NUMBER_BYTES, round)
    writeHex(digest, 2 * HASH_BYTES, rows, at + 2 * NUMBER_BYTES)
  },
}

export const DAMAGED = 'the stored snapshot is damaged'

const checkLength = (rows: Uint8Array, bytes: number): void => invariant(rows.length % bytes === 0, DAMAGED)

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

function readNumber(rows: Uint8Array, at: number): number {
  const view = viewOf(rows)
  return view.getUint16(at) * HIGH + view.getUint32(at + 2)
}

function writeNumber(rows: Uint8Array, at: number, value: number): void {
  invariant(value < HIGH * 2 ** 16, 'a number is too large for the snapshot')
  const view = viewOf(rows)
  view.setUint16(at, Math.floor(value / HIGH))
  view.setUint32(at + 2, value % HIGH)
}
