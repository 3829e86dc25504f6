// The asking side of the soft sequencer (TU-6 to TU-8). Writes of a hot key stand in one line; the line asks the key's
// gatekeeper, waits for a bounded time, and goes on without it when it stays silent. It has no say in what is written, and no safety rests on it.

import { MAX_TURN_WRITES } from '../core/limits.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { Turn } from '../core/model/turn.ts'
import { gatekeeperOf } from '../core/rules/gatekeeper.ts'
import { type Timers, timersOf } from '../core/rules/timers.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import { GONE_MS, SUSPECT_MS, TURN_MOST_MS } from './limits.ts'
import type { Clock } from './ports.ts'

/** A write that waits for its turn. */
export interface Waiter {
  /** It is its turn, or nobody knows better. */
  go(): void
}

interface Line {
  readonly policy: PolicyId
  readonly key: string
  readonly waiting: Set<Waiter>
  /** Those whose turn it is. */
  readonly live: Set<Waiter>
  gatekeeper: PublicKeyHex | undefined
  state: 'idle' | 'asked' | 'queued' | 'granted' | 'open'
  asked: number
  /** How far the key must have come here before a granted turn is used. */
  x: number
  cancelTimer: () => void
}

export class TurnDesk {
  readonly #state: CoreState
  readonly #clock: Clock
  readonly #say: (to: PublicKeyHex, policy: PolicyId, turn: Turn) => void
  readonly #lines = new Map<string, Line>()
  /** Gatekeepers that did not answer, and until when they are not asked. */
  readonly #suspects = new Map<PublicKeyHex, number>()

  constructor(state: CoreState, clock: Clock, say: (to: PublicKeyHex, policy: PolicyId, turn: Turn) => void) {
    this.#state = state
    this.#clock = clock
    this.#say = say
  }

  enter(policy: PolicyId, key: string, waiter: Waiter): void {
    const name = nameOf(policy, key)
    let line = this.#lines.get(name)
    if (!line) {
      line = {
        policy,
        key,
        waiting: new Set(),
        live: new Set(),
        gatekeeper: undefined,
        state: 'idle',
        asked: 0,
        x: 0,
        cancelTimer: () => undefined,
      }
      this.#lines.set(name, line)
    }
    line.waiting.add(waiter)
    if (line.state === 'idle') this.#ask(line)
  }

  /** It waits no longer, or its attempt has ended. */
  leave(policy: PolicyId, key: string, waiter: Waiter): void {
    const line = this.#lines.get(nameOf(policy, key))
    if (!line) return
    line.waiting.delete(waiter)
    line.live.delete(waiter)
    this.#settle(line)
  }

  /** TU-6: an answer counts from the gatekeeper that was asked, while it is waited for. */
  answered(from: PublicKeyHex, policy: PolicyId, { step, key, number }: Turn): void {
    const line = this.#lines.get(nameOf(policy, key))
    const expected = line?.gatekeeper === from && (line.state === 'asked' || line.state === 'queued')
    if (!line || !expected) {
      if (step === 'granted') this.#say(from, policy, { step: 'done', key, number: 0 })
      return
    }
    if (step === 'queued') {
      // The first answer sets the time; more of them do not prolong it.
      if (line.state === 'queued') return
      line.state = 'queued'
      this.#within(line, Math.min(TURN_MOST_MS, (number + 1) * this.#timers(line).lockMs))
    } else if (step === 'granted') {
      line.state = 'granted'
      line.x = number
      this.#use(line, false)
    }
  }

  /** Values of these keys have changed here. */
  changed(policy: PolicyId, keys: readonly string[]): void {
    for (const key of keys) {
      const line = this.#lines.get(nameOf(policy, key))
      if (line?.state === 'granted') this.#use(line, false)
    }
  }

  /** Whoever was asked has gone: somebody else keeps the turns now. */
  gone(peer: PublicKeyHex): void {
    for (const line of this.#lines.values()) {
      if (line.gatekeeper !== peer || (line.state !== 'asked' && line.state !== 'queued')) continue
      // The core learns of it in its own time; until then nobody must be sent back there.
      this.#suspects.set(peer, this.#clock.now() + GONE_MS)
      this.#ask(line)
    }
  }

