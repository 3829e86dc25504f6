// What the page sees of people, peers and policies: the part of the contract that joining and the network answer with.

import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyFault, PolicyRecord } from '../core/model/policy.ts'
import type { SilencedBecause } from './contract-evidence.ts'

export interface IdentityView {
  readonly phase: 'none' | 'locked' | 'unlocked'
  readonly name?: string
  readonly key?: PublicKeyHex
  /** For people to compare: groups of four characters. */
  readonly fingerprint?: string
  /** This device can unlock without the passphrase (a non-extractable key is kept). */
  readonly stayUnlocked?: boolean
}

export type IntroducerLevel = 'none' | 'marginal' | 'full'

export interface KeyringEntry {
  readonly key: PublicKeyHex
  readonly name: string
  /** The name that this person gave to themselves when we met. */
  readonly selfName: string
  readonly fingerprint: string
  /** "Is this really their key?" */
  readonly verified: boolean
  /** "Do you rely on them to vouch for others?" */
  readonly introducer: IntroducerLevel
  readonly addedAt: number
  readonly relays: readonly string[]
}

export interface PeerView {
  readonly key: PublicKeyHex
  readonly name: string
  readonly link: 'connecting' | 'relayed' | 'direct' | 'gone'
  readonly since: number
  readonly rttMs: number | null
  readonly bytesIn: number
  readonly bytesOut: number
  /** Milliseconds since something was last heard, null when never. */
  readonly lastSeen: number | null
}

export interface RelayView {
  readonly url: string
  readonly state: 'off' | 'connecting' | 'reserved' | 'failed'
  readonly reason?: string
}

export interface NetworkView {
  /** The user's consent: nothing is dialled while this is false. */
  readonly online: boolean
  readonly relays: readonly RelayView[]
  readonly peers: readonly PeerView[]
}

export interface PolicyView {
  readonly id: PolicyId
  readonly record: PolicyRecord
  readonly status: 'offered' | 'active' | 'ignored'
  readonly offeredBy?: PublicKeyHex
  readonly isEndorser: boolean
  readonly maySubmit: boolean
  /** approval quorum ω, agreement quorum q, rejects that exclude approval α */
  readonly quorum: number
  readonly agreement: number
  readonly rejects: number
  /** n ≥ 3f+1; otherwise "safe-only": nothing unsafe, but f silent endorsers can block. */
  readonly live: boolean
  /** Endorsements that commit by themselves; null where the policy does not use the fast path. */
  readonly fastQuorum: number | null
  readonly reachable: number
  /** "2 of 4 endorsers reachable, 3 needed: writes wait" */
  readonly statusText: string
  /** This device says nothing more here; 'halted' means that nobody with this evidence does, and writes are refused. */
  readonly silencedBecause?: SilencedBecause
  readonly keys: number | null
}

export interface PolicyCheck {
  readonly faults: readonly PolicyFault[]
  readonly quorum: number
  readonly agreement: number
  readonly rejects: number
  readonly live: boolean
  /** The numbers allow the fast path, and the policy would use it. */
  readonly fastPossible: boolean
  readonly fast: boolean
  /** Sentences in plain words: what the numbers mean for the people named. */
  readonly explanation: readonly string[]
}

export interface InviteView {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: 'open' | 'used' | 'expired' | 'revoked'
  readonly usedBy?: PublicKeyHex
}

export interface InvitePreview {
  readonly inviter: PublicKeyHex
  readonly inviterName: string
  readonly fingerprint: string
  readonly relays: readonly string[]
  readonly expiresAt: number
  /** Already in the keyring. */
  readonly known: boolean
}

/** A meeting in progress, seen from either side. */
export interface MeetingView {
  readonly id: string
  readonly role: 'inviter' | 'guest'
  readonly key: PublicKeyHex
  readonly name: string
  readonly fingerprint: string
  readonly state: 'dialling' | 'waiting-for-them' | 'waiting-for-me' | 'met' | 'refused' | 'failed'
  readonly reason?: string
  readonly at: number
}

export interface StorageView {
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
  readonly persisted: boolean | null
  /** Set when the database failed under the app: writes and votes have stopped. */
  readonly failure?: { readonly code: string; readonly message: string; readonly action: string }
}
