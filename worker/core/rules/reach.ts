// Who of a policy's endorsers can be reached, how fast they answer, and what that allows, in numbers and in words (rules RE-1 to
// RE-4). Readings of this node's clock and links: they start timers and fill screens, and no vote or decision rests on them.

import { DEFAULT_TIMEOUT_MS, HEARD_MS } from '../limits.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { PolicyParameters } from '../model/policy-parameters.ts'
import type { PolicyState } from '../state.ts'
import { has, sizeOf } from './endorser-set.ts'

export interface EndorserReach {
  readonly index: number
  readonly isSelf: boolean
  /** Connected to us, or new batches of it still come through others. */
  readonly reachable: boolean
  readonly connected: boolean
  /** Batches of all chains that it lacked when it told us last; undefined while it has told nothing. */
  readonly behind: number | undefined
  /** Smoothed time from our word to its answer; undefined while nothing was measured. */
  readonly answerMs: number | undefined
  /** For how long it has been connected, or not. */
  readonly sinceMs: number
  /** Its word cannot be counted on: it fell silent here, or is proven to be faulty. */
  readonly silencedOrAccused: boolean
}

export interface Reachability {
  readonly endorsers: readonly EndorserReach[]
  /** Endorsers that can be reached and counted on. */
  readonly reachable: number
  /** What a write needs. */
  readonly quorum: number
  /** ω endorsers can be reached: writes go through. */
  readonly canCommit: boolean
  /** Enough for ballots as well: r reports and q accepts. What got stuck can be settled. */
  readonly canDecide: boolean
  /** τ, see `roundTripOf`. */
  readonly roundTripMs: number | undefined
  readonly sentence: string
}

/** A default deadline leaves room for this many round trips: a lock that times out, and ballots behind it. */
const TRIPS_PER_DEADLINE = 40

export function reachability(
  policy: PolicyState,
  connected: ReadonlySet<PublicKeyHex>,
  now: number,
): Reachability {
  const endorsers = policy.record.endorsers.map(({ key }, index) =>
    endorserReach(policy, index, connected.has(key), now),
  )
  const reachable = endorsers.filter((each) => each.reachable && !each.silencedOrAccused).length
  const left = endorsers.filter((each) => each.reachable && each.silencedOrAccused).length
  const faulty = sizeOf(policy.evidence.faulty)
  const isHalted = faulty > policy.parameters.f
  return {
    endorsers,
    reachable,
    ...(isHalted ? { canCommit: false, canDecide: false } : allowed(policy.parameters, reachable)),
    quorum: policy.parameters.omega,
    roundTripMs: roundTripOf(policy),
    sentence: isHalted
      ? `${faulty} of ${policy.parameters.n} endorsers are proven faulty, more than the ${policy.parameters.f} that are tolerated: writes are halted`
      : reachSentence(policy.parameters, reachable, left),
  }
}

/** RE-1. Whoever went is taken for reachable again when new words of it come by another way. */
function endorserReach(policy: PolicyState, index: number, connected: boolean, now: number): EndorserReach {
  const { watch, silenced, evidence } = policy
  const isSelf = index === policy.self
  const changedAt = watch.changedAt.get(index) ?? now
  const heardAt = watch.heardAt.get(index)
  const isHeard = heardAt !== undefined && heardAt > changedAt && Math.abs(now - heardAt) < HEARD_MS
  return {
    index,
    isSelf,
    reachable: isSelf || connected || isHeard,
    connected,
    behind: watch.behind.get(index),
    answerMs: watch.pace.get(index),
    sinceMs: Math.max(0, now - changedAt),
    silencedOrAccused: has(evidence.faulty, index) || (isSelf && silenced),
  }
}

/** RE-2. */
export const allowed = (
  { omega, q, r }: Pick<PolicyParameters, 'omega' | 'q' | 'r'>,
  reachable: number,
): { readonly canCommit: boolean; readonly canDecide: boolean } => ({
  canCommit: reachable >= omega,
  canDecide: reachable >= Math.max(q, r),
})

/** "2 of 4 endorsers reachable, 3 needed: writes wait". `left`: reachable ones that do not count. */
export function reachSentence(
  parameters: Pick<PolicyParameters, 'n' | 'omega' | 'q' | 'r'>,
  reachable: number,
  left = 0,
): string {
  const { n, omega, q, r } = parameters
  const { canCommit, canDecide } = allowed(parameters, reachable)
  const flow = !canCommit
    ? 'writes wait'
    : canDecide
      ? 'writes go through'
      : `writes go through, but a contested one waits until ${Math.max(q, r)} are`
  const counts = `${reachable} of ${n} ${n === 1 ? 'endorser' : 'endorsers'} reachable, ${omega} needed: ${flow}`
  if (left === 0) return counts
  return `${counts}. ${left} more ${left === 1 ? 'is' : 'are'} there, but can no longer be counted on`
}

/**
 * RE-3 τ: how long it takes until a quorum has been heard, the answers of the fastest endorsers. Undefined while fewer have
 * been measured.
 */
export function roundTripOf(policy: PolicyState): number | undefined {
  const { watch, parameters, silenced } = policy
  // An own answer takes no time.
  const others = policy.self >= 0 && !silenced ? parameters.omega - 1 : parameters.omega
  const slowest = others === 0 ? 0 : watch.pace.ordered[others - 1]
  return slowest === undefined ? undefined : Math.round(slowest)
}

/** RE-4: what a write gets whose author says nothing. */
export function defaultTimeoutMs(policy: PolicyState): number {
  const measured = TRIPS_PER_DEADLINE * (roundTripOf(policy) ?? 0)
  return Math.min(policy.record.maxTimeoutMs, Math.round(Math.max(DEFAULT_TIMEOUT_MS, measured)))
}
