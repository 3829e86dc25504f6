// What is stored of one slot: its value and its replica-independent version (protocol 5.1).

import { IdList } from './id-list.ts'
import type { SporeId } from './ids.ts'
import { type CommutativeMode, NO_WRITER } from './operation.ts'
import type { Value } from './value.ts'

export interface SlotRecord {
  /** Exclusive writes so far: the epoch of the slot. */
  readonly x: number
  /** First 8 bytes (hex) of the last exclusive writer's id. */
  readonly w: string
  /** Ids of the commutative spores applied since, in order of arrival; the version uses the sorted list. */
  readonly cs: IdList
  /** The class they share [V1]; null when there are none. */
  readonly cls: CommutativeMode | null
  /** The x of the slot above when this record was begun. Another x there means that this record is gone [V2]:
   * overwriting a set drops all members without touching them. */
  readonly parentX: number
  /** Undefined: deleted or never written; the version stays. */
  readonly value: Value | undefined
  readonly last: SporeId | null
}

const absent = (parentX: number): SlotRecord => ({
  x: 0,
  w: NO_WRITER,
  cs: IdList.EMPTY,
  cls: null,
  parentX,
  value: undefined,
  last: null,
})

const ABSENT = absent(0)

/** A slot that nobody has written inside the epoch of its parent. */
export const absentRecord = (parentX: number): SlotRecord => (parentX === 0 ? ABSENT : absent(parentX))
