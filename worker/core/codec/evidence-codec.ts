// Evidence as bytes: [code, policy, era, accused, headers, paths, bodies], one canonical encoding (CO-1).
// Of an endorser: header [endorser, incarnation, seq, previous, root, count, signature]; path [header, index, item,
// [hash, …]] for one item, [header, [item, …]] for a whole batch. Of an emitter (P11): header [root, signature], path
// [header, sides, [hash, …]] for the body at the same place. Whether it proves anything is for rules/evidence.ts.

import { MAX_EVIDENCE_BYTES, MAX_EVIDENCE_HEADERS, MAX_ITEMS_PER_BATCH } from '../limits.ts'
import {
  type BundleSeal,
  type EmitterEvidence,
  type EndorserEvidence,
  type Evidence,
  EVIDENCE_CODES,
  type EvidenceCode,
  type ProvenItem,
  type SealedBody,
  type SignedHeader,
  type WholeBatch,
} from '../model/evidence.ts'
import type { PolicyId } from '../model/ids.ts'
import type { Spore } from '../model/spore.ts'
import { headerDigest } from './batch-codec.ts'
import { decode, encode } from './cbor.ts'
import { taggedHash } from './hash.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { decodeItem, encodeItem } from './item-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'
import { decodeSpore } from './spore-codec.ts'

/** No tree of items is higher: 2^10 = MAX_ITEMS_PER_BATCH. */
const MAX_PATH = 10
/** P3 and P11 rest on two bodies, nothing on more. */
const MAX_BODIES = 2

/** P1 is 1, P11 is 11. */
const numberOf = (code: EvidenceCode): number => Number(code.slice(1))
const CODE_BY_NUMBER = new Map(EVIDENCE_CODES.map((code) => [numberOf(code), code]))

export type EndorserContent = Omit<EndorserEvidence, 'id' | 'bytes'>
export type EmitterContent = Omit<EmitterEvidence, 'id' | 'bytes'>

export const evidenceId = (encoded: Uint8Array): string => bytesToHex(taggedHash('evidence/1', encoded))

/** With its bytes and id. */
export function makeEvidence(content: EndorserContent | EmitterContent): Evidence {
  const { code, policy, accused, bodies } = content
  const [headers, paths] =
    content.code === 'P11'
      ? [
          content.seals.map(({ root, signature }) => [root, signature]),
          content.places.map(({ seal, sides, path }) => [seal, sides, path]),
        ]
      : [
          content.headers.map(packHeader),
          [
            ...content.items.map(({ header, index, bytes: item, path }) => [header, index, item, path]),
            ...content.wholes.map(({ header, items }) => [header, items.map(encodeItem)]),
          ],
        ]
  const encoded = encode([
    numberOf(code),
    hexToBytes(policy),
    0,
    accused,
    headers,
    paths,
    bodies.map(({ body }) => body),
  ])
  return { ...content, id: evidenceId(encoded), bytes: encoded }
}

const packHeader = ({ header, signature }: SignedHeader): unknown => [
  header.endorser,
  header.incarnation,
  header.seq,
  hexToBytes(header.previous),
  hexToBytes(header.root),
  header.count,
  signature,
]

/** Undefined for anything that is not the canonical form of some evidence within its bounds. */
export function decodeEvidence(encoded: Uint8Array): Evidence | undefined {
  if (encoded.length > MAX_EVIDENCE_BYTES) return undefined
  const fields = decode(encoded)
  if (!isArray(fields, 7) || fields[2] !== 0) return undefined
  const code = CODE_BY_NUMBER.get(uint(fields[0]) ?? 0)
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const accused = uint(fields[3])
  const bodies = list(fields[6], MAX_BODIES, readBody)
  if (!code || !policy || accused === undefined || !bodies) return undefined
  const common = { policy, accused, bodies, id: evidenceId(encoded), bytes: encoded }
  if (code === 'P11') {
    const seals = list(fields[4], MAX_BODIES, readSeal)
    const places = list(fields[5], MAX_BODIES, readPlace)
    return seals && places && { ...common, code, seals, places }
  }
  const headers = list(fields[4], MAX_EVIDENCE_HEADERS, (each) => readHeader(policy, each))
  const paths = list(fields[5], MAX_EVIDENCE_HEADERS, readPath)
  if (!headers || !paths) return undefined
  const items = paths.filter((path) => 'item' in path)
  const wholes = paths.filter((path) => 'items' in path)
  // Single items come first: one encoding for one content.
  if (paths.some((path, i) => 'item' in path !== i < items.length)) return undefined
  return { ...common, code, headers, items, wholes }
}

function readBody(value: unknown): Spore | undefined {
  const body = bytes(value)
  return body && decodeSpore(body)
}

function readHeader(policy: PolicyId, value: unknown): SignedHeader | undefined {
  if (!isArray(value, 7)) return undefined
  const [endorser, incarnation, seq, count] = [uint(value[0]), uint(value[1]), uint(value[2]), uint(value[5])]
  const [previous, root, signature] = [hex(value[3], 32), hex(value[4], 32), bytes(value[6], 64)]
  if (endorser === undefined || incarnation === undefined || seq === undefined || count === undefined)
    return undefined
  if (!previous || !root || !signature) return undefined
  const header = { policy, era: 0, endorser, incarnation, seq, previous, root, count }
  return { header, digest: headerDigest(header), signature }
}

function readPath(value: unknown): ProvenItem | WholeBatch | undefined {
  if (isArray(value, 4)) {
    const [header, index, item] = [uint(value[0]), uint(value[1]), bytes(value[2])]
    const path = list(value[3], MAX_PATH, (each) => bytes(each, 32))
    const decoded = item && decodeItem(item)
    if (header === undefined || index === undefined || !item || !decoded || !path) return undefined
    return { header, index, item: decoded, bytes: item, path }
  }
  const header = isArray(value, 2) ? uint(value[0]) : undefined
  const items = list((value as readonly unknown[] | undefined)?.[1], MAX_ITEMS_PER_BATCH, (each) => {
    const item = bytes(each)
    return item && decodeItem(item)
  })
  return header === undefined || !items ? undefined : { header, items }
}

function readSeal(value: unknown): BundleSeal | undefined {
  if (!isArray(value, 2)) return undefined
  const [root, signature] = [bytes(value[0], 32), bytes(value[1], 64)]
  return root && signature && { root, signature }
}

function readPlace(value: unknown): SealedBody | undefined {
  if (!isArray(value, 3)) return undefined
  const [seal, sides] = [uint(value[0]), uint(value[1])]
  const path = list(value[2], MAX_PATH, (each) => bytes(each, 32))
  // Sides beyond the path would be bits without a meaning.
  if (seal === undefined || sides === undefined || !path || sides >= 2 ** path.length) return undefined
  return { seal, sides, path }
}
