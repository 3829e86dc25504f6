// Writes that see things through: submits a spore, follows it, and after a definite end builds the next one on what is there
// now, until one commits or the user's patience ends (WR-1 to WR-6). What may still commit is never tried again beside it.
// It holds no votes and no keys: all it does is submit, cancel, ask for turns and wait.

import { knownEntry } from '../core/known-entry.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { Turn } from '../core/model/turn.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { recordAt } from '../core/rules/version.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import { HotKeys } from './hot-keys.ts'
import type { UntimedInput } from './intake.ts'
import { LEAST_ATTEMPT_MS, LONGEST_PAUSE_MS, MAX_WRITES, PAUSE_MS, RECENT_WRITES } from './limits.ts'
import { isFullyExact, isLasting, type Outcome, outcomeOf, resultsOf, sawEscrow } from './outcome.ts'
import type { Clock } from './ports.ts'
import type { Refusal, SubmitRequest } from './submission.ts'
import { TurnDesk } from './turn-desk.ts'
import {
  attemptEnd,
  baseRequired,
  chanceOf,
  isAlreadySet,
  newRun,
  newWrite,
  type Run,
  snapshotOf,
  WORDS,
} from './write-run.ts'
import type { Write, WriteRequest } from './write.ts'

/** What the engine does for it. */
export interface WriteHost {
  readonly state: CoreState
  readonly clock: Clock
  /** 16 random bytes as hex. */
  nonce(): string
  submit(request: SubmitRequest): Promise<Result<SporeId, Refusal>>
  take(input: Extract<UntimedInput, { type: 'withdraw' | 'say-turn' }>): void
  told(write: Write): void
}

export class Writes {
  readonly #host: WriteHost
  readonly #turns: TurnDesk
  readonly #hot: HotKeys
  readonly #runs = new Map<string, Run>()
  readonly #bySpore = new Map<SporeId, Run>()
  readonly #recent = new Map<string, Write>()

