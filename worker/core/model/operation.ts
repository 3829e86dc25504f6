// The operations of a spore, the lock modes they take (protocol 5.2, 5.3) and the base versions they name.

import type { Scalar } from './value.ts'

/** Wire codes. Append only: a code never changes its meaning. */
export const OPERATION_CODES = {
  SET: 0,
  DELETE: 1,
  CONCAT: 2,
  ADD: 3,
  MUL: 4,
  SADD: 5,
  SREM: 6,
  SETNX: 7,
  CAS: 8,
  MAX: 9,
  MIN: 10,
  COUNTER: 11,
  HSET: 12,
  HDEL: 13,
  HADD: 14,
  RPUSH: 15,
  LPUSH: 16,
  RPOP: 17,
  LPOP: 18,
  LINSERT: 19,
  LSET: 20,
  RESET: 21,
  QADD: 22,
  QTAKE: 23,
} as const
export type OperationName = keyof typeof OPERATION_CODES

/**
 * The commutative classes. Their places are stored, so they are append only. Numbers and bytes have a maximum and a minimum
 * of their own: on an absent slot the first to come would else decide which of the two it becomes.
 */
export const CLASSES = [
  'C:num',
  'C:mul',
  'C:set',
  'C:sadd',
  'C:max',
  'C:min',
  'C:bmax',
  'C:bmin',
  'C:map',
  'C:queue',
] as const
export type CommutativeMode = (typeof CLASSES)[number]
/** Overwrite, exact read-modify-write, not overwritten since, unchanged since, and the commutative classes. */
export type Mode = 'X' | 'XD' | 'RE' | 'RD' | CommutativeMode

/** The version that an operation or requirement was made against. */
export interface Base {
  /** Exclusive writes of every ancestor and of the slot itself, root first [V2]. */
  readonly path: readonly number[]
  /** First 8 bytes (hex) of the last exclusive writer's id, zeros for none [V4]. Given in RE, RD, XD and when pipelined. */
  readonly w: string | null
  /** Count and digest (hex) of the commutative writes since; given exactly in the exact modes RD and XD. */
  readonly c: number | null
  readonly h: string | null
}

export interface Operation {
  readonly op: OperationName
  readonly key: string
  /** The element of a set, the field of a map, the item of a queue. */
  readonly sub: Scalar | null
  /** What is written, added or compared. */
  readonly argument: Scalar | null
  /** What else it says: CAS the value expected (null: none), COUNTER its bounds, LINSERT and LSET the index. */
  readonly more?: readonly (Scalar | null)[]
  readonly base: Base
}

export interface Requirement {
  readonly key: string
  readonly sub: Scalar | null
  readonly mode: 'RE' | 'RD'
  readonly base: Base
}

export const NO_WRITER = '0000000000000000'
