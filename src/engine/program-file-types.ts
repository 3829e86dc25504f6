// Files into and out of a policy, for programs: what `globalThis.sporedb` takes and gives. An import is a job of the node.

import type {
  BulkFormat,
  BulkInto,
  BulkJobView,
  BulkMapping,
  BulkRead,
  BulkRefusedRow,
} from '../../worker/rpc/contract.ts'

export type { BulkFormat, BulkInto, BulkJobView, BulkMapping, BulkRead, BulkRefusedRow }

export interface ExportOptions {
  /** Keys that begin so; all without it. */
  readonly prefix?: string
  /** 'csv' unless told. */
  readonly format?: BulkFormat
}

/** What is not given is found out from the beginning of the file, as on the screen: an export says all of it itself. */
export interface ImportOptions extends Partial<BulkMapping> {
  /** By which people find it in the list of imports. */
  readonly name?: string
  readonly format?: BulkFormat
  /** Of CSV. */
  readonly delimiter?: string
}

/** An import of this node. It goes on when this object, the page or the browser is gone: `imports()` has it again. */
export interface ProgramImport {
  readonly id: string
  /** How far it is, as this page knows it now; undefined once it is removed. */
  readonly job: BulkJobView | undefined
  /**
   * Resolves when every row is written or refused: `rowsDone` and `rowsRefused` say how many. Rejects when it cannot go on
   * (code `refused`), was removed (`unknown`), or SporeDB stopped in this tab (`stopped`). A paused one stays pending.
   */
  readonly done: Promise<BulkJobView>
  /** What was refused so far, and why, at most 100,000 rows. */
  refused(): AsyncIterable<BulkRefusedRow>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends it and forgets it with its file and report. What was written stays. A node keeps 16 imports. */
  remove(): Promise<void>
}
