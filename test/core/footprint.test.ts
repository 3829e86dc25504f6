// Footprints: which locks a spore takes, derived from its body alone.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_SLOTS_PER_SPORE } from '../../worker/core/limits.ts'
import type { Mode, Operation, Requirement } from '../../worker/core/model/operation.ts'
import { footprintOf, joinModes } from '../../worker/core/rules/footprint.ts'
import {
  add,
  base,
  concat,
  del,
  exact,
  footprint,
  idOf,
  mul,
  requires,
  sadd,
  set,
  srem,
  text,
} from './builders.ts'

const modesOf = (
  operations: readonly Operation[],
  requirements: readonly Requirement[] = [],
): Record<string, Mode> =>
  Object.fromEntries([...footprint(operations, requirements)].map(([slot, { mode }]) => [slot, mode]))

const faultOf = (operations: readonly Operation[], requirements: readonly Requirement[] = []): string => {
  const result = footprintOf(operations, requirements)
  return result.ok ? 'valid' : result.reason
}

const WRITER = 'aa'.repeat(8)

describe('footprints', () => {
  it('FP-1 each operation takes its own mode, and an exact base makes a commutative one exact', () => {
    expect(modesOf([set('k', '1')])).toEqual({ k: 'X' })
    expect(modesOf([del('k')])).toEqual({ k: 'X' })
    expect(modesOf([concat('k', 'x', exact([0]))])).toEqual({ k: 'XD' })
    expect(modesOf([add('k', '1')])).toEqual({ k: 'C:num' })
    expect(modesOf([mul('k', '1')])).toEqual({ k: 'C:mul' })
    expect(modesOf([add('k', '1', exact([0]))])).toEqual({ k: 'XD' })
    expect(modesOf([mul('k', '2', exact([4], [idOf('a'), idOf('b')]))])).toEqual({ k: 'XD' })
    expect(modesOf([set('k', '1', exact([0]))])).toEqual({ k: 'X' })
  })

  it('FP-2 an element locks its set too: as a class when it is written, not overwritten when it is read', () => {
    expect(modesOf([sadd('s', 'a')])).toEqual({ s: 'C:set', 's\u0001sa': 'C:sadd' })
    expect(modesOf([srem('s', '1')])).toEqual({ s: 'C:set', 's\u0001n1': 'X' })
    const read = requires('RD', 's', exact([0, 0]), text('a'))
    expect(modesOf([], [read])).toEqual({ s: 'RE', 's\u0001sa': 'RD' })
    expect(modesOf([sadd('s', 'b')], [read])).toEqual({
      s: 'C:set',
      's\u0001sa': 'RD',
      's\u0001sb': 'C:sadd',
    })
  })

  it('FP-2 slots above come before slots below, whatever the order of the operations', () => {
    const slots = [...footprint([sadd('z', 'q'), sadd('z', 'b'), set('a', '1')]).keys()]
    expect(slots).toEqual(['a', 'z', 'z\u0001sb', 'z\u0001sq'])
  })

  const joins: readonly (readonly [Mode, Mode, Mode])[] = [
    ['C:num', 'C:num', 'C:num'],
    ['C:set', 'C:set', 'C:set'],
    ['C:num', 'C:mul', 'XD'],
    ['C:mul', 'C:set', 'XD'],
    ['X', 'C:num', 'X'],
    ['X', 'XD', 'X'],
    ['X', 'X', 'X'],
    ['C:num', 'X', 'XD'],
    ['XD', 'X', 'XD'],
    ['XD', 'C:num', 'XD'],
    ['RE', 'RE', 'RE'],
    ['RE', 'RD', 'RD'],
    ['RD', 'RE', 'RD'],
    ['RD', 'RD', 'RD'],
    ['RE', 'C:num', 'C:num'],
    ['RE', 'X', 'X'],
    ['RE', 'XD', 'XD'],
    ['RD', 'C:num', 'XD'],
    ['RD', 'X', 'XD'],
    ['RD', 'XD', 'XD'],
    ['C:set', 'RE', 'C:set'],
  ]
  it.each(joins)('FP-3 %s and then %s on one slot is %s', (first, second, joined) => {
    expect(joinModes(first, second)).toBe(joined)
  })

  it('FP-3 reading a key exactly and then setting it is compare-and-set: exact, with the base of the requirement', () => {
    const entry = footprint([set('k', '1')], [requires('RD', 'k', exact([0], [idOf('a')]))]).get('k')
    expect(entry?.mode).toBe('XD')
    expect(entry?.base).toEqual(exact([0], [idOf('a')]))
  })

  it('FP-3 accesses of one slot name one base; what one leaves open another may fill in', () => {
    const entry = footprint([add('k', '1')], [requires('RE', 'k', { ...base(0), w: WRITER })]).get('k')
    expect(entry).toEqual({ slot: 'k', mode: 'C:num', base: { ...base(0), w: WRITER } })
    expect(faultOf([add('k', '1', base(0)), add('k', '1', base(1))])).toMatch(/different bases/)
    expect(faultOf([sadd('s', 'a', base(0, 0)), sadd('s', 'b', base(1, 0))])).toMatch(
      /different bases for one key/,
    )
    expect(faultOf([add('k', '1', exact([0]))], [requires('RD', 'k', exact([0], [idOf('a')]))])).toMatch(
      /different bases/,
    )
    const other = requires('RE', 'k', { ...base(0), w: 'bb'.repeat(8) })
    expect(faultOf([], [requires('RE', 'k', { ...base(0), w: WRITER }), other])).toMatch(/different bases/)
  })

  it('FP-4 whoever overwrites a key takes no locks for what it writes below it', () => {
    expect(modesOf([del('s'), sadd('s', 'a'), sadd('s', 'b')])).toEqual({ s: 'X' })
    expect(modesOf([del('s'), sadd('t', 'a')])).toEqual({ s: 'X', t: 'C:set', 't\u0001sa': 'C:sadd' })
  })

  it('FP-4 but what it required of a slot below stays required: the overwrite does not see whether that changed', () => {
    const read = requires('RD', 's', exact([0, 0]), text('a'))
    expect(modesOf([del('s')], [read])).toEqual({ s: 'X', 's\u0001sa': 'RD' })
    const both = footprint([del('s'), sadd('s', 'a'), sadd('s', 'b')], [read])
    expect(Object.fromEntries([...both].map(([slot, { mode }]) => [slot, mode]))).toEqual({
      s: 'X',
      's\u0001sa': 'RD',
    })
    expect(both.get('s\u0001sa')?.base).toEqual(exact([0, 0]))
  })

  it('FP-6 requiring a whole set unchanged and writing an element is refused, since it would empty the set', () => {
    const whole = requires('RD', 's', exact([0], [idOf('a')]))
    expect(faultOf([sadd('s', 'a')], [whole])).toMatch(/whole set/)
    expect(faultOf([srem('s', 'a')], [whole])).toMatch(/whole set/)
    expect(faultOf([del('s'), sadd('s', 'a')], [whole])).toBe('valid')
    expect(faultOf([sadd('s', 'a')], [requires('RE', 's', { ...base(0), w: WRITER })])).toBe('valid')
    expect(faultOf([sadd('t', 'a')], [whole])).toBe('valid')
  })

  it.each([
    ['DELETE', del('s')],
    ['SET', set('s', '1', exact([0]))],
    ['an exact CONCAT', concat('s', 'x', exact([0]))],
  ])('FP-6 writing below a key and then %s of that key is refused; the other order is not', (_, over) => {
    expect(faultOf([srem('s', 'a'), over])).toMatch(/and then replaces it/)
    expect(faultOf([over, srem('s', 'a'), over])).toMatch(/and then replaces it/)
    expect(faultOf([over, srem('s', 'a')])).toBe('valid')
    expect(faultOf([srem('t', 'a'), over])).toBe('valid')
  })

  it('FP-5 an exact access names count, digest and writer', () => {
    expect(faultOf([concat('k', 'x')])).toMatch(/no exact base/)
    for (const part of ['w', 'c', 'h'] as const)
      expect(faultOf([], [requires('RD', 'k', { ...exact([0]), [part]: null })])).toMatch(/no exact base/)
    expect(faultOf([add('k', '1'), mul('k', '2')])).toMatch(/no exact base/)
    expect(faultOf([concat('k', 'x', exact([0]))])).toBe('valid')
  })

  it('FP-5 a base names one level for a key and two for an element', () => {
    expect(faultOf([set('k', '1', base())])).toMatch(/number of levels/)
    expect(faultOf([set('k', '1', base(0, 0))])).toMatch(/number of levels/)
    expect(faultOf([sadd('k', 'a', base(0))])).toMatch(/number of levels/)
  })

  it('FP-5 a spore touches something, and not too much', () => {
    expect(faultOf([])).toMatch(/does nothing/)
    const many = (count: number): Operation[] => Array.from({ length: count }, (_, i) => set(`k${i}`, '1'))
    expect(faultOf(many(MAX_SLOTS_PER_SPORE))).toBe('valid')
    expect(faultOf(many(MAX_SLOTS_PER_SPORE + 1))).toMatch(/touches 65 slots, at most 64/)
    // The set counts as well as its elements.
    const elements = Array.from({ length: MAX_SLOTS_PER_SPORE }, (_, i) => sadd('s', `e${i}`))
    expect(faultOf(elements)).toMatch(/touches 65 slots/)
  })

  it('FP-3 the order of operations on different slots changes nothing', () => {
    const pool = [
      set('a', '1'),
      add('b', '1'),
      sadd('s', 'x'),
      sadd('s', 'y'),
      srem('t', 'z'),
      del('u'),
      mul('v', '3'),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(pool, { minLength: 1 }), (operations) => {
        const sorted = pool.filter((each) => operations.includes(each))
        expect([...footprint(operations)]).toEqual([...footprint(sorted)])
      }),
    )
  })
})
