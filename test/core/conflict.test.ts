// The conflict table and DEAD, rule by rule.

import { describe, expect, it } from 'vitest'
import { CLASSES, type Mode } from '../../worker/core/model/operation.ts'
import { footprintsConflict, isDeadBy, modesConflict } from '../../worker/core/rules/conflict.ts'
import { slotNeedingEnd } from '../../worker/core/rules/evidence-conflict.ts'
import { add, base, concat, exact, footprint, idOf, mul, requires, sadd, set, srem } from './builders.ts'

const MODES: readonly Mode[] = ['X', 'XD', ...CLASSES, 'RE', 'RD']

/** The table of the design: which pairs may be locked at the same time. */
const TOGETHER: readonly (readonly [Mode, Mode])[] = [
  ['RE', 'RD'],
  ['RE', 'RE'],
  ['RD', 'RD'],
  ...CLASSES.flatMap((each) => [[each, 'RE'] as const, [each, each] as const]),
]
const together = (a: Mode, b: Mode): boolean =>
  TOGETHER.some(([x, y]) => (x === a && y === b) || (x === b && y === a))

describe('conflicts', () => {
  it.each(MODES.flatMap((a) => MODES.map((b) => [a, b] as const)))(
    'CF-1 %s against %s is as in the table',
    (a, b) => {
      expect(modesConflict(a, b)).toBe(!together(a, b))
    },
  )

  it('CF-1 two spores conflict by a common slot only, whichever of them is asked', () => {
    const one = footprint([set('a', '1'), add('b', '1')])
    const apart = footprint([set('c', '1'), sadd('d', 'x')])
    const shared = footprint([add('b', '2'), set('c', '1')])
    const clash = footprint([mul('b', '2')])
    expect([footprintsConflict(one, apart), footprintsConflict(apart, one)]).toEqual([false, false])
    expect([footprintsConflict(one, shared), footprintsConflict(shared, one)]).toEqual([false, false])
    expect([footprintsConflict(one, clash), footprintsConflict(clash, one)]).toEqual([true, true])
  })

  it('CF-1 different elements of a set go together, an element and its removal do not', () => {
    expect(footprintsConflict(footprint([sadd('s', 'a')]), footprint([srem('s', 'b')]))).toBe(false)
    expect(footprintsConflict(footprint([sadd('s', 'a')]), footprint([sadd('s', 'a')]))).toBe(false)
    expect(footprintsConflict(footprint([sadd('s', 'a')]), footprint([srem('s', 'a')]))).toBe(true)
  })

  it('CF-1 an overwritten key excludes everything below it', () => {
    for (const rival of [sadd('s', 'a'), srem('s', 'a')])
      expect(footprintsConflict(footprint([set('s', '1')]), footprint([rival]))).toBe(true)
    expect(footprintsConflict(footprint([add('s', '1')]), footprint([sadd('s', 'a')]))).toBe(true)
  })
})

describe('dead rivals', () => {
  it('CF-2 a committed exclusive write kills exclusive writes at the same base vector only', () => {
    const committed = footprint([set('k', '1', base(3))])
    expect(isDeadBy(footprint([set('k', '2', base(3))]), committed)).toBe(true)
    expect(isDeadBy(footprint([concat('k', 'x', exact([3]))]), committed)).toBe(true)
    expect(isDeadBy(footprint([set('k', '2', base(4))]), committed)).toBe(false)
    expect(isDeadBy(footprint([set('k', '2', base(2))]), committed)).toBe(false)
    expect(isDeadBy(footprint([set('other', '2', base(3))]), committed)).toBe(false)
  })

  it('CF-2 below a key the whole vector counts, so that a removal in another epoch of the set is no rival', () => {
    const committed = footprint([srem('s', 'a', base(1, 0))])
    expect(isDeadBy(footprint([srem('s', 'a', base(1, 0))]), committed)).toBe(true)
    expect(isDeadBy(footprint([srem('s', 'a', base(2, 0))]), committed)).toBe(false)
    expect(isDeadBy(footprint([srem('s', 'a', base(1, 1))]), committed)).toBe(false)
    expect(isDeadBy(footprint([srem('s', 'b', base(1, 0))]), committed)).toBe(false)
  })

  it('CF-2 a committed class kills the other class of the same epoch, and nothing else', () => {
    const committed = footprint([add('k', '1', base(3))])
    expect(isDeadBy(footprint([mul('k', '2', base(3))]), committed)).toBe(true)
    expect(isDeadBy(footprint([add('k', '2', base(3))]), committed)).toBe(false)
    expect(isDeadBy(footprint([mul('k', '2', base(4))]), committed)).toBe(false)
    expect(isDeadBy(footprint([set('k', '2', base(3))]), committed)).toBe(false)
  })

  it('CF-2 an overwrite does not kill a commutative rival or a reader: if they commit they are absorbed', () => {
    const committed = footprint([set('k', '1', base(3))])
    expect(isDeadBy(footprint([add('k', '2', base(3))]), committed)).toBe(false)
    expect(isDeadBy(footprint([set('x', '2')], [requires('RD', 'k', exact([3]))]), committed)).toBe(false)
  })

  it('EN-8 PN-3 what an endorsement must name overwrites what it accesses, at an equal path, or is of another class', () => {
    const mine = footprint([set('k', '1', base(3))])
    const addition = footprint([add('k', '1', base(3))])
    const reader = footprint([set('x', '1')], [requires('RE', 'k', { ...base(3), w: '0'.repeat(16) })])
    expect(slotNeedingEnd(mine, addition)).toBe('k')
    expect(slotNeedingEnd(mine, reader)).toBe('k')
    expect(slotNeedingEnd(mine, footprint([concat('k', 'x', exact([3], [idOf('a')]))]))).toBe('k')
    expect(slotNeedingEnd(mine, footprint([set('k', '2', base(2))]))).toBeUndefined()
    // These may be overwritten whether they commit or not.
    expect(slotNeedingEnd(addition, mine)).toBeUndefined()
    expect(slotNeedingEnd(reader, mine)).toBeUndefined()
    expect(slotNeedingEnd(addition, footprint([add('k', '2', base(3))]))).toBeUndefined()
    expect(slotNeedingEnd(addition, footprint([mul('k', '2', base(3))]))).toBe('k')
  })
})
