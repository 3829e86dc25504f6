// Batches as bytes: the short and the full form, the root over full ids, the signed header.

import { encode } from 'cborg'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBatch, headerDigest, unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { itemsRoot, shortId } from '../../worker/core/codec/item-codec.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { leafHash, merkleRoot } from '../../worker/core/codec/merkle.ts'
import { MAX_FREED, MAX_ITEMS_PER_BATCH } from '../../worker/core/limits.ts'
import { type Batch, type Item, REJECT_REASONS } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { anyBatch, anyId, anyItem } from './arbitraries.ts'
import {
  accept,
  batchOf,
  endorse,
  hold,
  idOf,
  NO_SIGNATURE,
  packed,
  plain,
  POLICY,
  reject,
} from './builders.ts'

const sha256 = (input: Uint8Array): string => createHash('sha256').update(input).digest('hex')
const idsOf = (item: Item): readonly SporeId[] => {
  if (item.type === 'ENDORSE') return [item.spore, ...item.freed]
  if (item.type === 'REJECT') return item.ref === null ? [item.spore] : [item.spore, item.ref]
  if (item.type === 'RECOVER') return item.by === null ? [item.spore] : [item.spore, item.by]
  return item.type === 'HOLD' ? [item.spore, item.by] : [item.spore]
}
/** Knows exactly the ids that the batch names. */
const knowing =
  (batch: Batch) =>
  (prefix: string): SporeId | undefined =>
    batch.items.flatMap(idsOf).find((id) => shortId(id) === prefix)
const knowingNothing = (): undefined => undefined
const accepted = (items: readonly Item[]): boolean =>
  decodeMessage(encodeBatch(batchOf(POLICY, 0, 0, POLICY, items), 'full')) !== undefined

