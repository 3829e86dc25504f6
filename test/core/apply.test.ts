// Executing committed spores: what is written, and that the order of commutative ones leaves no trace.

import { describe, expect, it } from 'vitest'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { executeSpore, gateOf } from '../../worker/core/rules/apply.ts'
import { applyOperation } from '../../worker/core/rules/effect.ts'
import {
  add,
  base,
  bytes,
  concat,
  del,
  exact,
  footprint,
  idOf,
  mul,
  number,
  sadd,
  set,
  srem,
  text,
} from './builders.ts'
import { Replica } from './replica.ts'

const [A, B, C, D] = [idOf('a'), idOf('b'), idOf('c'), idOf('d')]

/** A replica that executed these in order; each must be ready. */
function after(...spores: readonly (readonly [SporeId, readonly Operation[]])[]): Replica {
  const replica = new Replica()
  for (const [id, operations] of spores) replica.execute(id, operations)
  return replica
}

describe('operations', () => {
  it('EX-2 each gives its value, on nothing as well', () => {
    expect(applyOperation(text('x'), set('k', 'y'))).toEqual(text('y'))
    expect(applyOperation(text('x'), del('k'))).toBeUndefined()
    expect(applyOperation(text('x'), concat('k', 'yz'))).toEqual(text('xyz'))
    expect(applyOperation(bytes(1), { ...concat('k', ''), argument: bytes(2, 3) })).toEqual(bytes(1, 2, 3))
    expect(applyOperation(undefined, concat('k', 'y'))).toEqual(text('y'))
    expect(applyOperation(number('1.5'), add('k', '-2'))).toEqual(number('-0.5'))
    expect(applyOperation(undefined, add('k', '7'))).toEqual(number('7'))
    expect(applyOperation(number('1.5'), mul('k', '4'))).toEqual(number('6'))
    expect(applyOperation(undefined, mul('k', '4'))).toEqual(number('0'))
    expect(applyOperation(undefined, sadd('s', 'e'))).toEqual({ type: 'member' })
    expect(applyOperation({ type: 'member' }, srem('s', 'e'))).toBeUndefined()
  })

  it('EX-2 what does not fit changes nothing and never throws: only more than f faults bring it here', () => {
    const values = [undefined, number('1'), text('x'), bytes(1), { type: 'set', size: 2 } as const]
    for (const before of values) {
      if (before?.type !== 'number' && before !== undefined) {
        expect(applyOperation(before, add('k', '1'))).toBe(before)
        expect(applyOperation(before, mul('k', '1'))).toBe(before)
      }
      if (before?.type !== 'string' && before !== undefined)
        expect(applyOperation(before, concat('k', 'x'))).toBe(before)
      expect(applyOperation(before, { ...add('k', '1'), argument: null })).toBe(before)
    }
  })
})

