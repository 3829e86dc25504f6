// The inviter's side of a meeting: makes invites, receives guests who show the secret, and tells them the answer.
// A guest is written down before it is told to wait, so that the secret is single-use across crashes as well.

import { bytesToHex } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { CallFailure, InviteView, MeetingView } from '../rpc/contract.ts'
import type { Admission } from './admission.ts'
import type { Errand } from './errands.ts'
import { inviteDigest, writeInvite } from './invite-token.ts'
import {
  hashOfSecret,
  inviteIdOf,
  inviteOfSecret,
  inviteView,
  stateAt,
  ttlFault,
  withGuest,
  withNewInvite,
} from './invites.ts'
import { keyringFault, withMet } from './keyring.ts'
import type { Decision, Ledger } from './ledger.ts'
import { MAX_RELAYS_IN_INVITE, SECRET_BYTES } from './limits.ts'
import {
  answered,
  hostMeeting,
  meetingIdOf,
  meetingView,
  replaceMeeting,
  withForgottenByGuest,
  withMeeting,
  withTold,
} from './meetings.ts'
import { decodeAcknowledgement, encodeJoinResult, type JoinAnswer, type JoinRequest } from './messages.ts'
import type { SelfPortrait } from './self.ts'
import type { HostMeeting, InviteRecord, JoiningState } from './state.ts'
import type { Surroundings } from './surroundings.ts'

export interface NewInvite {
  readonly invite: InviteView
  /** What stands behind the "#" of the link: `invite=…`. It holds the secret and is shown once. */
  readonly fragment: string
}

interface Welcome {
  readonly answer: JoinAnswer
  readonly known: boolean
}

export class Inviter {
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

