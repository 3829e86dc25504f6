// Where requests of peers arrive: decodes, bars who misbehaved, bounds how many are judged at once, and hands on. Every
// request gets an answer; a peer learns nothing from it that it need not know.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { assertNever } from '../core/model/result.ts'
import { StoreError } from '../store/failure.ts'
import type { Guest } from './guest.ts'
import type { Inviter } from './inviter.ts'
import type { Ledger } from './ledger.ts'
import { MAX_PENDING_REQUESTS } from './limits.ts'
import {
  decodeJoin,
  decodeJoinResult,
  decodeJoinStatus,
  decodePolicyAnswer,
  decodePolicyOffer,
  encodeJoinAnswer,
  encodeStatus,
  isProtocol,
  type Protocol,
} from './messages.ts'
import { Offences } from './offences.ts'
import type { PolicyDesk } from './policy-desk.ts'
import type { Surroundings } from './surroundings.ts'

export interface ReceptionCounters {
  /** Not a request of a known protocol, or not in its form. */
  readonly malformed: number
  /** Wrong secrets, unknown meetings, policies that break a rule. */
  readonly offences: number
  /** Answered "busy" without a look. */
  readonly barred: number
  /** Offers from people who are not in the keyring. */
  readonly strangers: number
}

export class Reception {
  readonly #around: Surroundings
  readonly #ledger: Ledger
  readonly #inviter: Inviter
  readonly #guest: Guest
  readonly #policies: PolicyDesk
  readonly #offences = new Offences()
  #pending = 0
  #malformed = 0
  #barred = 0
  #strangers = 0

  constructor(around: Surroundings, ledger: Ledger, inviter: Inviter, guest: Guest, policies: PolicyDesk) {
    this.#around = around
    this.#ledger = ledger
    this.#inviter = inviter
    this.#guest = guest
    this.#policies = policies
  }

  /** Rejects only when a bug is found; a full or failed store is "busy". */
  async handle(from: PublicKeyHex, protocol: string, body: Uint8Array): Promise<Uint8Array> {
    if (!isProtocol(protocol)) {
      this.#malformed++
      return encodeStatus('malformed')
    }
    if (this.#pending >= MAX_PENDING_REQUESTS || this.#offences.isBarred(from, this.#around.now())) {
      this.#barred++
      return busy(protocol)
    }
    this.#pending++
    try {
      return await this.#judge(from, protocol, body)
    } catch (error) {
      if (error instanceof StoreError) return busy(protocol)
      throw error
    } finally {
      this.#pending--
    }
  }

  counters(): ReceptionCounters {
    return {
      malformed: this.#malformed,
      offences: this.#offences.total,
      barred: this.#barred,
      strangers: this.#strangers,
    }
  }

  #judge(from: PublicKeyHex, protocol: Protocol, body: Uint8Array): Promise<Uint8Array> {
    switch (protocol) {
      case 'join':
        return this.#join(from, body)
      case 'join-status':
        return this.#joinStatus(from, body)
      case 'join-result':
        return this.#joinResult(from, body)
      case 'policy-offer':
        return this.#policyOffer(from, body)
      case 'policy-answer':
        return this.#policyAnswer(from, body)
      default:
        return assertNever(protocol)
    }
  }

  async #join(from: PublicKeyHex, body: Uint8Array): Promise<Uint8Array> {
    const request = decodeJoin(body)
    if (request === undefined) return encodeJoinAnswer({ status: this.#misformed(from) })
    const { answer, known } = await this.#inviter.receive(from, request)
    if (!known) this.#offence(from)
    return encodeJoinAnswer(answer)
  }

  async #joinStatus(from: PublicKeyHex, body: Uint8Array): Promise<Uint8Array> {
    const meeting = decodeJoinStatus(body)
    if (meeting === undefined) return encodeJoinAnswer({ status: this.#misformed(from) })
    const answer = this.#inviter.status(from, meeting)
    if (answer.status === 'unknown') this.#offenceOfStranger(from)
    return encodeJoinAnswer(answer)
  }

  async #joinResult(from: PublicKeyHex, body: Uint8Array): Promise<Uint8Array> {
    const result = decodeJoinResult(body)
    if (result === undefined) return encodeStatus(this.#misformed(from))
    const reply = await this.#guest.hear(from, result)
    if (reply === 'unknown') this.#offenceOfStranger(from)
    return encodeStatus(reply)
  }

  async #policyOffer(from: PublicKeyHex, body: Uint8Array): Promise<Uint8Array> {
    if (!this.#ledger.state.keyring.has(from)) {
      this.#strangers++
      return encodeStatus('stranger')
    }
    const wire = decodePolicyOffer(body)
    if (wire === undefined) return encodeStatus(this.#misformed(from))
    const status = await this.#policies.receiveOffer(from, wire)
    if (status === 'refused') this.#offence(from)
    return encodeStatus(status)
  }

  async #policyAnswer(from: PublicKeyHex, body: Uint8Array): Promise<Uint8Array> {
    const answer = decodePolicyAnswer(body)
    if (answer === undefined) return encodeStatus(this.#misformed(from))
    const reply = await this.#policies.hearAnswer(from, answer)
    if (reply === 'unknown') this.#offenceOfStranger(from)
    return encodeStatus(reply)
  }

  #misformed(from: PublicKeyHex): 'malformed' {
    this.#malformed++
    this.#offence(from)
    return 'malformed'
  }

  /** Somebody in the keyring may well ask for what was dismissed or wiped here. */
  #offenceOfStranger(from: PublicKeyHex): void {
    if (!this.#ledger.state.keyring.has(from)) this.#offence(from)
  }

  #offence(from: PublicKeyHex): void {
    this.#offences.note(from, this.#around.now())
  }
}

const busy = (protocol: Protocol): Uint8Array =>
  protocol === 'join' || protocol === 'join-status'
    ? encodeJoinAnswer({ status: 'busy' })
    : encodeStatus('busy')
