// Spores coming and going: an entry is indexed under every slot it touches, and its pages stay loaded, from the moment
// its body is known until it is finished (decided and, if committed, executed).

import { shortId } from '../codec/item-codec.ts'
import { MAX_PROVABLE, RECENT_DECIDED } from '../limits.ts'
import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import type { Operation } from '../model/operation.ts'
import { intentSlot, parentOf, slotOf } from '../model/slot.ts'
import type { Spore } from '../model/spore.ts'
import { type Footprint, isWrite } from '../rules/footprint.ts'
import { inspect } from '../rules/inspect.ts'
import { provingPlaces } from '../rules/decision.ts'
import { priorityOf } from '../rules/priority.ts'
import { isOver } from '../rules/version.ts'
import type { CoreState, Place, PolicyState, SporeEntry, Stage } from '../state.ts'
import { budgetOf } from './evidence.ts'
import { indexForEvidence, unindexForEvidence } from './suspect.ts'
import { turnClosed, turnOpened } from './turn.ts'

/** Every slot whose record a step may read or write on behalf of this spore. */
export function slotsOfSpore({
  operations,
  requirements,
  emitter,
  intent,
}: Pick<Spore, 'emitter' | 'intent'> & {
  readonly operations: readonly Pick<Operation, 'key' | 'sub'>[]
  readonly requirements: readonly Pick<Operation, 'key' | 'sub'>[]
}): Set<string> {
  const slots = new Set<string>()
  if (intent !== null) slots.add(intentSlot(emitter, intent))
  for (const { key, sub } of [...operations, ...requirements]) {
    const slot = slotOf(key, sub)
    const parent = parentOf(slot)
    slots.add(slot)
    if (parent !== undefined) slots.add(parent)
  }
  return slots
}

export function makeEntry(spore: Spore, round: number, receivedAt: number, overBudget: boolean): SporeEntry {
  return {
    spore,
    ...inspect(spore),
    overBudget,
    priority: priorityOf(spore),
    round,
    receivedAt,
    expiresAt: spore.deadline,
    endorsed: 0,
    rejected: 0,
    accepted: 0,
    holding: 0,
    notes: new Map(),
    ownVote: undefined,
    ownAccepted: null,
    ballots: undefined,
    waits: undefined,
    cancelled: false,
    lockedAt: undefined,
    waitingSince: undefined,
    contended: false,
    lookAt: 0,
    stage: 'open',
    executed: false,
    results: undefined,
    decidedAt: undefined,
  }
}

export const isOverBudget = (policy: PolicyState, { emitter }: Spore): boolean =>
  (policy.openByEmitter.get(emitter) ?? 0) >= budgetOf(policy, emitter)

export function openEntry(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  const { spore } = entry
  policy.open.set(spore.id, entry)
  indexPrefix(policy, spore.id)
  policy.openByEmitter.set(spore.emitter, (policy.openByEmitter.get(spore.emitter) ?? 0) + 1)
  for (const slot of slotsOfSpore(spore)) policy.records.pin(slot)
  policy.openBySlot.add(entry)
  policy.openAtBase.add(entry)
  indexForEvidence(policy, entry)
  turnOpened(state, policy, entry)
  if (spore.emitter !== state.self) return
  policy.own.add(entry)
  addOwn(policy, spore.id, entry.footprint)
}

/** Ours, from submission on: repeating it keeps its place in the order. */
export function addOwn(policy: PolicyState, id: SporeId, footprint: Footprint): void {
  for (const entry of footprint.values()) {
    const there = policy.ownBySlot.get(entry.slot)
    if (there) there.set(id, entry)
    else policy.ownBySlot.set(entry.slot, new Map([[id, entry]]))
  }
}

function removeOwn(policy: PolicyState, entry: SporeEntry): void {
  if (!policy.own.delete(entry)) return
  for (const slot of entry.footprint.keys()) {
    const there = policy.ownBySlot.get(slot)
    there?.delete(entry.spore.id)
    if (there?.size === 0) policy.ownBySlot.delete(slot)
  }
}

