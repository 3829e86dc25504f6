// What a slot can hold. Scalars are also what operations take as arguments and what sets contain.
// Every switch over it ends in assertNever.

import type { Decimal } from './number.ts'

export type Scalar =
  | { readonly type: 'number'; readonly number: Decimal }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }

export type Value =
  | Scalar
  /** A number whose bounds stand on the slot. What was added and taken since its epoch began is what escrow counts (ES). */
  | Counter
  /** Members live in sub-slots; `size` counts those present. The same for the fields of a map and the items of a queue. */
  | { readonly type: 'set'; readonly size: number }
  | { readonly type: 'map'; readonly size: number }
  /** `tail`: the highest position that an item was ever added at. */
  | { readonly type: 'queue'; readonly size: number; readonly tail: number }
  | { readonly type: 'array'; readonly items: readonly Scalar[] }
  /** What a set's sub-slot holds while the element is in the set; the element itself is in the slot's name. */
  | { readonly type: 'member' }

export interface Counter {
  readonly type: 'counter'
  readonly number: Decimal
  readonly min: Decimal | null
  readonly max: Decimal | null
  /** Sums of the commutative additions of this epoch, both without a sign. */
  readonly credits: Decimal
  readonly debits: Decimal
}

/** What holds others below it. */
export type Container = Extract<Value, { readonly type: 'set' | 'map' | 'queue' }>

export const isContainer = (value: Value): value is Container =>
  value.type === 'set' || value.type === 'map' || value.type === 'queue'

/** Of a number, bounded or not. */
export const numberIn = (value: Value | undefined): Decimal | undefined =>
  value?.type === 'number' || value?.type === 'counter' ? value.number : undefined
