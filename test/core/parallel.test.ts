// The conflict matrix is right: whatever two spores it lets run in parallel leave equal bytes and versions in both orders, on
// every state that a history can lead to, also when one of them arrives after the epoch that it was made for.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { slotRecordCodec } from '../../worker/core/codec/record-codec.ts'
import { IdList } from '../../worker/core/model/id-list.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { footprintsConflict } from '../../worker/core/rules/conflict.ts'
import { recordAt } from '../../worker/core/rules/version.ts'
import { del, footprint, idOf, set } from './builders.ts'
import { anyWish, anyWishes, baseOf, commitAll, operationsFor, SLOTS, type Wish } from './history.ts'
import { Replica } from './replica.ts'

const [A, B, C] = [idOf('a'), idOf('b'), idOf('c')]

const copyOf = (replica: Replica): Replica => {
  const copy = new Replica()
  for (const [slot, record] of replica.records) copy.records.set(slot, record)
  return copy
}

/** Every slot in force as bytes; ids in order and who was last left aside, which differ by the order of arrival. */
function bytesOf({ records }: Replica): Readonly<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const slot of SLOTS) {
    const record = recordAt(records, slot)
    const cs = IdList.of([...record.cs.toArray()].sort())
    all[slot] = bytesToHex(slotRecordCodec.encode({ ...record, cs, last: null }))
  }
  return all
}

/** All executed as far as they are ready, in this order. */
function after(start: Replica, spores: readonly (readonly [SporeId, readonly Operation[]])[]): Replica {
  const replica = copyOf(start)
  for (const [id, operations] of spores) replica.deliver(id, operations)
  return replica
}

/** Two spores that meet more often than not. */
const anyPair: fc.Arbitrary<readonly [readonly Wish[], readonly Wish[]]> = fc
  .tuple(fc.array(anyWish, { minLength: 1, maxLength: 2 }), fc.array(anyWish, { minLength: 1, maxLength: 2 }))
  .chain(([one, two]) => {
    const key = one[0]?.key ?? 'k'
    return fc.constantFrom(
      [one, two] as const,
      [one, one] as const,
      [one, two.map((wish) => ({ ...wish, key }))] as const,
      [one, one.map((wish) => ({ ...wish, argument: '2' }))] as const,
      [one, one.map((wish) => ({ ...wish, element: 'b' }))] as const,
    )
  })

describe('what may run in parallel', () => {
  it('CF-1 leaves equal bytes and versions in both orders, from every state', () => {
    let parallel = 0
    let below = 0
    fc.assert(
      fc.property(anyWishes, anyPair, (history, [one, two]) => {
        const { first } = commitAll(history)
        const [left, right] = [one, two].map((wishes) => operationsFor(first.records, wishes))
        if (!left || !right || footprintsConflict(footprint(left), footprint(right))) return
        const straight = after(first, [
          [A, left],
          [B, right],
        ])
        const crossed = after(first, [
          [B, right],
          [A, left],
        ])
        expect(straight.waiting + crossed.waiting).toBe(0)
        expect(bytesOf(crossed)).toEqual(bytesOf(straight))
        const shared = [...footprint(left).keys()].filter((slot) => footprint(right).has(slot))
        parallel += Number(shared.length > 0)
        below += Number(shared.some((slot) => slot.includes('\u0001')))
      }),
      { numRuns: 4_000 },
    )
    // Not only spores that never meet.
    expect(parallel).toBeGreaterThan(200)
    expect(below).toBeGreaterThan(30)
  })

  it('CF-1 EX-1 an overwrite of a key they touch comes before, between or behind them, and all replicas agree', () => {
    let absorbed = 0
    fc.assert(
      fc.property(anyWishes, anyPair, fc.boolean(), (history, [one, two], removes) => {
        const { first } = commitAll(history)
        const [left, right] = [one, two].map((wishes) => operationsFor(first.records, wishes))
        if (!left || !right || footprintsConflict(footprint(left), footprint(right))) return
        // As it would be once both are committed: what is exclusive in them cannot come late, what is commutative can.
        const state = after(first, [
          [A, left],
          [B, right],
        ])
        const key = left[0]?.key ?? 'k'
        const at = baseOf(state.records, key, 'X')
        const end: readonly Operation[] = [removes ? del(key, at) : set(key, '1', at)]
        const orders = [
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ]
        const spores = [[A, left] as const, [B, right] as const, [C, end] as const]
        const shown = orders.map((order) => {
          const replica = after(
            first,
            order.map((i) => spores[i]!),
          )
          expect(replica.waiting).toBe(0)
          return bytesOf(replica)
        })
        for (const each of shown) expect(each).toEqual(shown[0])
        absorbed++
      }),
      { numRuns: 3_000 },
    )
    expect(absorbed).toBeGreaterThan(200)
  })
})
