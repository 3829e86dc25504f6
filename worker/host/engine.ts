// The only asynchronous loop. In this order, always: take inputs, step, close the round, make it durable in one strict
// transaction, then send and tell (rule W). While one round is being written, the next one collects. There is no timer on
// the path of a spore: an idle engine flushes at once.

import { decodeMessage } from '../core/codec/message-codec.ts'
import type { Input } from '../core/input.ts'
import { createState } from '../core/handle/policy-state.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { Message } from '../core/model/message.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { step } from '../core/node.ts'
import type { Output } from '../core/output.ts'
import type { CoreState } from '../core/state.ts'
import { Archive } from './archive.ts'
import { CertifiedReads } from './certified-reads.ts'
import { EvidenceShelf } from './evidence-shelf.ts'
import { type IntakeCount, Intake, type UntimedInput } from './intake.ts'
import { MAX_QUEUED_SUBMISSIONS } from './limits.ts'
import { Journal } from './journal.ts'
import { tellWritesToo } from './listener.ts'
import { Outgoing } from './outgoing.ts'
import { loadForInputs } from './pages.ts'
import type { Decode, EngineOptions } from './ports.ts'
import { recover } from './recovery.ts'
import { RoundWriter } from './round-writer.ts'
import type { Refusal, SubmitRequest } from './submission.ts'
import { WriteBackPlan } from './write-back.ts'
import { WriteBackSchedule } from './write-back-schedule.ts'
import { Writes } from './writes.ts'

export class Engine {
  /** For reading; changed by `step` only. */
  readonly state: CoreState
  readonly evidence: EvidenceShelf
  readonly writes: Writes
  /** What was executed, for readers of the feed. */
  readonly journal: Journal
  readonly certified: CertifiedReads
  readonly #options: EngineOptions
  readonly #decode: Decode
  readonly #intake: Intake
  readonly #outgoing: Outgoing
  readonly #rounds: RoundWriter
  readonly #writeBack: WriteBackPlan
  readonly #schedule: WriteBackSchedule
  readonly #inputs: UntimedInput[] = []
  readonly #answers = new Map<number, (result: Result<SporeId, Refusal>) => void>()
  #tokens = 0
  /** The store is replayed. Until then everything waits: a step on half a state could vote against an earlier vote. */
  #started = false
  #pumping = false
  #flushing = false
  #stopped = false
  #cancelWake = (): void => undefined
  #wakeAt = Infinity

