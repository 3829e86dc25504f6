// The invites that this person made. An invite is good for one guest: the first key that shows its secret. The secret
// itself is in the link and nowhere here, and is compared by its hash without telling by time how much of it was right.

import { taggedHash } from '../core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { CallFailure, InviteView } from '../rpc/contract.ts'
import { MAX_INVITE_TTL, MAX_INVITES, MAX_OPEN_INVITES, MIN_INVITE_TTL } from './limits.ts'
import type { InviteRecord } from './state.ts'

type Invites = readonly InviteRecord[]

export const hashOfSecret = (secret: Uint8Array): string => bytesToHex(taggedHash('invite-secret/1', secret))

/** Names an invite in lists and in storage; says nothing about its secret. */
export const inviteIdOf = (secretHash: string): string => secretHash.slice(0, 32)

export function ttlFault(ttlMs: unknown): CallFailure | undefined {
  const isGood =
    typeof ttlMs === 'number' &&
    Number.isSafeInteger(ttlMs) &&
    ttlMs >= MIN_INVITE_TTL &&
    ttlMs <= MAX_INVITE_TTL
  return isGood
    ? undefined
    : { code: 'bad-input', message: 'An invite lasts from 1 minute to 30 days.', where: 'ttlMs' }
}

export function withNewInvite(
  invites: Invites,
  invite: InviteRecord,
  now: number,
): Result<Invites, CallFailure> {
  if (invites.filter((each) => stateAt(each, now) === 'open').length >= MAX_OPEN_INVITES)
    return fail({
      code: 'busy',
      message: `${MAX_OPEN_INVITES} of your invites are still open, which is the most there can be.`,
      action: 'Revoke one that you no longer need.',
    })
  const oldest = invites.findIndex((each) => stateAt(each, now) !== 'open')
  const kept = invites.length < MAX_INVITES ? invites : invites.filter((_, i) => i !== oldest)
  return ok([...kept, invite])
}

export function withRevoked(invites: Invites, id: string, now: number): Result<Invites, CallFailure> {
  const invite = invites.find((each) => each.id === id)
  if (invite === undefined)
    return fail({ code: 'unknown', message: 'There is no such invite here.', where: 'id' })
  if (invite.state === 'used')
    return fail({ code: 'refused', message: 'This invite has been used already, so it cannot be revoked.' })
  if (stateAt(invite, now) !== 'open') return ok(invites)
  return ok(replaced(invites, { ...invite, state: 'revoked' }))
}

/** The first guest to show the secret has the invite for good. */
export const withGuest = (invites: Invites, invite: InviteRecord, guest: PublicKeyHex): Invites =>
  replaced(invites, { ...invite, state: 'used', usedBy: guest })

/** Looks at every invite to its end, so the time taken tells nothing. */
export function inviteOfSecret(invites: Invites, secret: Uint8Array): InviteRecord | undefined {
  const shown = hexToBytes(hashOfSecret(secret))
  let found: InviteRecord | undefined
  for (const invite of invites) if (isEqual(hexToBytes(invite.secretHash), shown)) found = invite
  return found
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return difference === 0
}

export const stateAt = (invite: InviteRecord, now: number): InviteView['state'] =>
  invite.state === 'open' && now >= invite.expiresAt ? 'expired' : invite.state

/** Newest first. */
export const inviteViews = (invites: Invites, now: number): readonly InviteView[] =>
  invites.map((invite) => inviteView(invite, now)).reverse()

export const inviteView = (invite: InviteRecord, now: number): InviteView => ({
  id: invite.id,
  createdAt: invite.createdAt,
  expiresAt: invite.expiresAt,
  state: stateAt(invite, now),
  ...(invite.usedBy === null ? {} : { usedBy: invite.usedBy }),
})

const replaced = (invites: Invites, changed: InviteRecord): Invites =>
  invites.map((each) => (each.id === changed.id ? changed : each))
