// Which open spores a commit has killed (CF-2), by the bodies at hand. What versions show besides is VE-2.
//
// Sound, whoever brings a body: it counts only where this node itself knows that its spore committed, and then its own text
// says whom it kills. Nobody can make a spore look dead that could still commit.

import type { SporeId } from '../model/ids.ts'
import type { Spore } from '../model/spore.ts'
import type { PolicyState, SporeEntry } from '../state.ts'
import { isDeadBy, modesConflict } from './conflict.ts'
import { type Footprint, type FootprintEntry, sporeFootprint } from './footprint.ts'

/** Open spores that this commit kills. */
export function* killedBy({ openBySlot }: PolicyState, committed: Footprint): Iterable<SporeEntry> {
  const seen = new Set<SporeEntry>()
  for (const { slot, mode } of committed.values())
    for (const rival of openBySlot.rivals(slot, mode)) {
      if (rival.stage !== 'open' || seen.has(rival)) continue
      seen.add(rival)
      if (isDeadBy(rival.footprint, committed)) yield rival
    }
}

/** What a commit kills that is open here, told by a body that came again (DE-6). */
export function* killedByKnown(policy: PolicyState, spore: Spore): Generator<SporeEntry> {
  if (policy.open.size === 0 || !isCommitted(policy, spore.id)) return
  const footprint = sporeFootprint(spore)
  if (footprint.ok) yield* killedBy(policy, footprint.value)
}

const isCommitted = ({ open, decided }: PolicyState, id: SporeId): boolean =>
  (open.get(id) ?? decided.get(id))?.stage === 'committed'

/** The commit that killed this one before its body came, if this node has not forgotten it: open or recent. */
export function winnerOver({ evidence: { atBase } }: PolicyState, entry: SporeEntry): SporeId | undefined {
  for (const access of entry.footprint.values())
    for (const [mode, entries] of atBase.get(baseKey(access)) ?? []) {
      if (!modesConflict(access.mode, mode)) continue
      for (const { stage, footprint, spore } of entries)
        if (stage === 'committed' && isDeadBy(entry.footprint, footprint)) return spore.id
    }
  return undefined
}

/** A slot and a path: where two writes compete for one place. */
export const baseKey = ({ slot, base }: Pick<FootprintEntry, 'slot' | 'base'>): string =>
  `${slot}\n${base.path.join()}`
