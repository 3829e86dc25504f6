// The one door to joining: whom this node knows, meets and shares policies with. It wires the parts and routes requests.
// Calls resolve to a value or a failure for the screen; they reject only with a StoreError. Requests of peers are
// answered whatever they contain; what is wrong with them is counted, and their number at one time is bounded.

import { bytesToHex } from '../core/codec/hex.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyDraft, PolicyRecord } from '../core/model/policy.ts'
import { fail, invariant, ok, type Result } from '../core/model/result.ts'
import { namedKeys } from '../core/rules/policy-people.ts'
import type {
  CallFailure,
  InvitePreview,
  InviteView,
  KeyringEntry,
  MeetingView,
  PolicyCheck,
  PolicyView,
} from '../rpc/contract.ts'
import { Admission } from './admission.ts'
import { ErrandRunner } from './errands.ts'
import { Guest } from './guest.ts'
import { Inviter, type NewInvite, noSuchMeeting } from './inviter.ts'
import { inviteViews, withRevoked } from './invites.ts'
import { type KeyringUpdate, keyringView, withoutPerson, withUpdate } from './keyring.ts'
import { type Decision, Ledger, type Topic } from './ledger.ts'
import { meetingViews, withDismissed, withExpiry } from './meetings.ts'
import { PolicyDesk } from './policy-desk.ts'
import { Reception, type ReceptionCounters } from './reception.ts'
import { SelfPortrait } from './self.ts'
import type { JoiningState } from './state.ts'
import type { Surroundings } from './surroundings.ts'

export interface WantedPerson {
  readonly key: PublicKeyHex
  readonly relays: readonly string[]
}

export class Joining {
  readonly #around: Surroundings
  readonly #ledger: Ledger
  readonly #self: PublicKeyHex
  readonly #inviter: Inviter
  readonly #guest: Guest
  readonly #policies: PolicyDesk
  readonly #reception: Reception
  readonly #errands: ErrandRunner
  readonly #stopListening: () => void

