// The reference executor against the product's rules: two writings of one text must agree on every history, in any order of
// arrival, and on every body that can be made up. And it can disagree: hand-made cases say what it must hold.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Operation, Requirement } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { footprintsConflict, isDeadBy } from '../../../worker/core/rules/conflict.ts'
import { slotNeedingEnd } from '../../../worker/core/rules/evidence-conflict.ts'
import { sporeFootprint } from '../../../worker/core/rules/footprint.ts'
import { add, base, concat, del, exact, idOf, mul, sadd, set, sporeOf, srem } from '../../core/builders.ts'
import { anyWishes, commitAll, type Committed, SLOTS } from '../../core/history.ts'
import { Replica } from '../../core/replica.ts'
import { heldAt, shownHeld } from '../checkers/records.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { conflict, needsEnd, rivals } from './conflict.ts'
import { type Accesses, accessesOf } from './footprint.ts'
import { ReferenceStore } from './store.ts'

const touching = (operations: readonly Operation[], requirements: readonly Requirement[] = []): Accesses => {
  const accesses = accessesOf(sporeOf(operations, { requirements }))
  if (!accesses) throw new Error('the spore is not valid')
  return accesses
}

/** Executes them in this order as far as they are ready, again and again. */
function executeAll(spores: readonly Committed[]): { store: ReferenceStore; left: number } {
  const store = new ReferenceStore()
  let waiting = [...spores]
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length
    waiting = waiting.filter((each) => store.execute(each, touching(each.operations)) === 'wait')
  }
  return { store, left: waiting.length }
}

/** The product's records through the same words. */
const shownOf = (replica: Replica, slot: string): string | undefined => {
  const records = { missing: () => [], get: (name: string) => replica.records.get(name) }
  const held = heldAt({ records } as unknown as PolicyState, slot)
  return held === undefined || held === 'unloaded' ? undefined : shownHeld(held)
}

const ranks = fc.array(fc.nat(100), { minLength: 14, maxLength: 14 })

describe('the reference executor', () => {
  it('EX-1 to EX-5 holds what the product holds, in the order of the commits and in any other', () => {
    let compared = 0
    fc.assert(
      fc.property(anyWishes, ranks, (wishes, order) => {
        const { spores, first } = commitAll(wishes)
        const shuffled = spores
          .map((spore, i) => ({ spore, rank: order[i % order.length]! * 1_000 + i }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ spore }) => spore)
        const replica = new Replica()
        for (const { id, operations } of shuffled) replica.deliver(id, operations)
        const straight = executeAll(spores)
        const late = executeAll(shuffled)
        expect([straight.left, late.left]).toEqual([0, 0])
        for (const slot of SLOTS) {
          const wanted = shownOf(first, slot)
          expect(shownOf(replica, slot)).toBe(wanted)
          expect(straight.store.show(slot)).toBe(wanted)
          expect(late.store.show(slot)).toBe(wanted)
          compared += Number(wanted !== undefined)
        }
      }),
      { numRuns: 400 },
    )
    expect(compared).toBeGreaterThan(800)
  })

  it('EX-1 finds the bases of a history true in its own order, and not in another', () => {
    const { spores } = commitAll([
      [{ op: 'SET', key: 'k', element: 'a', argument: '2' }],
      [{ op: 'SET', key: 'k', element: 'a', argument: '-0.5' }],
    ])
    const store = new ReferenceStore()
    const [first, second] = spores.map(({ operations }) => touching(operations).get('k')!)
    expect(store.untruth(first!)).toBeUndefined()
    expect(store.untruth(second!)).toMatch(/path 1 is 0/)
  })

  it('EX-2 computes exactly', () => {
    const { store } = executeAll([
      { id: idOf('a'), operations: [add('n', '0.1')] },
      { id: idOf('b'), operations: [add('n', '0.2')] },
      { id: idOf('c'), operations: [mul('n', '-3', exact([0], [idOf('a'), idOf('b')]))] },
    ])
    expect(store.show('n')).toMatch(/^number -0\.9 at 1/)
  })

  it('EX-4 makes a set of what is absorbed below it, and EX-1 absorbs what comes after its epoch', () => {
    const { store } = executeAll([
      { id: idOf('a'), operations: [srem('s', 'x')] },
      { id: idOf('b'), operations: [sadd('s', 'x')] },
      { id: idOf('c'), operations: [del('t')] },
      { id: idOf('d'), operations: [sadd('t', 'y')] },
    ])
    expect(store.show('s')).toMatch(/^set of 0 /)
    expect(store.show('s\u0001sx')).toMatch(/^nothing at 0\.1 /)
    expect(store.show('t')).toMatch(/^nothing at 1 /)
    expect(store.show('t\u0001sy')).toBeUndefined()
  })

  it('EX-1 waits for what it was built on', () => {
    const { store, left } = executeAll([
      { id: idOf('a'), operations: [set('k', '1', base(1)), set('l', '1')] },
      { id: idOf('b'), operations: [concat('m', 'x', exact([0], [idOf('f')]))] },
    ])
    expect(left).toBe(2)
    expect(store.show('l')).toBeUndefined()
  })

  it('VA-2 names the operation that does not fit', () => {
    const { store } = executeAll([{ id: idOf('a'), operations: [set('k', 'text'), sadd('s', 'x')] }])
    expect(store.misfit([add('k', '1')])).toMatch(/ADD of "k" meets text/)
    expect(store.misfit([sadd('k', 'x')])).toMatch(/SADD/)
    expect(store.misfit([concat('s', 'x')])).toMatch(/CONCAT/)
    expect(store.misfit([del('k'), add('k', '1'), mul('k', '2')])).toBeUndefined()
    expect(store.misfit([set('k', '1'), concat('k', 'x')])).toMatch(/CONCAT/)
  })
})

