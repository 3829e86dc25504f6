// Versions and their comparison with a base: endorsement rule 4 (VE-1, VE-2), readiness for execution 3.8 (EX-1).

import { bytesToHex } from '../codec/hex.ts'
import { sha256 } from '../codec/hash.ts'
import { packIds } from '../codec/record-codec.ts'
import type { CommutativeMode } from '../model/operation.ts'
import { absentRecord, type SlotRecord } from '../model/slot-record.ts'
import { parentOf } from '../model/slot.ts'
import type { FreedAccess } from '../freed-rivals.ts'
import { type FootprintEntry, isExact, isExclusive, isWrite } from './footprint.ts'

/** Where records are read from: the state tree, or what a step is about to write. */
export interface Records {
  get(slot: string): SlotRecord | undefined
}

/** The record in force: absent, or begun in an earlier epoch of the key above, means a fresh one [V2]. */
export function recordAt(records: Records, slot: string): SlotRecord {
  const parent = parentOf(slot)
  const parentX = parent === undefined ? 0 : (records.get(parent)?.x ?? 0)
  const record = records.get(slot)
  return record && record.parentX === parentX ? record : absentRecord(parentX)
}

/** x of every level, root first. */
export function pathAt(records: Records, slot: string): readonly number[] {
  const parent = parentOf(slot)
  const own = recordAt(records, slot).x
  return parent === undefined ? [own] : [recordAt(records, parent).x, own]
}

/** h of a version when there were no commutative writes since the last exclusive one. */
export const ZERO_DIGEST = '0'.repeat(64)

/** The exact part of a version (5.1): c = how many commutative writes, h = SHA-256 of their sorted ids, joined. */
export const exactPart = ({ cs }: Pick<SlotRecord, 'cs'>): { readonly c: number; readonly h: string } => ({
  c: cs.length,
  h: cs.length === 0 ? ZERO_DIGEST : cs.digest((sorted) => bytesToHex(sha256(packIds(sorted)))),
})

/**
 * VE-1, rule 4: 'stale' when the base lies behind this node or beside it, 'ahead' when this node lags, else 'equal'.
 * Levels are compared root first, and the first difference decides [V2].
 */
export function compareBase(
  records: Records,
  { slot, mode, base }: FootprintEntry,
): 'equal' | 'ahead' | 'stale' {
  const path = pathAt(records, slot)
  for (const [level, x] of path.entries()) {
    const wanted = base.path[level] ?? 0
    if (wanted !== x) return wanted < x ? 'stale' : 'ahead'
  }
  const record = recordAt(records, slot)
  if (base.w !== null && base.w !== record.w) return 'stale'
  if (isExact(mode)) {
    const { c, h } = exactPart(record)
    if ((base.c ?? 0) > c) return 'ahead'
    return base.c === c && base.h === h ? 'equal' : 'stale'
  }
  if (mode.startsWith('C:') && record.cls !== null && record.cls !== (mode as CommutativeMode)) return 'stale'
  return 'equal'
}

/**
 * EX-1, protocol 3.8: whether a committed write may be applied. 'absorbed' means that a later overwrite has already
 * happened here, so that its serial effect is none.
 */
export function readiness(
  records: Records,
  { slot, mode, base }: FootprintEntry,
): 'ready' | 'wait' | 'absorbed' {
  const path = pathAt(records, slot)
  for (const [level, x] of path.slice(0, -1).entries()) {
    const wanted = base.path[level] ?? 0
    if (x !== wanted) return x < wanted ? 'wait' : 'absorbed'
  }
  const [x, wanted] = [path.at(-1) ?? 0, base.path.at(-1) ?? 0]
  if (!isExclusive(mode)) return x < wanted ? 'wait' : x > wanted ? 'absorbed' : 'ready'
  if (x !== wanted) return 'wait'
  if (mode === 'X') return 'ready'
  const { c, h } = exactPart(recordAt(records, slot))
  return base.c === c && base.h === h ? 'ready' : 'wait'
}

/**
 * VE-2: a spore that arrives after the write that took its place. With the levels above unchanged and its own x behind
 * ours, exactly one other exclusive write committed at its base; with an equal x and another class, a commutative one
 * did. Either makes it DEAD.
 */
export function isOvertaken(records: Records, { slot, mode, base }: FootprintEntry): boolean {
  if (!isWrite(mode)) return false
  const parent = parentOf(slot)
  if (parent !== undefined && recordAt(records, parent).x !== base.path[0]) return false
  const { x, cls } = recordAt(records, slot)
  const wanted = base.path[parent === undefined ? 0 : 1] ?? 0
  if (isExclusive(mode)) return wanted < x
  return wanted === x && cls !== null && cls !== (mode as CommutativeMode)
}

/**
 * EN-8: nothing that can still be endorsed here meets this access at its path in a way that needs its end. The path lies
 * behind; or it is commutative and the epoch has its class, so that one of another would be stale.
 */
export function isOver(records: Records, { slot, mode, base }: FreedAccess): boolean {
  const parent = parentOf(slot)
  const above = parent === undefined ? 0 : recordAt(records, parent).x - (base.path[0] ?? 0)
  if (above !== 0) return above > 0
  const { x, cls } = recordAt(records, slot)
  const own = x - (base.path.at(-1) ?? 0)
  return own === 0 ? cls === mode : own > 0
}
