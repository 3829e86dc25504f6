// Spores and bundles as bytes (rules CO-1, CO-2).
// Body: [policy, era, emitter, nonce, intent, deadline, requirements, operations, approvals]; id = H("spore/1", body).
// Bundle: [0, [body, …], signature]; the signature covers H("bundle/1", emitter, merkle root of ids).
// A shape that does not fit is no spore at all and is dropped; what fits but breaks a rule is answered with REJECT.

import {
  MAX_BUNDLE_BYTES,
  MAX_KEY_LENGTH,
  MAX_MORE,
  MAX_SLOTS_PER_SPORE,
  MAX_SPORE_BYTES,
  MAX_SPORES_PER_BUNDLE,
} from '../limits.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../model/ids.ts'
import {
  type Base,
  type Operation,
  OPERATION_CODES,
  type OperationName,
  type Requirement,
} from '../model/operation.ts'
import type { Bundle, Spore } from '../model/spore.ts'
import { decode, encode } from './cbor.ts'
import { sha256, taggedHash } from './hash.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { merkleRoot } from './merkle.ts'
import { packScalar, unpackScalar } from './scalar-codec.ts'
import { bytes, hex, isArray, list, optional, uint } from './shape.ts'

const NAME_BY_CODE = new Map<unknown, OperationName>(
  (Object.keys(OPERATION_CODES) as OperationName[]).map((name) => [OPERATION_CODES[name], name]),
)
const MODE_CODES = { RE: 0, RD: 1 } as const

/** [array of 2, text "spore/1"]: what stands before the body's bytes when the pair is encoded. */
const ID_PREFIX = encode(['spore/1', 0]).slice(0, -1)

export function sporeIdOf(body: Uint8Array): SporeId {
  const input = new Uint8Array(ID_PREFIX.length + body.length)
  input.set(ID_PREFIX)
  input.set(body, ID_PREFIX.length)
  return bytesToHex(sha256(input)) as SporeId
}

const packHex = (text: string | null): Uint8Array | null => (text === null ? null : hexToBytes(text))
const packBase = ({ path, w, c, h }: Base): unknown => [path, packHex(w), c, packHex(h)]

export type SporeContent = Omit<Spore, 'id' | 'body'>

export function encodeSporeBody(spore: SporeContent): Uint8Array {
  return encode([
    hexToBytes(spore.policy),
    spore.era,
    hexToBytes(spore.emitter),
    hexToBytes(spore.nonce),
    packHex(spore.intent),
    spore.deadline,
    spore.requirements.map(({ key, sub, mode, base }) => [
      key,
      sub && packScalar(sub),
      MODE_CODES[mode],
      packBase(base),
    ]),
    spore.operations.map(({ key, sub, op, argument, more = [], base }) => [
      key,
      sub && packScalar(sub),
      OPERATION_CODES[op],
      argument && packScalar(argument),
      packBase(base),
      // One form: who has nothing more to say has no place for it either.
      ...(more.length > 0 ? [more.map((each) => each && packScalar(each))] : []),
    ]),
    null,
  ])
}

export function makeSpore(content: SporeContent): Spore {
  const body = encodeSporeBody(content)
  return { ...content, id: sporeIdOf(body), body }
}

const key = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_KEY_LENGTH ? value : undefined

function base(value: unknown): Base | undefined {
  if (!isArray(value, 4)) return undefined
  const path = list(value[0], 2, uint)
  const w = optional(value[1], (each) => hex(each, 8))
  const c = optional(value[2], uint)
  const h = optional(value[3], (each) => hex(each, 32))
  if (!path || path.length === 0 || w === undefined || c === undefined || h === undefined) return undefined
  return { path, w, c, h }
}

function requirement(value: unknown): Requirement | undefined {
  if (!isArray(value, 4)) return undefined
  const name = key(value[0])
  const sub = optional(value[1], unpackScalar)
  const mode = value[2] === 0 ? 'RE' : value[2] === 1 ? 'RD' : undefined
  const against = base(value[3])
  if (name === undefined || sub === undefined || !mode || !against) return undefined
  return { key: name, sub, mode, base: against }
}

function operation(value: unknown): Operation | undefined {
  if (!isArray(value, 5) && !isArray(value, 6)) return undefined
  const name = key(value[0])
  const sub = optional(value[1], unpackScalar)
  const op = NAME_BY_CODE.get(value[2])
  const argument = optional(value[3], unpackScalar)
  const against = base(value[4])
  if (name === undefined || sub === undefined || !op || argument === undefined || !against) return undefined
  const plain = { key: name, sub, op, argument, base: against }
  if (value.length === 5) return plain
  const more = list(value[5], MAX_MORE, (each) => optional(each, unpackScalar))
  // Without any there is no such field: one form for one operation.
  return more && more.length > 0 ? { ...plain, more } : undefined
}

export function decodeSpore(body: Uint8Array): Spore | undefined {
  if (body.length > MAX_SPORE_BYTES) return undefined
  const fields = decode(body)
  if (!isArray(fields, 9)) return undefined
  const policy = hex(fields[0], 32) as PolicyId | undefined
  const era = uint(fields[1])
  const emitter = hex(fields[2], 32) as PublicKeyHex | undefined
  const nonce = hex(fields[3], 16)
  const intent = optional(fields[4], (each) => hex(each, 16))
  const deadline = uint(fields[5])
  const requirements = list(fields[6], MAX_SLOTS_PER_SPORE, requirement)
  const operations = list(fields[7], MAX_SLOTS_PER_SPORE, operation)
  if (!policy || era === undefined || !emitter || !nonce || intent === undefined || deadline === undefined)
    return undefined
  if (!requirements || !operations || fields[8] !== null) return undefined
  const content = { policy, era, emitter, nonce, intent, deadline, requirements, operations }
  return { ...content, id: sporeIdOf(body), body }
}

/** What an emitter signs: 32 bytes. */
export const bundleDigest = (emitter: PublicKeyHex, ids: readonly SporeId[]): Uint8Array =>
  taggedHash('bundle/1', hexToBytes(emitter), merkleRoot(ids.map(hexToBytes)))

export function makeBundle(spores: readonly Spore[], signature: Uint8Array): Bundle | undefined {
  const first = spores[0]
  if (!first) return undefined
  const wire = encode([0, spores.map((spore) => spore.body), signature])
  return { policy: first.policy, emitter: first.emitter, spores, signature, wire }
}

/** Shape, sizes, and one policy and emitter for all; the signature is the host's to check. */
export function decodeBundle(wire: Uint8Array, fields: readonly unknown[]): Bundle | undefined {
  if (wire.length > MAX_BUNDLE_BYTES || fields.length !== 3) return undefined
  const signature = bytes(fields[2], 64)
  const spores = list(fields[1], MAX_SPORES_PER_BUNDLE, (body) => {
    const found = bytes(body)
    return found && decodeSpore(found)
  })
  const first = spores?.[0]
  if (!signature || !spores || !first) return undefined
  if (spores.some(({ policy, emitter }) => policy !== first.policy || emitter !== first.emitter))
    return undefined
  if (new Set(spores.map(({ id }) => id)).size !== spores.length) return undefined
  return { policy: first.policy, emitter: first.emitter, spores, signature, wire }
}
