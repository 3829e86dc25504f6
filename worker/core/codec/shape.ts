// Shape checks for decoded, untrusted values: each returns the typed value or undefined, and never throws.

import { bytesToHex } from './hex.ts'

export const isArray = (value: unknown, length: number): value is readonly unknown[] =>
  Array.isArray(value) && value.length === length

export const uint = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

export const bytes = (value: unknown, length?: number): Uint8Array | undefined =>
  value instanceof Uint8Array && (length === undefined || value.length === length) ? value : undefined

export const hex = (value: unknown, length: number): string | undefined => {
  const found = bytes(value, length)
  return found && bytesToHex(found)
}

/** Every element parsed, or undefined when one fails or there are more than `most`. */
export function list<Item>(
  value: unknown,
  most: number,
  parse: (item: unknown) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined
  const items: Item[] = []
  for (const each of value) {
    const item = parse(each)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

/** Null stands for absent on the wire: undefined = malformed, null = absent. */
export const optional = <Item>(
  value: unknown,
  parse: (item: unknown) => Item | undefined,
): Item | null | undefined => (value === null ? null : parse(value))