  stop(): void {
    for (const line of this.#lines.values()) line.cancelTimer()
    this.#lines.clear()
  }

  #ask(line: Line): void {
    line.cancelTimer()
    const policy = this.#state.policies.get(line.policy)
    line.gatekeeper = policy && gatekeeperOf(policy, line.key, (endorser) => this.#mayAsk(endorser))
    if (line.gatekeeper === undefined) return this.#open(line)
    line.state = 'asked'
    line.asked = Math.min(line.waiting.size, MAX_TURN_WRITES)
    this.#within(line, this.#timers(line).woundMs)
    this.#say(line.gatekeeper, line.policy, { step: 'ask', key: line.key, number: line.asked })
  }

  /** What the measured round trip suggests. */
  #timers({ policy: id }: Line): Timers {
    const policy = this.#state.policies.get(id)
    return policy ? timersOf(policy) : { ballotMs: 0, woundMs: 0, lockMs: 0 }
  }

  #mayAsk(endorser: PublicKeyHex): boolean {
    const now = this.#clock.now()
    const until = this.#suspects.get(endorser) ?? 0
    if (until > now && until <= now + SUSPECT_MS) return false
    return endorser === this.#state.self || this.#state.peers.has(endorser)
  }

  #within(line: Line, milliseconds: number): void {
    line.cancelTimer()
    line.cancelTimer = this.#clock.at(this.#clock.now() + milliseconds, () => {
      this.#bypass(line)
    })
  }

  /** TU-7: no answer, or none in time: on without a turn, and that gatekeeper is left alone for a while. */
  #bypass(line: Line): void {
    const { gatekeeper, policy, key } = line
    if (gatekeeper !== undefined) {
      this.#suspects.set(gatekeeper, this.#clock.now() + SUSPECT_MS)
      this.#say(gatekeeper, policy, { step: 'done', key, number: 0 })
      line.gatekeeper = undefined
    }
    this.#open(line)
  }

  /** TU-6: what the turn before wrote must be here first, or the base would be stale. */
  #use(line: Line, lagging: boolean): void {
    const policy = this.#state.policies.get(line.policy)
    if (!lagging && policy && lagsBehind(policy, line)) {
      line.cancelTimer()
      line.cancelTimer = this.#clock.at(this.#clock.now() + this.#timers(line).woundMs, () => {
        this.#use(line, true)
      })
      return
    }
    this.#open(line)
  }

  #open(line: Line): void {
    line.cancelTimer()
    line.state = 'open'
    // One at a time without a gatekeeper too: at least the writes of this node must not meet each other.
    const most = Math.max(1, line.asked)
    for (const waiter of [...line.waiting].slice(0, most)) {
      line.waiting.delete(waiter)
      line.live.add(waiter)
    }
    for (const waiter of [...line.live]) waiter.go()
    this.#settle(line)
  }

  /** TU-8: the turn ends with its last write; then the next ones of this node ask for another. */
  #settle(line: Line): void {
    if (line.live.size > 0) return
    if (line.state !== 'open' && line.waiting.size > 0) return
    const { gatekeeper, policy, key } = line
    if (gatekeeper !== undefined && line.state !== 'idle')
      this.#say(gatekeeper, policy, { step: 'done', key, number: 0 })
    line.gatekeeper = undefined
    line.asked = 0
    line.state = 'idle'
    line.cancelTimer()
    if (line.waiting.size > 0) this.#ask(line)
    else this.#lines.delete(nameOf(policy, key))
  }
}

const nameOf = (policy: PolicyId, key: string): string => `${policy}/${key}`

/** A page that is not loaded says nothing, and then nothing is waited for. */
const lagsBehind = ({ records }: PolicyState, { key, x }: Line): boolean =>
  records.missing([key]).length === 0 && (records.get(key)?.x ?? 0) < x
