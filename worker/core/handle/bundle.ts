// Bodies arrive: new spores are logged, opened, and meet the votes that came before them; known ones may show what is dead.

import type { Buried } from '../codec/buried-codec.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Bundle, Spore } from '../model/spore.ts'
import { toOpen, unknown } from '../rules/admission.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { isOverBudget, makeEntry, openEntry } from './entry.ts'
import { applyItem } from './items.ts'
import { buryLate, buryLogged } from './bury.ts'
import { settle } from './settle.ts'
import { suspectBundle } from './suspect.ts'
import { blockedChains, resume } from './lacking.ts'
import { askForBodies } from './sync.ts'

export function receiveBundle(state: CoreState, from: PublicKeyHex, bundle: Bundle): void {
  const policy = state.policies.get(bundle.policy)
  if (!policy) return
  const blocked = blockedChains(policy)
  // Admitted for what it shows, it may bring more than is taken of its emitter (AD-3).
  const fresh = from === state.self ? unknown(policy, bundle) : toOpen(policy, bundle)
  // What it shows to be dead leaves the budget first, as in a replay, where that stands before the bundle.
  const touched = buryLate(state, policy, bundle.spores, [])
  const opened = openSpores(state, policy, bundle, state.round, fresh)
  for (const { id } of bundle.spores) policy.drafts.delete(id)
  if (opened.length > 0) for (const slot of buryLate(state, policy, bundle.spores, opened)) touched.add(slot)
  if (opened.length === 0 && touched.size === 0) return
  state.roundOpen = true
  if (opened.length > 0) {
    state.outputs.push({ type: 'log', kind: 'bundle', bytes: bundle.wire })
    if (from === state.self) state.outputs.push({ type: 'broadcast', policy: policy.id, wire: bundle.wire })
  }
  settle(state, policy, opened, touched)
  // Bodies come in portions, and chains wait for them: ask for what comes next without waiting for the clock.
  if (from === state.self) return
  askForBodies(state, policy, from)
  resume(state, policy, from, blocked)
}

/** At start: the bundle stands in the log, so it is neither logged nor sent again. */
export function replayBundle(state: CoreState, round: number, bundle: Bundle): void {
  const policy = state.policies.get(bundle.policy)
  if (!policy) return
  const opened = openSpores(state, policy, bundle, round, unknown(policy, bundle))
  const late = opened.flatMap(({ spore: { id } }) => {
    const winner = policy.winners.get(id)
    return winner === undefined ? [] : ([[id, winner]] as const)
  })
  settle(state, policy, opened, buryLogged(state, policy, new Map(late)))
}

/** DE-6: of spores that are open, or whose bodies follow. */
export function replayBuried(state: CoreState, { policy: id, winners }: Buried): void {
  const policy = state.policies.get(id)
  if (policy) settle(state, policy, [], buryLogged(state, policy, winners))
}

function openSpores(
  state: CoreState,
  policy: PolicyState,
  bundle: Bundle,
  round: number,
  fresh: readonly Spore[],
): SporeEntry[] {
  const opened: SporeEntry[] = []
  for (const spore of fresh) {
    const entry = makeEntry(spore, round, state.now, isOverBudget(policy, spore))
    openEntry(state, policy, entry)
    opened.push(entry)
    const missing = policy.missing.get(spore.id)
    if (!missing) continue
    policy.missing.delete(spore.id)
    for (const { endorser, place, item } of missing.votes) {
      const chain = policy.chains[endorser]
      if (chain) chain.missing--
      // An item may be about another spore, for the sake of this one.
      const changed = applyItem(state, policy, endorser, place, item)
      if (changed && changed !== entry) opened.push(changed)
    }
  }
  if (opened.length > 0) suspectBundle(state, policy, bundle, round)
  return opened
}
