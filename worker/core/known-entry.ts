// What this node still knows of a spore, open or finished.

import type { SporeId } from './model/ids.ts'
import type { PolicyState, SporeEntry } from './state.ts'

/** Undefined for one that was never open here, or that was forgotten. */
export const knownEntry = ({ open, recent }: PolicyState, id: SporeId): SporeEntry | undefined =>
  open.get(id) ?? recent.get(id)

/** Also one forgotten but for the votes on it, which can still be shown. */
export const provableEntry = (policy: PolicyState, id: SporeId): SporeEntry | undefined =>
  knownEntry(policy, id) ?? policy.provable.get(id)