  async createInvite(ttlMs: number): Promise<Result<NewInvite, CallFailure>> {
    const wrongTtl = ttlFault(ttlMs)
    if (wrongTtl !== undefined) return fail(wrongTtl)
    const { name, relays } = this.#self.presentation()
    if (relays.length === 0) return fail(noRelay)
    const createdAt = this.#around.now()
    const secret = this.#around.random(SECRET_BYTES)
    const secretHash = hashOfSecret(secret)
    const invite = {
      inviter: this.#self.key,
      name,
      relays: relays.slice(0, MAX_RELAYS_IN_INVITE),
      expiresAt: createdAt + ttlMs,
      secret: bytesToHex(secret),
    }
    const signature = await this.#around.signer.sign(inviteDigest(invite))
    const record: InviteRecord = {
      id: inviteIdOf(secretHash),
      secretHash,
      createdAt,
      expiresAt: invite.expiresAt,
      state: 'open',
      usedBy: null,
    }
    return this.#ledger.change((state): Decision<Result<NewInvite, CallFailure>> => {
      const invites = withNewInvite(state.invites, record, createdAt)
      if (!invites.ok) return { state, answer: invites }
      const answer = ok({ invite: inviteView(record, createdAt), fragment: writeInvite(invite, signature) })
      return { state: { ...state, invites: invites.value }, answer }
    })
  }

  /** A guest shows a secret. `known` is false when it was none of ours: the caller counts that. */
  async receive(from: PublicKeyHex, request: JoinRequest): Promise<Welcome> {
    if (from === this.#self.key) return { answer: { status: 'malformed' }, known: false }
    return this.#ledger.change((state): Decision<Welcome> => {
      const invite = inviteOfSecret(state.invites, request.secret)
      if (invite === undefined) return { state, answer: { answer: { status: 'unknown' }, known: false } }
      const { state: next, answer } = this.#welcome(state, invite, from, request)
      return { state: next, answer: { answer, known: true } }
    })
  }

  #welcome(
    state: JoiningState,
    invite: InviteRecord,
    from: PublicKeyHex,
    request: JoinRequest,
  ): Decision<JoinAnswer> {
    const now = this.#around.now()
    const id = meetingIdOf(this.#self.key, from, invite.secretHash)
    const invited = stateAt(invite, now)
    if (invited === 'used' && invite.usedBy === from) return { state, answer: this.#outcome(state, id, from) }
    if (invited !== 'open') return { state, answer: { status: invited } }
    if (!this.#admission.isAdmitted(from)) return { state, answer: { status: 'malformed' } }
    const meeting: HostMeeting = {
      role: 'inviter',
      id,
      key: from,
      name: request.name,
      relays: request.relays,
      state: 'waiting-for-me',
      told: false,
      hidden: false,
      reason: null,
      at: now,
    }
    const meetings = withMeeting(state.meetings, meeting)
    if (meetings === undefined) return { state, answer: { status: 'busy' } }
    const invites = withGuest(state.invites, invite, from)
    return { state: { ...state, invites, meetings }, answer: { status: 'waiting' } }
  }

  /** What became of a meeting, for the guest that it belongs to and nobody else. */
  status(from: PublicKeyHex, meeting: string): JoinAnswer {
    return this.#outcome(this.#ledger.state, meeting, from)
  }

  #outcome({ meetings }: JoiningState, id: string, guest: PublicKeyHex): JoinAnswer {
    const meeting = hostMeeting(meetings, id)
    if (meeting?.key !== guest) return { status: 'unknown' }
    if (meeting.state === 'waiting-for-me') return { status: 'waiting' }
    return meeting.state === 'refused'
      ? { status: 'refused' }
      : { status: 'accepted', inviter: this.#self.presentation() }
  }

  /** The user's decision. Given twice alike it changes nothing; it cannot be taken back, since the guest may know it. */
  answer(id: string, accept: boolean): Promise<Result<MeetingView, CallFailure>> {
    const now = this.#around.now()
    return this.#ledger.change((state): Decision<Result<MeetingView, CallFailure>> => {
      const meeting = hostMeeting(state.meetings, id)
      if (meeting === undefined || meeting.hidden) return { state, answer: fail(noSuchMeeting) }
      if (meeting.state !== 'waiting-for-me') {
        const isSame = (meeting.state === 'met') === accept
        return { state, answer: isSame ? ok(meetingView(meeting)) : fail(alreadyAnswered(meeting)) }
      }
      const full = accept ? keyringFault(state.keyring, meeting.key) : undefined
      if (full !== undefined) return { state, answer: fail(full) }
      const decided = answered(meeting, accept, now)
      const keyring = accept ? withMet(state.keyring, meeting.key, meeting, now) : state.keyring
      const meetings = replaceMeeting(state.meetings, decided)
      return { state: { ...state, keyring, meetings }, answer: ok(meetingView(decided)) }
    })
  }

  /** Guests who still have to hear what was decided. */
  errands(): readonly Errand[] {
    return this.#ledger.state.meetings.flatMap((meeting) =>
      meeting.role === 'inviter' && !meeting.told && meeting.state !== 'waiting-for-me'
        ? [this.#tellResult(meeting)]
        : [],
    )
  }

  #tellResult(meeting: HostMeeting): Errand {
    return {
      id: `join-result ${meeting.id}`,
      to: meeting.key,
      relays: meeting.relays,
      protocol: 'join-result',
      body: () => encodeJoinResult(meeting.id, meeting.state === 'met', this.#self.presentation()),
      notBefore: 0,
      settle: async (answer) => {
        const reply = answer && decodeAcknowledgement(answer)
        if (reply !== 'noted' && reply !== 'unknown') return
        await this.#ledger.change((state) => {
          const current = hostMeeting(state.meetings, meeting.id)
          if (current === undefined) return { state, answer: undefined }
          const meetings =
            reply === 'noted'
              ? withTold(state.meetings, current)
              : withForgottenByGuest(state.meetings, current, this.#around.now())
          return { state: { ...state, meetings }, answer: undefined }
        })
      },
    }
  }
}

const noRelay: CallFailure = {
  code: 'offline',
  message: 'No relay is set, so nobody could find you with an invite.',
  action: 'Add a relay in the settings first.',
}

export const noSuchMeeting: CallFailure = {
  code: 'unknown',
  message: 'There is no such meeting here.',
  where: 'id',
}

const alreadyAnswered = (meeting: HostMeeting): CallFailure => ({
  code: 'refused',
  message:
    meeting.state === 'met'
      ? `You have accepted ${meeting.name} already.`
      : `The meeting with ${meeting.name} has ended already.`,
  ...(meeting.state === 'met' ? { action: 'Remove them from your keyring instead.' } : {}),
})
