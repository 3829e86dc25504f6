// Dead spores: killed by a commit while they were open (DE-4), or found to be when a body comes (DE-6). The second rests on
// what this node happens to remember, so it is a fact of the log, like the order of execution: replay obeys it.

import { encodeBuried } from '../codec/buried-codec.ts'
import type { SporeId } from '../model/ids.ts'
import type { Spore } from '../model/spore.ts'
import { killedBy, killedByKnown, winnerOver } from '../rules/dead.ts'
import { abortGrounds, commitGrounds } from '../rules/decision.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { finish } from './entry.ts'
import { refuseDead } from './vote.ts'

/** DE-4: its rivals at an equal base can never commit. */
export function killRivals(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  touched: Set<string>,
): void {
  for (const rival of [...killedBy(policy, entry.footprint)])
    bury(state, policy, rival, entry.spore.id, touched)
}

/**
 * DE-6: bodies came. A new one may come when its rival was committed already, and no version shows that any more; one that is
 * known and committed was sent to show what it killed. Logged before these bodies. Returns the slots that this touched.
 */
export function buryLate(
  state: CoreState,
  policy: PolicyState,
  bodies: readonly Spore[],
  opened: readonly SporeEntry[],
): Set<string> {
  const winners = new Map<SporeId, SporeId>()
  for (const body of bodies)
    for (const { spore } of killedByKnown(policy, body)) winners.set(spore.id, body.id)
  for (const entry of opened) {
    const winner = entry.stage === 'open' ? winnerOver(policy, entry) : undefined
    if (winner !== undefined) winners.set(entry.spore.id, winner)
    // Votes that came before it decide first: that can be told to replicas by certificate, and a commit here is a fault of theirs.
    if (abortGrounds(policy.parameters, entry) ?? commitGrounds(policy.parameters, entry))
      winners.delete(entry.spore.id)
  }
  if (winners.size > 0)
    state.outputs.push({ type: 'log', kind: 'buried', bytes: encodeBuried({ policy: policy.id, winners }) })
  return buryLogged(state, policy, winners)
}

/** What the log says that is open here, and never a commit. Of bodies that follow there, it is known then who killed them. */
export function buryLogged(
  state: CoreState,
  policy: PolicyState,
  winners: ReadonlyMap<SporeId, SporeId>,
): Set<string> {
  const touched = new Set<string>()
  for (const [dead, winner] of winners) {
    const entry = policy.open.get(dead)
    if ((entry ?? policy.decided.get(dead))?.stage === 'committed') continue
    policy.winners.set(dead, winner)
    if (entry?.stage === 'open') bury(state, policy, entry, winner, touched)
  }
  return touched
}

/** DE-4: refused if that can still be said, and over. */
export function bury(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  winner: SporeId | undefined,
  touched: Set<string>,
): void {
  refuseDead(state, policy, entry, winner ?? null)
  if (winner !== undefined) policy.winners.set(entry.spore.id, winner)
  finish(state, policy, entry, 'dead', touched)
}
