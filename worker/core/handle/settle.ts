// From votes to values: counts the votes of a spore, decides it by certificate, executes it when its slots are ready and
// looks again at everything that waited for those slots (protocol 3.5, 3.8; rules DE-1 to DE-5).

import type { PolicyId, SporeId } from '../model/ids.ts'
import { isSystemSlot, keyOfSlot } from '../model/slot.ts'
import { type Executed, executeSpore, gateOf } from '../rules/apply.ts'
import { abortGrounds, commitGrounds } from '../rules/decision.ts'
import { boundedResults } from '../rules/effect.ts'
import { effectsOf } from '../rules/effects.ts'
import { isExclusive, isWrite } from '../rules/footprint.ts'
import { isOver, isOvertaken, recordAt } from '../rules/version.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'
import { alarm } from './alarm.ts'
import { advance, isApproved } from './ballot.ts'
import { promisedBallot } from './ballot-items.ts'
import { bury, killRivals } from './bury.ts'
import { finish } from './entry.ts'
import { noticeItem } from './queues.ts'
import { suspectReleases } from './suspect.ts'
import { attend } from './fallback.ts'
import { examine, maySpeak } from './vote.ts'

const NOTHING: Executed = { written: new Map(), results: [] }

/** Entries whose votes changed, or that are new: decide what can be decided, and everything that follows from it. */
export function settle(
  state: CoreState,
  policy: PolicyState,
  changed: Iterable<SporeEntry>,
  touched = new Set<string>(),
): void {
  const waiting = new Set<SporeEntry>()
  for (const entry of changed) {
    tally(state, policy, entry, touched)
    waiting.add(entry)
  }
  while (touched.size > 0 || waiting.size > 0) {
    while (touched.size > 0) {
      const entries = new Set<SporeEntry>()
      for (const slot of touched) for (const entry of policy.openBySlot.at(slot)) entries.add(entry)
      touched.clear()
      for (const entry of entries) {
        if (entry.stage === 'committed') executeLive(state, policy, entry, touched)
        else if (isOvertakenAnywhere(policy, entry)) {
          examine(state, policy, entry)
          bury(state, policy, entry, undefined, touched)
        } else waiting.add(entry)
      }
    }
    // Locks are only taken now, when every release is known, and in the order of priority (PR-1).
    const order = [...waiting].sort((a, b) => (a.priority < b.priority ? -1 : 1))
    waiting.clear()
    for (const entry of order) {
      // VE-2: also one that came after its place was taken. It is refused first, so that its emitter learns why.
      attend(state, policy, entry)
      if (entry.stage === 'open' && isOvertakenAnywhere(policy, entry))
        bury(state, policy, entry, undefined, touched)
    }
  }
}

/** DE-1 COMMIT, DE-2 ABORT, else what the votes lead this node to say. */
function tally(state: CoreState, policy: PolicyState, entry: SporeEntry, touched: Set<string>): void {
  if (entry.stage !== 'open') return
  const commits = commitGrounds(policy.parameters, entry)
  const aborts = abortGrounds(policy.parameters, entry)
  if (commits && aborts) alarm(state, policy, entry.spore.id)
  if (commits) return commit(state, policy, entry, touched)
  if (aborts) return finish(state, policy, entry, 'aborted', touched)
  state.outputs.push({ type: 'spore', policy: policy.id, id: entry.spore.id })
  acceptApproved(state, policy, entry)
  advance(state, policy, entry)
}

/** DE-3: unless a ballot was promised, which forbids every lower one. */
function acceptApproved(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  if (!maySpeak(state, policy) || entry.ownAccepted || promisedBallot(entry) > 0) return
  if (!isApproved(policy, entry)) return
  entry.ownAccepted = { ballot: 0, just: null }
  policy.outbox.push({ type: 'ACCEPT', spore: entry.spore.id, ...entry.ownAccepted })
}

function commit(state: CoreState, policy: PolicyState, entry: SporeEntry, touched: Set<string>): void {
  entry.stage = 'committed'
  entry.decidedAt = state.now
  policy.uncertified.push(entry)
  suspectReleases(state, policy, entry)
  killRivals(state, policy, entry, touched)
  executeLive(state, policy, entry, touched)
}

