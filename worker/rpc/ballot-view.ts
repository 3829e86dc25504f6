// The ballots of one spore as the screens show them, in ascending order.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { coordinatorOf } from '../core/rules/safety.ts'
import type { PolicyState, SporeEntry } from '../core/state.ts'
import type { BallotView } from './contract-ballots.ts'

/** The last ones: a spore that nobody could decide for days may have had many. */
const MAX_SHOWN = 16

export function ballotViews(policy: PolicyState, { spore, ballots }: SporeEntry): readonly BallotView[] {
  if (!ballots) return []
  const { n, q } = policy.parameters
  const keyOf = (endorser: number): PublicKeyHex | undefined => policy.record.endorsers[endorser]?.key
  const keys = (endorsers: Iterable<number>): PublicKeyHex[] =>
    [...new Set(endorsers)].sort((a, b) => a - b).flatMap((each) => keyOf(each) ?? [])
  const numbers = new Set([...ballots.reports.keys(), ...ballots.proposals.keys(), ...ballots.accepts.keys()])
  return [...numbers]
    .filter((ballot) => ballot > 0)
    .sort((a, b) => a - b)
    .slice(-MAX_SHOWN)
    .flatMap((ballot) => {
      const coordinator = keyOf(coordinatorOf(spore.id, ballot, n))
      if (coordinator === undefined) return []
      const accepted = keys(ballots.accepts.get(ballot)?.keys() ?? [])
      return {
        ballot,
        outcome: ballot % 2 === 0 ? 'commit' : 'abort',
        coordinator,
        reported: keys((ballots.reports.get(ballot) ?? []).map(({ endorser }) => endorser)),
        proposed: (ballots.proposals.get(ballot) ?? []).length > 0,
        accepted,
        decided: accepted.length >= q,
      }
    })
}