/** The spore is finished. Whoever waited for the slots that this touched is looked at by the caller. */
export function finish(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  stage: Exclude<Stage, 'open'>,
  touched: Set<string>,
): void {
  entry.stage = stage
  entry.decidedAt ??= state.now
  entry.waits = undefined
  if (stage === 'aborted') policy.uncertified.push(entry)
  closeEntry(state, policy, entry)
  for (const slot of entry.footprint.keys()) touched.add(slot)
}

function closeEntry(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  const { spore, stage } = entry
  policy.open.delete(spore.id)
  const left = (policy.openByEmitter.get(spore.emitter) ?? 1) - 1
  if (left > 0) policy.openByEmitter.set(spore.emitter, left)
  else policy.openByEmitter.delete(spore.emitter)
  if (entry.contended) lessContended(policy, spore.emitter)
  if (entry.ownVote === 'E' && stage !== 'committed') {
    free(policy, entry)
    for (const slot of entry.footprint.keys())
      policy.freed.forget(slot, (access) => isOver(policy.records, access))
  }
  for (const slot of slotsOfSpore(spore)) policy.records.unpin(slot)
  policy.openBySlot.remove(entry)
  policy.openAtBase.remove(entry)
  removeOwn(policy, entry)
  policy.cancels.delete(spore.id)
  turnClosed(state, policy, entry)
  policy.decided.set(spore.id, { stage: stage as Exclude<Stage, 'open'>, round: entry.round })
  policy.unsaved.decided.push(spore.id)
  remember(policy, entry)
  state.outputs.push({ type: 'spore', policy: policy.id, id: spore.id })
}

function lessContended({ contendedByEmitter }: PolicyState, emitter: PublicKeyHex): void {
  const left = (contendedByEmitter.get(emitter) ?? 1) - 1
  if (left > 0) contendedByEmitter.set(emitter, left)
  else contendedByEmitter.delete(emitter)
}

export function remember(policy: PolicyState, entry: SporeEntry): void {
  policy.recent.set(entry.spore.id, entry)
  indexForEvidence(policy, entry)
  if (policy.recent.size <= RECENT_DECIDED) return
  const oldest = policy.recent.keys().next().value
  if (oldest === undefined) return
  const left = policy.recent.get(oldest)
  policy.recent.delete(oldest)
  if (left) unindexForEvidence(policy, left)
  if (left && isIrregular(policy, left)) keepProvable(policy, left)
  if (policy.idByPrefix.get(shortId(oldest)) === oldest) policy.idByPrefix.delete(shortId(oldest))
}

/** Some vote stands on another branch of a chain, or behind a gap: whoever lacks it has to be given it by name. */
export function isIrregular(policy: PolicyState, entry: SporeEntry): boolean {
  const isElsewhere = (endorser: number, { seq, round }: Place): boolean => {
    const chain = policy.chains[endorser]
    return chain !== undefined && (seq >= chain.next || chain.batches.get(seq)?.round !== round)
  }
  for (const [endorser, { endorsed, rejected, accepted }] of entry.notes)
    for (const place of [endorsed, rejected, accepted]) if (place && isElsewhere(endorser, place)) return true
  for (const place of provingPlaces(policy.parameters, entry))
    if (isElsewhere(place.endorser, place)) return true
  return false
}

function keepProvable(policy: PolicyState, entry: SporeEntry): void {
  policy.provable.set(entry.spore.id, entry)
  if (policy.provable.size <= MAX_PROVABLE) return
  const oldest = policy.provable.keys().next().value
  if (oldest !== undefined) policy.provable.delete(oldest)
}

/** EN-8: what was only read is never a reason to name its reader. */
export function free({ freed }: PolicyState, entry: SporeEntry): void {
  for (const access of entry.footprint.values()) if (isWrite(access.mode)) freed.add(access, entry.spore.id)
}

export function indexPrefix(policy: PolicyState, id: SporeId): void {
  const prefix = shortId(id)
  const known = policy.idByPrefix.get(prefix)
  policy.idByPrefix.set(prefix, known === undefined || known === id ? id : null)
}