describe('execution', () => {
  it('EX-3 an exclusive write begins an epoch: x grows, the writer is named, the class is free again', () => {
    const replica = after([A, [add('k', '5')]], [B, [set('k', 'x')]])
    expect(replica.show('k')).toEqual({ value: text('x'), x: 1, w: B.slice(0, 16), cs: [], cls: null })
    replica.execute(C, [mul('k', '2', exact([1], [], B.slice(0, 16)))])
    expect(replica.show('k')).toMatchObject({ x: 2, w: C.slice(0, 16), cs: [], cls: null })
  })

  it('EX-3 a commutative write joins the epoch: x and writer stay, the id is counted once however many operations', () => {
    const replica = after([A, [add('k', '5'), add('k', '6')]], [B, [add('k', '1')]])
    expect(replica.show('k')).toEqual({
      value: number('12'),
      x: 0,
      w: '0'.repeat(16),
      cs: [A, B],
      cls: 'C:num',
    })
  })

  it('EX-3 all operations of a spore take effect in their order', () => {
    expect(after([A, [set('k', '5'), add('k', '2'), mul('k', '3')]]).show('k')?.value).toEqual(number('21'))
    const joined = after([A, [add('k', '5', exact([0])), mul('k', '3', exact([0]))]])
    expect(joined.show('k')).toMatchObject({ value: number('15'), x: 1 })
  })

  it('EX-1 nothing of a spore is applied while one of its slots waits', () => {
    const replica = after([A, [set('a', '1')]])
    const operations = [set('a', '2', base(1)), set('b', '2', base(1))]
    expect(gateOf(replica.records, footprint(operations))).toEqual({ waitsAt: ['b'] })
    expect(replica.tryExecute(B, operations)).toBe(false)
    expect(replica.show('a')?.value).toEqual(number('1'))
    replica.execute(C, [set('b', '1')])
    expect(replica.tryExecute(B, operations)).toBe(true)
    expect([replica.show('a')?.value, replica.show('b')?.value]).toEqual([number('2'), number('2')])
  })

  it('EX-1 an ADD that arrives after the SET that ended its epoch is absorbed, on that slot alone', () => {
    const late = [add('k', '5'), add('other', '7')]
    const inOrder = after([A, late], [B, [set('k', '1')]])
    const reversed = after([B, [set('k', '1')]], [A, late])
    expect(reversed.show('k')).toMatchObject({ value: number('1'), x: 1, cs: [] })
    expect(reversed.show('other')?.value).toEqual(number('7'))
    expect(reversed.showAll()).toEqual(inOrder.showAll())
  })

  it('EX-1 an SADD that arrives after the SREM that it preceded is absorbed', () => {
    const inOrder = after([A, [sadd('s', 'e')]], [B, [srem('s', 'e')]])
    const reversed = after([B, [srem('s', 'e')]], [A, [sadd('s', 'e')]])
    expect(reversed.showAll()).toEqual(inOrder.showAll())
    expect(reversed.show('s')).toMatchObject({ value: { type: 'set', size: 0 }, cs: [A, B] })
    expect(reversed.show('s\u0001se')).toMatchObject({ value: undefined, x: 1, cs: [] })
  })

  it('EX-1 a write to an element of an overwritten set vanishes, and does not touch its replacement', () => {
    const inOrder = after([A, [sadd('s', 'e')]], [B, [set('s', 'text')]])
    const reversed = after([B, [set('s', 'text')]], [A, [sadd('s', 'e')]])
    expect(reversed.showAll()).toEqual(inOrder.showAll())
    expect(reversed.show('s')).toMatchObject({ value: text('text'), x: 1, cs: [] })
    expect(reversed.show('s\u0001se')).toBeUndefined()
  })

  it('EX-4 a write below a key makes the set, even if it is a removal or is itself absorbed [V5]', () => {
    expect(after([A, [srem('s', 'e')]]).show('s')?.value).toEqual({ type: 'set', size: 0 })
    const replica = after([A, [srem('s', 'e')]], [B, [del('s')]])
    expect(replica.show('s')?.value).toBeUndefined()
    replica.execute(C, [srem('s', 'e', base(1, 0))])
    replica.execute(D, [sadd('s', 'e', base(1, 0))])
    expect(replica.show('s')).toMatchObject({ value: { type: 'set', size: 0 }, cs: [C, D] })
  })

  it('EX-5 a set knows its size: an element counts once, however often it is added or removed', () => {
    const replica = after([A, [sadd('s', '1')]], [B, [sadd('s', '1'), sadd('s', '2')]])
    expect(replica.show('s')?.value).toEqual({ type: 'set', size: 2 })
    replica.execute(C, [srem('s', '1'), srem('s', 'never')])
    expect(replica.show('s')?.value).toEqual({ type: 'set', size: 1 })
    replica.execute(D, [srem('s', '1', base(0, 1))])
    expect(replica.show('s')?.value).toEqual({ type: 'set', size: 1 })
  })

  it('EX-3 overwriting a set ends every member without touching it', () => {
    const replica = after([A, [sadd('s', 'a'), sadd('s', 'b')]], [B, [del('s')]])
    expect(replica.show('s')).toMatchObject({ value: undefined, x: 1 })
    expect(replica.show('s\u0001sa')).toBeUndefined()
    replica.execute(C, [sadd('s', 'b', base(1, 0))])
    expect(replica.show('s')?.value).toEqual({ type: 'set', size: 1 })
    expect(replica.show('s\u0001sa')).toBeUndefined()
    expect(replica.show('s\u0001sb')).toMatchObject({ x: 0, cs: [C] })
  })

  it('EX-3 deleting a set and adding to it in one spore leaves the new elements only', () => {
    const replica = after(
      [A, [sadd('s', 'old'), sadd('s', 'both')]],
      [B, [del('s'), sadd('s', 'both'), sadd('s', 'new')]],
    )
    expect(replica.show('s')).toMatchObject({ value: { type: 'set', size: 2 }, x: 1, cs: [] })
    expect(replica.members('s')).toEqual(['sboth', 'snew'])
  })

  it('EX-3 a deleted key keeps its version', () => {
    const replica = after([A, [set('k', '1')]], [B, [del('k', base(1))]])
    expect(replica.show('k')).toEqual({ value: undefined, x: 2, w: B.slice(0, 16), cs: [], cls: null })
  })

  it('EX-3 writes nothing to slots that are only read', () => {
    const records = new Replica().records
    const read = { key: 'r', sub: null, mode: 'RD' as const, base: exact([0]) }
    const { written } = executeSpore(
      records,
      { id: A, operations: [set('k', '1')] },
      footprint([set('k', '1')], [read]),
      new Set(),
    )
    expect([...written.keys()]).toEqual(['k'])
  })
})
