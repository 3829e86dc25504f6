// What the page sees of a spore's fallback: the ballots that decide what the normal vote did not.

import type { PublicKeyHex } from '../core/model/ids.ts'

export interface BallotView {
  /** From 1. Even ballots would commit the spore, odd ones abort it. */
  readonly ballot: number
  readonly outcome: 'commit' | 'abort'
  /** Whose turn it is to propose, from the reports. */
  readonly coordinator: PublicKeyHex
  /** Who promised to go on in this ballot, and reported what they had said. */
  readonly reported: readonly PublicKeyHex[]
  readonly proposed: boolean
  readonly accepted: readonly PublicKeyHex[]
  /** Enough accepted: this ballot decided. */
  readonly decided: boolean
}
