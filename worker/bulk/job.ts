// An import as it is stored. What is in it is durable; what happened after it was written is found out again by intents.

import { taggedHash } from '../core/codec/hash.ts'
import { bytesToHex } from '../core/codec/hex.ts'
import type { PolicyId } from '../core/model/ids.ts'
import type { BulkFormat, BulkJobState, BulkJobView, BulkMapping } from '../rpc/contract-bulk.ts'
import type { Ranges } from './ranges.ts'

export interface Job {
  /** 16 random bytes as hex. */
  readonly id: string
  readonly packing: number
  readonly policy: PolicyId
  readonly name: string
  readonly format: BulkFormat
  readonly delimiter: string | undefined
  readonly mapping: BulkMapping
  readonly sizeBytes: number
  readonly startedAt: number
  state: BulkJobState
  endedAt: number | undefined
  note: string | undefined
  /** Units of which every row is committed or reported. */
  units: Ranges
  /** Names of units that were refused as a whole, and so are tried in halves: never as a whole again. */
  split: readonly string[]
  rowsDone: number
  rowsRefused: number
  /** Chunks of the report, and rows of the file whose faults are in them. */
  chunks: number
  faultsTo: number
  rowsRead: number
  readBytes: number
}

/**
 * The intent of a unit: of all spores with it at most one commits (IN-2), so that a unit which is tried again, after a crash
 * too, happens once.
 */
export const intentOfUnit = (job: string, unit: string): string =>
  bytesToHex(taggedHash('bulk', new TextEncoder().encode(`${job} ${unit}`))).slice(0, 32)

export function jobView(job: Job, open: number, rowsPerSecond: number): BulkJobView {
  const { id, policy, name, format, mapping, state, startedAt, endedAt, sizeBytes, note } = job
  return {
    id,
    policy,
    name,
    format,
    mapping,
    state,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    sizeBytes,
    readBytes: job.readBytes,
    rowsRead: job.rowsRead,
    rowsDone: job.rowsDone,
    rowsRefused: job.rowsRefused,
    open,
    rowsPerSecond,
    ...(note === undefined ? {} : { note }),
  }
}
