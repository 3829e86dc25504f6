// A certified read (rules RL): f+1 endorsers are asked what they hold of a key. Nothing here is signed and no vote rests on it:
// the links are authenticated, and one of f+1 is honest.

import type { PolicyId } from './ids.ts'

/** What somebody holds of a key: its version and the hash of its value. Equal on all nodes that applied the same writes. */
export interface Holding {
  readonly x: number
  /** First 8 bytes of the last exclusive writer's id, hex. */
  readonly w: string
  readonly c: number
  /** Of the ids of the commutative writes since, hex. */
  readonly h: string
  /** H("value/1", value), hex. */
  readonly value: string
}

/** `number` is the asker's, and comes back with the answer. */
export interface ReadQuestion {
  readonly type: 'read'
  readonly policy: PolicyId
  readonly number: number
  readonly key: string
}

export interface ReadAnswer {
  readonly type: 'reading'
  readonly policy: PolicyId
  readonly number: number
  readonly holding: Holding
}
