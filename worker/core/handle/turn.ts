// The gatekeeper's side of the soft sequencer (TU-1 to TU-4): for each hot key that members ask about, who may write now and
// who is next. It watches the spores it knows; it never votes, promises or decides anything, and forgets all at a restart.

import { encodeTurn } from '../codec/turn-codec.ts'
import { MAX_TURN_KEYS } from '../limits.ts'
import type { PolicyId, PublicKeyHex } from '../model/ids.ts'
import { keyOfSlot } from '../model/slot.ts'
import type { Turn, TurnLine } from '../model/turn.ts'
import { isExclusive } from '../rules/footprint.ts'
import { timersOf } from '../rules/timers.ts'
import { recordAt } from '../rules/version.ts'
import type { CoreState, PolicyState, SporeEntry } from '../state.ts'

/** A turn from a peer, or from this node to itself as the gatekeeper. The key's page is loaded. */
export function receiveTurn(state: CoreState, from: PublicKeyHex, id: PolicyId, turn: Turn): void {
  const policy = state.policies.get(id)
  if (!policy) return void state.outputs.push({ type: 'dropped', from, why: 'unknown-policy' })
  if (turn.step === 'granted' || turn.step === 'queued')
    return void state.outputs.push({ type: 'turn', from, policy: id, turn })
  // TU-1: only members, and only while they are here, so that a line is never longer than the policy has members.
  if (policy.self < 0 || !policy.emitters.has(from) || (from !== state.self && !state.peers.has(from))) return
  if (turn.step === 'ask') ask(state, policy, from, turn)
  else leave(state, policy, from, turn.key)
}

/** What this node wants to say: to a peer, or, when it is the gatekeeper itself, to itself. */
export function sayTurn(state: CoreState, to: PublicKeyHex, id: PolicyId, turn: Turn): void {
  if (to === state.self) receiveTurn(state, to, id, turn)
  else state.outputs.push({ type: 'send', to, wire: encodeTurn(id, turn) })
}

function answer(state: CoreState, policy: PolicyState, to: PublicKeyHex, turn: Turn): void {
  if (to === state.self) state.outputs.push({ type: 'turn', from: to, policy: policy.id, turn })
  else state.outputs.push({ type: 'send', to, wire: encodeTurn(policy.id, turn) })
}

function ask(state: CoreState, policy: PolicyState, from: PublicKeyHex, { key, number }: Turn): void {
  let line = policy.turns.get(key)
  if (!line) {
    // Silence: whoever asks goes on without a turn.
    if (policy.turns.size >= MAX_TURN_KEYS) return
    line = { key, holder: undefined, blockedUntil: undefined, queue: new Map() }
    policy.turns.set(key, line)
    policy.records.pin(key)
  }
  // TU-2: one place per member; asking again keeps it.
  line.queue.set(from, number)
  advance(state, policy, line)
  const before = [...line.queue.keys()].indexOf(from)
  if (before >= 0) answer(state, policy, from, { step: 'queued', key, number: before })
}

function leave(state: CoreState, policy: PolicyState, from: PublicKeyHex, key: string): void {
  const line = policy.turns.get(key)
  if (!line) return
  line.queue.delete(from)
  if (line.holder?.member === from) line.holder = undefined
  advance(state, policy, line)
}

/** TU-2: if it is nobody's turn it is that of who asked first. */
function advance(state: CoreState, policy: PolicyState, line: TurnLine): void {
  const { key, queue } = line
  if (line.holder) return
  const [next] = queue
  if (next === undefined) {
    policy.turns.delete(key)
    policy.records.unpin(key)
    return
  }
  const [member, left] = next
  // TU-3: who writes without a turn is let through, for a while.
  if (isBusy(policy, key, member)) {
    const until = (line.blockedUntil ??= state.now + timersOf(policy).lockMs)
    if (state.now < until) {
      line.holder = { member: undefined, left: 0, until }
      return
    }
  }
  queue.delete(member)
  line.blockedUntil = undefined
  line.holder = { member, left, until: state.now + timersOf(policy).ballotMs }
  answer(state, policy, member, { step: 'granted', key, number: recordAt(policy.records, key).x })
}

/** Somebody else's overwrite is on its way: whoever were granted a turn now would be too late. */
function isBusy(policy: PolicyState, key: string, next: PublicKeyHex): boolean {
  for (const { spore, footprint } of policy.openBySlot.at(key)) {
    const mode = footprint.get(key)?.mode
    if (spore.emitter !== next && mode !== undefined && isExclusive(mode)) return true
  }
  return false
}

function end(state: CoreState, policy: PolicyState, line: TurnLine): void {
  line.holder = undefined
  advance(state, policy, line)
}

/** TU-4: the holder's spore is here: from now on it has as long as a decision may take. */
export function turnOpened(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  for (const { holder } of linesOf(policy, entry))
    if (holder?.member === entry.spore.emitter) holder.until = state.now + timersOf(policy).lockMs
}

/** TU-4: with the last of the writes it was asked for the turn ends, and so does waiting for one without a turn. */
export function turnClosed(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  for (const line of linesOf(policy, entry)) {
    const { holder } = line
    if (!holder || (holder.member !== undefined && holder.member !== entry.spore.emitter)) continue
    if (--holder.left <= 0) end(state, policy, line)
  }
}

function linesOf(policy: PolicyState, { footprint }: SporeEntry): TurnLine[] {
  if (policy.turns.size === 0) return []
  const keys = new Set([...footprint.keys()].map(keyOfSlot))
  return [...keys].flatMap((key) => policy.turns.get(key) ?? [])
}

/** TU-4: nobody keeps a turn longer than it may. A clock that is set back must not lengthen it without end. */
export function endTurns(state: CoreState): void {
  for (const policy of state.policies.values()) {
    const latest = state.now + timersOf(policy).lockMs
    for (const line of [...policy.turns.values()])
      if (line.holder && (line.holder.until <= state.now || line.holder.until > latest))
        end(state, policy, line)
  }
}

/** When the clock is needed for that. */
export function nextTurnEnd(state: CoreState): number {
  let at = Infinity
  for (const { turns } of state.policies.values())
    for (const { holder } of turns.values()) at = Math.min(at, holder?.until ?? Infinity)
  return at
}

/** A member has gone: its place is free. */
export function forgetTurns(state: CoreState, member: PublicKeyHex): void {
  for (const policy of state.policies.values())
    for (const key of [...policy.turns.keys()]) leave(state, policy, member, key)
}