  constructor(host: WriteHost) {
    this.#host = host
    this.#hot = new HotKeys(host.state, host.clock)
    this.#turns = new TurnDesk(host.state, host.clock, (to, policy, turn) => {
      host.take({ type: 'say-turn', to, policy, turn })
    })
  }

  begin(request: WriteRequest): Result<Write, Refusal> {
    if (this.#runs.size >= MAX_WRITES)
      return fail({ why: 'RATE', message: 'Too many writes at once. Wait for some of them.' })
    const { clock } = this.#host
    const startedAt = clock.now()
    const write = newWrite(this.#host.nonce(), request, startedAt)
    const run = newRun(write, () => {
      this.#submit(run)
    })
    this.#runs.set(write.id, run)
    run.cancelPatience = clock.at(write.patientUntil, () => {
      this.#endPatience(run, 'PATIENCE')
    })
    this.#next(run)
    return ok(snapshotOf(write))
  }

  get(id: string): Write | undefined {
    const run = this.#runs.get(id)
    return run ? snapshotOf(run.write) : this.#recent.get(id)
  }

  /** Newest first. */
  list(limit: number): readonly Write[] {
    const under = [...this.#runs.values()]
      .filter(({ write }) => !write.request.follow)
      .map(({ write }) => snapshotOf(write))
    return [...this.#recent.values(), ...under].sort((a, b) => b.startedAt - a.startedAt).slice(0, limit)
  }

  /** The user wants no more of it: as if patience had ended now (WR-5). */
  give(id: string): void {
    const run = this.#runs.get(id)
    if (run?.write.state === 'waiting') this.#endPatience(run, 'CANCELLED')
  }

  /** A spore's state has changed, here and on disk. */
  onSpore(policyId: PolicyId, id: SporeId): void {
    const policy = this.#host.state.policies.get(policyId)
    if (!policy) return
    this.#hot.notice(policy, id)
    const run = this.#bySpore.get(id)
    if (run) this.#look(run, policy, id)
  }

  onChanged(policy: PolicyId, keys: readonly string[]): void {
    this.#turns.changed(policy, keys)
  }

  onTurn(from: PublicKeyHex, policy: PolicyId, turn: Turn): void {
    this.#turns.answered(from, policy, turn)
  }

  onPeerGone(peer: PublicKeyHex): void {
    this.#turns.gone(peer)
  }

  /** The engine has stopped: nothing more is known of any of them. */
  stop(): void {
    this.#turns.stop()
    for (const run of this.#runs.values()) {
      run.cancelPatience()
      run.cancelPause()
    }
    this.#runs.clear()
    this.#bySpore.clear()
  }

  /** The next attempt, at once or when the key's turn comes. */
  #next(run: Run): void {
    const { write } = run
    const { policy } = write.request
    const key = this.#hot.first(write.request)
    if (key === undefined) return this.#submit(run)
    run.line = key
    this.#wait(run, 'turn')
    this.#turns.enter(policy, key, run.waiter)
  }

  #submit(run: Run): void {
    const { write } = run
    const { policy, operations, requirements, intent } = write.request
    const known = this.#host.state.policies.get(policy)
    const deadline = attemptEnd(known, write.patientUntil, this.#host.clock.now())
    this.#wait(run, 'spore')
    const request: SubmitRequest = {
      policy,
      operations,
      requirements: requirements.map((each) => ({ ...each, ...baseRequired(run, each) })),
      deadline,
      intent: intent ?? null,
      exact: run.exact,
    }
    void this.#host.submit(request).then((result) => {
      if (!this.#runs.has(write.id)) return
      if (result.ok) this.#follow(run, result.value)
      else this.#refused(run, result.reason)
    })
  }

  #follow(run: Run, id: SporeId): void {
    const { write } = run
    write.attempts = [...write.attempts, id]
    run.current = id
    this.#bySpore.set(id, run)
    if (write.state === 'waiting') this.#wait(run, 'decision')
    else this.#host.take({ type: 'withdraw', policy: write.request.policy, spore: id })
    // The decision may have come before we knew the id.
    const policy = this.#host.state.policies.get(write.request.policy)
    if (policy) this.#look(run, policy, id)
  }

  #look(run: Run, policy: PolicyState, id: SporeId): void {
    const outcome = outcomeOf(policy, id)
    const entry = knownEntry(policy, id)
    run.required ??= entry?.spore.requirements
    if (outcome.type === 'open') {
      // It may have been signed only now.
      if (run.write.state === 'undecided' && entry?.cancelled === false)
        this.#host.take({ type: 'withdraw', policy: policy.id, spore: id })
      return
    }
    if (outcome.type === 'committed') {
      // Committed, and waits for others before it is applied here: it has happened when one can read it.
      if (entry && !entry.executed) return
      run.write.committed = id
      run.write.results = entry && resultsOf(entry)
      return this.#finish(run, 'committed')
    }
    this.#detach(run)
    const wasExact = run.exact && entry !== undefined && isFullyExact(entry)
    run.exact ||= entry !== undefined && sawEscrow(entry)
    if (outcome.why === 'ESCROW' && wasExact) return this.#lost(run, 'ESCROW')
    if (outcome.why === 'STALE' && isAlreadySet(policy, run.write.request)) {
      run.write.committed =
        recordAt(policy.records, run.write.request.operations[0]?.key ?? '').last ?? undefined
      return this.#finish(run, 'committed')
    }
    this.#ended(run, outcome.why)
  }

  #refused(run: Run, { why, message, ref }: Refusal): void {
    this.#leaveLine(run)
    if (why === 'INTENT') {
      run.write.committed = ref
      const entry = ref && this.#host.state.policies.get(run.write.request.policy)?.recent.get(ref)
      run.write.results = entry?.executed === true ? resultsOf(entry) : undefined
      return this.#finish(run, 'committed')
    }
    run.write.why = { code: why, message }
    if (run.write.state === 'undecided') return this.#finish(run, 'given-up')
    if (why === 'RATE') return this.#pause(run)
    this.#finish(run, 'refused')
  }

  /** WR-3: an attempt has definitely come to nothing. */
  #ended(run: Run, why: Extract<Outcome, { type: 'ended' }>['why']): void {
    const { write } = run
    write.why = { code: why, message: WORDS[why] }
    if (isLasting(why)) return this.#lost(run, why)
    // WR-4: what was required has changed, or nobody knows any more what it was.
    const bound = write.request.requirements.length > 0 && write.request.retryChanged !== true
    if (bound && (why === 'STALE' || !run.required)) return this.#finish(run, 'refused')
    if (write.state === 'undecided') return this.#finish(run, 'given-up')
    this.#pause(run)
  }

  /** It would be refused again. */
  #lost(run: Run, code: 'ESCROW' | Extract<Outcome, { type: 'ended' }>['why']): void {
    run.write.why = { code, message: WORDS[code] }
    this.#finish(run, 'refused')
  }

  /** WR-3: a random pause, longer with each attempt; who will ask for a turn waits there. */
  #pause(run: Run): void {
    const { write } = run
    const { clock } = this.#host
    const now = clock.now()
    const hot = this.#hot.first(write.request) !== undefined
    const longest = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(20, write.attempts.length))
    const pause =
      hot && write.attempts.length < 2
        ? 0
        : Math.floor(chanceOf(this.#host.state.self, this.#host.nonce()) * longest)
    if (now + pause + LEAST_ATTEMPT_MS > write.patientUntil) return this.#finish(run, 'given-up')
    this.#wait(run, 'pause')
    run.cancelPause = clock.at(now + pause, () => {
      if (write.state === 'waiting') this.#next(run)
    })
  }

  /** WR-5: no new attempt. One that is under way is cancelled, and reported as what it is: undecided. */
  #endPatience(run: Run, code: 'PATIENCE' | 'CANCELLED'): void {
    const { write, current } = run
    if (write.state !== 'waiting') return
    run.cancelPatience()
    run.cancelPause()
    write.why ??= { code, message: WORDS[code] }
    if (current === undefined && write.waitsFor !== 'spore') return this.#finish(run, 'given-up')
    write.state = 'undecided'
    if (current !== undefined)
      this.#host.take({ type: 'withdraw', policy: write.request.policy, spore: current })
    this.#tell(run)
  }

  #finish(run: Run, state: 'committed' | 'refused' | 'given-up'): void {
    const { write } = run
    run.cancelPatience()
    run.cancelPause()
    this.#detach(run)
    write.state = state
    write.waitsFor = undefined
    if (state === 'committed') write.why = undefined
    this.#runs.delete(write.id)
    if (!write.request.follow) this.#recent.set(write.id, snapshotOf(write))
    const oldest = this.#recent.keys().next().value
    if (this.#recent.size > RECENT_WRITES && oldest !== undefined) this.#recent.delete(oldest)
    this.#tell(run)
  }

  #detach(run: Run): void {
    if (run.current !== undefined) this.#bySpore.delete(run.current)
    run.current = undefined
    this.#leaveLine(run)
  }

  #leaveLine(run: Run): void {
    const { line } = run
    run.line = undefined
    if (line !== undefined) this.#turns.leave(run.write.request.policy, line, run.waiter)
  }

  #wait(run: Run, waitsFor: Write['waitsFor']): void {
    run.write.waitsFor = waitsFor
    this.#tell(run)
  }

  #tell(run: Run): void {
    const { follow } = run.write.request
    if (follow) follow(snapshotOf(run.write))
    else this.#host.told(snapshotOf(run.write))
  }
}
