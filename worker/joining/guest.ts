// The guest's side of a meeting: reads invites, shows the secret, and learns the answer in whichever way comes first: by
// asking again, by the inviter's own message, or after a restart of either side.

import { hexToBytes } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { fingerprint } from '../crypto/fingerprint.ts'
import type { CallFailure, InvitePreview, MeetingView } from '../rpc/contract.ts'
import type { Admission } from './admission.ts'
import type { Errand } from './errands.ts'
import { type Invite, parseInvite } from './invite-token.ts'
import { type InviteFault, inviteFailure } from './invite-words.ts'
import { hashOfSecret } from './invites.ts'
import { keyringFault, withMet } from './keyring.ts'
import type { Decision, Ledger } from './ledger.ts'
import { STATUS_AFTER } from './limits.ts'
import {
  ended,
  guestMeeting,
  isDecided,
  isOver,
  meetingIdOf,
  meetingView,
  replaceMeeting,
  waiting,
  withMeeting,
} from './meetings.ts'
import {
  type Acknowledgement,
  decodeJoinAnswer,
  encodeJoin,
  encodeJoinStatus,
  type JoinAnswer,
  type JoinResult,
  type JoinStatus,
} from './messages.ts'
import type { SelfPortrait } from './self.ts'
import type { GuestMeeting, JoiningState } from './state.ts'
import type { Surroundings } from './surroundings.ts'

export class Guest {
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

  /** Whom one is about to meet. Changes nothing and sends nothing. */
  async preview(text: string): Promise<Result<InvitePreview, CallFailure>> {
    const read = await this.#read(text)
    if (!read.ok) return fail(inviteFailure(read.reason))
    const { inviter, name, relays, expiresAt } = read.value
    return ok({
      inviter,
      inviterName: name,
      fingerprint: fingerprint(hexToBytes(inviter)),
      relays,
      expiresAt,
      known: this.#ledger.state.keyring.has(inviter),
    })
  }

