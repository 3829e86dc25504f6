// How a spore of ours ended, as far as a retry has to know (WR-3). Only definite ends: whatever may still commit is no
// outcome.

import { knownEntry } from '../core/known-entry.ts'
import type { RejectReason } from '../core/model/batch.ts'
import type { SporeId } from '../core/model/ids.ts'
import type { Scalar } from '../core/model/value.ts'
import { has, sizeOf } from '../core/rules/endorser-set.ts'
import type { PolicyState, SporeEntry } from '../core/state.ts'

export type Outcome =
  | { readonly type: 'open' }
  | { readonly type: 'committed' }
  | { readonly type: 'ended'; readonly why: RejectReason | 'ABORTED' }

export function outcomeOf(policy: PolicyState, id: SporeId): Outcome {
  const entry = knownEntry(policy, id)
  const stage = policy.decided.get(id)?.stage ?? entry?.stage ?? 'open'
  if (stage === 'open' || stage === 'committed') return { type: stage }
  return { type: 'ended', why: stage === 'dead' || !entry ? 'STALE' : reasonOf(policy, entry) }
}

/** A reason that would be the same next time counts when an honest endorser gave it; else the most frequent one. */
function reasonOf({ parameters: { f, alpha } }: PolicyState, entry: SporeEntry): RejectReason | 'ABORTED' {
  if (sizeOf(entry.rejected) < alpha) return 'ABORTED'
  const counts = new Map<RejectReason, number>()
  for (const [endorser, { why }] of entry.notes)
    if (why !== undefined && has(entry.rejected, endorser)) counts.set(why, (counts.get(why) ?? 0) + 1)
  for (const [why, count] of counts) if (isLasting(why) && count > f) return why
  const passing = [...counts].filter(([why]) => !isLasting(why)).sort(([, a], [, b]) => b - a)
  return passing[0]?.[0] ?? 'ABORTED'
}

/** Endorsers would say the same of the same operations again. Not ESCROW: the exact form may pass (ES-5). */
export const isLasting = (why: string): boolean => why === 'POLICY' || why === 'TYPE' || why === 'LOCAL'

/** ES-5: somebody refused it for a bound. A liar who says so costs no more than the exact form does. */
export const sawEscrow = (entry: SporeEntry): boolean =>
  [...entry.notes.values()].some(({ why }) => why === 'ESCROW')

/** ES-5: in the form that no bound can refuse but by its value (TYPE): whoever then says ESCROW says it of nothing. */
export const isFullyExact = ({ footprint }: Pick<SporeEntry, 'footprint'>): boolean =>
  [...footprint.values()].every(({ mode, base }) => (mode !== 'C:num' && mode !== 'C:mul') || base.c !== null)

/** EX-6: of an executed spore, one for each operation. */
export const resultsOf = ({ results, spore }: SporeEntry): readonly (Scalar | null)[] =>
  results ?? spore.operations.map(() => null)
