// What each operation is: one row a name. Where it acts, how it locks its own slot, and what it takes. Footprints, argument
// checks and forms are derived from this table; what an operation makes of a value is in effect.ts.

import type { Mode, Operation, OperationName } from '../model/operation.ts'

/** What an operation takes as `argument`, and each part of `more`. A question mark: it may be null. */
export type Taken = 'any' | 'number' | 'content' | 'ordered' | 'index' | 'any?' | 'number?'

export interface Shape {
  /** A key, or something below one; what the key is then is `CONTAINER`. */
  readonly place: 'key' | 'element' | 'field' | 'item'
  /** On its own slot, unless an exact base makes it exact (FP-1). */
  readonly mode: Mode
  readonly argument?: Taken
  readonly more?: readonly Taken[]
}

const key = (mode: Mode, argument?: Taken, more?: readonly Taken[]): Shape => ({
  place: 'key',
  mode,
  ...(argument && { argument }),
  ...(more && { more }),
})

export const OPERATIONS: Readonly<Record<OperationName, Shape>> = {
  SET: key('X', 'any'),
  DELETE: key('X'),
  SETNX: key('XD', 'any'),
  CAS: key('XD', 'any', ['any?']),
  CONCAT: key('XD', 'content'),
  ADD: key('C:num', 'number'),
  MUL: key('C:mul', 'number'),
  MAX: key('C:max', 'ordered'),
  MIN: key('C:min', 'ordered'),
  COUNTER: key('X', 'number', ['number?', 'number?']),
  SADD: { place: 'element', mode: 'C:sadd' },
  SREM: { place: 'element', mode: 'X' },
  HSET: { place: 'field', mode: 'X', argument: 'any' },
  HDEL: { place: 'field', mode: 'X' },
  HADD: { place: 'field', mode: 'C:num', argument: 'number' },
  RPUSH: key('XD', 'any'),
  LPUSH: key('XD', 'any'),
  RPOP: key('XD'),
  LPOP: key('XD'),
  LINSERT: key('XD', 'any', ['index']),
  LSET: key('XD', 'any', ['index']),
  RESET: key('X'),
  QADD: { place: 'item', mode: 'X', argument: 'any' },
  QTAKE: { place: 'item', mode: 'X' },
}

/** The class that a write below a key has on the key. */
export const CONTAINER = { element: 'C:set', field: 'C:map', item: 'C:queue' } as const

export const containerOf = (op: OperationName): (typeof CONTAINER)[keyof typeof CONTAINER] | undefined => {
  const { place } = OPERATIONS[op]
  return place === 'key' ? undefined : CONTAINER[place]
}

/** The mode an operation takes on its own slot, unless its base is exact. */
export function plainModeOf({ op, argument }: Pick<Operation, 'op' | 'argument'>): Mode {
  const { mode } = OPERATIONS[op]
  if (argument?.type !== 'bytes') return mode
  return mode === 'C:max' ? 'C:bmax' : mode === 'C:min' ? 'C:bmin' : mode
}

/** It replaces the key whatever that holds, and all that lies below it. */
export const replacesKey = (op: OperationName): boolean =>
  op === 'SET' || op === 'DELETE' || op === 'COUNTER' || op === 'RESET'
