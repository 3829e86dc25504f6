// What a spore touches, written down a second time from protocol 5.2 and 5.3: a list of accesses, folded slot by slot.
// Knows nothing of the product's rules, only the shape of a spore, so that an error there cannot hide itself here.

import { bytesToHex } from '../../../worker/core/codec/hex.ts'
import type { Base, Mode, Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { Scalar } from '../../../worker/core/model/value.ts'
import { textOf } from './amount.ts'

export interface Access {
  readonly slot: string
  readonly mode: Mode
  readonly base: Base
}

export type Accesses = ReadonlyMap<string, Access>

export const isExclusive = (mode: Mode): boolean => mode === 'X' || mode === 'XD'
export const isRead = (mode: Mode): boolean => mode === 'RE' || mode === 'RD'
export const isCommutative = (mode: Mode): boolean => mode.startsWith('C')

export function slotName(key: string, sub: Scalar | null): string {
  if (sub === null) return key
  if (sub.type === 'string') return `${key}\u0001s${sub.text}`
  return sub.type === 'number'
    ? `${key}\u0001n${textOf(sub.number)}`
    : `${key}\u0001b${bytesToHex(sub.bytes)}`
}

/** The slot that holds this one, or undefined for the slot of a key. */
export const above = (slot: string): string | undefined =>
  slot.includes('\u0001') ? slot.slice(0, slot.indexOf('\u0001')) : undefined

const MODES: Record<Operation['op'], Mode> = {
  SET: 'X',
  DELETE: 'X',
  COUNTER: 'X',
  RESET: 'X',
  SREM: 'X',
  HSET: 'X',
  HDEL: 'X',
  QADD: 'X',
  QTAKE: 'X',
  SETNX: 'XD',
  CAS: 'XD',
  CONCAT: 'XD',
  RPUSH: 'XD',
  LPUSH: 'XD',
  RPOP: 'XD',
  LPOP: 'XD',
  LINSERT: 'XD',
  LSET: 'XD',
  ADD: 'C:num',
  HADD: 'C:num',
  MUL: 'C:mul',
  MAX: 'C:max',
  MIN: 'C:min',
  SADD: 'C:sadd',
}

/** Bytes and numbers have no maximum in common. */
const modeOf = ({ op, argument }: Operation): Mode => {
  if (argument?.type !== 'bytes' || (op !== 'MAX' && op !== 'MIN')) return MODES[op]
  return op === 'MAX' ? 'C:bmax' : 'C:bmin'
}

/** What a key becomes by a write below it. */
export const HOLDERS: Partial<Record<Operation['op'], 'set' | 'map' | 'queue'>> = {
  SADD: 'set',
  SREM: 'set',
  HSET: 'map',
  HDEL: 'map',
  HADD: 'map',
  QADD: 'queue',
  QTAKE: 'queue',
}

const join = (first: Mode, second: Mode): Mode => {
  if (first === second || first === 'X' || second === 'RE') return first
  return first === 'RE' ? second : 'XD'
}

function merge(a: Base, b: Base): Base | undefined {
  if (String(a.path) !== String(b.path)) return undefined
  const clash = (['w', 'c', 'h'] as const).some(
    (part) => a[part] !== null && b[part] !== null && a[part] !== b[part],
  )
  return clash ? undefined : { path: a.path, w: a.w ?? b.w, c: a.c ?? b.c, h: a.h ?? b.h }
}

/** Undefined for a spore that may not be: endorsers reject it, and it has no effect. */
export function accessesOf({ emitter, intent, requirements, operations }: Spore): Accesses | undefined {
  const list: Access[] = []
  const reach = (key: string, sub: Scalar | null, mode: Mode, base: Base, holder: Mode): void => {
    const top = { path: base.path.slice(0, 1), w: null, c: null, h: null }
    if (sub !== null) list.push({ slot: key, mode: holder, base: top })
    list.push({ slot: slotName(key, sub), mode, base })
  }
  for (const { key, sub, mode, base } of requirements) reach(key, sub, mode, base, 'RE')
  const reads = list.length
  for (const operation of operations) {
    const { op, key, sub, base } = operation
    const mode = modeOf(operation)
    const holder = HOLDERS[op]
    reach(key, sub, mode !== 'X' && base.c !== null ? 'XD' : mode, base, holder ? `C:${holder}` : 'RE')
  }
  if (list.some(({ slot, base }) => base.path.length !== (above(slot) === undefined ? 1 : 2)))
    return undefined

  // Below a key and then over it: the order in which they are written down is not the one in which they would happen.
  if (
    operations.some(({ key, sub }, i) => !sub && operations.slice(0, i).some((o) => o.sub && o.key === key))
  )
    return undefined
  const required = fold(list.slice(0, reads))
  const all = fold(list)
  if (!required || !all) return undefined
  const overwritten = new Set(operations.filter(({ sub }) => sub === null).map(({ key }) => key))
  for (const [slot, { mode }] of [...all]) {
    const parent = above(slot)
    if (parent === undefined && isExclusive(mode) && !overwritten.has(slot)) return undefined
    const read = required.get(slot)
    // Who overwrites a key locks nothing below it, except what it required there.
    if (parent === undefined || !isExclusive(all.get(parent)?.mode ?? 'RE')) continue
    if (read) all.set(slot, read)
    else all.delete(slot)
  }
  for (const { mode, base } of all.values())
    if ((mode === 'XD' || mode === 'RD') && (base.w === null || base.c === null || base.h === null))
      return undefined
  if (all.size === 0 || all.size > 64) return undefined
  if (intent !== null) {
    const slot = `\u0000i${emitter}${intent}`
    all.set(slot, { slot, mode: 'X', base: { path: [0], w: null, c: null, h: null } })
  }
  return all
}

function fold(list: readonly Access[]): Map<string, Access> | undefined {
  const all = new Map<string, Access>()
  for (const access of list) {
    const before = all.get(access.slot)
    const base = before ? merge(before.base, access.base) : access.base
    if (!base) return undefined
    all.set(access.slot, {
      slot: access.slot,
      mode: before ? join(before.mode, access.mode) : access.mode,
      base,
    })
  }
  return all
}
