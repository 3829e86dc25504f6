// What a command takes: a list of parameters, each with a kind. From these lists come the types of the syntax tree, the forms
// that HELP prints, the checks of the reader and what completion offers.

import type { NumberView, ScalarView } from '../../rpc/contract.ts'

/** [a, b]: several values at once. */
export interface ListLiteral {
  readonly type: 'list'
  readonly items: readonly ScalarView[]
}

/** {field: value}: several fields at once. */
export interface MapLiteral {
  readonly type: 'map'
  readonly entries: readonly (readonly [field: ScalarView, value: ScalarView])[]
}

export const LEVELS = ['committed', 'endorsed', 'certified'] as const
export type Level = (typeof LEVELS)[number]

export const REQUIRED_MODES = ['UNCHANGED', 'UNWRITTEN', 'ABSENT', 'VERSION'] as const
export type RequiredMode = (typeof REQUIRED_MODES)[number]

/** Kind of parameter -> what the reader makes of it. */
export interface Kinds {
  readonly key: string
  /** The start of keys; '' is the start of all. */
  readonly prefix: string
  readonly scalar: ScalarView
  /** Text or bytes. */
  readonly text: ScalarView
  readonly number: NumberView
  /** A number or bytes: what has an order. */
  readonly ordered: ScalarView
  readonly 'one or several': ScalarView | ListLiteral
  readonly 'any value': ScalarView | ListLiteral | MapLiteral
  readonly 'field or map': ScalarView | MapLiteral
  /** null: ABSENT. */
  readonly expected: ScalarView | null
  /** Negative ones count from the end. */
  readonly index: number
  /** Counts from 0. */
  readonly place: number
  /** 1 to MAX_SHOWN. */
  readonly count: number
  readonly mode: RequiredMode
  readonly version: string
  readonly level: Level
  readonly policy: string
  /** Milliseconds. */
  readonly duration: number
  readonly command: string
}

export type Kind = keyof Kinds

export interface Parameter {
  readonly name: string
  readonly kind: Kind
  readonly optional?: true
  /** Written before it, as in `MIN 0`; such parameters come last, in any order. */
  readonly keyword?: string
}

export type ArgumentsOf<P extends readonly Parameter[]> = {
  readonly [Q in P[number] as Q extends { readonly optional: true } ? never : Q['name']]: Kinds[Q['kind']]
} & {
  readonly [Q in P[number] as Q extends { readonly optional: true } ? Q['name'] : never]?: Kinds[Q['kind']]
}

export const KEY = { name: 'key', kind: 'key' } as const

/** How a parameter is written in a form: `key`, `[from]`, `[MIN number]`. */
export function parameterForm({ name, optional, keyword }: Parameter): string {
  const text = keyword === undefined ? name : `${keyword} ${name === keyword.toLowerCase() ? 'number' : name}`
  return optional ? `[${text}]` : text
}
