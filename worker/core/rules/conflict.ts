// Which modes exclude each other (protocol 5.2, one table), and which committed spore kills which rival (DEAD).
// Pure functions of two bodies: evidence against an endorser rests on them (rules CF-1, CF-2).

import type { Base, Mode } from '../model/operation.ts'
import { type Footprint, type FootprintEntry, isExclusive } from './footprint.ts'

type Kind = 'X' | 'XD' | 'C' | 'RE' | 'RD'

/**
 * CF-1, the conflict matrix: whether two spores may hold these locks of one slot at the same time. Whatever operation there
 * is takes one of these modes (operations.ts), so this is the whole of it: two that may run in parallel give equal bytes
 * and versions in both orders, and of two that may not, one waits. `same`: if they are of one class.
 */
export const PARALLEL: Readonly<Record<Kind, Readonly<Record<Kind, boolean | 'same'>>>> = {
  X: { X: false, XD: false, C: false, RE: false, RD: false },
  XD: { X: false, XD: false, C: false, RE: false, RD: false },
  C: { X: false, XD: false, C: 'same', RE: true, RD: false },
  RE: { X: false, XD: false, C: true, RE: true, RD: true },
  RD: { X: false, XD: false, C: false, RE: true, RD: true },
}

const kindOf = (mode: Mode): Kind => (isClass(mode) ? 'C' : (mode as Exclude<Kind, 'C'>))

export function modesConflict(a: Mode, b: Mode): boolean {
  const parallel = PARALLEL[kindOf(a)][kindOf(b)]
  return parallel === 'same' ? a !== b : !parallel
}

export function footprintsConflict(a: Footprint, b: Footprint): boolean {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a]
  for (const [slot, entry] of few) {
    const other = many.get(slot)
    if (other && modesConflict(entry.mode, other.mode)) return true
  }
  return false
}

export const equalPath = (a: Pick<Base, 'path'>, b: Pick<Base, 'path'>): boolean =>
  a.path.length === b.path.length && a.path.every((x, i) => x === b.path[i])

const isClass = (mode: Mode): boolean => mode.startsWith('C:')

/** CF-2: at equal paths, only one of these two can ever commit, whichever it is. */
export const modesKill = (a: Mode, b: Mode): boolean =>
  isExclusive(a) ? isExclusive(b) : isClass(a) && isClass(b) && a !== b

const kills = ({ mode, base }: FootprintEntry, rival: FootprintEntry): boolean =>
  modesKill(mode, rival.mode) && equalPath(base, rival.base)

/** CF-2: once `committed` is decided, `rival` can never commit. */
export function isDeadBy(rival: Footprint, committed: Footprint): boolean {
  for (const [slot, entry] of rival) {
    const winner = committed.get(slot)
    if (winner && kills(winner, entry)) return true
  }
  return false
}
