// A node's state as text: equal on nodes that agree, and equal before and after a restart.

import { recordAt } from '../../worker/core/rules/version.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { withSlots } from '../../worker/host/pages.ts'
import type { Store } from '../../worker/store/port.ts'

/** Values and versions of the slots. */
export async function contentsOf(
  store: Store,
  policy: PolicyState,
  slots: readonly string[],
): Promise<string> {
  const lines: string[] = []
  for (const slot of slots) {
    const needed = [slot, slot.split('\u0001')[0] as string]
    const record = await withSlots(store, policy, needed, () => recordAt(policy.records, slot))
    const { value, x, cs, w } = record
    const shown = JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'bigint' ? each.toString() : each,
    )
    lines.push(`${slot} ${shown ?? 'nothing'} x=${x} w=${w} ${cs.toArray().sort().join()}`)
  }
  return lines.join('\n')
}

/** What this node promised and knows. */
export function promisesOf(policy: PolicyState): string {
  const votes = [...policy.open.values()].map(
    ({ spore, ownVote, ownAccepted, stage, endorsed, rejected, accepted }) =>
      `${spore.id} ${ownVote ?? '-'} ${ownAccepted?.ballot ?? '-'} ${stage} ${endorsed} ${rejected} ${accepted}`,
  )
  const chains = policy.chains.map(({ next, head }) => `${next} ${head}`)
  const stages = [...policy.decided].map(([id, { stage }]) => `${id} ${stage}`)
  const freed = [...policy.freed].flatMap(({ access, ids }) => [...ids].map((id) => `${access.slot} ${id}`))
  const missing = [...policy.missing].map(([id, { votes: waiting }]) => `${id} ${waiting.length}`)
  return JSON.stringify(
    { votes: votes.sort(), chains, stages: stages.sort(), freed: freed.sort(), missing: missing.sort() },
    null,
    1,
  )
}
