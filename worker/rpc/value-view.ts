// Values between the core and the page: numbers cross as exact text, never as floats.

import { formatDecimal, parseOperand } from '../core/model/number.ts'
import { assertNever, fail, ok, type Result } from '../core/model/result.ts'
import type { SlotRecord } from '../core/model/slot-record.ts'
import { isWellFormed } from '../core/model/slot.ts'
import type { Scalar, Value } from '../core/model/value.ts'
import { exactPart } from '../core/rules/version.ts'
import type { Results, ScalarView, ValueView, VersionView } from './contract.ts'

export function scalarView(scalar: Scalar): ScalarView {
  switch (scalar.type) {
    case 'number':
      return { type: 'number', number: formatDecimal(scalar.number) }
    case 'string':
    case 'bytes':
      return scalar
    default:
      return assertNever(scalar)
  }
}

export function valueView(value: Value | undefined): ValueView | undefined {
  if (value === undefined) return undefined
  switch (value.type) {
    case 'member':
      return undefined
    case 'counter': {
      const { number, min, max } = value
      const bounds = { ...(min && { min: formatDecimal(min) }), ...(max && { max: formatDecimal(max) }) }
      return { type: 'number', number: formatDecimal(number), ...bounds }
    }
    case 'set':
    case 'map':
    case 'queue':
      return { type: value.type, size: value.size }
    case 'array':
      return { type: 'array', length: value.items.length }
    default:
      return scalarView(value)
  }
}

export const resultViews = (results: readonly (Scalar | null)[]): Results =>
  results.map((each) => each && scalarView(each))

/** Equal text on two nodes means equal history: x, then how many commutative writes and the start of their digest. */
export function versionView({ x, cs }: Pick<SlotRecord, 'x' | 'cs'>): VersionView {
  if (cs.length === 0) return { x, c: 0, h: '', text: String(x) }
  const { c, h } = exactPart({ cs })
  return { x, c, h, text: `${x}+${c}·${h.slice(0, 8)}` }
}

/** An argument as it came over the port, checked; the reason is a sentence. */
export function parseScalar(value: unknown): Result<Scalar, string> {
  const view = value as Partial<ScalarView> | null
  if (view?.type === 'number' && typeof view.number === 'string') {
    const number = parseOperand(view.number)
    return number
      ? ok({ type: 'number', number })
      : fail(`${view.number.slice(0, 80)} is not an exact number of at most 64 digits.`)
  }
  if (view?.type === 'string' && typeof view.text === 'string')
    return isWellFormed(view.text)
      ? ok({ type: 'string', text: view.text })
      : fail('The text is not well-formed Unicode.')
  if (view?.type === 'bytes' && view.bytes instanceof Uint8Array)
    return ok({ type: 'bytes', bytes: view.bytes })
  return fail('A value is a number, a string or bytes.')
}