/**
 * FE-2: what was executed before this node stopped, in the order in which it was. The log is trusted like its votes: it
 * says that the certificate had been here, also where a vote has fallen out of the bounds since.
 */
export function replayExecuted(state: CoreState, id: PolicyId, spores: readonly SporeId[]): void {
  const policy = state.policies.get(id)
  if (!policy) return
  const touched = new Set<string>()
  for (const spore of spores) {
    const entry = policy.open.get(spore)
    if (!entry) continue
    entry.stage = 'committed'
    entry.decidedAt ??= state.now
    killRivals(state, policy, entry, touched)
    execute(state, policy, entry, touched)
  }
  settle(state, policy, [], touched)
}

/** What replaying the log committed and no round had executed. Returns the slots that this touched. */
export function executeCommitted(state: CoreState, policy: PolicyState): Set<string> {
  const touched = new Set<string>()
  for (const entry of [...policy.open.values()]) {
    if (entry.stage !== 'committed') continue
    // A rival that was here before our own batch counted stands behind that batch in the log, and no row tells of it.
    killRivals(state, policy, entry, touched)
    executeLive(state, policy, entry, touched)
  }
  return touched
}

/** The order of execution is a fact of this node's log. While that is replayed, it alone says what is executed. */
function executeLive(state: CoreState, policy: PolicyState, entry: SporeEntry, touched: Set<string>): void {
  if (state.replaying || !execute(state, policy, entry, touched)) return
  policy.executed.push(entry.spore.id)
  state.roundOpen = true
}

/** DE-5: a committed spore is executed once, when every slot it writes is ready; until then it keeps its locks. */
function execute(state: CoreState, policy: PolicyState, entry: SporeEntry, touched: Set<string>): boolean {
  const gate = gateOf(policy.records, entry.footprint)
  if ('waitsAt' in gate) {
    policy.frontierDirty = true
    state.outputs.push({ type: 'spore', policy: policy.id, id: entry.spore.id })
    return false
  }
  // A spore that breaks rule 3 commits only with more than f faults; it has no footprint, and then no effect either.
  const { written, results } = entry.fault
    ? NOTHING
    : executeSpore(policy.records, entry.spore, entry.footprint, gate.absorbed)
  entry.effects = effectsOf(policy.records, written)
  for (const [slot, record] of written) policy.records.put(slot, record)
  for (const [slot, { value }] of written) if (value !== undefined) noticeItem(policy, slot)
  // EX-6: only its emitter asks, and others must not have to keep what a small spore can be made to give back.
  if (entry.spore.emitter === state.self && results.some((each) => each !== null))
    entry.results = boundedResults(results)
  forgetFreed(policy, entry)
  entry.executed = true
  const { id, body } = entry.spore
  state.outputs.push({ type: 'effects', policy: policy.id, spore: id, bodyBytes: body.length, written })
  const keys = new Set([...written.keys()].filter((slot) => !isSystemSlot(slot)).map(keyOfSlot))
  if (keys.size > 0) state.outputs.push({ type: 'changed', policy: policy.id, keys: [...keys] })
  finish(state, policy, entry, 'committed', touched)
  return true
}

/** EN-8: rivals of paths and classes that are over. An absorbed write ends none. */
function forgetFreed({ freed, records }: PolicyState, { footprint }: SporeEntry): void {
  for (const { slot, mode } of footprint.values()) {
    if (!isWrite(mode)) continue
    freed.forget(slot, (access) => isOver(records, access))
    // Their own pages need not be here.
    if (isExclusive(mode))
      freed.forgetBelow(slot, ({ base }) => (base.path[0] ?? 0) < recordAt(records, slot).x)
  }
}

function isOvertakenAnywhere(policy: PolicyState, entry: SporeEntry): boolean {
  for (const each of entry.footprint.values()) if (isOvertaken(policy.records, each)) return true
  return false
}
