// A policy record as bytes, and its id (rules CO-1, CO-2, PO-1 to PO-5).
// [version, kind, name, comment, [[key, name, join], …], f, quorum, adminQuorum, [[key, name], …], maxTimeoutMs, nonce,
// fast 0 or 1]
// id = H("policy/1", record). The place of each endorser in its list is its index, so their order is part of the id.
// A record that decodes is valid, and encodes to the very bytes it came from.

import { hexToBytes, bytesToHex } from './hex.ts'
import { bytesEqual, decode, encode } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { bytes, hex, isArray, list } from './shape.ts'
import { fail, type Result } from '../model/result.ts'
import type { PolicyId } from '../model/ids.ts'
import type { PolicyFault, PolicyRecord } from '../model/policy.ts'
import { MAX_ENDORSERS, MAX_POLICY_BYTES, MAX_SUBMITTERS, NONCE_BYTES } from '../model/policy-limits.ts'
import { checkPolicyRecord } from '../rules/policy-validity.ts'

const FIELDS = 12

const packRecord = (record: PolicyRecord): readonly unknown[] => [
  record.version,
  record.kind,
  record.name,
  record.comment,
  record.endorsers.map(({ key, name, join }) => [hexToBytes(key), name, join]),
  record.f,
  record.quorum,
  record.adminQuorum,
  record.submitters.map(({ key, name }) => [hexToBytes(key), name]),
  record.maxTimeoutMs,
  hexToBytes(record.nonce),
  record.fast ? 1 : 0,
]

/** The canonical bytes of a valid record: what is offered to the people it names. */
export const encodePolicy = (record: PolicyRecord): Uint8Array => encode(packRecord(record))

export const policyIdOf = (record: PolicyRecord): PolicyId =>
  bytesToHex(taggedHash('policy/1', packRecord(record))) as PolicyId

/** Untrusted bytes to a valid record: decode, check everything, encode again, compare. */
export function decodePolicy(wire: Uint8Array): Result<PolicyRecord, readonly PolicyFault[]> {
  if (wire.length > MAX_POLICY_BYTES) return malformed('These bytes are too many for a policy.')
  const candidate = unpackRecord(decode(wire))
  if (candidate === undefined) return malformed('These bytes are not a policy.')
  const checked = checkPolicyRecord(candidate)
  if (!checked.ok) return checked
  return bytesEqual(encodePolicy(checked.value), wire)
    ? checked
    : malformed('This is not the canonical form of a policy.')
}

const malformed = (message: string): Result<never, readonly PolicyFault[]> => fail([{ path: '', message }])

/** Names the fields; only what could not be turned into text form (keys, nonce) is judged here. */
function unpackRecord(fields: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isArray(fields, FIELDS)) return undefined
  const endorsers = list(fields[4], MAX_ENDORSERS, (item) => {
    const key = isArray(item, 3) ? hex(item[0], 32) : undefined
    return key === undefined || !isArray(item, 3) ? undefined : { key, name: item[1], join: item[2] }
  })
  const submitters = list(fields[8], MAX_SUBMITTERS, (item) => {
    const key = isArray(item, 2) ? hex(item[0], 32) : undefined
    return key === undefined || !isArray(item, 2) ? undefined : { key, name: item[1] }
  })
  const nonce = bytes(fields[10], NONCE_BYTES)
  if (endorsers === undefined || submitters === undefined || nonce === undefined) return undefined
  return {
    version: fields[0],
    kind: fields[1],
    name: fields[2],
    comment: fields[3],
    endorsers,
    f: fields[5],
    quorum: fields[6],
    adminQuorum: fields[7],
    submitters,
    maxTimeoutMs: fields[9],
    nonce: bytesToHex(nonce),
    fast: fields[11] === 1 ? true : fields[11] === 0 ? false : fields[11],
  }
}
