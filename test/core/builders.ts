// Small parts for tests of the core: operations, spores, bundles, batches, and one node to give them to. Signatures are
// 64 zeros: the core never looks at them. Keys look like keys (`policy-samples.ts`), so priorities are stable.

import { encodeBatch, headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { makeBundle, makeSpore } from '../../worker/core/codec/spore-codec.ts'
import type { Batch, Item, PackedBatch } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import { parseDecimal } from '../../worker/core/model/number.ts'
import {
  type Base,
  NO_WRITER,
  type Operation,
  type OperationName,
  type Requirement,
} from '../../worker/core/model/operation.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { type Footprint, footprintOf } from '../../worker/core/rules/footprint.ts'
import { exactPart } from '../../worker/core/rules/version.ts'
import { IdList } from '../../worker/core/model/id-list.ts'

// Hashing is used while samples are built, before any test runs.
await loadHash()

export const text = (content: string): Scalar => ({ type: 'string', text: content })
export const bytes = (...content: number[]): Scalar => ({ type: 'bytes', bytes: new Uint8Array(content) })
export function number(digits: string): Scalar {
  const parsed = parseDecimal(digits)
  if (!parsed) throw new Error(`not a canonical number: ${digits}`)
  return { type: 'number', number: parsed }
}
/** "3" and "-0.5" are numbers, anything else is text; as the console has it. */
export const scalar = (content: string): Scalar => (parseDecimal(content) ? number(content) : text(content))

export const base = (...path: number[]): Base => ({ path, w: null, c: null, h: null })
/** The exact base of a slot with these commutative writes since its last exclusive one. */
export const exact = (
  path: readonly number[],
  ids: readonly SporeId[] = [],
  w: string = NO_WRITER,
): Base => ({
  path,
  w,
  ...exactPart({ cs: IdList.of(ids) }),
})

const on =
  (op: OperationName) =>
  (key: string, argument: string, at: Base = base(0)): Operation => ({
    op,
    key,
    sub: null,
    argument: scalar(argument),
    base: at,
  })
const below =
  (op: OperationName) =>
  (key: string, element: string, at: Base = base(0, 0)): Operation => ({
    op,
    key,
    sub: scalar(element),
    argument: null,
    base: at,
  })

export const set = on('SET')
export const concat = on('CONCAT')
export const add = on('ADD')
export const mul = on('MUL')
export const sadd = below('SADD')
export const srem = below('SREM')
export const del = (key: string, at: Base = base(0)): Operation => ({
  op: 'DELETE',
  key,
  sub: null,
  argument: null,
  base: at,
})
export const requires = (
  mode: 'RE' | 'RD',
  key: string,
  at: Base,
  sub: Scalar | null = null,
): Requirement => ({
  key,
  sub,
  mode,
  base: at,
})

export const POLICY = 'ab'.repeat(32) as PolicyId
export const EMITTER = '11'.repeat(32) as PublicKeyHex
export const NOW = 1_700_000_000_000

let nonces = 0

export interface SporeChanges extends Partial<Omit<Spore, 'id' | 'body' | 'operations'>> {
  /** Distinguishes two spores that are otherwise equal; a fresh one each time by default. */
  readonly nonce?: string
}

export const sporeOf = (operations: readonly Operation[], changes: SporeChanges = {}): Spore =>
  makeSpore({
    policy: POLICY,
    era: 0,
    emitter: EMITTER,
    nonce: (++nonces).toString(16).padStart(32, '0'),
    intent: null,
    deadline: NOW + 60_000,
    requirements: [],
    operations,
    ...changes,
  })

export const NO_SIGNATURE = new Uint8Array(64)

export function bundleOf(...spores: readonly Spore[]): Bundle {
  const bundle = makeBundle(spores, NO_SIGNATURE)
  if (!bundle) throw new Error('a bundle has spores')
  return bundle
}

export function footprint(
  operations: readonly Operation[],
  requirements: readonly Requirement[] = [],
): Footprint {
  const result = footprintOf(operations, requirements)
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

export const endorse = (spore: Pick<Spore, 'id'>, ...freed: SporeId[]): Item => ({
  type: 'ENDORSE',
  spore: spore.id,
  freed,
})
export const reject = (
  spore: Pick<Spore, 'id'>,
  why: Extract<Item, { type: 'REJECT' }>['why'] = 'LOCAL',
  ref: SporeId | null = null,
): Item => ({ type: 'REJECT', spore: spore.id, why, ref })
export const hold = (spore: Pick<Spore, 'id'>, by: Pick<Spore, 'id'>): Item => ({
  type: 'HOLD',
  spore: spore.id,
  by: by.id,
})
export const accept = (spore: Pick<Spore, 'id'>): Item => ({
  type: 'ACCEPT',
  spore: spore.id,
  ballot: 0,
  just: null,
})

/** The chain of one endorser, as its peers would write it. */
export class TestChain {
  readonly policy: PolicyId
  readonly endorser: number
  readonly batches: Batch[] = []

  constructor(policy: PolicyId, endorser: number) {
    this.policy = policy
    this.endorser = endorser
  }

  /** The next batch. */
  say(...items: readonly Item[]): Batch {
    const batch = batchOf(
      this.policy,
      this.endorser,
      this.batches.length,
      this.batches.at(-1)?.digest ?? this.policy,
      items,
    )
    this.batches.push(batch)
    return batch
  }
}

export function batchOf(
  policy: PolicyId,
  endorser: number,
  seq: number,
  previous: string,
  items: readonly Item[],
): Batch {
  const header = {
    policy,
    era: 0,
    endorser,
    incarnation: 0,
    seq,
    previous,
    root: itemsRoot(items),
    count: items.length,
  }
  return { header, digest: headerDigest(header), signature: NO_SIGNATURE, items }
}

/** Through the wire, as a peer's batch comes in. */
export function packed(batch: Batch, form: 'short' | 'full' = 'full'): PackedBatch {
  const message = decodeMessage(encodeBatch(batch, form))
  if (message?.type !== 'batch') throw new Error('the batch does not decode')
  return message.batch
}

/** A value for comparing: bytes of any class as hex (the codec gives Buffers under Node), maps as entries, big integers as text. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${bytesToHex(value)}`
  if (value instanceof Map) return [...value].map(plain)
  if (value instanceof Set) return [...value].map(plain)
  if (value instanceof IdList) return value.toArray().sort()
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

/** The same hex character all over: an id that no content has. */
export const idOf = (character: string): SporeId => character.repeat(64) as SporeId
