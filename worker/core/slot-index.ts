// Spores by the slots they touch, or by another key of each access, and the mode they touch them in. Whoever looks for rivals looks only at modes that
// exclude its own: on a hot counter hundreds of ADDs are open at once, and none of them minds the others.

import type { Mode } from './model/operation.ts'
import { modesConflict } from './rules/conflict.ts'
import type { Footprint, FootprintEntry } from './rules/footprint.ts'

export interface HasFootprint {
  readonly footprint: Footprint
}

export class SlotIndex<Entry extends HasFootprint> {
  readonly #slots = new Map<string, Map<Mode, Set<Entry>>>()
  readonly #keyOf: (access: FootprintEntry) => string

  /** By slot unless told otherwise. */
  constructor(keyOf = ({ slot }: FootprintEntry): string => slot) {
    this.#keyOf = keyOf
  }

  add(entry: Entry): void {
    for (const access of entry.footprint.values()) {
      const key = this.#keyOf(access)
      let modes = this.#slots.get(key)
      if (!modes) this.#slots.set(key, (modes = new Map<Mode, Set<Entry>>()))
      const there = modes.get(access.mode)
      if (there) there.add(entry)
      else modes.set(access.mode, new Set([entry]))
    }
  }

  remove(entry: Entry): void {
    for (const access of entry.footprint.values()) {
      const key = this.#keyOf(access)
      const modes = this.#slots.get(key)
      const there = modes?.get(access.mode)
      there?.delete(entry)
      if (there?.size === 0) modes?.delete(access.mode)
      if (modes?.size === 0) this.#slots.delete(key)
    }
  }

  *at(key: string): Iterable<Entry> {
    for (const there of this.#slots.get(key)?.values() ?? []) yield* there
  }

  /** Entries there whose mode `mode` excludes: by CF-1 unless told otherwise. */
  *rivals(key: string, mode: Mode, excludes = modesConflict): Iterable<Entry> {
    for (const [other, there] of this.#slots.get(key) ?? []) if (excludes(mode, other)) yield* there
  }

  /** Number of keys under which there is something. */
  get size(): number {
    return this.#slots.size
  }
}