describe('batches', () => {
  it('CO-1 the full form comes back without knowing a single spore', () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        expect(plain(unpackBatch(packed(batch, 'full'), knowingNothing)?.batch)).toEqual(plain(batch))
      }),
    )
  })

  it('CO-1 the short form comes back for who knows the spores, and is smaller', () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        const unpacked = unpackBatch(packed(batch, 'short'), knowing(batch))
        expect(plain(unpacked?.batch)).toEqual(plain(batch))
        expect(unpacked?.full).toEqual(encodeBatch(batch, 'full'))
        expect(encodeBatch(batch, 'short').length).toBeLessThan(encodeBatch(batch, 'full').length)
      }),
    )
  })

  it('CO-1 the short form is of no use where an id is unknown or means another spore', () => {
    fc.assert(
      fc.property(anyBatch, anyId, (batch, other) => {
        expect(unpackBatch(packed(batch, 'short'), knowingNothing)).toBeUndefined()
        const wrong = (prefix: string): SporeId => (prefix + other.slice(16)) as SporeId
        expect(unpackBatch(packed(batch, 'short'), wrong)).toBeUndefined()
      }),
    )
  })

  it('CO-2 the root covers every item and their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyItem, { minLength: 2, maxLength: 6, selector: (item) => JSON.stringify(item) }),
        fc.nat(),
        (items, at) => {
          const root = itemsRoot(items)
          const without = items.filter((_, i) => i !== at % items.length)
          expect(itemsRoot(without)).not.toBe(root)
          expect(itemsRoot([...items].reverse())).not.toBe(root)
          const header = { ...batchOf(POLICY, 0, 0, POLICY, items).header, count: without.length }
          const forged: Batch = {
            header,
            digest: headerDigest(header),
            signature: NO_SIGNATURE,
            items: without,
          }
          expect(unpackBatch(packed(forged), knowingNothing)).toBeUndefined()
        },
      ),
    )
  })

  it('CO-2 the root is the Merkle root of [code, id, …] items with full ids', () => {
    const [a, b] = [idOf('a'), idOf('b')]
    const [ha, hb] = [hexToBytes(a), hexToBytes(b)]
    const items = [
      endorse({ id: a }, b),
      endorse({ id: a }),
      reject({ id: a }, 'TYPE', b),
      reject({ id: a }, 'STALE'),
      hold({ id: a }, { id: b }),
      accept({ id: a }),
    ]
    const encoded = [
      [0, ha, [hb]],
      [0, ha, []],
      [1, ha, 2, [hb]],
      [1, ha, 0, []],
      [2, ha, hb],
      [3, ha, 0],
    ].map((each) => encode(each))
    expect(itemsRoot(items)).toBe(bytesToHex(merkleRoot(encoded)))
  })

  it('CO-2 the endorser signs tag, policy, era, index, incarnation, sequence, predecessor, root and count', () => {
    const { header, digest } = batchOf(POLICY, 3, 7, 'cd'.repeat(32), [accept({ id: idOf('a') })])
    const input = encode([
      'batch/1',
      hexToBytes(POLICY),
      0,
      3,
      0,
      7,
      hexToBytes('cd'.repeat(32)),
      hexToBytes(header.root),
      1,
    ])
    expect(digest).toBe(sha256(input))
    for (const change of [
      { era: 1 },
      { endorser: 4 },
      { incarnation: 1 },
      { seq: 8 },
      { previous: POLICY },
      { count: 2 },
    ])
      expect(headerDigest({ ...header, ...change })).not.toBe(digest)
  })

  it('the codes of reject reasons never change their meaning', () => {
    expect(REJECT_REASONS).toEqual(['STALE', 'POLICY', 'TYPE', 'ESCROW', 'EXPIRED', 'ERA', 'RATE', 'LOCAL'])
  })

  it('refuses empty, overlong and miscounted batches, and items that say too much', () => {
    const spore = { id: idOf('a') }
    expect(accepted([])).toBe(false)
    expect(accepted(new Array<Item>(MAX_ITEMS_PER_BATCH).fill(accept(spore)))).toBe(true)
    expect(accepted(new Array<Item>(MAX_ITEMS_PER_BATCH + 1).fill(accept(spore)))).toBe(false)
    expect(accepted([endorse(spore, ...new Array<SporeId>(MAX_FREED).fill(idOf('b')))])).toBe(true)
    expect(accepted([endorse(spore, ...new Array<SporeId>(MAX_FREED + 1).fill(idOf('b')))])).toBe(false)
    const { header } = batchOf(POLICY, 0, 0, POLICY, [accept(spore)])
    const miscounted = { ...header, count: 2 }
    const lying: Batch = {
      header: miscounted,
      digest: headerDigest(miscounted),
      signature: NO_SIGNATURE,
      items: [accept(spore)],
    }
    expect(decodeMessage(encodeBatch(lying, 'full'))).toBeUndefined()
  })

  const id = new Uint8Array(32).fill(1)
  it.each([
    ['a ballot that is not there yet', [3, id, 1]],
    ['an unknown item', [4, id]],
    ['an unknown reason', [1, id, REJECT_REASONS.length, []]],
    ['two references', [1, id, 0, [id, id]]],
    ['no spore', [3, null, 0]],
    ['an id of another length', [3, new Uint8Array(31), 0]],
    ['too many fields', [2, id, id, 0]],
    ['too few fields', [0, id]],
    ['a short id beside full ones', [2, id, new Uint8Array(8)]],
    ['not an array', 3],
  ])('refuses an item with %s', (_title, item) => {
    expect(decodeMessage(wireOf([item]))).toBeUndefined()
    expect(decodeMessage(wireOf([[3, id, 0]]))).toBeDefined()
  })
})

describe('Merkle roots', () => {
  /** RFC 6962, 2.1, word for word: split at the largest power of two below the number of leaves. */
  function reference(items: readonly Uint8Array[]): string {
    if (items.length === 0) return sha256(new Uint8Array())
    if (items.length === 1) return sha256(new Uint8Array([0, ...items[0]!]))
    let split = 1
    while (split * 2 < items.length) split *= 2
    const [left, right] = [reference(items.slice(0, split)), reference(items.slice(split))]
    return sha256(new Uint8Array([1, ...hexToBytes(left), ...hexToBytes(right)]))
  }

  it('CO-2 are those of the reference for every number of items', () => {
    for (let count = 0; count <= 40; count++) {
      const items = Array.from({ length: count }, (_, i) => new Uint8Array([i, i >> 1]))
      expect(bytesToHex(merkleRoot(items))).toBe(reference(items))
    }
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 80 }), (items) => {
        expect(bytesToHex(merkleRoot(items))).toBe(reference(items))
      }),
    )
  })

  it('CO-2 an inner node never stands for an item', () => {
    const items = [new Uint8Array([1]), new Uint8Array([2])]
    const inner = new Uint8Array([...leafHash(items[0]!), ...leafHash(items[1]!)])
    expect(merkleRoot([inner])).not.toEqual(merkleRoot(items))
  })
})

const wireOf = (items: readonly unknown[]): Uint8Array =>
  encode([
    1,
    hexToBytes(POLICY),
    0,
    0,
    0,
    0,
    hexToBytes(POLICY),
    new Uint8Array(32),
    items.length,
    NO_SIGNATURE,
    items,
  ])
