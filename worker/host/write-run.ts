// What is kept of a write while it is under way, and what is said about how it goes.

import type { IntendedRequirement } from '../core/input.ts'
import type { RejectReason } from '../core/model/batch.ts'
import type { SporeId } from '../core/model/ids.ts'
import type { Base, Requirement } from '../core/model/operation.ts'
import type { Waiter } from './turn-desk.ts'
import type { Write, WriteRequest } from './write.ts'

type Mutable<Item> = { -readonly [Name in keyof Item]: Item[Name] }

/** A write under way. */
export interface Run {
  readonly write: Mutable<Write>
  /** The attempt that is not decided. */
  current: SporeId | undefined
  /** The key whose line it stands in, or whose turn it has. */
  line: string | undefined
  readonly waiter: Waiter
  /** What the first attempt required, with the bases it had. */
  required: readonly Requirement[] | undefined
  cancelPatience: () => void
  cancelPause: () => void
}

export const newWrite = (id: string, request: WriteRequest, startedAt: number): Mutable<Write> => ({
  id,
  request,
  startedAt,
  patientUntil: startedAt + request.patienceMs,
  state: 'waiting',
  attempts: [],
  waitsFor: 'spore',
  committed: undefined,
  why: undefined,
})

export const newRun = (write: Mutable<Write>, go: () => void): Run => ({
  write,
  current: undefined,
  line: undefined,
  waiter: { go },
  required: undefined,
  cancelPatience: () => undefined,
  cancelPause: () => undefined,
})

/** WR-4: what the first attempt required, unless it may be as it is now. */
export function baseRequired(
  { write, required }: Run,
  { key, mode }: Pick<IntendedRequirement, 'key' | 'mode'>,
): { readonly base?: Base } {
  const found = required?.find((each) => each.key === key && each.mode === mode)
  return found && write.request.retryChanged !== true ? { base: found.base } : {}
}

export const snapshotOf = (write: Write): Write => ({ ...write })

export const WORDS: Readonly<Record<RejectReason | 'ABORTED' | 'PATIENCE' | 'CANCELLED', string>> = {
  STALE: 'Another write of the same key was committed first.',
  ABORTED: 'The endorsers did not agree on it and ended it.',
  EXPIRED: 'Its deadline passed before enough endorsers had seen it.',
  RATE: 'Too many spores of this key are undecided.',
  ERA: 'It belonged to another era.',
  POLICY: 'The policy does not allow it.',
  TYPE: 'The operation does not fit the value.',
  ESCROW: 'The bound of the counter would be passed.',
  LOCAL: 'Endorsers refused it by a policy of their own.',
  PATIENCE: 'The time for it is over.',
  CANCELLED: 'It was cancelled.',
}
