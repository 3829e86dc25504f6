// Names of slots inside a policy: the key itself, or key + separator + element. Keys hold no control characters, so the
// separator cannot occur in one, every sub-slot sorts right behind its key, and a key's slots are one range. The system's own
// slots begin with U+0000 and sort before all keys; they hold versions and no values, and no screen or listing shows them.

import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { MAX_KEY_LENGTH } from '../limits.ts'
import type { PublicKeyHex } from './ids.ts'
import { formatDecimal, parseDecimal } from './number.ts'
import { assertNever, invariant } from './result.ts'
import type { Scalar } from './value.ts'

export const SUB_SEPARATOR = '\u0001'
/** Sorts behind every slot of the system and before every key. */
export const FIRST_KEY = '\u0001'
/** Sorts behind every sub-slot of a key and before every longer key. */
export const AFTER_SUB_SLOTS = '\u0002'

// Control characters would collide with the separator and with system keys, which begin with U+0000.
const isControl = (code: number): boolean => code < 0x20 || code === 0x7f

/** What is wrong with a key, or undefined. */
export function keyFault(key: string): string | undefined {
  if (key.length === 0) return 'a key has at least one character'
  if (key.length > MAX_KEY_LENGTH)
    return `a key has at most ${MAX_KEY_LENGTH} characters, this one has ${key.length}`
  for (let i = 0; i < key.length; i++)
    if (isControl(key.charCodeAt(i))) return `character ${i + 1} of the key is a control character`
  return isWellFormed(key) ? undefined : 'the key is not well-formed Unicode'
}

/** No lone surrogates: such text has no UTF-8 form, so it could not be signed. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0xd800 || code > 0xdfff) continue
    const next = text.charCodeAt(i + 1)
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false
    i++
  }
  return true
}

export function elementName(element: Scalar): string {
  switch (element.type) {
    case 'number':
      return `n${formatDecimal(element.number)}`
    case 'string':
      return `s${element.text}`
    case 'bytes':
      return `b${bytesToHex(element.bytes)}`
    default:
      return assertNever(element)
  }
}

export function elementOfName(name: string): Scalar {
  const text = name.slice(1)
  if (name.startsWith('s')) return { type: 'string', text }
  if (name.startsWith('b')) return { type: 'bytes', bytes: hexToBytes(text) }
  const number = parseDecimal(text)
  invariant(number, `sub-slot ${name} names no element`)
  return { type: 'number', number }
}

export const slotOf = (key: string, sub: Scalar | null): string =>
  sub === null ? key : key + SUB_SEPARATOR + elementName(sub)

/** The slot above, or undefined for a key's own slot. */
export function parentOf(slot: string): string | undefined {
  const at = slot.indexOf(SUB_SEPARATOR)
  return at < 0 ? undefined : slot.slice(0, at)
}

export const keyOfSlot = (slot: string): string => parentOf(slot) ?? slot
export const elementOfSlot = (slot: string): string => slot.slice(slot.indexOf(SUB_SEPARATOR) + 1)

/** IN-1: the slot that all spores of one emitter and intent write, so that only one of them commits. */
export const intentSlot = (emitter: PublicKeyHex, intent: string): string => `\u0000i${emitter}${intent}`
export const isSystemSlot = (slot: string): boolean => slot.startsWith('\u0000')
