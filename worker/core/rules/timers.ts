// How long an endorser waits before it starts something (protocol 3.6, 3.7; rule BA-9). Safety rests on none of these.

import type { PolicyState } from '../state.ts'
import { roundTripOf } from './reach.ts'

const LEAST_BALLOT_MS = 250
const LEAST_WOUND_MS = 150
/** A round trip measured in bad times must not stretch good ones: beyond this, doubling has to find the right time. */
const MOST_ROUND_TRIP_MS = 250
/** Doubling ends here: some minutes to hours, whatever the round trip. */
const MAX_DOUBLINGS = 12

export interface Timers {
  /** T0: of the first ballots. */
  readonly ballotMs: number
  /** Before a spore that is preferred has the one before it aborted. */
  readonly woundMs: number
  /** Before any spore has the one before it aborted. Longer than a commit and a ballot with a silent coordinator [V10]. */
  readonly lockMs: number
}

export function timersOf(policy: PolicyState): Timers {
  const roundTripMs = Math.min(MOST_ROUND_TRIP_MS, roundTripOf(policy) ?? 0)
  const ballotMs = Math.max(LEAST_BALLOT_MS, 4 * roundTripMs)
  const woundMs = Math.max(LEAST_WOUND_MS, 2 * roundTripMs)
  return { ballotMs, woundMs, lockMs: 8 * ballotMs + woundMs }
}

/** T0·2^⌈w/2⌉, from the moment enough reports are here. */
export const ballotTimeout = ({ ballotMs }: Timers, ballot: number): number =>
  ballotMs * 2 ** Math.min(MAX_DOUBLINGS, Math.ceil(ballot / 2))
