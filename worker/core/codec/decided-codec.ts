// A decided spore as the snapshot keeps it, one row of a byte string: 32 bytes of id, one of stage, six of the round of the
// log that holds the body. There are as many rows as spores ever were.

import type { Decided } from '../model/decided.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import { bytesToHex, writeHex } from './hex.ts'

export const STAGES: readonly Decided['stage'][] = ['committed', 'aborted', 'dead']

export const DECIDED_BYTES = 39
const ID_BYTES = 32
const HIGH = 2 ** 32

export function writeDecided(rows: Uint8Array, row: number, id: SporeId, { stage, round }: Decided): void {
  const view = viewOf(rows)
  const at = row * DECIDED_BYTES
  writeHex(id, 2 * ID_BYTES, rows, at)
  rows[at + ID_BYTES] = STAGES.indexOf(stage)
  view.setUint16(at + ID_BYTES + 1, Math.floor(round / HIGH))
  view.setUint32(at + ID_BYTES + 3, round % HIGH)
}

/** What we wrote ourselves: anything unexpected is a bug or a damaged disk. */
export function readDecided(rows: Uint8Array, row: number): Decided {
  const view = viewOf(rows)
  const at = row * DECIDED_BYTES
  const stage = STAGES[rows[at + ID_BYTES] ?? -1]
  invariant(stage, DAMAGED)
  return { stage, round: view.getUint16(at + ID_BYTES + 1) * HIGH + view.getUint32(at + ID_BYTES + 3) }
}

export const decidedId = (rows: Uint8Array, row: number): SporeId =>
  bytesToHex(rows.subarray(row * DECIDED_BYTES, row * DECIDED_BYTES + ID_BYTES)) as SporeId

/** How many rows there are; each of them can be read. */
export function checkDecided(rows: Uint8Array): number {
  invariant(rows.length % DECIDED_BYTES === 0, DAMAGED)
  for (let at = ID_BYTES; at < rows.length; at += DECIDED_BYTES)
    invariant((rows[at] ?? STAGES.length) < STAGES.length, DAMAGED)
  return rows.length / DECIDED_BYTES
}

const DAMAGED = 'the stored snapshot is damaged'

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)
