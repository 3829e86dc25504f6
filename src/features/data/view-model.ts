// Values, keys and edits of the data screen in words, and what is typed as values. Pure.

import { canonicalDecimal, keyToText, scalarToText } from '../../../worker/console/scalar.ts'
import { compareDecimals, parseDecimal } from '../../../worker/core/model/number.ts'
import { fail, ok, type Result } from '../../../worker/core/model/result.ts'
import type { OperationInput, ScalarView, ValueView } from '../../../worker/rpc/contract.ts'
import { EDIT, RECORD } from './strings.ts'

export const SCALAR_TYPES = ['number', 'string', 'bytes'] as const
export type ScalarType = (typeof SCALAR_TYPES)[number]
export const NEW_TYPES = ['string', 'number', 'bytes', 'counter', 'set', 'map', 'array', 'queue'] as const
export type NewType = (typeof NEW_TYPES)[number]

const MAX_KEY_LENGTH = 512

export const typeName = (value: ValueView): string =>
  RECORD.typeName[isCounter(value) ? 'counter' : value.type]

export const isCounter = (value: ValueView): boolean =>
  value.type === 'number' && (value.min !== undefined || value.max !== undefined)

/** Its size, or its bounds, in words; '' when the value says it all. */
export function sizeWords(value: ValueView): string {
  switch (value.type) {
    case 'number':
      return isCounter(value) ? RECORD.bounded(value.min, value.max) : ''
    case 'string':
      return RECORD.characters(Array.from(value.text).length)
    case 'bytes':
      return RECORD.bytes(value.bytes.length)
    case 'array':
      return counted(value.length, 'item', 'items')
    case 'set':
      return counted(value.size, 'member', 'members')
    case 'map':
      return counted(value.size, 'field', 'fields')
    case 'queue':
      return counted(value.size, 'entry', 'entries')
  }
}

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** A value in one line, cut. */
export function glimpse(value: ValueView | undefined, most = 120): string {
  if (value === undefined) return RECORD.none
  const text =
    value.type === 'number' || value.type === 'string' || value.type === 'bytes'
      ? scalarToText(value)
      : `${typeName(value)}, ${sizeWords(value)}`
  return text.length > most ? `${text.slice(0, most)}…` : text
}

/** "01 ff 20", sixteen in a line, with what they are as text beside them. */
export function hexLines(bytes: Uint8Array): readonly string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((each) => each.toString(16).padStart(2, '0')).join(' ')
    const text = row.map((each) => (each >= 32 && each < 127 ? String.fromCharCode(each) : '·')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`)
  }
  return lines
}

/** Bytes as text; what is not UTF-8 shows as a mark. */
export const bytesAsText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** What was typed, as a scalar of the chosen type. */
export function parseTyped(type: ScalarType, text: string): Result<ScalarView, string> {
  switch (type) {
    case 'string':
      return ok({ type: 'string', text })
    case 'number': {
      const number = canonicalDecimal(text.trim())
      return number === undefined ? fail(EDIT.notNumber) : ok({ type: 'number', number })
    }
    case 'bytes': {
      const digits = text
        .replace(/^\s*0x/iu, '')
        .replace(/\s+/gu, '')
        .toLowerCase()
      if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/u.test(digits)) return fail(EDIT.notBytes)
      const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
        Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
      )
      return ok({ type: 'bytes', bytes })
    }
  }
}

/** How a scalar is put into a field to be changed. */
export const editText = (value: ScalarView): string =>
  value.type === 'string' ? value.text : scalarToText(value)

/** What is copied of a value; nothing of a collection. */
export const copyText = (value: ValueView | undefined): string | undefined =>
  value?.type === 'string' || value?.type === 'number' || value?.type === 'bytes'
    ? editText(value)
    : undefined

export function keyFaultOf(key: string): string | undefined {
  if (key === '') return EDIT.noKey
  if (key.length > MAX_KEY_LENGTH) return EDIT.longKey
  for (let i = 0; i < key.length; i++)
    if (key.charCodeAt(i) < 0x20 || key.charCodeAt(i) === 0x7f) return EDIT.controlKey
  return undefined
}

export function parseIndex(text: string): Result<number, string> {
  const index = Number(text.trim())
  return text.trim() !== '' && Number.isSafeInteger(index) ? ok(index) : fail(EDIT.notIndex)
}

export interface NewKey {
  readonly key: string
  readonly type: NewType
  readonly as: ScalarType
  readonly value: string
  readonly field: string
  readonly min: string
  readonly max: string
}

/** What creates the key, or what is wrong with one of the fields. */
export function createOperation(
  form: NewKey,
): Result<OperationInput, { readonly field: keyof NewKey; readonly message: string }> {
  const { key, type } = form
  const wrong = keyFaultOf(key)
  if (wrong !== undefined) return fail({ field: 'key', message: wrong })
  const isScalar = type === 'string' || type === 'number' || type === 'bytes'
  if (type === 'counter') return counterOperation(form)
  const value = parseTyped(isScalar ? type : form.as, form.value)
  if (!value.ok) return fail({ field: 'value', message: value.reason })
  switch (type) {
    case 'set':
      return ok({ op: 'SADD', key, value: value.value })
    case 'map':
      return ok({ op: 'HSET', key, field: { type: 'string', text: form.field }, value: value.value })
    case 'array':
      return ok({ op: 'RPUSH', key, value: value.value })
    case 'queue':
      return ok({ op: 'QADD', key, value: value.value })
    default:
      return ok({ op: 'SET', key, value: value.value })
  }
}

type CounterForm = Pick<NewKey, 'key' | 'value' | 'min' | 'max'>

/** What makes a counter, or begins one anew, or what is wrong with a field. */
export function counterOperation({
  key,
  value,
  min,
  max,
}: CounterForm): Result<OperationInput, { readonly field: keyof CounterForm; readonly message: string }> {
  const number = canonicalDecimal(value.trim())
  if (number === undefined) return fail({ field: 'value', message: EDIT.notNumber })
  const bounds: { min?: string; max?: string } = {}
  for (const [field, text] of [
    ['min', min],
    ['max', max],
  ] as const) {
    if (text.trim() === '') continue
    const bound = canonicalDecimal(text.trim())
    if (bound === undefined) return fail({ field, message: EDIT.notNumber })
    bounds[field] = bound
  }
  if (bounds.min === undefined && bounds.max === undefined)
    return fail({ field: 'min', message: EDIT.noBound })
  if (isOutside(number, bounds)) return fail({ field: 'value', message: EDIT.outside })
  return ok({ op: 'COUNTER', key, value: { type: 'number', number }, ...bounds })
}

function isOutside(number: string, { min, max }: { readonly min?: string; readonly max?: string }): boolean {
  const [at, least, most] = [number, min, max].map((text) =>
    text === undefined ? undefined : parseDecimal(text),
  )
  if (at === undefined) return false
  return (
    (least !== undefined && compareDecimals(at, least) < 0) ||
    (most !== undefined && compareDecimals(at, most) > 0)
  )
}

export interface Crumb {
  readonly prefix: string
  readonly label: string
}

/** Each level of a prefix, outermost first. */
export function crumbs(prefix: string): readonly Crumb[] {
  const found: Crumb[] = []
  let from = 0
  for (let at = 0; at < prefix.length; at++)
    if (/[/:.]/u.test(prefix[at] ?? '') || at === prefix.length - 1) {
      found.push({ prefix: prefix.slice(0, at + 1), label: prefix.slice(from, at + 1) })
      from = at + 1
    }
  return found
}

export { keyToText, scalarToText }