  /** The user confirms: from here on the inviter decides. Opening the same invite twice is one meeting. */
  async accept(text: string): Promise<Result<MeetingView, CallFailure>> {
    const read = await this.#read(text)
    if (!read.ok) return fail(inviteFailure(read.reason))
    const invite = read.value
    const id = meetingIdOf(invite.inviter, this.#self.key, hashOfSecret(hexToBytes(invite.secret)))
    const now = this.#around.now()
    return this.#ledger.change((state): Decision<Result<MeetingView, CallFailure>> => {
      const known = guestMeeting(state.meetings, id)
      if (known !== undefined && (known.state === 'met' || !isOver(known)))
        return { state, answer: ok(meetingView(known)) }
      const full = keyringFault(state.keyring, invite.inviter)
      if (full !== undefined) return { state, answer: fail(full) }
      const meeting = newMeeting(id, invite, now)
      const meetings = withMeeting(state.meetings, meeting)
      if (meetings === undefined) return { state, answer: fail(tooManyMeetings) }
      return { state: { ...state, meetings }, answer: ok(meetingView(meeting)) }
    })
  }

  async #read(text: unknown): Promise<Result<Invite, InviteFault>> {
    if (typeof text !== 'string') return fail({ type: 'not-text' })
    const parsed = parseInvite(text)
    if (!parsed.ok) return parsed
    const { invite, digest, signature } = parsed.value
    if (!this.#admission.isAdmitted(invite.inviter)) return fail({ type: 'bad-key' })
    const isGenuine = await this.#around.verifier.verify(hexToBytes(invite.inviter), digest, signature)
    if (!isGenuine) return fail({ type: 'bad-signature' })
    if (invite.inviter === this.#self.key) return fail({ type: 'own' })
    if (this.#around.now() >= invite.expiresAt) return fail({ type: 'expired', expiresAt: invite.expiresAt })
    return ok(invite)
  }

  /** The inviter's message. Believed from the inviter only; what the guest gave up or never began is `unknown`. */
  hear(from: PublicKeyHex, result: JoinResult): Promise<Acknowledgement> {
    return this.#ledger.change((state): Decision<Acknowledgement> => {
      const meeting = guestMeeting(state.meetings, result.meeting)
      if (meeting?.key !== from) return { state, answer: 'unknown' }
      const answer: JoinAnswer = result.met ? { status: 'accepted', inviter: result } : { status: 'refused' }
      return { state: this.#learn(state, meeting, answer), answer: 'noted' }
    })
  }

  errands(): readonly Errand[] {
    return this.#ledger.state.meetings.flatMap((meeting) =>
      meeting.role === 'guest' && !isOver(meeting) ? [this.#ask(meeting)] : [],
    )
  }

  #ask(meeting: GuestMeeting): Errand {
    const { id, key, relays, secret } = meeting
    const common = { to: key, relays, settle: (answer: Uint8Array | undefined) => this.#settle(id, answer) }
    return secret === null
      ? {
          ...common,
          id: `join-status ${id}`,
          protocol: 'join-status',
          body: () => encodeJoinStatus(id),
          notBefore: meeting.at + STATUS_AFTER,
        }
      : {
          ...common,
          id: `join ${id}`,
          protocol: 'join',
          body: () => encodeJoin(secret, this.#self.presentation()),
          notBefore: 0,
        }
  }

  async #settle(id: string, body: Uint8Array | undefined): Promise<void> {
    const answer = body && decodeJoinAnswer(body)
    await this.#ledger.change((state) => {
      const meeting = guestMeeting(state.meetings, id)
      if (meeting === undefined || isOver(meeting)) return { state, answer: undefined }
      return {
        state: answer ? this.#learn(state, meeting, answer) : unreached(state, meeting),
        answer: undefined,
      }
    })
  }

  #learn(state: JoiningState, meeting: GuestMeeting, answer: JoinAnswer): JoiningState {
    const now = this.#around.now()
    const become = (changed: GuestMeeting): JoiningState =>
      changed === meeting ? state : { ...state, meetings: replaceMeeting(state.meetings, changed) }
    switch (answer.status) {
      case 'busy':
        return unreached(state, meeting)
      case 'waiting':
        return become(waiting(meeting, now))
      case 'accepted':
        if (isDecided(meeting)) return state
        if (keyringFault(state.keyring, meeting.key))
          return become(ended(meeting, 'failed', KEYRING_FULL, now))
        return {
          ...become(ended(meeting, 'met', null, now)),
          keyring: withMet(state.keyring, meeting.key, answer.inviter, now),
        }
      case 'refused':
        return become(ended(meeting, 'refused', `${meeting.name} declined.`, now))
      case 'used':
      case 'expired':
      case 'revoked':
      case 'unknown':
      case 'malformed':
        return become(ended(meeting, 'failed', failureReason(answer.status, meeting.name), now))
    }
  }
}

/** Says why it takes long; the state stays, since it will be tried again. */
function unreached(state: JoiningState, meeting: GuestMeeting): JoiningState {
  const reason = `${meeting.name} cannot be reached at the moment. This is tried again until it works.`
  if (meeting.reason === reason || meeting.state !== 'dialling') return state
  return { ...state, meetings: replaceMeeting(state.meetings, { ...meeting, reason }) }
}

function failureReason(
  status: Extract<JoinStatus, 'used' | 'expired' | 'revoked' | 'unknown' | 'malformed'>,
  name: string,
): string {
  switch (status) {
    case 'used':
      return `Somebody else has used this invite. Tell ${name}, and ask for a new one.`
    case 'expired':
      return `The invite has expired. Ask ${name} for a new one.`
    case 'revoked':
      return `${name} has revoked this invite. Ask for a new one.`
    case 'unknown':
      return `${name}'s app does not know of this invite any more. Ask for a new one.`
    case 'malformed':
      return `${name}'s app did not understand yours. One of you may have an old version: reload both.`
  }
}

const newMeeting = (id: string, invite: Invite, now: number): GuestMeeting => ({
  role: 'guest',
  id,
  key: invite.inviter,
  name: invite.name,
  relays: invite.relays,
  state: 'dialling',
  expiresAt: invite.expiresAt,
  secret: invite.secret,
  reason: null,
  at: now,
})

/** Filled up after this meeting began. */
const KEYRING_FULL = 'They accepted, but your keyring is full. Remove somebody, then ask for a new invite.'

const tooManyMeetings: CallFailure = {
  code: 'busy',
  message: 'Too many meetings wait for an answer.',
  action: 'Dismiss one that you no longer want.',
}
