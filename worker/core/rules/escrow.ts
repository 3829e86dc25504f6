// Bounded counters (rules ES; protocol 5.5): how much of what lies between a number and its bounds an endorser may promise
// away while nobody knows the order of what is under way. Additions stay commutative; the bound holds in every serial order.
//
// Safe: in one epoch with base B, minimum L, committed credits C, every debit that commits was endorsed by at least ω−f
// honest endorsers. At its last one, an honest X had A + d ≤ ρ·(B−L+C), where A holds every debit that X endorsed and that
// may commit in the epoch: those open here, and those executed. So Σ over at least n−f honest X gives
// (ω−f)·T ≤ (n−f)·ρ·(B−L+C), and T ≤ B−L+C. For the maximum, credits and debits change places.

import {
  addDecimals,
  compareDecimals,
  type Decimal,
  multiplyDecimals,
  negateDecimal,
  ZERO,
} from '../model/number.ts'
import type { Operation } from '../model/operation.ts'
import type { Counter } from '../model/value.ts'
import type { PolicyState, SporeEntry } from '../state.ts'
import { equalPath } from './conflict.ts'
import { isUnderWay } from './under-way.ts'

export interface Moves {
  readonly credits: Decimal
  readonly debits: Decimal
}

const NONE: Moves = { credits: ZERO, debits: ZERO }

const plus = (a: Moves, b: Moves): Moves => ({
  credits: addDecimals(a.credits, b.credits),
  debits: addDecimals(a.debits, b.debits),
})

/** By the operations of a spore, which never change: of a thousand open ones each is summed up once. */
const known = new WeakMap<object, Map<string, Moves>>()

/** What the additions of a spore bring to a key and take from it; nothing is set off, since what is executed is not either. */
export function movesOf(
  operations: readonly Pick<Operation, 'op' | 'key' | 'argument'>[],
  key: string,
): Moves {
  const byKey = known.get(operations) ?? new Map<string, Moves>()
  const moves = byKey.get(key) ?? sumOf(operations, key)
  known.set(operations, byKey.set(key, moves))
  return moves
}

function sumOf(operations: readonly Pick<Operation, 'op' | 'key' | 'argument'>[], key: string): Moves {
  let moves = NONE
  for (const { op, key: of, argument } of operations) {
    if (op !== 'ADD' || of !== key || argument?.type !== 'number') continue
    const { number } = argument
    moves = plus(
      moves,
      number.m < 0n ? { credits: ZERO, debits: negateDecimal(number) } : { credits: number, debits: ZERO },
    )
  }
  return moves
}

/** ES-3, with `promised` what is open besides. Only what the spore takes from one side is asked for. */
export function exceeds(
  { omega, f, n }: PolicyState['parameters'],
  counter: Counter,
  promised: Moves,
  { credits, debits }: Moves,
): boolean {
  const { number, min, max } = counter
  const base = addDecimals(addDecimals(number, negateDecimal(counter.credits)), counter.debits)
  const isOver = (used: Decimal, room: Decimal): boolean =>
    compareDecimals(times(used, n - f), times(room, omega - f)) > 0
  if (min && debits.m > 0n) {
    const used = addDecimals(addDecimals(counter.debits, promised.debits), debits)
    if (isOver(used, addDecimals(addDecimals(base, negateDecimal(min)), counter.credits))) return true
  }
  if (!max || credits.m === 0n) return false
  const used = addDecimals(addDecimals(counter.credits, promised.credits), credits)
  return isOver(used, addDecimals(addDecimals(max, negateDecimal(base)), counter.debits))
}

const times = (number: Decimal, factor: number): Decimal =>
  multiplyDecimals(number, { m: BigInt(factor), s: 0 })

/** ES-3, ES-4: whether this spore, in the commutative form that it has, must be refused. */
export function escrowFault(policy: PolicyState, entry: SporeEntry): boolean {
  for (const { slot, mode, base } of entry.footprint.values()) {
    if (mode !== 'C:num' && mode !== 'C:mul') continue
    const value = policy.records.get(slot)?.value
    if (value?.type !== 'counter') continue
    if (mode === 'C:mul') return true
    let promised = NONE
    for (const other of policy.openBySlot.at(slot)) {
      const theirs = other.footprint.get(slot)
      if (other === entry || other.ownVote !== 'E' || theirs?.mode !== 'C:num') continue
      if (equalPath(theirs.base, base)) promised = plus(promised, movesOf(other.spore.operations, slot))
    }
    if (exceeds(policy.parameters, value, promised, movesOf(entry.spore.operations, slot))) return true
  }
  return false
}

/**
 * ES-5: as far as this node can see, endorsers would refuse the commutative form. What may still come in this epoch counts,
 * endorsed here or not.
 */
export function wouldExceed(
  policy: PolicyState,
  key: string,
  operations: readonly Pick<Operation, 'op' | 'key' | 'argument'>[],
  now: number,
): boolean {
  const record = policy.records.get(key)
  if (record?.value?.type !== 'counter') return false
  let promised = NONE
  for (const entry of policy.openBySlot.at(key)) {
    const theirs = entry.footprint.get(key)
    if (theirs?.mode !== 'C:num' || theirs.base.path[0] !== record.x) continue
    if (isUnderWay(policy, entry, now)) promised = plus(promised, movesOf(entry.spore.operations, key))
  }
  return exceeds(policy.parameters, record.value, promised, movesOf(operations, key))
}
