// Policies between people: makes them and tells everybody whom they name, receives them from people in the keyring, and
// tells their authors what was decided here. Until an author hears that, it is told again.

import { decodePolicy, encodePolicy, policyIdOf } from '../core/codec/policy-codec.ts'
import { exportPolicy, importPolicy } from '../core/codec/policy-json.ts'
import { bytesToHex } from '../core/codec/hex.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyDraft, PolicyFault } from '../core/model/policy.ts'
import { NONCE_BYTES } from '../core/model/policy-limits.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { completeDraft } from '../core/rules/policy-draft.ts'
import { namedKeys } from '../core/rules/policy-people.ts'
import type { CallFailure, PolicyCheck, PolicyView } from '../rpc/contract.ts'
import type { Admission } from './admission.ts'
import type { Errand } from './errands.ts'
import type { Decision, Ledger } from './ledger.ts'
import {
  type Acknowledgement,
  decodeAcknowledgement,
  decodeOfferStatus,
  encodePolicyAnswer,
  encodePolicyOffer,
  type OfferStatus,
  type PolicyAnswer,
} from './messages.ts'
import {
  unknownPolicy,
  withAccepted,
  withAnswer,
  withAnswerDelivered,
  withAsker,
  withCreated,
  withIgnored,
  withOffer,
} from './policy-book.ts'
import { checkDraft } from './policy-check.ts'
import { policyView } from './policy-view.ts'
import type { SelfPortrait } from './self.ts'
import type { JoiningState, PolicyEntry } from './state.ts'
import type { Surroundings } from './surroundings.ts'

type Viewed = Result<PolicyView, CallFailure>

export class PolicyDesk {
  readonly #around: Surroundings
  readonly #ledger: Ledger
  readonly #self: SelfPortrait
  readonly #admission: Admission

  constructor(around: Surroundings, ledger: Ledger, self: SelfPortrait, admission: Admission) {
    this.#around = around
    this.#ledger = ledger
    this.#self = self
    this.#admission = admission
  }

  /** In the order in which they came to this node. */
  list(): readonly PolicyView[] {
    return [...this.#ledger.state.policies.values()].map((entry) => this.#view(this.#ledger.state, entry))
  }

  check(draft: PolicyDraft): PolicyCheck {
    return checkDraft(draft, this.#self.key, this.#ledger.state.keyring, this.#admission)
  }

  async create(draft: PolicyDraft): Promise<Viewed> {
    const { faults } = this.check(draft)
    if (faults.length > 0) return fail(failureOf(faults))
    const completed = completeDraft(draft, bytesToHex(this.#around.random(NONCE_BYTES)))
    if (!completed.ok) return fail(failureOf(completed.reason))
    const record = completed.value
    const id = policyIdOf(record)
    const now = this.#around.now()
    return this.#change(id, ({ policies }) => withCreated(policies, id, record, this.#self.key, now))
  }

  accept(id: PolicyId): Promise<Viewed> {
    const now = this.#around.now()
    return this.#change(id, ({ policies }) => withAccepted(policies, id, now))
  }

  ignore(id: PolicyId): Promise<Viewed> {
    const now = this.#around.now()
    return this.#change(id, ({ policies }) => withIgnored(policies, id, now))
  }

  export(id: PolicyId): Result<{ readonly json: string }, CallFailure> {
    const entry = this.#ledger.state.policies.get(id)
    return entry === undefined ? fail(unknownPolicy) : ok({ json: exportPolicy(entry.record) })
  }

  /** Adds an offer that comes from nobody. One that was ignored is offered again. */
  async import(json: string): Promise<Viewed> {
    const imported = importPolicy(json)
    if (!imported.ok) return fail(failureOf(imported.reason))
    const { id, record } = imported.value
    const inadmissible = this.#admission.faultOf(namedKeys(record))
    if (inadmissible !== undefined) return fail(failureOf([inadmissible]))
    const now = this.#around.now()
    return this.#change(id, ({ policies }) => {
      const status = policies.get(id)?.status
      if (status === 'active' || status === 'offered') return ok(policies)
      const next = withOffer(policies, id, record, null, now)
      return next === undefined ? fail(tooManyOffers) : ok(next)
    })
  }

  #change(
    id: PolicyId,
    decide: (state: JoiningState) => Result<JoiningState['policies'], CallFailure>,
  ): Promise<Viewed> {
    return this.#ledger.change((state): Decision<Viewed> => {
      const policies = decide(state)
      const entry = policies.ok ? policies.value.get(id) : undefined
      if (!policies.ok || entry === undefined)
        return { state, answer: fail(policies.ok ? unknownPolicy : policies.reason) }
      const next = { ...state, policies: policies.value }
      return { state: next, answer: ok(this.#view(next, entry)) }
    })
  }

  #view(state: JoiningState, entry: PolicyEntry): PolicyView {
    return policyView(entry, this.#self.key, state.keyring, this.#around.liveness)
  }

  /** From somebody in the keyring. `refused` means that it breaks a rule: the caller counts that. */
  async receiveOffer(from: PublicKeyHex, wire: Uint8Array): Promise<OfferStatus> {
    const decoded = decodePolicy(wire)
    if (!decoded.ok) return 'refused'
    const record = decoded.value
    const id = policyIdOf(record)
    const isKnown = this.#ledger.state.policies.has(id)
    if (!isKnown && this.#admission.faultOf(namedKeys(record)) !== undefined) return 'refused'
    const now = this.#around.now()
    return this.#ledger.change((state): Decision<OfferStatus> => {
      const entry = state.policies.get(id)
      if (entry !== undefined) {
        const policies = withAsker(state.policies, entry, from)
        return { state: changed(state, policies), answer: STATUS_WORDS[entry.status] }
      }
      const policies = withOffer(state.policies, id, record, from, now)
      return policies === undefined
        ? { state, answer: 'busy' }
        : { state: changed(state, policies), answer: 'pending' }
    })
  }

