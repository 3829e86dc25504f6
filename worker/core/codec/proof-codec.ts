// Light proofs as bytes (rule PF-1): ["proof/1", policy, shown, outcome].
// policy: its id, or its whole record. shown: [body, signature, path]; path: [sides, siblings joined].
// outcome: [0, ballot, votes] ACCEPTs · [1, votes] REJECTs · [2, votes] ENDORSEs · [3, shown, outcome 0 to 2] dead, by another.
// vote: [endorser, seq, previous, count, signature, item without its spore, path]; era and incarnation are 0, the root follows.

import { MAX_ITEMS_PER_BATCH, MAX_SPORES_PER_BUNDLE } from '../limits.ts'
import type { Item } from '../model/batch.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import { MAX_ENDORSERS } from '../model/policy-limits.ts'
import type { MerklePath, Proof, ShownSpore, ShownVote, ShownVotes } from '../model/proof.ts'
import { assertNever } from '../model/result.ts'
import { bytesEqual, decode, encode } from './cbor.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { encodeItem, readItem } from './item-codec.ts'
import { decodePolicy, encodePolicy, policyIdOf } from './policy-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'
import { decodeSpore } from './spore-codec.ts'

/** A record, two bodies, and of 31 endorsers an ENDORSE that names 64 freed spores, with room. */
export const MAX_PROOF_BYTES = 393_216

const TAG = 'proof/1'
const HASH_BYTES = 32
/** Fields of an item besides its spore: RECOVER has the most. */
const MAX_SAID_FIELDS = 5
const CODES = { accepts: 0, rejects: 1, endorses: 2, dead: 3 } as const

export function encodeProof({ policy, record, shown, outcome }: Proof): Uint8Array {
  return encode([
    TAG,
    record ? encodePolicy(record) : hexToBytes(policy),
    packShown(shown),
    packOutcome(outcome),
  ])
}

const packShown = ({ spore, signature, path }: ShownSpore): unknown => [spore.body, signature, packPath(path)]

const packPath = ({ sides, siblings }: MerklePath): unknown => {
  const joined = new Uint8Array(siblings.length * HASH_BYTES)
  siblings.forEach((sibling, step) => joined.set(sibling, step * HASH_BYTES))
  return [sides, joined]
}

function packOutcome(outcome: Proof['outcome']): unknown {
  switch (outcome.type) {
    case 'accepts':
      return [CODES.accepts, outcome.ballot, outcome.votes.map(packVote)]
    case 'rejects':
    case 'endorses':
      return [CODES[outcome.type], outcome.votes.map(packVote)]
    case 'dead':
      return [CODES.dead, packShown(outcome.by), packOutcome(outcome.votes)]
    default:
      return assertNever(outcome)
  }
}

function packVote({ endorser, seq, previous, count, signature, item, path }: ShownVote): unknown {
  const fields = decode(encodeItem(item)) as readonly unknown[]
  const said = fields.filter((_, i) => i !== 1)
  return [endorser, seq, hexToBytes(previous), count, signature, said, packPath(path)]
}

/** Undefined for anything that is not the canonical form of a proof within its bounds (CO-1). */
export function decodeProof(wire: Uint8Array): Proof | undefined {
  const fields = wire.length <= MAX_PROOF_BYTES ? decode(wire) : undefined
  if (!isArray(fields, 4) || fields[0] !== TAG) return undefined
  const policy = readPolicy(fields[1])
  const shown = readShown(fields[2])
  const outcome = shown && readOutcome(fields[3], shown.spore.id)
  if (!policy || !shown || !outcome) return undefined
  const proof = { ...policy, shown, outcome }
  return bytesEqual(encodeProof(proof), wire) ? proof : undefined
}

function readPolicy(value: unknown): Pick<Proof, 'policy' | 'record'> | undefined {
  const found = bytes(value)
  if (!found) return undefined
  if (found.length === HASH_BYTES) return { policy: bytesToHex(found) as PolicyId, record: undefined }
  const record = decodePolicy(found)
  return record.ok ? { policy: policyIdOf(record.value), record: record.value } : undefined
}

function readShown(value: unknown): ShownSpore | undefined {
  if (!isArray(value, 3)) return undefined
  const body = bytes(value[0])
  const signature = bytes(value[1], 64)
  const path = readPath(value[2], MAX_SPORES_PER_BUNDLE)
  const spore = body && decodeSpore(body)
  return spore && signature && path && { spore, signature, path }
}

/** `most`: leaves under the root at most. */
function readPath(value: unknown, most: number): MerklePath | undefined {
  if (!isArray(value, 2)) return undefined
  const sides = uint(value[0])
  const joined = bytes(value[1])
  if (sides === undefined || !joined || joined.length % HASH_BYTES !== 0) return undefined
  const steps = joined.length / HASH_BYTES
  if (2 ** steps > most || sides >= 2 ** steps) return undefined
  const siblings = Array.from({ length: steps }, (_, step) =>
    joined.subarray(step * HASH_BYTES, (step + 1) * HASH_BYTES),
  )
  return { sides, siblings }
}

function readOutcome(value: unknown, spore: SporeId): Proof['outcome'] | undefined {
  if (!isArray(value, 3) || value[0] !== CODES.dead) return readVotes(value, spore)
  const by = readShown(value[1])
  const votes = by && readVotes(value[2], by.spore.id)
  return by && votes && { type: 'dead', by, votes }
}

function readVotes(value: unknown, spore: SporeId): ShownVotes | undefined {
  const all = (votes: unknown): readonly ShownVote[] | undefined =>
    list(votes, MAX_ENDORSERS, (vote) => readVote(vote, spore))
  if (isArray(value, 3) && value[0] === CODES.accepts) {
    const ballot = uint(value[1])
    const votes = all(value[2])
    return ballot !== undefined && votes ? { type: 'accepts', ballot, votes } : undefined
  }
  if (!isArray(value, 2)) return undefined
  const type = value[0] === CODES.rejects ? 'rejects' : value[0] === CODES.endorses ? 'endorses' : undefined
  const votes = all(value[1])
  return type && votes && { type, votes }
}

function readVote(value: unknown, spore: SporeId): ShownVote | undefined {
  if (!isArray(value, 7)) return undefined
  const [endorser, seq, count] = [uint(value[0]), uint(value[1]), uint(value[3])]
  const previous = hex(value[2], HASH_BYTES)
  const signature = bytes(value[4], 64)
  const path = readPath(value[6], MAX_ITEMS_PER_BATCH)
  const said = list(value[5], MAX_SAID_FIELDS, (field) => [field])
  if (endorser === undefined || seq === undefined || count === undefined) return undefined
  if (!previous || !signature || !path || !said) return undefined
  const [code, ...rest] = said.flat()
  const item = readItem([code, hexToBytes(spore), ...rest], 'full') as Item | undefined
  return item && { endorser, seq, previous, count, signature, item, path }
}
