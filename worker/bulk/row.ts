// A record of a file, whatever its format: cells by column. Numbers of JSON keep their digits.

import type { SourceFault } from './source-fault.ts'

export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Of CSV always a string; of JSON whatever stands there, numbers as NumberText. */
export type Cell = unknown

export interface Row {
  /** From 1, without the header. */
  readonly row: number
  /** Of the file, from 1: where it begins. */
  readonly line: number
  readonly cells: ReadonlyMap<string, Cell>
}

export interface BadRow {
  readonly row: number
  readonly line: number
  /** One sentence. */
  readonly fault: string
}

export type ReadRow = Row | BadRow

export const isBad = (row: ReadRow): row is BadRow => 'fault' in row

/** Takes text in pieces and gives the records that are complete. */
export interface RowReader {
  push(text: string, isLast: boolean): readonly ReadRow[]
  /** Why nothing behind the rows that were given can be read. */
  readonly fault: SourceFault | undefined
  /** Known after the first record. */
  readonly columns: readonly string[]
}