  /** What somebody decided about a policy made here. */
  hearAnswer(from: PublicKeyHex, { policy, answer }: PolicyAnswer): Promise<Acknowledgement> {
    return this.#ledger.change((state): Decision<Acknowledgement> => {
      const isTheirs = state.policies.get(policy)?.answers.has(from) === true
      const policies = withAnswer(state.policies, policy, from, answer)
      return { state: policies ? changed(state, policies) : state, answer: isTheirs ? 'noted' : 'unknown' }
    })
  }

  errands(): readonly Errand[] {
    return [...this.#ledger.state.policies.values()].flatMap((entry) => [
      ...[...entry.answers].flatMap(([key, answer]) =>
        answer === 'untold' ? [this.#offer(entry, key)] : [],
      ),
      ...entry.owedTo.map((key) => this.#tellDecision(entry, key)),
    ])
  }

  #offer({ id, record }: PolicyEntry, to: PublicKeyHex): Errand {
    return {
      id: `policy-offer ${id} ${to}`,
      to,
      relays: this.#relaysOf(to),
      protocol: 'policy-offer',
      body: () => encodePolicyOffer(encodePolicy(record)),
      notBefore: 0,
      settle: async (body) => {
        const status = body && decodeOfferStatus(body)
        if (status === undefined || status === 'busy' || status === 'stranger') return
        await this.#ledger.change((state) => {
          const policies = withAnswer(state.policies, id, to, status)
          return { state: policies ? changed(state, policies) : state, answer: undefined }
        })
      },
    }
  }

  #tellDecision({ id, status }: PolicyEntry, to: PublicKeyHex): Errand {
    const answer = status === 'active' ? 'accepted' : 'ignored'
    return {
      id: `policy-answer ${id} ${answer} ${to}`,
      to,
      relays: this.#relaysOf(to),
      protocol: 'policy-answer',
      body: () => encodePolicyAnswer({ policy: id, answer }),
      notBefore: 0,
      settle: async (body) => {
        const reply = body && decodeAcknowledgement(body)
        if (reply !== 'noted' && reply !== 'unknown') return
        await this.#ledger.change((state) => ({
          state: changed(state, withAnswerDelivered(state.policies, id, to, status)),
          answer: undefined,
        }))
      },
    }
  }

  #relaysOf(key: PublicKeyHex): readonly string[] {
    return this.#ledger.state.keyring.get(key)?.relays ?? []
  }
}

const STATUS_WORDS = { offered: 'pending', active: 'accepted', ignored: 'ignored' } as const

const changed = (state: JoiningState, policies: JoiningState['policies']): JoiningState =>
  policies === state.policies ? state : { ...state, policies }

/** The first fault in one sentence with its place; how many more there are. */
export function failureOf(faults: readonly PolicyFault[]): CallFailure {
  const [first, ...others] = faults
  const place = first === undefined || first.path === '' ? '' : `${first.path}: `
  const more =
    others.length === 0 ? '' : ` (${others.length} more ${others.length === 1 ? 'fault' : 'faults'})`
  return {
    code: 'bad-input',
    message: `${place}${first?.message ?? 'This is not a policy.'}${more}`,
    ...(first === undefined || first.path === '' ? {} : { where: first.path }),
  }
}

const tooManyOffers: CallFailure = {
  code: 'busy',
  message: 'Too many offered policies wait for your decision.',
  action: 'Accept or ignore some of them first.',
}
