// The wire messages in one frame format: an array whose first field is its kind.
// 0 SPORE bundle, 1 BATCH, 2 CERT (certificate-codec.ts), 3 SYNC frontier [3, policy, era, next, heads], 4 SYNC want
// [4, policy, era, batches, spores, votes, refs]; 5 CANCEL, 6 TURN, 8 and 9 of certified reads in codecs of their own; 7 evidence. STATE
// comes with eras. Anything else is refused: unknown kinds are future versions.

import { MAX_WANTED_REFS, MAX_WANTED_SPORES, MAX_WANTED_VOTES } from '../limits.ts'
import { MAX_ENDORSERS } from '../model/policy-limits.ts'
import type { Evidence } from '../model/evidence.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import type { Frontier, KnownVotes, Message, Want } from '../model/message.ts'
import { decodeBatch } from './batch-codec.ts'
import { decodeCancel } from './cancel-codec.ts'
import { decode, encode } from './cbor.ts'
import { decodeCertificate } from './certificate-codec.ts'
import { decodeEvidence } from './evidence-codec.ts'
import { hexToBytes } from './hex.ts'
import { readRef } from './item-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'
import { decodeReadAnswer, decodeReadQuestion } from './read-codec.ts'
import { decodeBundle } from './spore-codec.ts'
import { decodeTurn } from './turn-codec.ts'

/** Of a digest, in a frontier: enough to tell two branches apart; a liar that finds two alike hides only its own lie. */
export const HEAD_BYTES = 8

export const encodeFrontier = ({ policy, next, heads }: Frontier): Uint8Array =>
  encode([3, hexToBytes(policy), 0, next, hexToBytes(heads.join(''))])

export const encodeWant = ({ policy, batches, spores, votes, refs }: Want): Uint8Array =>
  encode([
    4,
    hexToBytes(policy),
    0,
    batches,
    spores.map(hexToBytes),
    votes.map(packVotes),
    refs.map(({ endorser, seq, digest }) => [endorser, seq, hexToBytes(digest)]),
  ])

const packVotes = ({ spore, endorsed, rejected, accepted }: KnownVotes): unknown => [
  hexToBytes(spore),
  endorsed,
  rejected,
  accepted,
]

function knownVotes(value: unknown): KnownVotes | undefined {
  if (!isArray(value, 4)) return undefined
  const spore = hex(value[0], 32) as SporeId | undefined
  const [endorsed, rejected, accepted] = [endorserSet(value[1]), endorserSet(value[2]), endorserSet(value[3])]
  if (!spore || endorsed === undefined || rejected === undefined || accepted === undefined) return undefined
  return { spore, endorsed, rejected, accepted }
}

function endorserSet(value: unknown): number | undefined {
  const set = uint(value)
  return set !== undefined && set < 2 ** MAX_ENDORSERS ? set : undefined
}

/** [7, policy, evidence]. */
export const encodeEvidenceMessage = ({ policy, bytes: evidence }: Evidence): Uint8Array =>
  encode([7, hexToBytes(policy), evidence])

/** Undefined for anything that is not the canonical form of a known message within its bounds. */
export function decodeMessage(wire: Uint8Array): Message | undefined {
  const fields = decode(wire)
  if (!Array.isArray(fields)) return undefined
  const kind: unknown = fields[0]
  if (kind === 1) {
    const batch = decodeBatch(wire, fields)
    return batch && { type: 'batch', batch }
  }
  if (kind === 0) {
    const bundle = decodeBundle(wire, fields)
    return bundle && { type: 'bundle', bundle }
  }
  if (kind === 2) return decodeCertificate(wire, fields)
  if (kind === 3) return frontier(fields)
  if (kind === 4) return want(fields)
  if (kind === 5) {
    const cancel = decodeCancel(wire, fields)
    return cancel && { type: 'cancel', cancel }
  }
  if (kind === 6) return decodeTurn(fields)
  if (kind === 7) return evidenceMessage(fields)
  if (kind === 8) return decodeReadQuestion(fields)
  return kind === 9 ? decodeReadAnswer(fields) : undefined
}

function evidenceMessage(fields: readonly unknown[]): Message | undefined {
  const content = isArray(fields, 3) ? bytes(fields[2]) : undefined
  const evidence = content && decodeEvidence(content)
  return evidence && evidence.policy === hex(fields[1], 32) ? { type: 'evidence', evidence } : undefined
}

function frontier(fields: readonly unknown[]): Frontier | undefined {
  if (!isArray(fields, 5) || fields[2] !== 0) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const next = list(fields[3], MAX_ENDORSERS, uint)
  const joined = next && hex(fields[4], next.length * HEAD_BYTES)
  if (!policy || !next || joined === undefined) return undefined
  const heads = next.map((_, e) => joined.slice(2 * HEAD_BYTES * e, 2 * HEAD_BYTES * (e + 1)))
  return { type: 'frontier', policy, next, heads }
}

function want(fields: readonly unknown[]): Want | undefined {
  if (!isArray(fields, 7) || fields[2] !== 0) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const batches = list(fields[3], MAX_ENDORSERS, (each): readonly [number, number, number] | undefined => {
    if (!isArray(each, 3)) return undefined
    const [endorser, from, to] = [uint(each[0]), uint(each[1]), uint(each[2])]
    return endorser !== undefined && from !== undefined && to !== undefined && to > from
      ? [endorser, from, to]
      : undefined
  })
  const spores = list(fields[4], MAX_WANTED_SPORES, (each) => hex(each, 32) as SporeId | undefined)
  const votes = list(fields[5], MAX_WANTED_VOTES, knownVotes)
  const refs = list(fields[6], MAX_WANTED_REFS, readRef)
  if (!policy || !batches || !spores || !votes || !refs) return undefined
  return { type: 'want', policy, batches, spores, votes, refs }
}
