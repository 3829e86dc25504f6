// Importing a file as many writes, and exporting keys as one. An import is a job of the node: it outlives the page, and each
// row happens at most once, however often the job is stopped and resumed.

import type { PolicyId } from '../core/model/ids.ts'
import type { ScalarView } from './contract-data.ts'

export type BulkFormat = 'csv' | 'json' | 'jsonl'

/** What a row becomes. 'exported': the columns of an export of SporeDB, which say it themselves. */
export type BulkInto = 'value' | 'add' | 'set' | 'map' | 'array' | 'queue' | 'exported'

/** How cells are read. 'auto': canonical numbers are numbers, everything else is a string. */
export type BulkRead = 'auto' | 'number' | 'string' | 'bytes'

export interface BulkMapping {
  readonly into: BulkInto
  /** Key of a row: text with columns in braces, such as "package/{Package}"; {{ and }} are braces. */
  readonly key: string
  /** The column with the value, number, member or item. */
  readonly value: string
  /** Of a map: the columns that become its fields. */
  readonly fields: readonly string[]
  readonly read: BulkRead
  /** Of a single value: leave a key that exists as it is. */
  readonly keep: boolean
}

export interface BulkPreviewRequest {
  readonly source: Blob
  readonly name: string
  readonly format?: BulkFormat
  /** Of CSV; found out unless given. */
  readonly delimiter?: string
  /** Without one, a guess is made and returned. */
  readonly mapping?: BulkMapping
}

export interface BulkPreviewRow {
  /** From 1, without the header. */
  readonly row: number
  /** Of the file, from 1: where it begins. */
  readonly line: number
  readonly cells: readonly string[]
  /** What would be written, in words. */
  readonly writes: readonly string[]
  /** Why nothing of it would be. */
  readonly fault?: string
}

export interface BulkPreview {
  readonly format: BulkFormat
  readonly delimiter?: string
  readonly columns: readonly string[]
  readonly rows: readonly BulkPreviewRow[]
  readonly mapping: BulkMapping
  /** What is wrong with the mapping as a whole, or with the file at some place; then it cannot be started. */
  readonly fault?: string
  readonly sizeBytes: number
}

export interface BulkStart {
  readonly policy: PolicyId
  readonly source: Blob
  readonly name: string
  readonly format: BulkFormat
  readonly delimiter?: string
  readonly mapping: BulkMapping
}

export type BulkJobState = 'running' | 'paused' | 'done' | 'failed'

export interface BulkJobView {
  readonly id: string
  readonly policy: PolicyId
  readonly name: string
  readonly format: BulkFormat
  readonly mapping: BulkMapping
  readonly state: BulkJobState
  readonly startedAt: number
  readonly endedAt?: number
  readonly sizeBytes: number
  /** How far the file is read; rows that were read may still be on their way. */
  readonly readBytes: number
  readonly rowsRead: number
  /** Committed here. */
  readonly rowsDone: number
  readonly rowsRefused: number
  /** Spores on their way now. */
  readonly open: number
  /** Committed in the last few seconds. */
  readonly rowsPerSecond: number
  /** Why it waits, paused or failed, in a sentence. */
  readonly note?: string
}

export interface BulkRefusedRow {
  readonly row: number
  readonly line: number
  /** BAD-ROW: it could not be read or mapped; otherwise why endorsers or this node refused it. */
  readonly code: string
  readonly reason: string
}

export interface BulkExportRequest {
  readonly policy: PolicyId
  readonly prefix?: string
  readonly format: BulkFormat
  readonly from?: BulkCursor
}

/** Where an export goes on: behind `key`, or inside it behind `element`, at `index`, or behind `item` of a queue. */
export interface BulkCursor {
  readonly key: string
  readonly element?: ScalarView
  readonly index?: number
  readonly item?: string
}

export interface BulkExportPart {
  readonly bytes: Uint8Array
  readonly keys: number
  readonly rows: number
  readonly next?: BulkCursor
}

export interface BulkMethods {
  /** The next level below a prefix: each key, or the part of keys up to the next of / : and . they share. */
  'data.tree': [
    { readonly policy: PolicyId; readonly prefix?: string; readonly after?: string; readonly limit?: number },
    {
      readonly branches: readonly { readonly name: string; readonly leaf: boolean }[]
      readonly more: boolean
    },
  ]

  /** Reads the beginning of a file, and says what a mapping would make of it. Nothing is written. */
  'bulk.preview': [BulkPreviewRequest, BulkPreview]
  'bulk.start': [BulkStart, BulkJobView]
  /** Newest first. */
  'bulk.list': [Record<never, never>, readonly BulkJobView[]]
  'bulk.pause': [{ readonly id: string }, BulkJobView]
  'bulk.resume': [{ readonly id: string }, BulkJobView]
  /** Ends it and forgets it, its file and its report. What was written stays. */
  'bulk.remove': [{ readonly id: string }, readonly BulkJobView[]]
  /** What was refused and why, in the order in which it was found. */
  'bulk.refused': [
    { readonly id: string; readonly from?: number; readonly limit?: number },
    { readonly rows: readonly BulkRefusedRow[]; readonly more: boolean },
  ]
  /** The next part of an export; call again with `next` until there is none. */
  'bulk.export': [BulkExportRequest, BulkExportPart]
}
