// What is kept of a write while it is under way, and what is said about how it goes.

import { taggedHash } from '../core/codec/hash.ts'
import { hexToBytes } from '../core/codec/hex.ts'
import type { IntendedRequirement } from '../core/input.ts'
import type { RejectReason } from '../core/model/batch.ts'
import type { PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { Base, Requirement } from '../core/model/operation.ts'
import { isExpected } from '../core/rules/effect.ts'
import { recordAt } from '../core/rules/version.ts'
import type { PolicyState } from '../core/state.ts'
import { roundTripOf } from '../core/rules/reach.ts'
import { ATTEMPT_MS, LEAST_ATTEMPT_MS } from './limits.ts'
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
  /** An attempt was refused for the bounds of a counter: the next ones are exact (ES-5). */
  exact: boolean
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
  results: undefined,
  why: undefined,
})

export const newRun = (write: Mutable<Write>, go: () => void): Run => ({
  write,
  current: undefined,
  line: undefined,
  waiter: { go },
  required: undefined,
  exact: false,
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

/** WR-2: when an attempt that begins now is over. Where answers take long, so does a decision. */
export function attemptEnd(policy: PolicyState | undefined, patientUntil: number, now: number): number {
  const attemptMs = Math.max(ATTEMPT_MS, 20 * ((policy && roundTripOf(policy)) ?? 0))
  const maxMs = policy?.record.maxTimeoutMs ?? ATTEMPT_MS
  return now + Math.min(attemptMs, maxMs, Math.max(patientUntil - now, LEAST_ATTEMPT_MS))
}

/** From 0 to 1, by the host's chance. */
export function chanceOf(self: PublicKeyHex, nonce: string): number {
  const [a = 0, b = 0] = taggedHash('pause', hexToBytes(self), hexToBytes(nonce))
  return (a * 256 + b) / 65_536
}

/** WR-7: all it does is set values, and each key holds its value now: others' writes have set the same. */
export function isAlreadySet(
  { records }: PolicyState,
  { operations, requirements, intent }: WriteRequest,
): boolean {
  if (requirements.length > 0 || (intent ?? null) !== null) return false
  return operations.every(({ op, key, argument }) => {
    if (op !== 'SET' || !argument || records.missing([key]).length > 0) return false
    return isExpected(recordAt(records, key).value, argument)
  })
}

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
