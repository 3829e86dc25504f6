// What a slot's version will be once this node's own earlier spores are executed: a later spore of ours builds on it, and
// endorsers let it wait until they have (pipelining, protocol 3.7; rule PI-1).

import { IdList } from '../model/id-list.ts'
import type { SporeId } from '../model/ids.ts'
import { type Base, type CommutativeMode, type Mode, NO_WRITER } from '../model/operation.ts'
import { parentOf } from '../model/slot.ts'
import type { PolicyState } from '../state.ts'
import { isExact, isExclusive } from './footprint.ts'
import { exactPart, recordAt } from './version.ts'

export interface Projection {
  readonly x: number
  readonly w: string
  readonly cls: CommutativeMode | null
  /** Commutative spores on top of the record's own; `fresh` means that the record's own are gone. */
  readonly pending: readonly SporeId[]
  readonly fresh: boolean
  /** Something of ours is still on its way to this slot. */
  readonly touched: boolean
}

export function project(policy: PolicyState, slot: string): Projection {
  const parent = parentOf(slot)
  const parentX = parent === undefined ? 0 : project(policy, parent).x
  const record = recordAt(policy.records, slot)
  const gone = parent !== undefined && recordAt(policy.records, parent).x !== parentX
  let { x, w, cls } = gone ? { x: 0, w: NO_WRITER, cls: null } : record
  let pending: SporeId[] = []
  let fresh = gone
  let touched = gone
  for (const [id, { mode, base }] of policy.ownBySlot.get(slot) ?? []) {
    if (parent !== undefined && base.path[0] !== parentX) continue
    if (isExclusive(mode)) {
      x++
      w = id.slice(0, 16)
      cls = null
      pending = []
      fresh = true
      touched = true
    } else if (mode.startsWith('C:')) {
      cls ??= mode as CommutativeMode
      pending.push(id)
      touched = true
    }
  }
  return { x, w, cls, pending, fresh, touched }
}

/** The base for an access of this slot in this mode, built on the projection. */
export function baseFor(policy: PolicyState, slot: string, mode: Mode): Base {
  const parent = parentOf(slot)
  const own = project(policy, slot)
  const path = parent === undefined ? [own.x] : [project(policy, parent).x, own.x]
  // A predecessor that aborts must not leave us waiting for it: `w` makes that plain in every mode.
  const w = isExact(mode) || mode === 'RE' || own.fresh ? own.w : null
  if (!isExact(mode)) return { path, w, c: null, h: null }
  let { cs } = recordAt(policy.records, slot)
  if (own.fresh) cs = IdList.EMPTY
  for (const id of own.pending) cs = cs.append(id)
  return { path, w, ...exactPart({ cs }) }
}
