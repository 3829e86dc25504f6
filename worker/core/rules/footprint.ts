// The footprint of a spore: which slots it touches, in which mode, against which base (protocol 5.2, 5.3; rules FP-1 to
// FP-6, IN-1). A pure function of the body, so that every node and every proof derives the same locks.

import { MAX_SLOTS_PER_SPORE } from '../limits.ts'
import type { Base, Mode, Operation, Requirement } from '../model/operation.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { intentSlot, parentOf, slotOf } from '../model/slot.ts'
import type { Spore } from '../model/spore.ts'
import { containerOf, plainModeOf } from './operations.ts'

export interface FootprintEntry {
  readonly slot: string
  readonly mode: Mode
  readonly base: Base
}

/** By slot; slots above come before slots below. */
export type Footprint = ReadonlyMap<string, FootprintEntry>

/** A slot and a path: where two writes compete for one place. */
export const baseKey = ({ slot, base }: Pick<FootprintEntry, 'slot' | 'base'>): string =>
  `${slot}\n${base.path.join()}`

export const isExclusive = (mode: Mode): boolean => mode === 'X' || mode === 'XD'
export const isWrite = (mode: Mode): boolean => mode !== 'RE' && mode !== 'RD'
export const isExact = (mode: Mode): boolean => mode === 'XD' || mode === 'RD'

/** FP-1: an exact base turns a commutative operation into an exact one, which begins a new epoch. */
function modeOf(operation: Operation): Mode {
  const mode = plainModeOf(operation)
  return mode !== 'X' && operation.base.c !== null ? 'XD' : mode
}

/**
 * FP-3: two accesses of one slot in one spore; requirements come before operations. A slot whose first access overwrites
 * it stays X; a slot that was required unchanged is exact whatever is written to it (that is what CAS means).
 */
export function joinModes(first: Mode, second: Mode): Mode {
  if (first === second || first === 'X' || second === 'RE') return first
  return first === 'RE' ? second : 'XD'
}

function joinBases(a: Base, b: Base): Base | undefined {
  if (a.path.length !== b.path.length || a.path.some((x, i) => x !== b.path[i])) return undefined
  const pick = <Part>(left: Part | null, right: Part | null): Part | null | undefined =>
    left === null || left === right ? right : right === null ? left : undefined
  const [w, c, h] = [pick(a.w, b.w), pick(a.c, b.c), pick(a.h, b.h)]
  return w === undefined || c === undefined || h === undefined ? undefined : { path: a.path, w, c, h }
}

/** IN-1: the intent's slot was never written, so whoever writes it first is the only one. */
const UNWRITTEN: Base = { path: [0], w: null, c: null, h: null }

/** Of a whole spore, its intent included. Fails with what is wrong: answered with REJECT POLICY (rule 3). */
export function sporeFootprint({
  operations,
  requirements,
  emitter,
  intent,
}: Pick<Spore, 'operations' | 'requirements' | 'emitter' | 'intent'>): Result<Footprint, string> {
  const footprint = footprintOf(operations, requirements)
  if (!footprint.ok || intent === null) return footprint
  // The system's slots sort before all keys.
  const slot = intentSlot(emitter, intent)
  return ok(new Map([[slot, { slot, mode: 'X', base: UNWRITTEN }], ...footprint.value]))
}

/** The part that keys have in it. */
export function footprintOf(
  operations: readonly Operation[],
  requirements: readonly Requirement[],
): Result<Footprint, string> {
  const entries = new Map<string, FootprintEntry>()
  for (const { key, sub, mode, base } of requirements) {
    const fault = addAccess(entries, { slot: slotOf(key, sub), mode, base }, 'RE')
    if (fault !== undefined) return fail(fault)
  }
  const replaced = replacedAfterWrite(operations)
  if (replaced !== undefined)
    return fail(
      `the spore writes below ${JSON.stringify(replaced)} and then replaces it, which would undo that; overwrite first`,
    )
  const required = new Map(entries)
  for (const operation of operations) {
    const slot = slotOf(operation.key, operation.sub)
    const access = { slot, mode: modeOf(operation), base: operation.base }
    const fault = addAccess(entries, access, containerOf(operation.op) ?? 'RE')
    if (fault !== undefined) return fail(fault)
  }
  // FP-4: whoever overwrites a key needs no locks for what it writes below it. What it required there stays required:
  // the base of the overwrite does not show a change below the key.
  for (const slot of [...entries.keys()]) {
    const above = entries.get(parentOf(slot) ?? '')
    if (!above || !isExclusive(above.mode)) continue
    const read = required.get(slot)
    if (read) entries.set(slot, read)
    else entries.delete(slot)
  }
  // FP-6: requiring a whole set unchanged and writing an element would join to XD on the set (5.3), which drops every
  // member although nobody overwrites the set. So would writing to one key as to two kinds of containers.
  const overwritten = new Set(operations.filter(({ sub }) => sub === null).map(({ key }) => key))
  for (const [slot, { mode }] of entries)
    if (isExclusive(mode) && parentOf(slot) === undefined && !overwritten.has(slot))
      return fail(
        'a spore cannot require a whole set, map or queue unchanged and write below it, nor write below one key as two kinds',
      )
  for (const { mode, base } of entries.values())
    if (isExact(mode) && (base.c === null || base.h === null || base.w === null))
      return fail('an exact operation names no exact base')
  if (entries.size === 0) return fail('the spore does nothing')
  if (entries.size > MAX_SLOTS_PER_SPORE)
    return fail(`the spore touches ${entries.size} slots, at most ${MAX_SLOTS_PER_SPORE} are allowed`)
  return ok(new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))))
}

/**
 * FP-6: a key that is written below and then itself. Such a spore overwrites the key, and versions rise before anything is
 * executed (EX-3): what it writes below would meet the new epoch, where nothing is, and take a job from a queue that is empty.
 */
function replacedAfterWrite(operations: readonly Operation[]): string | undefined {
  const below = new Set<string>()
  for (const { key, sub } of operations)
    if (sub !== null) below.add(key)
    else if (below.has(key)) return key
  return undefined
}

/** One access and the lock it takes above, or what is wrong with it. */
function addAccess(
  entries: Map<string, FootprintEntry>,
  access: FootprintEntry,
  above: Mode,
): string | undefined {
  const { slot, base } = access
  const parent = parentOf(slot)
  if (base.path.length !== (parent === undefined ? 1 : 2)) return 'a base names the wrong number of levels'
  // FP-2: every access below a key also locks the key, absent or not [V3].
  if (parent !== undefined) {
    const top = { path: base.path.slice(0, 1), w: null, c: null, h: null }
    if (!add(entries, { slot: parent, mode: above, base: top }))
      return 'two operations name different bases for one key'
  }
  return add(entries, access) ? undefined : 'two operations name different bases for one slot'
}

function add(entries: Map<string, FootprintEntry>, entry: FootprintEntry): boolean {
  const before = entries.get(entry.slot)
  const base = before ? joinBases(before.base, entry.base) : entry.base
  if (!base) return false
  entries.set(entry.slot, {
    slot: entry.slot,
    mode: before ? joinModes(before.mode, entry.mode) : entry.mode,
    base,
  })
  return true
}
