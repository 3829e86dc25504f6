// Intents: of all spores that one emitter sends for one purpose, at most one commits, and nobody sees how.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_SLOTS_PER_SPORE } from '../../worker/core/limits.ts'
import { slotsOfSpore } from '../../worker/core/handle/entry.ts'
import type { Intended } from '../../worker/core/input.ts'
import type { PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { FIRST_KEY, intentSlot, isSystemSlot, keyFault, parentOf } from '../../worker/core/model/slot.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { executeSpore, gateOf } from '../../worker/core/rules/apply.ts'
import { footprintsConflict, isDeadBy } from '../../worker/core/rules/conflict.ts'
import { type Footprint, sporeFootprint } from '../../worker/core/rules/footprint.ts'
import { isOvertaken } from '../../worker/core/rules/version.ts'
import type { SlotRecord } from '../../worker/core/model/slot-record.ts'
import { add, base, EMITTER, endorse, exact, requires, sadd, set, sporeOf } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const INTENT = 'ab'.repeat(16)
const OTHER = 'cd'.repeat(16)
const node = (): TestNode => new TestNode({ n: 4, f: 1 })
const locksOf = (spore: Spore): Footprint => {
  const footprint = sporeFootprint(spore)
  if (!footprint.ok) throw new Error(footprint.reason)
  return footprint.value
}
const addition: Intended = {
  op: 'ADD',
  key: 'n',
  sub: null,
  argument: { type: 'number', number: { m: 1n, s: 0 } },
}

describe('intents', () => {
  it('IN-1 an intent is one more exclusive slot, named by emitter and intent, at the base nobody has written', () => {
    const spore = sporeOf([add('n', '1'), sadd('s', 'x')], { intent: INTENT })
    const slot = intentSlot(EMITTER, INTENT)
    const footprint = locksOf(spore)
    expect([...footprint.keys()]).toEqual([slot, 'n', 's', 's\u0001sx'])
    expect(footprint.get(slot)).toEqual({ slot, mode: 'X', base: { path: [0], w: null, c: null, h: null } })
    expect([...slotsOfSpore(spore)]).toContain(slot)
    expect([...locksOf(sporeOf([add('n', '1')])).keys()]).toEqual(['n'])
  })

  it('IN-1 no key, element or prefix meets it, and it sorts before all of them', () => {
    const slot = intentSlot(EMITTER, INTENT)
    expect(keyFault(slot)).toBeDefined()
    expect(parentOf(slot)).toBeUndefined()
    expect(slot < FIRST_KEY).toBe(true)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (key) => {
        if (keyFault(key) !== undefined) return
        expect(isSystemSlot(key)).toBe(false)
        expect(key > FIRST_KEY).toBe(true)
      }),
    )
    const [emitter, other] = ['11'.repeat(32), '22'.repeat(32)] as PublicKeyHex[]
    expect(
      new Set([intentSlot(emitter!, INTENT), intentSlot(other!, INTENT), intentSlot(emitter!, OTHER)]).size,
    ).toBe(3)
  })

  it('IN-1 it comes on top of the 64 slots that a spore may touch, and does not make a spore that does nothing valid', () => {
    const most = Array.from({ length: MAX_SLOTS_PER_SPORE }, (_, i) => set(`k${i}`, '1'))
    expect(locksOf(sporeOf(most, { intent: INTENT })).size).toBe(MAX_SLOTS_PER_SPORE + 1)
    expect(sporeFootprint(sporeOf([...most, set('l', '1')], { intent: INTENT })).ok).toBe(false)
    expect(sporeFootprint(sporeOf([], { intent: INTENT })).ok).toBe(false)
  })

  it('IN-2 of any spores of one emitter and intent, each kills all others, whatever else they do', () => {
    const anyOperations = fc.constantFrom<readonly Operation[]>(
      [add('n', '1')],
      [set('k', '1', base(3))],
      [sadd('s', 'x')],
      [add('n', '1', exact([2]))],
    )
    fc.assert(
      fc.property(anyOperations, anyOperations, (one, two) => {
        const [first, second] = [
          locksOf(sporeOf(one, { intent: INTENT })),
          locksOf(sporeOf(two, { intent: INTENT })),
        ]
        expect(footprintsConflict(first, second)).toBe(true)
        expect(isDeadBy(second, first)).toBe(true)
      }),
    )
    const mine = locksOf(sporeOf([add('n', '1')], { intent: INTENT }))
    const theirs = locksOf(sporeOf([add('n', '1')], { intent: INTENT, emitter: keyOf(9) }))
    expect(footprintsConflict(mine, theirs)).toBe(false)
    const requiring = sporeOf([], { intent: INTENT, requirements: [requires('RE', 'k', base(0))] })
    expect(isDeadBy(locksOf(requiring), mine)).toBe(true)
  })

  it('IN-2 in any order of arrival one of them executes, and is found to have overtaken the others', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (order) => {
        const spores = [add('n', '1'), add('n', '2'), sadd('s', 'x'), set('k', '1')].map((each) =>
          sporeOf([each], { intent: INTENT }),
        )
        const records = new Map<string, SlotRecord>()
        const done: SporeId[] = []
        for (const at of order) {
          const spore = spores[at]!
          const footprint = locksOf(spore)
          if ([...footprint.values()].some((entry) => isOvertaken(records, entry))) continue
          const gate = gateOf(records, footprint)
          if ('waitsAt' in gate) throw new Error('nothing is missing')
          const { written } = executeSpore(records, spore, footprint, gate.absorbed)
          for (const [slot, record] of written) records.set(slot, record)
          done.push(spore.id)
        }
        expect(done).toEqual([spores[order[0]!]!.id])
        expect(records.get(intentSlot(EMITTER, INTENT))).toMatchObject({ x: 1, last: done[0] })
        expect(records.get(intentSlot(EMITTER, INTENT))?.value).toBeUndefined()
      }),
    )
  })

  it('IN-2 an endorser holds the second behind the first, and refuses it, naming the winner, once that has committed', () => {
    const one = node()
    const [first, second, third] = [1, 2, 3].map((i) => one.spore([add('n', String(i))], { intent: INTENT }))
    one.receive(first!, second!)
    expect(one.verdict(first!)).toMatchObject({ type: 'ENDORSE' })
    expect(one.verdict(second!)).toMatchObject({ type: 'HOLD', by: first!.id })
    one.commit(first!)
    expect(one.verdict(second!)).toMatchObject({ type: 'REJECT', why: 'STALE', ref: first!.id })
    expect(one.stage(second!)).toBe('dead')
    one.receive(third!)
    expect(one.verdict(third!)).toMatchObject({ type: 'REJECT', why: 'STALE', ref: first!.id })
    expect(one.stage(third!)).toBe('dead')
    expect(one.slot('n').cs.length).toBe(1)
  })

  it('IN-2 after an abort the same intent may be tried again', () => {
    const one = node()
    const first = one.spore([add('n', '1')], { intent: INTENT })
    one.receive(first)
    for (const endorser of [1, 2, 3])
      one.hear(endorser, { type: 'REJECT', spore: first.id, why: 'LOCAL', ref: null })
    expect(one.stage(first)).toBe('aborted')
    const second = one.spore([add('n', '1')], { intent: INTENT })
    one.receive(second)
    expect(one.verdict(second)).toEqual(
      endorse(second, ...(one.entry(first)?.ownVote === 'E' ? [first.id] : [])),
    )
  })

  it('IN-3 a submission carries its intent; one that has committed is refused with the spore that fulfilled it', () => {
    const one = node()
    const spore = one.write([addition], [], INTENT)
    expect(spore.intent).toBe(INTENT)
    one.commit(spore)
    const token = 77
    one.clear()
    one.step({
      type: 'submit',
      now: one.now,
      submission: {
        token,
        policy: one.policy.id,
        operations: [addition],
        requirements: [],
        deadline: one.now + 1_000,
        nonce: '0'.repeat(32),
        intent: INTENT,
      },
    })
    expect(one.outputsOf('refused')).toMatchObject([{ token, why: 'INTENT', ref: spore.id }])
    expect(typeof one.submit([addition], [], undefined, OTHER)).toBe('object')
  })

  it('IN-4 screens hear of keys only', () => {
    const one = node()
    one.commit(one.write([addition], [], INTENT))
    expect(one.outputsOf('changed').flatMap(({ keys }) => [...keys])).toEqual(['n'])
  })
})
