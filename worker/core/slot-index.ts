// Open spores by the slots they touch and the mode they touch them in. Whoever looks for rivals looks only at modes that
// exclude its own: on a hot counter hundreds of ADDs are open at once, and none of them minds the others.

import type { Mode } from './model/operation.ts'
import { modesConflict } from './rules/conflict.ts'
import type { Footprint } from './rules/footprint.ts'

interface HasFootprint {
  readonly footprint: Footprint
}

export class SlotIndex<Entry extends HasFootprint> {
  readonly #slots = new Map<string, Map<Mode, Set<Entry>>>()

  add(entry: Entry): void {
    for (const { slot, mode } of entry.footprint.values()) {
      let modes = this.#slots.get(slot)
      if (!modes) this.#slots.set(slot, (modes = new Map<Mode, Set<Entry>>()))
      const there = modes.get(mode)
      if (there) there.add(entry)
      else modes.set(mode, new Set([entry]))
    }
  }

  remove(entry: Entry): void {
    for (const { slot, mode } of entry.footprint.values()) {
      const modes = this.#slots.get(slot)
      const there = modes?.get(mode)
      there?.delete(entry)
      if (there?.size === 0) modes?.delete(mode)
      if (modes?.size === 0) this.#slots.delete(slot)
    }
  }

  *at(slot: string): Iterable<Entry> {
    for (const there of this.#slots.get(slot)?.values() ?? []) yield* there
  }

  /** Entries whose mode on this slot excludes `mode`: CF-1. */
  *rivals(slot: string, mode: Mode): Iterable<Entry> {
    for (const [other, there] of this.#slots.get(slot) ?? []) if (modesConflict(mode, other)) yield* there
  }

  /** Number of slots that something open touches. */
  get size(): number {
    return this.#slots.size
  }
}
