// Whom this person knows. An entry says only that the two confirmed each other once; whether the key is really theirs,
// and whether one relies on them to vouch for others, are two questions that the owner answers separately.

import { hexToBytes } from '../core/codec/hex.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { MAX_NAME_CHARS } from '../core/model/policy-limits.ts'
import { nameFault } from '../core/model/well-formed-text.ts'
import { fingerprint } from '../crypto/fingerprint.ts'
import type { CallFailure, IntroducerLevel, KeyringEntry } from '../rpc/contract.ts'
import { MAX_KEYRING } from './limits.ts'
import type { Keyring, KeyringRecord, Presentation } from './state.ts'

const LEVELS: readonly IntroducerLevel[] = ['none', 'marginal', 'full']

/** Adds somebody after both confirmed. What the owner decided about somebody known stays; where they are found is news. */
export function withMet(keyring: Keyring, key: PublicKeyHex, met: Presentation, now: number): Keyring {
  const known = keyring.get(key)
  const entry: KeyringRecord = known
    ? { ...known, selfName: met.name, relays: met.relays }
    : {
        key,
        name: met.name,
        selfName: met.name,
        verified: false,
        introducer: 'none',
        addedAt: now,
        relays: met.relays,
      }
  return new Map(keyring).set(key, entry)
}

/** Nobody is pushed out to make room: a full keyring has to be said before anybody confirms. */
export const keyringFault = (keyring: Keyring, key: PublicKeyHex): CallFailure | undefined =>
  keyring.size >= MAX_KEYRING && !keyring.has(key)
    ? {
        code: 'too-large',
        message: `Your keyring holds ${MAX_KEYRING} people, which is the most it can.`,
        action: 'Remove somebody whom you no longer need.',
      }
    : undefined

export interface KeyringUpdate {
  readonly key: PublicKeyHex
  readonly name?: string
  readonly verified?: boolean
  readonly introducer?: IntroducerLevel
}

/** The values come from the page, perhaps from a program on it: they are checked like any other input. */
export function withUpdate(keyring: Keyring, update: KeyringUpdate): Result<Keyring, CallFailure> {
  const known = keyring.get(update.key)
  if (known === undefined) return fail(notInKeyring)
  const { name = known.name, verified = known.verified, introducer = known.introducer } = update
  const wrongName = nameFault(name, MAX_NAME_CHARS)
  if (wrongName !== undefined) return fail({ code: 'bad-input', message: wrongName, where: 'name' })
  if (typeof verified !== 'boolean')
    return fail({ code: 'bad-input', message: 'This must be true or false.', where: 'verified' })
  if (!LEVELS.includes(introducer))
    return fail({ code: 'bad-input', message: 'This must be none, marginal or full.', where: 'introducer' })
  return ok(new Map(keyring).set(update.key, { ...known, name, verified, introducer }))
}

export function withoutPerson(keyring: Keyring, key: PublicKeyHex): Result<Keyring, CallFailure> {
  if (!keyring.has(key)) return fail(notInKeyring)
  const rest = new Map(keyring)
  rest.delete(key)
  return ok(rest)
}

const notInKeyring: CallFailure = {
  code: 'unknown',
  message: 'Nobody with this key is in your keyring.',
  where: 'key',
}

/** Fingerprints are hashes, and names are looked up often: each keyring is turned into its view once. */
const viewByKeyring = new WeakMap<Keyring, readonly KeyringEntry[]>()

export function keyringView(keyring: Keyring): readonly KeyringEntry[] {
  const known = viewByKeyring.get(keyring)
  if (known !== undefined) return known
  const view = [...keyring.values()].map((record) => ({
    ...record,
    fingerprint: fingerprint(hexToBytes(record.key)),
  }))
  viewByKeyring.set(keyring, view)
  return view
}
