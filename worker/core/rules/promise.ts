// What an endorser says of a spore: endorsement rules 1 to 8 of protocol 3.4, in their order (EN-1 to EN-8).
// A pure question: nothing changes here. A reason travels to the screen as it is.

import { MAX_CONTENDED_PER_EMITTER, MAX_FREED, MAX_NUMBER_DIGITS, MAX_NUMBER_SCALE } from '../limits.ts'
import type { RejectReason } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import { digitsOf } from '../model/number.ts'
import { slotOf } from '../model/slot.ts'
import { numberIn } from '../model/value.ts'
import type { PolicyState, SporeEntry } from '../state.ts'
import { sizeOf } from './endorser-set.ts'
import { escrowFault } from './escrow.ts'
import { needsEnd } from './evidence-conflict.ts'
import { valueFault } from './fit.ts'
import { timersOf } from './timers.ts'
import { isInPlace } from './under-way.ts'
import { compareBase } from './version.ts'

export type Verdict =
  | { readonly type: 'endorse'; readonly freed: readonly SporeId[] }
  | { readonly type: 'reject'; readonly why: RejectReason; readonly ref: SporeId | null }
  /** EN-7: waits behind a promise. */
  | { readonly type: 'hold'; readonly by: SporeId }
  /** EN-4: this node lags. EN-2: the deadline is too far ahead by this clock; look again at `until`. */
  | { readonly type: 'lag' }
  | { readonly type: 'later'; readonly until: number }

const reject = (why: RejectReason, ref: SporeId | null = null): Verdict => ({ type: 'reject', why, ref })

/** EN-1 is the caller's: at most one vote, ever. */
export function judge(policy: PolicyState, entry: SporeEntry, now: number): Verdict {
  const { spore, footprint } = entry
  if (spore.deadline < now) return reject('EXPIRED')
  const earliest = spore.deadline - policy.record.maxTimeoutMs
  if (earliest > now) return { type: 'later', until: earliest }
  if (entry.overBudget) return reject('RATE')
  if (entry.fault) return reject(entry.fault.why)

  const misfit = versionMisfit(policy, entry)
  if (misfit) return misfit
  if (valueFault(policy.records, spore.operations, footprint) ?? productFault(policy, entry))
    return reject('TYPE')
  if (escrowFault(policy, entry)) return reject('ESCROW')

  for (const rival of locksBefore(policy, entry)) return { type: 'hold', by: rival.spore.id }
  const first = preferredBefore(policy, entry, now)
  if (first) return { type: 'hold', by: first.spore.id }
  if ((policy.contendedByEmitter.get(spore.emitter) ?? 0) >= MAX_CONTENDED_PER_EMITTER) return reject('RATE')
  const freed = new Set<SporeId>()
  for (const access of footprint.values())
    for (const rivals of policy.freed.at(access.slot))
      if (needsEnd(rivals.access, access)) for (const id of rivals.ids) freed.add(id)
  if (freed.size > MAX_FREED) return reject('RATE')
  return { type: 'endorse', freed: [...freed] }
}

/** EN-4: behind on any slot is a refusal, ahead on any a reason to catch up. */
export function versionMisfit(policy: PolicyState, { footprint }: SporeEntry): Verdict | undefined {
  let lags = false
  for (const each of footprint.values()) {
    const order = compareBase(policy.records, each)
    if (order === 'stale' || (each.base.w !== null && isDropped(policy, each.base.w)))
      return reject('STALE', policy.records.get(each.slot)?.last ?? null)
    lags ||= order === 'ahead'
  }
  return lags ? { type: 'lag' } : undefined
}

/** EN-7: those that we have endorsed, that are not finished, and that exclude this one. */
export function* locksBefore(policy: PolicyState, entry: SporeEntry): Iterable<SporeEntry> {
  for (const { slot, mode } of entry.footprint.values())
    for (const rival of policy.openBySlot.rivals(slot, mode))
      if (rival.ownVote === 'E' && rival !== entry) yield rival
}

/**
 * EN-7: one that waits longer than the wound delay, could be endorsed but for such locks, and is preferred: a stream of
 * others, commutative ones above all, must not pass it for ever [V9].
 */
function preferredBefore(policy: PolicyState, entry: SporeEntry, now: number): SporeEntry | undefined {
  const { woundMs } = timersOf(policy)
  for (const { slot, mode } of entry.footprint.values())
    for (const rival of policy.openBySlot.rivals(slot, mode)) {
      if (rival.ownVote !== undefined || rival.waits?.type !== 'behind' || rival === entry) continue
      if (rival.priority > entry.priority || now - rival.receivedAt < woundMs) continue
      if (sizeOf(rival.rejected) > policy.parameters.n - policy.parameters.omega) continue
      if (isInPlace(policy, rival)) return rival
    }
  return undefined
}

/** EN-4: built on a predecessor (named by its 8-byte prefix) that is known never to commit [V4]. */
function isDropped(policy: PolicyState, prefix: string): boolean {
  const id = policy.idByPrefix.get(prefix)
  const decided = id ? policy.decided.get(id) : undefined
  return decided !== undefined && decided.stage !== 'committed'
}

/** EN-5: products of promised but unexecuted MULs must fit too (5.3); otherwise a value could outgrow every bound. */
function productFault(policy: PolicyState, entry: SporeEntry): true | undefined {
  for (const { op, key, argument } of entry.spore.operations) {
    if (op !== 'MUL' || argument?.type !== 'number') continue
    const slot = slotOf(key, null)
    const number = numberIn(policy.records.get(slot)?.value)
    let digits = digitsOf(argument.number) + (number ? digitsOf(number) : 0)
    let scale = argument.number.s + (number?.s ?? 0)
    for (const { ownVote, spore } of policy.openBySlot.at(slot))
      for (const other of ownVote === 'E' ? spore.operations : [])
        if (other.op === 'MUL' && other.key === key && other.argument?.type === 'number') {
          digits += digitsOf(other.argument.number)
          scale += other.argument.number.s
        }
    if (digits > MAX_NUMBER_DIGITS || scale > MAX_NUMBER_SCALE) return true
  }
  return undefined
}
