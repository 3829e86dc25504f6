// What the keyring's screen says, made of what the node told. Pure.

import type { InviteView, KeyringEntry, MeetingView, PolicyView } from '../../../worker/rpc/contract.ts'
import { listNames } from '../../engine/names.ts'
import { MEETING_STATE } from './strings.ts'

export interface MeetingModel {
  readonly id: string
  readonly text: string
  readonly detail: string | undefined
  readonly kind: 'underway' | 'settled' | 'bad'
  /** The person is asked. */
  readonly asks: boolean
  readonly dismissable: boolean
}

export function meetingModel(meeting: MeetingView): MeetingModel {
  const over = meeting.state === 'met' || meeting.state === 'refused' || meeting.state === 'failed'
  return {
    id: meeting.id,
    text: MEETING_STATE[meeting.state](meeting.name),
    detail: meeting.reason,
    kind: !over ? 'underway' : meeting.state === 'met' ? 'settled' : 'bad',
    asks: meeting.state === 'waiting-for-me',
    dismissable: over,
  }
}

/** Those that ask first, then those under way, then the others; newest first in each. */
export function orderMeetings(meetings: readonly MeetingView[]): readonly MeetingView[] {
  const rank = (meeting: MeetingView): number => {
    if (meeting.state === 'waiting-for-me') return 0
    return meetingModel(meeting).dismissable ? 2 : 1
  }
  return [...meetings].sort((a, b) => rank(a) - rank(b) || b.at - a.at)
}

/** Invites that can still be used; the others are history. */
export const openInvites = (invites: readonly InviteView[], now: number): readonly InviteView[] =>
  invites.filter((invite) => invite.state === 'open' && invite.expiresAt > now)

/** What removing somebody means for the policies that name them. */
export function removalConsequences(entry: KeyringEntry, policies: readonly PolicyView[]): readonly string[] {
  const active = policies.filter((policy) => policy.status === 'active')
  const endorsed = active.filter((policy) => policy.record.endorsers.some((each) => each.key === entry.key))
  const submitted = active.filter((policy) => policy.record.submitters.some((each) => each.key === entry.key))
  const named = (list: readonly PolicyView[]): string => listNames(list.map((policy) => policy.record.name))
  return [
    ...(endorsed.length === 0
      ? []
      : [
          `${entry.name} stays an endorser of ${named(endorsed)}: a policy names its endorsers for good. You are then no longer connected on purpose, and writes there may have to wait for the others.`,
        ]),
    ...(submitted.length === 0 ? [] : [`${entry.name} may still write under ${named(submitted)}.`]),
  ]
}

export const byName = (a: KeyringEntry, b: KeyringEntry): number =>
  a.name.localeCompare(b.name) || (a.key < b.key ? -1 : 1)
