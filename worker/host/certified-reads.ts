// Certified reads, both sides. Asks endorsers what they hold of a key, until f+1 of them hold what this node holds (RL-4), or the time is over. Whoever
// holds something else is asked again, since either side may lag; nothing waits for it but the one who asked.

import { encodeReadQuestion, holdingOf, sameHolding } from '../core/codec/read-codec.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { Holding, ReadAnswer, ReadQuestion } from '../core/model/read.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { SlotRecord } from '../core/model/slot-record.ts'
import { recordAt } from '../core/rules/version.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import type { Store } from '../store/port.ts'
import type { ReadMessages } from './intake.ts'
import { CERTIFIED_AGAIN_MS, CERTIFIED_MS, MAX_CERTIFIED_READS } from './limits.ts'
import type { Clock, Network } from './ports.ts'
import { ReadDesk } from './read-desk.ts'

/** What one endorser said last. This node counts among them without asking. */
export interface EndorserSaid {
  readonly endorser: PublicKeyHex
  readonly said: Holding | 'nothing' | 'unreachable'
  /** The same as this node holds. */
  readonly agrees: boolean
}

export interface CertifiedRead {
  readonly record: SlotRecord
  /** f+1 */
  readonly needed: number
  readonly endorsers: readonly EndorserSaid[]
}

export type ReadFault =
  | { readonly type: 'busy' }
  /** Too few answered, or too few of those agree. */
  | ({ readonly type: 'silence' | 'disagreement' } & Pick<CertifiedRead, 'needed' | 'endorsers'>)

interface Question {
  readonly policy: PolicyState
  readonly key: string
  readonly number: number
  readonly until: number
  readonly asked: Set<number>
  readonly answers: Map<number, Holding>
  readonly end: (result: Result<CertifiedRead, ReadFault>) => void
  cancelWait: () => void
  isLooking: boolean
  lookAgain: boolean
}

export class CertifiedReads implements ReadMessages {
  readonly #state: CoreState
  readonly #network: Network
  readonly #clock: Clock
  readonly #desk: ReadDesk
  readonly #questions = new Map<number, Question>()
  #numbers = 0

  constructor(state: CoreState, store: Store, network: Network, clock: Clock) {
    this.#state = state
    this.#network = network
    this.#clock = clock
    this.#desk = new ReadDesk(state, store, network)
  }

  /** Undefined when there is no such policy. */
  read(id: PolicyId, key: string): Promise<Result<CertifiedRead, ReadFault>> | undefined {
    const policy = this.#state.policies.get(id)
    if (!policy) return undefined
    if (this.#questions.size >= MAX_CERTIFIED_READS) return Promise.resolve(fail({ type: 'busy' }))
    return new Promise((end) => {
      const number = ++this.#numbers
      const question: Question = {
        policy,
        key,
        number,
        until: this.#clock.now() + CERTIFIED_MS,
        asked: new Set(),
        answers: new Map(),
        end,
        cancelWait: () => undefined,
        isLooking: false,
        lookAgain: false,
      }
      this.#questions.set(number, question)
      this.#ask(question, undefined)
      this.#look(question)
    })
  }

  asked(from: PublicKeyHex, question: ReadQuestion): boolean {
    return this.#desk.take(from, question)
  }

  durable(round: number): void {
    this.#desk.durable(round)
  }

  answered(from: PublicKeyHex, { policy, number, holding }: ReadAnswer): void {
    const question = this.#questions.get(number)
    const endorser = question?.policy.endorserByKey.get(from)
    if (!question || question.policy.id !== policy || endorser === undefined || !question.asked.has(endorser))
      return
    question.answers.set(endorser, holding)
    this.#look(question)
  }

  /** The engine has stopped. */
  stop(): void {
    for (const question of [...this.#questions.values()])
      this.#finish(question, fail({ type: 'silence', ...this.#shown(question, undefined) }))
  }

  /** All who hold something else than this node, or have not answered. */
  #ask({ policy, key, number, asked, answers }: Question, held: Holding | undefined): void {
    const wire = encodeReadQuestion({ policy: policy.id, number, key })
    for (const [endorser, { key: peer }] of policy.record.endorsers.entries()) {
      const said = answers.get(endorser)
      if (endorser === policy.self || (held && said && sameHolding(held, said))) continue
      if (this.#network.send(peer, wire)) asked.add(endorser)
    }
  }

  #look(question: Question): void {
    question.lookAgain = true
    if (question.isLooking) return
    question.isLooking = true
    void this.#compare(question)
      .catch(() => {
        // The store reports why it cannot be read.
        this.#finish(question, fail({ type: 'silence', ...this.#shown(question, undefined) }))
      })
      .finally(() => {
        question.isLooking = false
      })
  }

  async #compare(question: Question): Promise<void> {
    const { policy, key } = question
    let held: Holding | undefined
    while (question.lookAgain && this.#questions.has(question.number)) {
      question.lookAgain = false
      const record = await this.#desk.durably(policy, key, () => recordAt(policy.records, key))
      held = holdingOf(record)
      const shown = this.#shown(question, held)
      if (shown.endorsers.filter(({ agrees }) => agrees).length >= shown.needed)
        return this.#finish(question, ok({ record, ...shown }))
    }
    if (!this.#questions.has(question.number)) return
    const shown = this.#shown(question, held)
    const answered = shown.endorsers.filter(({ said }) => typeof said === 'object').length
    const reachable = shown.endorsers.filter(({ said }) => said !== 'unreachable').length
    if (reachable < shown.needed || this.#clock.now() >= question.until)
      return this.#finish(
        question,
        fail({ type: answered < shown.needed ? 'silence' : 'disagreement', ...shown }),
      )
    question.cancelWait()
    question.cancelWait = this.#clock.at(this.#clock.now() + CERTIFIED_AGAIN_MS, () => {
      this.#ask(question, held)
      this.#look(question)
    })
  }

  #shown(
    { policy, asked, answers }: Question,
    held: Holding | undefined,
  ): Pick<CertifiedRead, 'needed' | 'endorsers'> {
    const endorsers = policy.record.endorsers.map(({ key }, endorser): EndorserSaid => {
      const own = endorser === policy.self && !policy.silenced ? held : undefined
      const said = own ?? answers.get(endorser) ?? (asked.has(endorser) ? 'nothing' : 'unreachable')
      return {
        endorser: key,
        said,
        agrees: held !== undefined && typeof said === 'object' && sameHolding(said, held),
      }
    })
    return { needed: policy.parameters.f + 1, endorsers }
  }

  #finish(question: Question, result: Result<CertifiedRead, ReadFault>): void {
    if (!this.#questions.delete(question.number)) return
    question.cancelWait()
    question.end(result)
  }
}
