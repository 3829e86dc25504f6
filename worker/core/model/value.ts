// What a slot can hold. Scalars are also what operations take as arguments and what sets contain.
// Documents and arrays join this union later; every switch over it ends in assertNever.

import type { Decimal } from './number.ts'

export type Scalar =
  | { readonly type: 'number'; readonly number: Decimal }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }

export type Value =
  | Scalar
  /** Members live in sub-slots; `size` counts those present. */
  | { readonly type: 'set'; readonly size: number }
  /** What a set's sub-slot holds while the element is in the set; the element itself is in the slot's name. */
  | { readonly type: 'member' }
