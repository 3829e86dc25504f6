// Which spores exclude each other (the table of 5.2) and which committed spore leaves another no way to commit (DEAD).

import type { Base, Mode } from '../../../worker/core/model/operation.ts'
import { type Accesses, isCommutative, isExclusive, isRead } from './footprint.ts'

const exclude = (a: Mode, b: Mode): boolean => {
  if (isExclusive(a) || isExclusive(b)) return true
  if (isRead(a) && isRead(b)) return false
  if (a === 'RE' || b === 'RE') return false
  return a !== b
}

export const samePath = (a: Base, b: Base): boolean => a.path.join() === b.path.join()

export function conflict(a: Accesses, b: Accesses): boolean {
  for (const [slot, { mode }] of a) {
    const other = b.get(slot)
    if (other && exclude(mode, other.mode)) return true
  }
  return false
}

/** The second may follow at this version only if the first never commits; an endorser of both then names the first. */
export function needsEnd(first: Accesses, second: Accesses): boolean {
  for (const [slot, { mode, base }] of first) {
    const other = second.get(slot)
    if (!other || !samePath(base, other.base) || !exclude(mode, other.mode)) continue
    if (isExclusive(mode) || (isCommutative(mode) && isCommutative(other.mode))) return true
  }
  return false
}

/** Both want the one place that a slot has at this path: exclusive writes, or commutative ones of two classes. */
export const rivals = (a: Mode, b: Mode): boolean =>
  isExclusive(a) ? isExclusive(b) : isCommutative(a) && isCommutative(b) && a !== b
