// Aborted or dead spores that this node had endorsed, by the slots on which an endorsement may have to name them (EN-8). Kept
// until no spore that could need it can be endorsed any more, and never more than decide: on a hot counter additions may come
// to nothing for years, and nobody ever has to name them to others like them.

import { MAX_FREED } from './limits.ts'
import type { SporeId } from './model/ids.ts'
import { keyOfSlot } from './model/slot.ts'
import { type Footprint, type FootprintEntry, isExclusive } from './rules/footprint.ts'

interface Rival {
  readonly spore: { readonly id: SporeId }
  readonly footprint: Footprint
}

/** Of one slot, path and kind: whoever has to name one of them there has to name all. */
interface Group<Entry> {
  readonly access: FootprintEntry
  readonly rivals: Map<SporeId, Entry>
}

export class FreedRivals<Entry extends Rival> {
  /** By key, slot and kind. */
  readonly #keys = new Map<string, Map<string, Map<string, Group<Entry>>>>()

  add(slot: string, rival: Entry): void {
    const access = rival.footprint.get(slot)
    if (!access) return
    const slots = at(this.#keys, keyOfSlot(slot), () => new Map<string, Map<string, Group<Entry>>>())
    const groups = at(slots, slot, () => new Map<string, Group<Entry>>())
    const { rivals } = at(groups, kindOf(access), () => ({ access, rivals: new Map<SporeId, Entry>() }))
    // One more than can be named refuses everything that all of them would.
    if (rivals.size <= MAX_FREED) rivals.set(rival.spore.id, rival)
  }

  *at(slot: string): Iterable<Entry> {
    for (const { rivals } of this.#keys.get(keyOfSlot(slot))?.get(slot)?.values() ?? [])
      yield* rivals.values()
  }

  /** This slot was written. */
  forget(slot: string, isOver: (access: FootprintEntry) => boolean): void {
    const slots = this.#keys.get(keyOfSlot(slot))
    const groups = slots?.get(slot)
    for (const [kind, { access }] of groups ?? []) if (isOver(access)) groups?.delete(kind)
    if (groups?.size === 0) slots?.delete(slot)
    if (slots?.size === 0) this.#keys.delete(keyOfSlot(slot))
  }

  /** This key was overwritten, so that everything below it is of an epoch that is over. */
  forgetBelow(key: string, isOver: (access: FootprintEntry) => boolean): void {
    for (const slot of [...(this.#keys.get(key)?.keys() ?? [])]) if (slot !== key) this.forget(slot, isOver)
  }

  /** Every rival with every slot that it is kept for. */
  *[Symbol.iterator](): Iterator<readonly [slot: string, rival: Entry]> {
    for (const slots of this.#keys.values())
      for (const [slot, groups] of slots)
        for (const { rivals } of groups.values()) for (const rival of rivals.values()) yield [slot, rival]
  }
}

/** X and XD overwrite alike. */
const kindOf = ({ mode, base }: FootprintEntry): string =>
  `${isExclusive(mode) ? 'X' : mode} ${base.path.join()}`

function at<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}