  private constructor(around: Surroundings, ledger: Ledger) {
    const key = bytesToHex(around.signer.publicKey) as PublicKeyHex
    const self = new SelfPortrait(
      key,
      () => around.selfName(),
      () => around.selfRelays(),
    )
    const admission = new Admission()
    invariant(admission.isAdmitted(key), 'the own key must be a proper key')
    this.#around = around
    this.#ledger = ledger
    this.#self = key
    this.#inviter = new Inviter(around, ledger, self, admission)
    this.#guest = new Guest(around, ledger, self, admission)
    this.#policies = new PolicyDesk(around, ledger, self, admission)
    this.#reception = new Reception(around, ledger, this.#inviter, this.#guest, this.#policies)
    this.#errands = new ErrandRunner(
      around.transport,
      () => around.now(),
      () => [...this.#inviter.errands(), ...this.#guest.errands(), ...this.#policies.errands()],
    )
    this.#stopListening = ledger.onChange(() => {
      this.#errands.kick()
    })
  }

  /** Reads what is stored and resumes what was under way. `loadHash` must have finished. Rejects with a StoreError. */
  static async open(around: Surroundings): Promise<Joining> {
    const joining = new Joining(around, await Ledger.open(around.store))
    joining.#errands.kick()
    return joining
  }

  /** Stops asking others. What is owed to them is in the store. */
  async close(): Promise<void> {
    this.#stopListening()
    await this.#errands.close()
  }

  /** Told after a change is durable; read the list that changed. */
  onChange(listener: (topic: Topic) => void): () => void {
    return this.#ledger.onChange(listener)
  }

  // ---- invites and meetings

  createInvite(ttlMs: number): Promise<Result<NewInvite, CallFailure>> {
    return this.#inviter.createInvite(ttlMs)
  }

  invites(): readonly InviteView[] {
    return inviteViews(this.#ledger.state.invites, this.#around.now())
  }

  revokeInvite(id: string): Promise<Result<readonly InviteView[], CallFailure>> {
    const now = this.#around.now()
    return this.#change(
      (state) => mapOk(withRevoked(state.invites, id, now), (invites) => ({ ...state, invites })),
      (state) => inviteViews(state.invites, now),
    )
  }

  readInvite(text: string): Promise<Result<InvitePreview, CallFailure>> {
    return this.#guest.preview(text)
  }

  acceptInvite(text: string): Promise<Result<MeetingView, CallFailure>> {
    return this.#guest.accept(text)
  }

  meetings(): readonly MeetingView[] {
    return meetingViews(this.#ledger.state.meetings)
  }

  answerMeeting(id: string, accept: boolean): Promise<Result<MeetingView, CallFailure>> {
    return this.#inviter.answer(id, accept)
  }

  dismissMeeting(id: string): Promise<Result<readonly MeetingView[], CallFailure>> {
    const now = this.#around.now()
    return this.#change(
      (state) => {
        const meeting = state.meetings.find((each) => each.id === id)
        if (meeting === undefined) return fail(noSuchMeeting)
        return ok({ ...state, meetings: withDismissed(state.meetings, meeting, now) })
      },
      (state) => meetingViews(state.meetings),
    )
  }

  // ---- keyring

  keyring(): readonly KeyringEntry[] {
    return keyringView(this.#ledger.state.keyring)
  }

  updatePerson(update: KeyringUpdate): Promise<Result<readonly KeyringEntry[], CallFailure>> {
    return this.#change(
      (state) => mapOk(withUpdate(state.keyring, update), (keyring) => ({ ...state, keyring })),
      (state) => keyringView(state.keyring),
    )
  }

  removePerson(key: PublicKeyHex): Promise<Result<readonly KeyringEntry[], CallFailure>> {
    return this.#change(
      (state) => mapOk(withoutPerson(state.keyring, key), (keyring) => ({ ...state, keyring })),
      (state) => keyringView(state.keyring),
    )
  }

  // ---- policies

  policies(): readonly PolicyView[] {
    return this.#policies.list()
  }

  /** What the node lives by. */
  activePolicies(): readonly { readonly id: PolicyId; readonly record: PolicyRecord }[] {
    return [...this.#ledger.state.policies.values()].filter(({ status }) => status === 'active')
  }

  checkPolicy(draft: PolicyDraft): PolicyCheck {
    return this.#policies.check(draft)
  }

  createPolicy(draft: PolicyDraft): Promise<Result<PolicyView, CallFailure>> {
    return this.#policies.create(draft)
  }

  acceptPolicy(id: PolicyId): Promise<Result<PolicyView, CallFailure>> {
    return this.#policies.accept(id)
  }

  ignorePolicy(id: PolicyId): Promise<Result<PolicyView, CallFailure>> {
    return this.#policies.ignore(id)
  }

  exportPolicy(id: PolicyId): Result<{ readonly json: string }, CallFailure> {
    return this.#policies.export(id)
  }

  importPolicy(json: string): Promise<Result<PolicyView, CallFailure>> {
    return this.#policies.import(json)
  }

  // ---- network

  /** For every protocol of `PROTOCOLS`. */
  handleRequest(from: PublicKeyHex, protocol: string, body: Uint8Array): Promise<Uint8Array> {
    return this.#reception.handle(from, protocol, body)
  }

  /** The peer has a direct link: what it is owed is due now. */
  onPeerUp(key: PublicKeyHex): void {
    this.#errands.retryNow(key)
  }

  /** The network came back, or the user went online: everything owed is due now. */
  onOnline(): void {
    this.#errands.retryNow()
  }

  /** To be called every second or so: retries what is due, and ends what has expired. */
  async tick(): Promise<void> {
    const now = this.#around.now()
    if (withExpiry(this.#ledger.state.meetings, now) !== this.#ledger.state.meetings)
      await this.#ledger.change((state) => ({
        state: { ...state, meetings: withExpiry(state.meetings, now) },
        answer: undefined,
      }))
    this.#errands.kick()
  }

  /** Whom to keep links to, most needed first: those named in active policies, then the rest of the keyring. */
  wantedPeers(): readonly WantedPerson[] {
    const { keyring } = this.#ledger.state
    const named = this.activePolicies().flatMap(({ record }) => namedKeys(record).map(({ key }) => key))
    const keys = new Set([...named, ...keyring.keys()])
    keys.delete(this.#self)
    return [...keys].map((key) => ({ key, relays: keyring.get(key)?.relays ?? [] }))
  }

  /** What was counted and dropped since the start. */
  counters(): ReceptionCounters {
    return this.#reception.counters()
  }

  /** Resolves when no request of ours is under way. */
  idle(): Promise<void> {
    return this.#errands.idle()
  }

  #change<View>(
    decide: (state: JoiningState) => Result<JoiningState, CallFailure>,
    view: (state: JoiningState) => View,
  ): Promise<Result<View, CallFailure>> {
    return this.#ledger.change((state): Decision<Result<View, CallFailure>> => {
      const next = decide(state)
      return next.ok ? { state: next.value, answer: ok(view(next.value)) } : { state, answer: next }
    })
  }
}

const mapOk = <Value, Other, Reason>(
  result: Result<Value, Reason>,
  map: (value: Value) => Other,
): Result<Other, Reason> => (result.ok ? ok(map(result.value)) : result)
