// Aborted or dead spores that this node had endorsed, by the slots on which an endorsement may have to name them (EN-8). Kept
// until no spore that could need it can be endorsed any more, and never more than decide: on a hot counter additions may come
// to nothing for years, and nobody ever has to name them to others like them. Only their ids, since slots that nobody writes
// again keep theirs.

import { MAX_FREED } from './limits.ts'
import type { SporeId } from './model/ids.ts'
import { keyOfSlot } from './model/slot.ts'
import { type FootprintEntry, isExclusive } from './rules/footprint.ts'

/** What rivals of one slot, path and kind did there: whoever has to name one of them has to name all. */
export type FreedAccess = Pick<FootprintEntry, 'slot' | 'mode'> & {
  readonly base: Pick<FootprintEntry['base'], 'path'>
}

export interface FreedGroup {
  readonly access: FreedAccess
  readonly ids: Set<SporeId>
}

export class FreedRivals {
  /** By key, slot and kind. */
  readonly #keys = new Map<string, Map<string, Map<string, FreedGroup>>>()

  add({ slot, mode, base: { path } }: FreedAccess, id: SporeId): void {
    const slots = at(this.#keys, keyOfSlot(slot), () => new Map<string, Map<string, FreedGroup>>())
    const groups = at(slots, slot, () => new Map<string, FreedGroup>())
    // X and XD overwrite alike.
    const access: FreedAccess = { slot, mode: isExclusive(mode) ? 'X' : mode, base: { path } }
    const { ids } = at(groups, kindOf(access), () => ({ access, ids: new Set<SporeId>() }))
    // One more than can be named refuses everything that all of them would.
    if (ids.size <= MAX_FREED) ids.add(id)
  }

  at(slot: string): Iterable<FreedGroup> {
    return this.#keys.get(keyOfSlot(slot))?.get(slot)?.values() ?? []
  }

  /** This slot was written. */
  forget(slot: string, isOver: (access: FreedAccess) => boolean): void {
    const slots = this.#keys.get(keyOfSlot(slot))
    const groups = slots?.get(slot)
    for (const [kind, { access }] of groups ?? []) if (isOver(access)) groups?.delete(kind)
    if (groups?.size === 0) slots?.delete(slot)
    if (slots?.size === 0) this.#keys.delete(keyOfSlot(slot))
  }

  /** This key was overwritten, so that everything below it is of an epoch that is over. */
  forgetBelow(key: string, isOver: (access: FreedAccess) => boolean): void {
    for (const slot of [...(this.#keys.get(key)?.keys() ?? [])]) if (slot !== key) this.forget(slot, isOver)
  }

  *[Symbol.iterator](): Iterator<FreedGroup> {
    for (const slots of this.#keys.values()) for (const groups of slots.values()) yield* groups.values()
  }
}

const kindOf = ({ mode, base }: FreedAccess): string => `${mode} ${base.path.join()}`

function at<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
