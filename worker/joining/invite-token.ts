// The text of an invite: a header that says how long it is, a body, and the inviter's signature, in base64url.
// header: "spo", version, length of the body (2 bytes); body: [inviter, name, relays, expiresAt, secret] as canonical
// CBOR; signature (64 bytes) over H("invite/1", body). Six bytes of header are eight characters, so a text that was cut
// short, changed on its way, or made by a newer version can each be told apart before anything else is believed.

import { decode, encode } from '../core/codec/cbor.ts'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { taggedHash } from '../core/codec/hash.ts'
import { bytes, hex, isArray, uint } from '../core/codec/shape.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import { MAX_INVITE_BODY_BYTES, MAX_INVITE_TEXT, MAX_RELAYS_IN_INVITE, SECRET_BYTES } from './limits.ts'
import { parseName, parseRelays } from './presentation.ts'

export interface Invite {
  readonly inviter: PublicKeyHex
  readonly name: string
  readonly relays: readonly string[]
  readonly expiresAt: number
  /** 32 bytes as hex. Whoever has it first may meet the inviter. */
  readonly secret: string
}

/** What was read, before its signature was checked. */
export interface SignedInvite {
  readonly invite: Invite
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

export type InviteTextFault =
  | { readonly type: 'not-an-invite' }
  | { readonly type: 'too-long' }
  | { readonly type: 'newer-version'; readonly version: number }
  /** At this character of the given text something stands that no invite contains. */
  | { readonly type: 'foreign-character'; readonly at: number; readonly character: string }
  /** The text ends here, but the invite does not. */
  | { readonly type: 'cut-short'; readonly at: number }
  | { readonly type: 'damaged' }

const MAGIC = [0x73, 0x70, 0x6f]
const VERSION = 1
const HEADER_BYTES = 6
const HEADER_CHARACTERS = 8
const SIGNATURE_BYTES = 64
/** How every invite begins: "spo" in base64url. */
const OPENING = 'c3Bv'
const PARAMETER = 'invite='

const packBody = (invite: Invite): readonly unknown[] => [
  hexToBytes(invite.inviter),
  invite.name,
  invite.relays,
  invite.expiresAt,
  hexToBytes(invite.secret),
]

/** What the inviter signs: 32 bytes. */
export const inviteDigest = (invite: Invite): Uint8Array => taggedHash('invite/1', packBody(invite))

/** The fragment of an invite link, without "#". */
export function writeInvite(invite: Invite, signature: Uint8Array): string {
  const body = encode(packBody(invite))
  const token = [...MAGIC, VERSION, body.length >> 8, body.length & 0xff, ...body, ...signature]
  return PARAMETER + toBase64Url(Uint8Array.from(token))
}

/** Finds an invite in a link, a fragment, or bare text with the line breaks of a mail. What follows it is left alone. */
export function parseInvite(text: string): Result<SignedInvite, InviteTextFault> {
  if (text.length > MAX_INVITE_TEXT) return fail({ type: 'too-long' })
  const parameter = text.lastIndexOf(PARAMETER)
  const start = parameter < 0 ? text.indexOf(OPENING) : parameter + PARAMETER.length
  if (start < 0) return fail({ type: 'not-an-invite' })
  const header = gather(text, start, HEADER_CHARACTERS)
  if (!header.ok) return header
  const head = fromBase64Url(header.value)
  if (!head || MAGIC.some((byte, i) => head[i] !== byte)) return fail({ type: 'not-an-invite' })
  const [, , , version = 0, high = 0, low = 0] = head
  if (version > VERSION) return fail({ type: 'newer-version', version })
  const bodyBytes = (high << 8) | low
  if (version < VERSION || bodyBytes > MAX_INVITE_BODY_BYTES) return fail({ type: 'damaged' })
  const length = HEADER_BYTES + bodyBytes + SIGNATURE_BYTES
  const whole = gather(text, start, Math.ceil((length * 8) / 6))
  if (!whole.ok) return whole
  const token = fromBase64Url(whole.value)
  const invite = token && unpackBody(token.subarray(HEADER_BYTES, HEADER_BYTES + bodyBytes))
  if (!invite) return fail({ type: 'damaged' })
  return ok({ invite, digest: inviteDigest(invite), signature: token.slice(HEADER_BYTES + bodyBytes) })
}

/** So many characters of the alphabet from there on, over white space and the soft line breaks of mail. */
function gather(text: string, start: number, count: number): Result<string, InviteTextFault> {
  let gathered = ''
  for (let at = start; gathered.length < count; at++) {
    const character = text.charAt(at)
    if (character === '') return fail({ type: 'cut-short', at })
    if (/[A-Za-z0-9_-]/.test(character)) gathered += character
    else if (!isBreak(text, at)) return fail({ type: 'foreign-character', at: at + 1, character })
  }
  return ok(gathered)
}

/** "=" before a line's end is how quoted-printable mail breaks a long line; ">" after one quotes it in an answer. */
function isBreak(text: string, at: number): boolean {
  const character = text.charAt(at)
  if (character === '=') return /^=\r?\n/.test(text.slice(at, at + 3))
  if (character === '>') return /\n[> ]*$/.test(text.slice(Math.max(0, at - 8), at))
  return /[\s\u200b\u2060\ufeff]/.test(character)
}

function unpackBody(body: Uint8Array): Invite | undefined {
  const fields = decode(body)
  if (!isArray(fields, 5)) return undefined
  const inviter = hex(fields[0], 32) as PublicKeyHex | undefined
  const name = parseName(fields[1])
  const relays = parseRelays(fields[2], MAX_RELAYS_IN_INVITE)
  const expiresAt = uint(fields[3])
  const secret = bytes(fields[4], SECRET_BYTES)
  if (inviter === undefined || name === undefined || !relays || expiresAt === undefined || !secret)
    return undefined
  return { inviter, name, relays, expiresAt, secret: bytesToHex(secret) }
}