  constructor(options: EngineOptions) {
    this.#options = options
    this.state = createState(options.signing.publicKey)
    this.#decode = options.decode ?? decodeMessage
    const archive = new Archive(options.store, this.#decode)
    const take = (input: UntimedInput): void => {
      this.#bring(input)
    }
    this.evidence = new EvidenceShelf(this.state, archive, options, (evidence) => {
      take({ type: 'evidence', evidence })
    })
    this.certified = new CertifiedReads(this.state, options.store, options.network, options.clock)
    this.#intake = new Intake(this.state, options.signing, this.evidence, this.certified, this.#decode)
    this.writes = new Writes({
      state: this.state,
      clock: options.clock,
      nonce: () => options.signing.nonce(),
      submit: (request) => this.submit(request),
      take,
      told: (write) => options.listener.onWrite?.(write),
    })
    const listener = tellWritesToo(options.listener, this.writes)
    this.#outgoing = new Outgoing(this.state, options.network, archive, listener, this.evidence)
    this.#rounds = new RoundWriter(options.store, options.signing)
    this.journal = new Journal(options.store)
    this.#writeBack = new WriteBackPlan(options.store, this.state, this.journal, options.writeBack)
    this.#schedule = new WriteBackSchedule(this.#writeBack, {
      clock: options.clock,
      // What is collected since the last round is not durable, and must not be in the cut.
      quietRound: () =>
        this.#flushing || this.#pumping || this.#stopped || this.state.roundOpen
          ? undefined
          : this.state.round - 1,
      failed: (error) => {
        this.#end(error)
      },
    })
  }

  /** Replays the store, then begins to vote. Rejects when the store cannot be read. */
  async start(policies: readonly { readonly id: PolicyId; readonly record: PolicyRecord }[]): Promise<void> {
    const round = await recover(this.#options.store, this.state, policies, this.journal, this.#decode)
    this.#outgoing.durableRound = round - 1
    this.journal.durable(round - 1)
    this.certified.durable(round - 1)
    this.#inputs.unshift({ type: 'go-live', round })
    this.#started = true
    this.#pump()
  }

  addPolicy(id: PolicyId, record: PolicyRecord): void {
    this.#bring({ type: 'policy', id, record, pages: [] })
  }

  receive(from: PublicKeyHex, frame: Uint8Array): void {
    if (this.#stopped) return
    this.#intake.push(from, frame)
    this.#pump()
  }

  /** A certificate that gossip brought: what the neighbours may be told of it. */
  async receiveCertificate(from: PublicKeyHex, message: Message): Promise<'accept' | 'ignore' | 'reject'> {
    if (this.#stopped || message.type !== 'certificate') return 'reject'
    const { inputs, bad } = await this.#intake.judge(from, message)
    if (bad) return 'reject'
    for (const input of inputs) this.#take(input)
    this.#pump()
    return inputs.length > 0 ? 'accept' : 'ignore'
  }

  peer(key: PublicKeyHex, up: boolean): void {
    this.#bring({ type: 'peer', key, up })
    if (!up) this.writes.onPeerGone(key)
  }

  /** Asks that an own undecided spore come to an end. It may still commit: only its decision tells. */
  cancel(policy: PolicyId, spore: SporeId): void {
    this.#bring({ type: 'withdraw', policy, spore })
  }

  /** The spore's id once it is built; a refusal in words when this node already sees why it cannot be. */
  submit(submission: SubmitRequest): Promise<Result<SporeId, Refusal>> {
    if (this.#stopped) return Promise.resolve(fail({ why: 'stopped', message: 'The engine has stopped.' }))
    if (this.#answers.size >= MAX_QUEUED_SUBMISSIONS)
      return Promise.resolve(
        fail({ why: 'RATE', message: 'Too many writes at once. Wait for some of them.' }),
      )
    const token = ++this.#tokens
    return new Promise((resolve) => {
      this.#answers.set(token, resolve)
      this.#bring({
        type: 'submit',
        submission: { ...submission, token, nonce: this.#options.signing.nonce() },
      })
    })
  }

  counts(): ReadonlyMap<IntakeCount, number> {
    return this.#intake.counts
  }

  stop(): void {
    this.#end(undefined)
  }

  #take(input: UntimedInput): void {
    if (!this.#stopped) this.#inputs.push(input)
  }

  #bring(input: UntimedInput): void {
    this.#take(input)
    this.#pump()
  }

  /** Something can be done now. While a round is being written, drafts wait to be signed together. */
  get #ready(): boolean {
    if (this.#stopped || !this.#started) return false
    return this.#inputs.length > 0 || this.#intake.waiting || (!this.#flushing && this.#rounds.hasDrafts)
  }

  /** Runs until nothing waits. One at a time; whoever brings something while it runs is served by it. */
  #pump(): void {
    if (this.#pumping || !this.#ready) return
    this.#pumping = true
    void this.#run()
      .catch((error: unknown) => {
        this.#end(error)
      })
      .finally(() => {
        this.#pumping = false
        this.#pump()
      })
  }

  async #run(): Promise<void> {
    while (this.#ready) {
      const inputs = this.#inputs.splice(0)
      if (this.#intake.waiting) inputs.push(...(await this.#intake.take()))
      if (!this.#flushing) inputs.push(...(await this.#rounds.signDrafts()))
      // Pages are dropped only here, so that none can vanish between being loaded and being used.
      this.#writeBack.evict()
      await loadForInputs(this.#options.store, this.state, inputs)
      if (this.#writeBack.due) await this.#writeBack.prepare()
      if (this.#stopped) return
      for (const input of inputs) this.#step(input)
      if (!this.#flushing) this.#flush()
    }
  }

  #step(input: UntimedInput): void {
    const outputs = step(this.state, { ...input, now: this.#options.clock.now() } as Input)
    for (const output of outputs) this.#handle(output)
  }

  #handle(output: Output): void {
    switch (output.type) {
      case 'log':
        return this.#rounds.log({ kind: output.kind, bytes: output.bytes })
      case 'sign-bundle':
        return this.#rounds.addDraft(output.spores)
      case 'sign-cancel':
        return this.#rounds.addCancel(output.policy, output.spores)
      case 'turn':
        return this.writes.onTurn(output.from, output.policy, output.turn)
      case 'submitted':
        return this.#answer(output.token, ok(output.id))
      case 'refused':
        return this.#answer(output.token, fail(output))
      case 'dropped':
        return this.#intake.count(output.why)
      case 'wake':
        return this.#wake(output.at)
      case 'effects':
        return this.journal.take(output)
      case 'round':
        this.journal.close(output.round, this.state.now)
        return this.#rounds.close(output.round, this.state.now, output.batches)
      default:
        this.#outgoing.take(output)
    }
  }

  #answer(token: number, result: Result<SporeId, Refusal>): void {
    this.#answers.get(token)?.(result)
    this.#answers.delete(token)
  }

  /** Closes the round and writes it; when it is durable, everything that rests on it leaves. */
  #flush(): void {
    this.#step({ type: 'flush' })
    const held = this.#outgoing.hold()
    const round = this.#rounds.take()
    if (!round) {
      this.#outgoing.release(held, [])
      return this.#schedule.armIdle()
    }
    this.#flushing = true
    this.#schedule.disarm()
    const cut = this.#writeBack.due ? this.#writeBack.cut(round.number) : undefined
    this.#rounds
      .write(round)
      .then(({ batches, bytes }) => {
        this.#flushing = false
        if (this.#stopped) return
        this.#writeBack.noteRound(bytes)
        if (cut) this.#schedule.store(cut)
        this.#outgoing.durableRound = round.number
        this.#outgoing.release(held, batches)
        this.certified.durable(round.number)
        for (const policy of this.journal.durable(round.number)) this.#options.listener.onFeed?.(policy)
        // Also when there are none: it is the turn in which the next round begins.
        this.#inputs.push({ type: 'durable', batches })
        this.#pump()
      })
      .catch((error: unknown) => {
        this.#end(error)
      })
  }

  #wake(at: number): void {
    if (at >= this.#wakeAt) return
    this.#cancelWake()
    this.#wakeAt = at
    this.#cancelWake = this.#options.clock.at(at, () => {
      this.#wakeAt = Infinity
      this.#bring({ type: 'tick' })
    })
  }

  #end(error: unknown): void {
    if (this.#stopped) return
    this.#stopped = true
    this.writes.stop()
    this.certified.stop()
    this.evidence.stop()
    this.#cancelWake()
    this.#schedule.disarm()
    for (const answer of this.#answers.values())
      answer(fail({ why: 'stopped', message: 'The engine has stopped.' }))
    this.#answers.clear()
    if (error !== undefined) this.#options.listener.onStopped(error)
  }
}
