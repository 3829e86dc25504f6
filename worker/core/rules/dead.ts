// Which open spores a commit has killed (CF-2), by the bodies at hand. What versions show besides is VE-2.
//
// Sound, whoever brings a body: it counts only where this node itself knows that its spore committed, and then its own text
// says whom it kills. Nobody can make a spore look dead that could still commit.

import { knownEntry } from '../known-entry.ts'
import type { SporeId } from '../model/ids.ts'
import type { Spore } from '../model/spore.ts'
import type { PolicyState, SporeEntry } from '../state.ts'
import { modesKill } from './conflict.ts'
import { baseKey, type Footprint } from './footprint.ts'
import { inspect } from './inspect.ts'

/** Open spores that this commit kills. Nothing else is looked at, so whoever repeats bodies costs little. */
export function* killedBy({ openAtBase }: PolicyState, committed: Footprint): Generator<SporeEntry> {
  const seen = new Set<SporeEntry>()
  for (const access of committed.values())
    for (const rival of openAtBase.rivals(baseKey(access), access.mode, modesKill)) {
      if (rival.stage !== 'open' || seen.has(rival)) continue
      seen.add(rival)
      yield rival
    }
}

/** What a commit kills that is open here, told by a body that came again (DE-6). */
export function* killedByKnown(policy: PolicyState, spore: Spore): Generator<SporeEntry> {
  if (policy.open.size === 0) return
  const known = knownEntry(policy, spore.id)
  const { stage } = known ?? policy.decided.get(spore.id) ?? {}
  if (stage === 'committed') yield* killedBy(policy, known?.footprint ?? inspect(spore).footprint)
}

/** The commit that killed this one before its body came, if this node has not forgotten it: open or recent. */
export function winnerOver({ evidence: { atBase } }: PolicyState, entry: SporeEntry): SporeId | undefined {
  for (const access of entry.footprint.values())
    for (const { stage, spore } of atBase.rivals(baseKey(access), access.mode, modesKill))
      if (stage === 'committed') return spore.id
  return undefined
}
