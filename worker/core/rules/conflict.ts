// Which modes exclude each other (protocol 5.2, one table), and which committed spore kills which rival (DEAD).
// Pure functions of two bodies: evidence against an endorser rests on them (rules CF-1, CF-2).

import type { Base, Mode } from '../model/operation.ts'
import { type Footprint, type FootprintEntry, isExclusive } from './footprint.ts'

/** CF-1. X and XD exclude all; a class goes with itself and RE; RE goes with all but X and XD; RD only with reads. */
export function modesConflict(a: Mode, b: Mode): boolean {
  if (isExclusive(a) || isExclusive(b)) return true
  if (a === 'RE' || b === 'RE') return false
  return a !== b
}

export function footprintsConflict(a: Footprint, b: Footprint): boolean {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  for (const [slot, entry] of few) {
    const other = many.get(slot)
    if (other && modesConflict(entry.mode, other.mode)) return true
  }
  return false
}

export const equalPath = (a: Base, b: Base): boolean =>
  a.path.length === b.path.length && a.path.every((x, i) => x === b.path[i])

const isClass = (mode: Mode): boolean => mode.startsWith('C:')

function kills({ mode, base }: FootprintEntry, rival: FootprintEntry): boolean {
  if (!equalPath(base, rival.base)) return false
  if (isExclusive(mode)) return isExclusive(rival.mode)
  return isClass(mode) && isClass(rival.mode) && mode !== rival.mode
}

/** CF-2: once `committed` is decided, `rival` can never commit. */
export function isDeadBy(rival: Footprint, committed: Footprint): boolean {
  for (const [slot, entry] of rival) {
    const winner = committed.get(slot)
    if (winner && kills(winner, entry)) return true
  }
  return false
}

/** Rivals that conflict at an equal base: what ENDORSE lists as freed. */
export function conflictsAtEqualBase(a: Footprint, b: Footprint): boolean {
  for (const [slot, entry] of a) {
    const other = b.get(slot)
    if (other && modesConflict(entry.mode, other.mode) && equalPath(entry.base, other.base)) return true
  }
  return false
}
