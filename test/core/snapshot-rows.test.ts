// The rows of a snapshot, of decided spores and of batches: what was put in comes out, and damage stops the engine.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode } from '../../worker/core/codec/cbor.ts'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { BATCH_ROWS, DECIDED_ROWS, packRows, STAGES } from '../../worker/core/codec/snapshot-rows.ts'
import { addPolicy, createState } from '../../worker/core/handle/policy-state.ts'
import { restore } from '../../worker/core/handle/snapshot.ts'
import { PackedIndex } from '../../worker/core/packed-index.ts'
import { InvariantError } from '../../worker/core/model/result.ts'
import type { PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Decided } from '../../worker/core/model/decided.ts'
import { testPolicy } from '../host/test-policy.ts'
import { anyId } from './arbitraries.ts'

const anyDecided = fc.record({ stage: fc.constantFrom(...STAGES), round: fc.nat(2 ** 48 - 1) })
/** Ids of which many begin alike, and some are equal. */
const anyCloseId = fc
  .tuple(fc.constantFrom('00000000', 'ffffffff', '7fffffff', '80000000'), fc.nat(3), fc.nat(3))
  .map(([head, middle, end]) => `${head}${String(middle).repeat(24)}${String(end).repeat(32)}` as SporeId)
const anyRows = fc.array(fc.tuple(fc.oneof(anyId, anyCloseId), anyDecided), { maxLength: 40 })

const newIndex = (): PackedIndex<SporeId, Decided> => new PackedIndex(DECIDED_ROWS)

/** Of rows with one id, a segment has the last. */
const packed = (rows: readonly (readonly [SporeId, Decided])[]): Uint8Array =>
  packRows(DECIDED_ROWS, [...new Map(rows)])

describe('rows of a snapshot', () => {
  it('SN-1 of decided spores come back as they were', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const decided = new Map(rows)
        const back = newIndex()
        back.restore(packed(rows))
        expect([...back]).toEqual([...decided])
      }),
    )
  })

  it('SN-2 of decided spores are known and told apart, from however many segments, and with those decided since', () => {
    fc.assert(
      fc.property(fc.array(anyRows, { maxLength: 5 }), anyRows, anyRows, (segments, since, strangers) => {
        const model = new Map([...segments.flat(), ...since])
        const index = newIndex()
        for (const segment of segments) {
          index.restore(packed(segment))
          // Looked up between two of them, too.
          if (segment.length % 2 === 0) index.has('00'.repeat(32) as SporeId)
        }
        for (const [id, decided] of since) index.set(id, decided)
        for (const [id] of [...segments.flat(), ...since, ...strangers]) {
          expect(index.get(id)).toEqual(model.get(id))
          expect(index.has(id)).toBe(model.has(id))
        }
        expect(index.size).toBe(model.size)
        expect(new Map(index)).toEqual(model)
      }),
    )
  })

  it('SN-2 of decided spores are all known when there are so many that beginnings of ids repeat', () => {
    const idAt = (index: number): SporeId =>
      `${((index * 2_654_435_761) >>> 12).toString(16).padStart(8, '0')}${index.toString(16).padStart(56, '0')}` as SporeId
    const index = newIndex()
    const count = 100_000
    for (let from = 0; from < count; from += 10_000)
      index.restore(
        packed(
          Array.from({ length: 10_000 }, (_, i) => [idAt(from + i), { stage: 'committed', round: from + i }]),
        ),
      )
    let [known, strange] = [0, 0]
    for (let i = 0; i < count; i++) {
      if (index.get(idAt(i))?.round === i) known++
      if (index.has(idAt(i + count))) strange++
    }
    expect([known, strange, index.size]).toEqual([count, 0, count])
  })

  it('SN-3 stop the engine when they are damaged', () => {
    const rows = packed([['ab'.repeat(32) as SporeId, { stage: 'aborted', round: 7 }]])
    expect(() => newIndex().restore(rows.subarray(1))).toThrow(InvariantError)
    rows[32] = 9
    expect(() => newIndex().restore(rows)).toThrow(InvariantError)
  })

  it('SN-1 of batches come back, whatever their numbers', () => {
    const anyNumber = fc.oneof(
      fc.nat(20),
      fc.nat(2 ** 48 - 1),
      fc.constantFrom(2 ** 32, 2 ** 33, 2 ** 32 + 1),
    )
    const anyBatch = fc.record({ round: fc.nat(2 ** 48 - 1), digest: anyId })
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(anyNumber, anyBatch), { maxLength: 20 }), { maxLength: 4 }),
        fc.array(anyNumber, { maxLength: 20 }),
        (segments, strangers) => {
          const model = new Map(segments.flat())
          const index = new PackedIndex(BATCH_ROWS)
          for (const segment of segments) index.restore(packRows(BATCH_ROWS, [...new Map(segment)]))
          for (const seq of [...model.keys(), ...strangers]) expect(index.get(seq)).toEqual(model.get(seq))
          expect(new Map(index)).toEqual(model)
          expect(index.size).toBe(model.size)
        },
      ),
    )
  })

  it('SN-1 are read of earlier releases, too, which kept an array for each', async () => {
    await loadHash()
    const key = 'ab'.repeat(32) as PublicKeyHex
    const record = testPolicy([key], { n: 1, f: 0 })
    const [id, digest] = ['cd'.repeat(32), 'ef'.repeat(32)]
    const state = createState(key)
    const { decided, chains } = addPolicy(state, policyIdOf(record), record, [])
    const part = [hexToBytes(policyIdOf(record)), [[hexToBytes(id), 1, 5]], [[0, 3, 9, hexToBytes(digest)]]]
    restore(state, undefined, [encode([part])])
    expect([...decided]).toEqual([[id, { stage: 'aborted', round: 5 }]])
    expect([...chains[0]!.batches]).toEqual([[3, { round: 9, digest }]])
  })
})
