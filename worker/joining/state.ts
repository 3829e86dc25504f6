// Everything that joining knows, as one immutable value: whom I know, whom I invited, whom I am meeting, which policies
// I was offered. Functions of this folder take a state and return the next; the ledger makes it durable and tells.

import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import type { IntroducerLevel } from '../rpc/contract.ts'

export interface JoiningState {
  readonly keyring: Keyring
  /** Oldest first. */
  readonly invites: readonly InviteRecord[]
  /** Oldest first. */
  readonly meetings: readonly Meeting[]
  readonly policies: ReadonlyMap<PolicyId, PolicyEntry>
}

/** In the order in which they were added. */
export type Keyring = ReadonlyMap<PublicKeyHex, KeyringRecord>

/** How somebody presents themselves: their own words, never proof of anything. */
export interface Presentation {
  readonly name: string
  readonly relays: readonly string[]
}

export interface KeyringRecord {
  readonly key: PublicKeyHex
  readonly name: string
  readonly selfName: string
  readonly verified: boolean
  readonly introducer: IntroducerLevel
  readonly addedAt: number
  readonly relays: readonly string[]
}

/** Of the secret only the hash is kept: a copy of this database invites nobody. */
export interface InviteRecord {
  readonly id: string
  readonly secretHash: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: 'open' | 'used' | 'revoked'
  readonly usedBy: PublicKeyHex | null
}

export type Meeting = GuestMeeting | HostMeeting

interface MeetingBase extends Presentation {
  /** The same on both sides: derived from both keys and the secret. */
  readonly id: string
  readonly key: PublicKeyHex
  readonly reason: string | null
  /** When the state was entered. */
  readonly at: number
}

export interface GuestMeeting extends MeetingBase {
  readonly role: 'guest'
  readonly state: 'dialling' | 'waiting-for-them' | 'met' | 'refused' | 'failed'
  /** Of the invite. After it nothing more is tried while dialling. */
  readonly expiresAt: number
  /** Kept only until the inviter has it. */
  readonly secret: string | null
}

export interface HostMeeting extends MeetingBase {
  readonly role: 'inviter'
  readonly state: 'waiting-for-me' | 'met' | 'refused' | 'failed'
  /** The guest has confirmed that it knows the outcome. */
  readonly told: boolean
  /** Dismissed by the user while the guest still had to be told. */
  readonly hidden: boolean
}

/** What one of the people named knows of a policy that was made here. */
export type OfferAnswer = 'untold' | 'pending' | 'accepted' | 'ignored' | 'refused'

export interface PolicyEntry {
  readonly id: PolicyId
  readonly record: PolicyRecord
  readonly status: 'offered' | 'active' | 'ignored'
  readonly offeredBy: PublicKeyHex | null
  readonly since: number
  /** Whom the author has to tell. Empty for policies of others. */
  readonly answers: ReadonlyMap<PublicKeyHex, OfferAnswer>
  /** Everybody who offered it; the first is `offeredBy`. */
  readonly askers: readonly PublicKeyHex[]
  /** Those of them who have yet to hear what was decided here. */
  readonly owedTo: readonly PublicKeyHex[]
}

export const emptyState: JoiningState = {
  keyring: new Map(),
  invites: [],
  meetings: [],
  policies: new Map(),
}
