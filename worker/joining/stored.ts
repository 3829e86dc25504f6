// Joining's state as documents, and back. What is on disk is parsed like everything else that comes from outside the
// program: a document that does not fit is a failed store, said out loud, never an empty keyring.

import { parsePolicyId, parsePublicKey, type PublicKeyHex } from '../core/model/ids.ts'
import { policyIdOf } from '../core/codec/policy-codec.ts'
import { list, uint } from '../core/codec/shape.ts'
import { isPlainObject } from '../core/rules/policy-people.ts'
import { checkPolicyRecord } from '../core/rules/policy-validity.ts'
import { MAX_ANSWERS, MAX_ASKERS, MAX_INVITES, MAX_KEYRING, MAX_MEETINGS } from './limits.ts'
import { parseName, parsePresentation } from './presentation.ts'
import type { InviteRecord, KeyringRecord, Meeting, OfferAnswer, PolicyEntry } from './state.ts'

/** Raised when a later version changes the documents; an older app then refuses them instead of misreading them. */
export const DOCUMENT_VERSION = 1

type Fields = Readonly<Record<string, unknown>>

export const storeList = (items: Iterable<unknown>): unknown => ({
  version: DOCUMENT_VERSION,
  items: [...items],
})

const loadList = <Item>(
  stored: unknown,
  most: number,
  parse: (fields: Fields) => Item | undefined,
): readonly Item[] | undefined =>
  isPlainObject(stored) && stored.version === DOCUMENT_VERSION
    ? list(stored.items, most, (item) => (isPlainObject(item) ? parse(item) : undefined))
    : undefined

export const loadKeyring = (stored: unknown): readonly KeyringRecord[] | undefined =>
  loadList(stored, MAX_KEYRING, (fields) => {
    const key = parsePublicKey(fields.key)
    const self = parsePresentation(fields.selfName, fields.relays)
    const name = parseName(fields.name)
    const addedAt = uint(fields.addedAt)
    const verified = bool(fields.verified)
    const introducer = oneOf(['none', 'marginal', 'full'] as const, fields.introducer)
    if (!key || !self || name === undefined || addedAt === undefined) return undefined
    if (verified === undefined || !introducer) return undefined
    return { key, name, selfName: self.name, verified, introducer, addedAt, relays: self.relays }
  })

export const loadInvites = (stored: unknown): readonly InviteRecord[] | undefined =>
  loadList(stored, MAX_INVITES, (fields) => {
    const id = hexText(fields.id, 32)
    const secretHash = hexText(fields.secretHash, 64)
    const createdAt = uint(fields.createdAt)
    const expiresAt = uint(fields.expiresAt)
    const state = oneOf(['open', 'used', 'revoked'] as const, fields.state)
    const usedBy = fields.usedBy === null ? null : parsePublicKey(fields.usedBy)
    if (!id || !secretHash || createdAt === undefined || expiresAt === undefined) return undefined
    if (!state || usedBy === undefined) return undefined
    return { id, secretHash, createdAt, expiresAt, state, usedBy }
  })

export const loadMeetings = (stored: unknown): readonly Meeting[] | undefined =>
  loadList(stored, MAX_MEETINGS, (fields) => {
    const id = hexText(fields.id, 32)
    const key = parsePublicKey(fields.key)
    const them = parsePresentation(fields.name, fields.relays)
    const at = uint(fields.at)
    const reason = fields.reason === null || typeof fields.reason === 'string' ? fields.reason : undefined
    if (!id || !key || !them || at === undefined || reason === undefined) return undefined
    const base = { id, key, ...them, at, reason }
    return fields.role === 'guest' ? loadGuest(fields, base) : loadHost(fields, base)
  })

type MeetingBase = Pick<Meeting, 'id' | 'key' | 'name' | 'relays' | 'at' | 'reason'>

function loadGuest(fields: Fields, base: MeetingBase): Meeting | undefined {
  const states = ['dialling', 'waiting-for-them', 'met', 'refused', 'failed'] as const
  const state = oneOf(states, fields.state)
  const expiresAt = uint(fields.expiresAt)
  const secret = fields.secret === null ? null : hexText(fields.secret, 64)
  if (!state || expiresAt === undefined || secret === undefined) return undefined
  return { ...base, role: 'guest', state, expiresAt, secret }
}

function loadHost(fields: Fields, base: MeetingBase): Meeting | undefined {
  const state = oneOf(['waiting-for-me', 'met', 'refused', 'failed'] as const, fields.state)
  const told = bool(fields.told)
  const hidden = bool(fields.hidden)
  if (fields.role !== 'inviter' || !state || told === undefined || hidden === undefined) return undefined
  return { ...base, role: 'inviter', state, told, hidden }
}

export const storePolicy = (entry: PolicyEntry): unknown => ({
  ...entry,
  version: DOCUMENT_VERSION,
  answers: [...entry.answers].map(([key, answer]) => ({ key, answer })),
})

export function loadPolicy(stored: unknown): PolicyEntry | undefined {
  if (!isPlainObject(stored) || stored.version !== DOCUMENT_VERSION) return undefined
  const id = parsePolicyId(stored.id)
  const record = checkPolicyRecord(stored.record)
  const status = oneOf(['offered', 'active', 'ignored'] as const, stored.status)
  const offeredBy = stored.offeredBy === null ? null : parsePublicKey(stored.offeredBy)
  const since = uint(stored.since)
  const answers = loadAnswers(stored.answers)
  const askers = list(stored.askers, MAX_ASKERS, parsePublicKey)
  const owedTo = list(stored.owedTo, MAX_ASKERS, parsePublicKey)
  if (!id || !record.ok || policyIdOf(record.value) !== id || !status || offeredBy === undefined)
    return undefined
  if (since === undefined || !answers || !askers || !owedTo) return undefined
  return { id, record: record.value, status, offeredBy, since, answers, askers, owedTo }
}

function loadAnswers(stored: unknown): ReadonlyMap<PublicKeyHex, OfferAnswer> | undefined {
  const words = ['untold', 'pending', 'accepted', 'ignored', 'refused'] as const
  const pairs = list(stored, MAX_ANSWERS, (item): readonly [PublicKeyHex, OfferAnswer] | undefined => {
    const key = isPlainObject(item) ? parsePublicKey(item.key) : undefined
    const answer = isPlainObject(item) ? oneOf(words, item.answer) : undefined
    return key && answer && [key, answer]
  })
  return pairs && new Map(pairs)
}

const bool = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

const hexText = (value: unknown, length: number): string | undefined =>
  typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value) ? value : undefined

const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words.find((word) => word === value)
