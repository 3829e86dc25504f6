// Versions, how a base compares with them, and when a committed write may be applied.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { IdList } from '../../worker/core/model/id-list.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Base, Mode } from '../../worker/core/model/operation.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import {
  compareBase,
  exactPart,
  isOvertaken,
  pathAt,
  readiness,
  recordAt,
  ZERO_DIGEST,
} from '../../worker/core/rules/version.ts'
import { anyId } from './arbitraries.ts'
import { base, exact, idOf } from './builders.ts'

const [A, B] = [idOf('a'), idOf('b')]
const WRITER = A.slice(0, 16)
const OTHER = B.slice(0, 16)
const record = (x: number, changes: Partial<SlotRecord> = {}): SlotRecord => ({
  ...absentRecord(0),
  x,
  ...changes,
})
const counting = (x: number, cls: SlotRecord['cls'], ...ids: SporeId[]): SlotRecord =>
  record(x, { cs: IdList.of(ids), cls })
const ELEMENT = 's\u0001sa'
const at = (mode: Mode, at: Base, slot = 'k'): { slot: string; mode: Mode; base: Base } => ({
  slot,
  mode,
  base: at,
})

describe('versions', () => {
  it('VE-1 count and digest of the commutative writes do not depend on the order of arrival', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 1, maxLength: 8 }), fc.nat(), (ids, turn) => {
        const turned = [...ids.slice(turn % ids.length), ...ids.slice(0, turn % ids.length)]
        const one = exactPart({ cs: IdList.of(ids) })
        expect(exactPart({ cs: turned.reduce((list, id) => list.append(id), IdList.EMPTY) })).toEqual(one)
        const hash = createHash('sha256')
        for (const id of [...ids].sort()) hash.update(hexToBytes(id))
        expect(one).toEqual({ c: ids.length, h: hash.digest('hex') })
      }),
    )
    expect(exactPart({ cs: IdList.EMPTY })).toEqual({ c: 0, h: ZERO_DIGEST })
  })

  it('VE-1 lists of ids that grew from one another stay apart', () => {
    const one = IdList.EMPTY.append(A)
    const [left, right] = [one.append(B), one.append(idOf('c'))]
    expect(left.toArray()).toEqual([A, B])
    expect(right.toArray()).toEqual([A, idOf('c')])
    expect(one.toArray()).toEqual([A])
    expect(exactPart({ cs: left })).not.toEqual(exactPart({ cs: right }))
  })

  it('VE-1 a record below a key is in force only in the epoch of the key in which it was begun', () => {
    const records = new Map([
      ['s', record(2)],
      [ELEMENT, record(5, { parentX: 2 })],
      ['s\u0001sb', record(5, { parentX: 1 })],
    ])
    expect(pathAt(records, ELEMENT)).toEqual([2, 5])
    expect(pathAt(records, 's\u0001sb')).toEqual([2, 0])
    expect(recordAt(records, 's\u0001sb')).toEqual(absentRecord(2))
    expect(pathAt(records, 'nothing')).toEqual([0])
  })
})

