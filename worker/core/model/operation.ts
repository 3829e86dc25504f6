// The operations of a spore, the lock modes they take (protocol 5.2, 5.3) and the base versions they name.

import type { Scalar } from './value.ts'

/** Wire codes. Append only: a code never changes its meaning. */
export const OPERATION_CODES = { SET: 0, DELETE: 1, CONCAT: 2, ADD: 3, MUL: 4, SADD: 5, SREM: 6 } as const
export type OperationName = keyof typeof OPERATION_CODES

/** Overwrite, exact read-modify-write, not overwritten since, unchanged since, and the commutative classes. */
export type CommutativeMode = 'C:num' | 'C:mul' | 'C:set' | 'C:sadd'
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
  /** The set element, for operations on one. */
  readonly sub: Scalar | null
  /** Operand of SET, CONCAT, ADD and MUL. */
  readonly argument: Scalar | null
  readonly base: Base
}

export interface Requirement {
  readonly key: string
  readonly sub: Scalar | null
  readonly mode: 'RE' | 'RD'
  readonly base: Base
}

export const NO_WRITER = '0000000000000000'
