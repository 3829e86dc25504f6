// What an exploration is about: a policy, who is byzantine, and up to three spores with a coordinator each.

import { coordinatorOf } from '../reference/thresholds.ts'
import type { Operation, Requirement } from '../../../worker/core/model/operation.ts'
import { policyIdOf } from '../../../worker/core/codec/policy-codec.ts'
import type { PublicKeyHex } from '../../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../../worker/core/model/policy.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { sporeOf } from '../../core/builders.ts'
import { keyOf, policyOf } from '../../core/policy-samples.ts'

export const HOUR = 3_600_000
/** All spores end then. */
export const DEADLINE = 1_700_000_000_000
/** Every vote is possible. */
export const OPEN = DEADLINE - 12 * HOUR
/** The deadline lies beyond the policy's furthest: spores are known and nobody votes yet. */
export const EARLY = DEADLINE - 30 * HOUR
export const EXPIRED = DEADLINE + 1_000
/** Longer than every lock and ballot. */
export const PAUSE = 100_000

export interface PlannedSpore {
  readonly operations: readonly Operation[]
  readonly requirements?: readonly Requirement[]
  /** Of ballots 1 and 2; the next endorser's turn comes in 3 and 4. */
  readonly coordinator: number
  readonly hoursLater?: number
}

export interface Plan {
  readonly name: string
  readonly n: number
  /** The last f endorsers are byzantine. */
  readonly f: number
  readonly fast?: boolean
  readonly quorum?: number
  readonly spores: readonly PlannedSpore[]
  readonly maxBallot: number
  /**
   * `empty`: nobody has heard of anything. `known`: spores are known, and nobody votes before it chooses to, so that also
   * "no vote" can be reported. `voted`: everybody has voted.
   */
  readonly start: 'empty' | 'known' | 'voted'
  /** In schedules of chance approvals stay hidden for long and ballots have their time: what the fast path rests on. */
  readonly hidden?: boolean
}

export const recordOf = ({ n, f, fast, quorum }: Plan): PolicyRecord =>
  policyOf(n, f, {
    submitters: [1, 2, 3].map((i) => ({ key: emitterOf(i), name: `client ${i}` })),
    ...(fast ? { fast } : {}),
    ...(quorum === undefined ? {} : { quorum }),
  })

/** Clients are no endorsers, so that no endorser is a special one. */
const emitterOf = (index: number): PublicKeyHex => keyOf(0x100 + index)

/** Spores whose ids give them the wanted coordinators: nonces are tried in order, so a plan always means the same spores. */
export function sporesOf(plan: Plan): readonly Spore[] {
  const policy = policyIdOf(recordOf(plan))
  let nonce = 0
  return plan.spores.map(({ operations, requirements, coordinator, hoursLater = 0 }, index) => {
    for (;;) {
      const spore = sporeOf(operations, {
        policy,
        emitter: emitterOf(index + 1),
        nonce: (++nonce).toString(16).padStart(32, '0'),
        deadline: DEADLINE + hoursLater * HOUR,
        requirements: requirements ?? [],
      })
      if (coordinatorOf(spore.id, 1, plan.n) === coordinator) return spore
    }
  })
}
