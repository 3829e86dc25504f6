// Scalars on the wire and on disk: [0, "12.5"], [1, "text"], [2, bytes].

import { formatDecimal, parseDecimal } from '../model/number.ts'
import { assertNever } from '../model/result.ts'
import { isWellFormed } from '../model/slot.ts'
import type { Scalar } from '../model/value.ts'
import { bytes, isArray } from './shape.ts'

export type PackedScalar = readonly [0 | 1, string] | readonly [2, Uint8Array]

export function packScalar(scalar: Scalar): PackedScalar {
  switch (scalar.type) {
    case 'number':
      return [0, formatDecimal(scalar.number)]
    case 'string':
      return [1, scalar.text]
    case 'bytes':
      return [2, scalar.bytes]
    default:
      return assertNever(scalar)
  }
}

export function unpackScalar(value: unknown): Scalar | undefined {
  if (!isArray(value, 2)) return undefined
  const [tag, payload] = value
  if (tag === 0 && typeof payload === 'string') {
    const number = parseDecimal(payload)
    return number && { type: 'number', number }
  }
  if (tag === 1 && typeof payload === 'string' && isWellFormed(payload))
    return { type: 'string', text: payload }
  const found = tag === 2 ? bytes(payload) : undefined
  return found && { type: 'bytes', bytes: found }
}
