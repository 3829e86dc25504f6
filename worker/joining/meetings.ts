// Meetings as seen from both sides, and how they move. A meeting never moves back, and what was told once is not
// contradicted: the guest confirmed by opening the invite, so only the inviter's answer is open.
//   guest:   dialling → waiting-for-them → met | refused | failed
//   inviter: waiting-for-me → met | refused, then told (or failed, when the guest no longer knows of it)

import { taggedHash } from '../core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { fingerprint } from '../crypto/fingerprint.ts'
import type { MeetingView } from '../rpc/contract.ts'
import { MAX_MEETINGS } from './limits.ts'
import type { GuestMeeting, HostMeeting, Meeting } from './state.ts'

type Meetings = readonly Meeting[]

/** Both sides derive the same id; only they know the secret. 16 bytes as hex. */
export const meetingIdOf = (inviter: PublicKeyHex, guest: PublicKeyHex, secretHash: string): string =>
  bytesToHex(
    taggedHash('meeting/1', hexToBytes(inviter), hexToBytes(guest), hexToBytes(secretHash)).subarray(0, 16),
  )

/** Undefined when there is no room: every other meeting still waits for somebody. */
export function withMeeting(meetings: Meetings, meeting: Meeting): Meetings | undefined {
  const others = meetings.filter((each) => each.id !== meeting.id)
  if (others.length < MAX_MEETINGS) return [...others, meeting]
  const oldest = others.findIndex(isOver)
  return oldest < 0 ? undefined : [...others.filter((_, i) => i !== oldest), meeting]
}

/** Nothing remains to be done or said. */
export const isOver = (meeting: Meeting): boolean =>
  meeting.role === 'guest'
    ? meeting.state !== 'dialling' && meeting.state !== 'waiting-for-them'
    : meeting.state === 'failed' || (meeting.state !== 'waiting-for-me' && meeting.told)

export const replaceMeeting = (meetings: Meetings, changed: Meeting): Meetings =>
  meetings.map((each) => (each.id === changed.id ? changed : each))

export const guestMeeting = (meetings: Meetings, id: string): GuestMeeting | undefined =>
  meetings.find((each): each is GuestMeeting => each.role === 'guest' && each.id === id)

export const hostMeeting = (meetings: Meetings, id: string): HostMeeting | undefined =>
  meetings.find((each): each is HostMeeting => each.role === 'inviter' && each.id === id)

/** Guest: the inviter has the secret, which is of no use to anybody any more. */
export const waiting = (meeting: GuestMeeting, now: number): GuestMeeting =>
  meeting.state === 'dialling'
    ? { ...meeting, state: 'waiting-for-them', secret: null, reason: null, at: now }
    : meeting

/** Guest: over. What the inviter decided stays; what only failed here may still turn out to have been decided. */
export const ended = (
  meeting: GuestMeeting,
  state: 'met' | 'refused' | 'failed',
  reason: string | null,
  now: number,
): GuestMeeting => (isDecided(meeting) ? meeting : { ...meeting, state, secret: null, reason, at: now })

export const isDecided = ({ state }: GuestMeeting): boolean => state === 'met' || state === 'refused'

/** Inviter: decided, and the guest has to be told. */
export const answered = (meeting: HostMeeting, met: boolean, now: number): HostMeeting => ({
  ...meeting,
  state: met ? 'met' : 'refused',
  at: now,
})

/** Inviter: the guest knows; a dismissed meeting can now be forgotten. */
export function withTold(meetings: Meetings, meeting: HostMeeting): Meetings {
  if (meeting.hidden) return meetings.filter((each) => each.id !== meeting.id)
  return replaceMeeting(meetings, { ...meeting, told: true })
}

/** Inviter: the guest's node does not know of this meeting (dismissed there, or its data is gone). */
export function withForgottenByGuest(meetings: Meetings, meeting: HostMeeting, now: number): Meetings {
  if (meeting.hidden || meeting.state !== 'met') return withTold(meetings, meeting)
  const reason = `${meeting.name} gave up before you answered: you have them in your keyring, they do not have you.`
  return replaceMeeting(meetings, { ...meeting, state: 'failed', told: true, reason, at: now })
}

/** Taken off the list. A guest who still has to hear the outcome hears it first; not to answer is to refuse. */
export function withDismissed(meetings: Meetings, meeting: Meeting, now: number): Meetings {
  if (meeting.role === 'guest' || isOver(meeting)) return meetings.filter((each) => each.id !== meeting.id)
  const decided = meeting.state === 'waiting-for-me' ? answered(meeting, false, now) : meeting
  return replaceMeeting(meetings, { ...decided, hidden: true })
}

/** Guest: what was not reached in time never will be, because the inviter's node refuses it by now. */
export const withExpiry = (meetings: Meetings, now: number): Meetings =>
  meetings.some((each) => isExpired(each, now))
    ? meetings.map((each) =>
        isExpired(each, now)
          ? ended(each, 'failed', `The invite expired before ${each.name} could be reached.`, now)
          : each,
      )
    : meetings

const isExpired = (meeting: Meeting, now: number): meeting is GuestMeeting =>
  meeting.role === 'guest' && meeting.state === 'dialling' && now >= meeting.expiresAt

/** Newest first. */
export const meetingViews = (meetings: Meetings): readonly MeetingView[] =>
  meetings
    .filter((each) => each.role === 'guest' || !each.hidden)
    .map(meetingView)
    .reverse()

export function meetingView(meeting: Meeting): MeetingView {
  const { id, role, key, name, state, at } = meeting
  const reason = meeting.reason ?? untoldReason(meeting)
  const view = { id, role, key, name, fingerprint: fingerprint(hexToBytes(key)), state, at }
  return reason === null ? view : { ...view, reason }
}

const untoldReason = (meeting: Meeting): string | null =>
  meeting.role === 'inviter' && !meeting.told && meeting.state !== 'waiting-for-me'
    ? `${meeting.name} has not heard of it yet: they will be told as soon as they can be reached.`
    : null