// Few slots and small numbers, so that bodies meet, contradict themselves, and are refused.
const anyBase = (levels: number): fc.Arbitrary<Operation['base']> =>
  fc.record({
    path: fc.array(fc.nat(1), { minLength: levels, maxLength: levels }),
    w: fc.constantFrom(null, null, '0'.repeat(16)),
    c: fc.constantFrom(null, null, 0),
    h: fc.constantFrom(null, null, '0'.repeat(64)),
  })
const anyOperation = fc.oneof(
  fc
    .tuple(fc.constantFrom(set, concat, add, mul), fc.constantFrom('k', 'l'), anyBase(1))
    .map(([make, key, at]) => make(key, '1', at)),
  fc
    .tuple(fc.constantFrom(sadd, srem), fc.constantFrom('k', 'l'), fc.constantFrom('a', '7'), anyBase(2))
    .map(([make, key, element, at]) => make(key, element, at)),
  fc.tuple(fc.constantFrom('k', 'l'), fc.oneof(anyBase(1), anyBase(2))).map(([key, at]) => del(key, at)),
)
const anyRequirement: fc.Arbitrary<Requirement> = fc
  .tuple(fc.constantFrom('k', 'l'), fc.boolean(), fc.constantFrom<'RE' | 'RD'>('RE', 'RD'))
  .chain(([key, below, mode]) =>
    anyBase(below ? 2 : 1).map((at) => ({
      key,
      sub: below ? { type: 'string' as const, text: 'a' } : null,
      mode,
      base: at,
    })),
  )
const anyBody: fc.Arbitrary<Spore> = fc
  .record({
    operations: fc.array(anyOperation, { maxLength: 4 }),
    requirements: fc.array(anyRequirement, { maxLength: 2 }),
    intent: fc.constantFrom(null, 'ab'.repeat(16)),
  })
  .map(({ operations, ...rest }) => sporeOf(operations, rest))

const anyValidBody = anyBody.filter((spore) => accessesOf(spore) !== undefined)

const sorted = (accesses: Accesses): unknown =>
  [...accesses.values()].sort((a, b) => (a.slot < b.slot ? -1 : 1))

describe('the reference footprint', () => {
  it('FP-1 to FP-6 IN-1 finds the accesses that the product finds, and refuses what it refuses', () => {
    let valid = 0
    fc.assert(
      fc.property(anyBody, (spore) => {
        const accesses = accessesOf(spore)
        const footprint = sporeFootprint(spore)
        expect(accesses !== undefined).toBe(footprint.ok)
        if (!accesses || !footprint.ok) return
        expect(sorted(accesses)).toEqual(sorted(footprint.value))
        valid++
      }),
      { numRuns: 3_000 },
    )
    expect(valid).toBeGreaterThan(300)
  })

  it('CF-1 CF-2 PN-3 excludes, kills and lets follow what the product does', () => {
    let conflicts = 0
    let ends = 0
    fc.assert(
      fc.property(anyValidBody, anyValidBody, (one, other) => {
        const [a, b] = [accessesOf(one), accessesOf(other)]
        const [left, right] = [sporeFootprint(one), sporeFootprint(other)]
        if (!a || !b || !left.ok || !right.ok) return
        expect(conflict(a, b)).toBe(footprintsConflict(left.value, right.value))
        expect(needsEnd(a, b)).toBe(slotNeedingEnd(left.value, right.value) !== undefined)
        ends += Number(needsEnd(a, b))
        const killed = [...a.values()].some((each) => {
          const theirs = b.get(each.slot)
          return (
            theirs !== undefined &&
            each.base.path.join() === theirs.base.path.join() &&
            rivals(each.mode, theirs.mode)
          )
        })
        expect(killed).toBe(isDeadBy(left.value, right.value))
        conflicts += Number(killed)
      }),
      { numRuns: 2_000 },
    )
    expect(Math.min(conflicts, ends)).toBeGreaterThan(20)
  })
})
