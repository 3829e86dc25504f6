// The five requests between people's nodes and their answers, as canonical CBOR arrays that begin with a version.
//   join          [1, secret, name, relays]        guest → inviter: here is the secret of your invite
//   join-status   [1, meeting]                     guest → inviter: what became of it?
//   join-result   [1, meeting, met, name, relays]  inviter → guest: I decided
//   policy-offer  [1, record]                      author → person named in the policy
//   policy-answer [1, policy, answer]              that person → author: I decided
// Answer to join and join-status: [1, status, null or [name, relays] when accepted]; to the others: [1, status].
// Who sent a request is what the transport says, never what the request says. Malformed is undefined, never thrown.

import { decode, encode } from '../core/codec/cbor.ts'
import { hexToBytes } from '../core/codec/hex.ts'
import { bytes, hex, isArray } from '../core/codec/shape.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { MAX_POLICY_BYTES } from '../core/model/policy-limits.ts'
import { MAX_RESPONSE_BYTES, MAX_SMALL_REQUEST_BYTES, SECRET_BYTES } from './limits.ts'
import { parsePresentation } from './presentation.ts'
import type { Presentation } from './state.ts'

export const PROTOCOLS = ['join', 'join-status', 'join-result', 'policy-offer', 'policy-answer'] as const
export type Protocol = (typeof PROTOCOLS)[number]

export const isProtocol = (name: string): name is Protocol => (PROTOCOLS as readonly string[]).includes(name)

const VERSION = 1
const MEETING_ID_BYTES = 16

export interface JoinRequest extends Presentation {
  readonly secret: Uint8Array
}
export interface JoinResult extends Presentation {
  readonly meeting: string
  readonly met: boolean
}
export interface PolicyAnswer {
  readonly policy: PolicyId
  readonly answer: 'accepted' | 'ignored'
}

export const encodeJoin = (secret: string, self: Presentation): Uint8Array =>
  encode([VERSION, hexToBytes(secret), self.name, self.relays])
export const encodeJoinStatus = (meeting: string): Uint8Array => encode([VERSION, hexToBytes(meeting)])
export const encodeJoinResult = (meeting: string, met: boolean, self: Presentation): Uint8Array =>
  encode([VERSION, hexToBytes(meeting), met, self.name, self.relays])
export const encodePolicyOffer = (record: Uint8Array): Uint8Array => encode([VERSION, record])
export const encodePolicyAnswer = ({ policy, answer }: PolicyAnswer): Uint8Array =>
  encode([VERSION, hexToBytes(policy), answer])

export function decodeJoin(body: Uint8Array): JoinRequest | undefined {
  const fields = fieldsOf(body, 4, MAX_SMALL_REQUEST_BYTES)
  const secret = bytes(fields?.[1], SECRET_BYTES)
  const guest = parsePresentation(fields?.[2], fields?.[3])
  return secret && guest && { secret, ...guest }
}

export const decodeJoinStatus = (body: Uint8Array): string | undefined =>
  hex(fieldsOf(body, 2, MAX_SMALL_REQUEST_BYTES)?.[1], MEETING_ID_BYTES)

export function decodeJoinResult(body: Uint8Array): JoinResult | undefined {
  const fields = fieldsOf(body, 5, MAX_SMALL_REQUEST_BYTES)
  const meeting = hex(fields?.[1], MEETING_ID_BYTES)
  const met = fields?.[2]
  const inviter = parsePresentation(fields?.[3], fields?.[4])
  return meeting !== undefined && typeof met === 'boolean' && inviter
    ? { meeting, met, ...inviter }
    : undefined
}

export const decodePolicyOffer = (body: Uint8Array): Uint8Array | undefined =>
  bytes(fieldsOf(body, 2, MAX_POLICY_BYTES + 16)?.[1])

export function decodePolicyAnswer(body: Uint8Array): PolicyAnswer | undefined {
  const fields = fieldsOf(body, 3, MAX_SMALL_REQUEST_BYTES)
  const policy = hex(fields?.[1], 32) as PolicyId | undefined
  const answer = fields?.[2]
  return policy !== undefined && (answer === 'accepted' || answer === 'ignored')
    ? { policy, answer }
    : undefined
}

const JOIN_STATUSES = [
  'waiting',
  'accepted',
  'refused',
  /** Somebody else showed the secret first. */
  'used',
  'expired',
  'revoked',
  'unknown',
  'malformed',
  'busy',
] as const
export type JoinStatus = (typeof JOIN_STATUSES)[number]

/** A stranger with a wrong secret learns nothing, not even a name: only `accepted` tells who answers. */
export type JoinAnswer =
  | { readonly status: 'accepted'; readonly inviter: Presentation }
  | { readonly status: Exclude<JoinStatus, 'accepted'> }

export const encodeJoinAnswer = (answer: JoinAnswer): Uint8Array =>
  encode([
    VERSION,
    answer.status,
    answer.status === 'accepted' ? [answer.inviter.name, answer.inviter.relays] : null,
  ])

export function decodeJoinAnswer(body: Uint8Array): JoinAnswer | undefined {
  const fields = fieldsOf(body, 3, MAX_RESPONSE_BYTES)
  const status = oneOf(JOIN_STATUSES, fields?.[1])
  if (status !== 'accepted') return status && fields?.[2] === null ? { status } : undefined
  const about = fields?.[2]
  const inviter = isArray(about, 2) ? parsePresentation(about[0], about[1]) : undefined
  return inviter && { status, inviter }
}

const ACKNOWLEDGEMENTS = ['noted', 'unknown', 'malformed', 'busy'] as const
export type Acknowledgement = (typeof ACKNOWLEDGEMENTS)[number]

const OFFER_STATUSES = [
  /** Received; its person has not decided. */
  'pending',
  'accepted',
  'ignored',
  /** Breaks a rule: asking again is of no use. */
  'refused',
  /** The author is not in the keyring there, or no room is left: asking again later may be of use. */
  'stranger',
  'busy',
] as const
export type OfferStatus = (typeof OFFER_STATUSES)[number]

export const encodeStatus = (status: Acknowledgement | OfferStatus): Uint8Array => encode([VERSION, status])

export const decodeAcknowledgement = (body: Uint8Array): Acknowledgement | undefined =>
  oneOf(ACKNOWLEDGEMENTS, fieldsOf(body, 2, MAX_RESPONSE_BYTES)?.[1])
export const decodeOfferStatus = (body: Uint8Array): OfferStatus | undefined =>
  oneOf(OFFER_STATUSES, fieldsOf(body, 2, MAX_RESPONSE_BYTES)?.[1])

function fieldsOf(body: Uint8Array, count: number, maxBytes: number): readonly unknown[] | undefined {
  if (body.length > maxBytes) return undefined
  const fields = decode(body)
  return isArray(fields, count) && fields[0] === VERSION ? fields : undefined
}

const oneOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words.find((word) => word === value)
