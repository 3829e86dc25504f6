// The soft sequencer's words (protocol 3.7): who wants to write a hot key asks its gatekeeper for a turn. Nothing here is
// signed and nothing rests on it: whoever ignores it, or lies, costs time and never safety.

import type { PublicKeyHex } from './ids.ts'

/** An ask and a done go to the gatekeeper, what lies between comes from it. Append only: the place is the wire's code. */
export const TURN_STEPS = ['ask', 'granted', 'done', 'queued'] as const
export type TurnStep = (typeof TURN_STEPS)[number]

export interface Turn {
  readonly step: TurnStep
  readonly key: string
  /**
   * Of an ask: how many writes are wanted, 1 to MAX_TURN_WRITES. Of a grant: how often the key was overwritten at the
   * gatekeeper, so that one waits until one is as far. Of a place in the queue: how many are before. Of a done: 0.
   */
  readonly number: number
}

/** Of one key, at its gatekeeper: whose turn it is, and who waits. A hint that no decision rests on. */
export interface TurnLine {
  readonly key: string
  /** No member: somebody writes without a turn. */
  holder: { readonly member: PublicKeyHex | undefined; left: number; until: number } | undefined
  /** How long at most the first in the queue waits for those. */
  blockedUntil: number | undefined
  /** Members in the order in which they asked, and how many writes each wants to make. */
  readonly queue: Map<PublicKeyHex, number>
}
