// The list of decided spores in a snapshot: what was put in comes out, and damage stops the engine.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STAGES } from '../../worker/core/codec/decided-codec.ts'
import { DecidedIndex } from '../../worker/core/decided-index.ts'
import { packDecided } from '../../worker/core/handle/snapshot-decided.ts'
import { InvariantError } from '../../worker/core/model/result.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Decided } from '../../worker/core/model/decided.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { anyId } from './arbitraries.ts'

const anyDecided = fc.record({ stage: fc.constantFrom(...STAGES), round: fc.nat(2 ** 48 - 1) })
/** Ids of which many begin alike, and some are equal. */
const anyCloseId = fc
  .tuple(fc.constantFrom('00000000', 'ffffffff', '7fffffff', '80000000'), fc.nat(3), fc.nat(3))
  .map(([head, middle, end]) => `${head}${String(middle).repeat(24)}${String(end).repeat(32)}` as SporeId)
const anyRows = fc.array(fc.tuple(fc.oneof(anyId, anyCloseId), anyDecided), { maxLength: 40 })

function packed(rows: readonly (readonly [SporeId, Decided])[]): Uint8Array {
  const decided = new DecidedIndex()
  for (const [id, each] of rows) decided.set(id, each)
  return packDecided(
    { decided } as unknown as PolicyState,
    [...decided].map(([id]) => id),
  )
}

describe('decided spores in a snapshot', () => {
  it('SN-1 come back as they were', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const decided = new Map(rows)
        const back = new DecidedIndex()
        back.restore(packed(rows))
        expect([...back]).toEqual([...decided])
      }),
    )
  })

  it('SN-2 are known and told apart, from however many segments, and with those decided since', () => {
    fc.assert(
      fc.property(fc.array(anyRows, { maxLength: 5 }), anyRows, anyRows, (segments, since, strangers) => {
        const model = new Map([...segments.flat(), ...since])
        const index = new DecidedIndex()
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

  it('SN-2 are all known when there are so many that beginnings of ids repeat', () => {
    const idAt = (index: number): SporeId =>
      `${((index * 2_654_435_761) >>> 12).toString(16).padStart(8, '0')}${index.toString(16).padStart(56, '0')}` as SporeId
    const index = new DecidedIndex()
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
    expect(() => new DecidedIndex().restore(rows.subarray(1))).toThrow(InvariantError)
    rows[32] = 9
    expect(() => new DecidedIndex().restore(rows)).toThrow(InvariantError)
  })
})
