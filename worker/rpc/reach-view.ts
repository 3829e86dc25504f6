// Who can be reached, as the page sees it.

import { defaultTimeoutMs, reachability } from '../core/rules/reach.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import type { ReachView } from './contract.ts'
import type { NameOf } from './spore-view.ts'

export function reachView(state: CoreState, policy: PolicyState, now: number, nameOf: NameOf): ReachView {
  const reach = reachability(policy, state.peers, now)
  return {
    policy: policy.id,
    endorsers: reach.endorsers.flatMap((each) => {
      const key = policy.record.endorsers[each.index]?.key
      if (key === undefined) return []
      const { isSelf, reachable, connected, sinceMs } = each
      return {
        key,
        name: nameOf(key),
        isSelf,
        reachable,
        connected,
        behind: each.behind ?? null,
        answerMs: each.answerMs === undefined ? null : Math.round(each.answerMs),
        sinceMs,
        counted: !each.silencedOrAccused,
      }
    }),
    reachable: reach.reachable,
    quorum: reach.quorum,
    canCommit: reach.canCommit,
    canDecide: reach.canDecide,
    roundTripMs: reach.roundTripMs ?? null,
    defaultTimeoutMs: defaultTimeoutMs(policy),
    sentence: reach.sentence,
  }
}