describe('bases', () => {
  const records = new Map([
    ['k', record(3, { w: WRITER })],
    ['n', counting(3, 'C:num', A)],
    ['s', record(2)],
    [ELEMENT, record(1, { parentX: 2 })],
  ])

  it('VE-1 a lower base is stale, a higher one is ahead, the same is equal', () => {
    for (const mode of ['X', 'C:num', 'RE'] as const) {
      expect(compareBase(records, at(mode, base(2)))).toBe('stale')
      expect(compareBase(records, at(mode, base(3)))).toBe('equal')
      expect(compareBase(records, at(mode, base(4)))).toBe('ahead')
    }
  })

  it.each([
    [[2, 1], 'equal'],
    [[2, 0], 'stale'],
    [[2, 2], 'ahead'],
    [[1, 9], 'stale'],
    [[3, 0], 'ahead'],
    [[1, 1], 'stale'],
    [[3, 1], 'ahead'],
  ] as const)('VE-1 below a key, %j against [2, 1] is %s: the first difference decides', (path, order) => {
    expect(compareBase(records, at('C:sadd', base(...path), ELEMENT))).toBe(order)
  })

  it('VE-1 the same x by another writer is stale', () => {
    expect(compareBase(records, at('X', { ...base(3), w: WRITER }))).toBe('equal')
    expect(compareBase(records, at('X', { ...base(3), w: OTHER }))).toBe('stale')
    expect(compareBase(records, at('RE', { ...base(3), w: OTHER }))).toBe('stale')
    // At another x the writer says nothing yet.
    expect(compareBase(records, at('X', { ...base(4), w: OTHER }))).toBe('ahead')
  })

  it('VE-1 an exact base that counts more writes is ahead, otherwise it must be the very same', () => {
    const compare = (mode: Mode, ...ids: SporeId[]): string =>
      compareBase(records, at(mode, exact([3], ids), 'n'))
    for (const mode of ['RD', 'XD'] as const) {
      expect(compare(mode, A)).toBe('equal')
      expect(compare(mode, A, B)).toBe('ahead')
      expect(compare(mode)).toBe('stale')
      expect(compare(mode, B)).toBe('stale')
    }
  })

  it('VE-1 a class that is not that of the epoch is stale; an empty epoch takes any', () => {
    expect(compareBase(records, at('C:num', base(3), 'n'))).toBe('equal')
    expect(compareBase(records, at('C:mul', base(3), 'n'))).toBe('stale')
    expect(compareBase(records, at('C:mul', base(3), 'k'))).toBe('equal')
    // A plain overwrite and a weak read don't mind.
    expect(compareBase(records, at('X', base(3), 'n'))).toBe('equal')
    expect(compareBase(records, at('RE', base(3), 'n'))).toBe('equal')
  })

  it('VE-2 an exclusive write is overtaken when only its own level lies behind', () => {
    expect(isOvertaken(records, at('X', base(2)))).toBe(true)
    expect(isOvertaken(records, at('XD', exact([2])))).toBe(true)
    expect(isOvertaken(records, at('X', base(3)))).toBe(false)
    expect(isOvertaken(records, at('X', base(4)))).toBe(false)
    expect(isOvertaken(records, at('X', base(2, 0), ELEMENT))).toBe(true)
    // The set was overwritten meanwhile: this write is absorbed if it commits, so it is not dead.
    expect(isOvertaken(records, at('X', base(1, 0), ELEMENT))).toBe(false)
    for (const mode of ['C:num', 'RE', 'RD'] as const)
      expect(isOvertaken(records, at(mode, base(2)))).toBe(false)
  })
})

describe('readiness', () => {
  const records = new Map([
    ['k', record(3)],
    ['n', counting(3, 'C:num', A)],
    ['s', record(2)],
    [ELEMENT, record(1, { parentX: 2 })],
  ])

  it.each([
    ['X', [3], 'ready'],
    ['X', [4], 'wait'],
    ['C:num', [3], 'ready'],
    ['C:num', [4], 'wait'],
    ['C:num', [2], 'absorbed'],
  ] as const)('EX-1 %s at %j on a key at [3] is %s', (mode, path, state) => {
    expect(readiness(records, at(mode, base(...path)))).toBe(state)
  })

  it.each([
    ['X', [2, 1], 'ready'],
    ['X', [2, 2], 'wait'],
    ['X', [3, 0], 'wait'],
    ['X', [1, 7], 'absorbed'],
    ['C:sadd', [2, 0], 'absorbed'],
    ['C:sadd', [2, 1], 'ready'],
    ['C:sadd', [1, 9], 'absorbed'],
    ['C:sadd', [3, 0], 'wait'],
  ] as const)(
    'EX-1 %s at %j on an element at [2, 1] is %s: the key above comes first',
    (mode, path, state) => {
      expect(readiness(records, at(mode, base(...path), ELEMENT))).toBe(state)
    },
  )

  it('EX-1 an exact write waits for exactly the writes that it counted', () => {
    const ready = (...ids: SporeId[]): string => readiness(records, at('XD', exact([3], ids), 'n'))
    expect(ready(A)).toBe('ready')
    expect(ready(A, B)).toBe('wait')
    expect(ready(B)).toBe('wait')
    expect(ready()).toBe('wait')
  })
})
