// Rivals that an endorsement may have to name (EN-8), as the snapshot keeps them: [slot, mode, path, [id…]].

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { hexToBytes } from '../codec/hex.ts'
import { hex, list, uint } from '../codec/shape.ts'
import type { FreedGroup } from '../freed-rivals.ts'
import { invariant } from '../model/result.ts'
import type { Mode } from '../model/operation.ts'
import type { SporeId } from '../model/ids.ts'
import type { PolicyState } from '../state.ts'
import { unpackEntry } from './snapshot-entry.ts'

const MAX_LEVELS = 2

export const packFreed = ({ access: { slot, mode, base }, ids }: FreedGroup): unknown => [
  slot,
  mode,
  base.path,
  [...ids].map(hexToBytes),
]

export function restoreFreed(policy: PolicyState, row: readonly unknown[]): void {
  if (row.length === 2) return restoreEntry(policy, row)
  invariant(row.length === 4, DAMAGED)
  const [slot, mode] = row
  const path = list(row[2], MAX_LEVELS, uint)
  const ids = list(row[3], Infinity, (id) => hex(id, 32))
  invariant(typeof slot === 'string' && typeof mode === 'string' && path && ids, DAMAGED)
  for (const id of ids) policy.freed.add({ slot, mode: mode as Mode, base: { path } }, id as SporeId)
}

/** Earlier releases kept whole spores, with the slots that they were kept for. */
function restoreEntry({ freed }: PolicyState, [packed, slots]: readonly unknown[]): void {
  invariant(Array.isArray(packed) && Array.isArray(slots), DAMAGED)
  const { entry } = unpackEntry(packed)
  for (const slot of slots as readonly string[]) {
    const access = entry.footprint.get(slot)
    if (access) freed.add(access, entry.spore.id)
  }
}
