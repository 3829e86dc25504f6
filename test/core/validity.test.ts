// What an endorser finds wrong with an operation: by itself, and against the values it meets.

import { describe, expect, it } from 'vitest'
import {
  MAX_KEY_LENGTH,
  MAX_NUMBER_DIGITS,
  MAX_NUMBER_SCALE,
  MAX_OPERAND_DIGITS,
  MAX_VALUE_BYTES,
} from '../../worker/core/limits.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import {
  elementName,
  elementOfName,
  keyFault,
  keyOfSlot,
  parentOf,
  slotOf,
} from '../../worker/core/model/slot.ts'
import type { Value } from '../../worker/core/model/value.ts'
import { valueFault } from '../../worker/core/rules/fit.ts'
import { operationFault } from '../../worker/core/rules/validity.ts'
import { add, bytes, concat, del, mul, number, sadd, set, srem, text } from './builders.ts'

const holding = (values: Readonly<Record<string, Value>>): Map<string, SlotRecord> =>
  new Map(Object.entries(values).map(([key, value]) => [key, { ...absentRecord(0), x: 1, value }]))
const SET_OF_TWO: Value = { type: 'set', size: 2 }

describe('operations by themselves', () => {
  it('VA-1 accepts every operation in its form', () => {
    for (const operation of [
      set('k', 'x'),
      set('k', '1'),
      del('k'),
      concat('k', 'x'),
      add('k', '1'),
      mul('k', '-0.5'),
      sadd('s', '1'),
      srem('s', 'x'),
    ])
      expect(operationFault(operation)).toBeUndefined()
    expect(operationFault({ ...set('k', ''), argument: bytes() })).toBeUndefined()
  })

  const broken: readonly (readonly [string, Operation, string])[] = [
    ['ADD of text', add('k', 'x'), 'TYPE'],
    ['MUL of bytes', { ...mul('k', '1'), argument: bytes(1) }, 'TYPE'],
    ['CONCAT of a number', concat('k', '1'), 'TYPE'],
    ['SET of nothing', { ...set('k', '1'), argument: null }, 'TYPE'],
    ['DELETE of something', { ...del('k'), argument: text('x') }, 'TYPE'],
    ['SADD with a value', { ...sadd('s', 'x'), argument: text('x') }, 'TYPE'],
    ['SADD without an element', { ...sadd('s', 'x'), sub: null }, 'TYPE'],
    ['SET of an element', { ...set('k', '1'), sub: text('x') }, 'TYPE'],
    ['ADD to an element', { ...add('k', '1'), sub: text('x') }, 'TYPE'],
    ['a number with too many digits', add('k', '1'.repeat(MAX_OPERAND_DIGITS + 1)), 'TYPE'],
    ['a number with too many decimals', add('k', `0.${'1'.repeat(MAX_NUMBER_SCALE + 1)}`), 'TYPE'],
    ['an element with too many digits', sadd('s', '1'.repeat(MAX_OPERAND_DIGITS + 1)), 'TYPE'],
    ['an empty key', set('', '1'), 'POLICY'],
    ['a key with a control character', set('a\u0001b', '1'), 'POLICY'],
    ['a system key', set('\u0000policy', '1'), 'POLICY'],
  ]
  it.each(broken.map(([title], i) => [title, i] as const))('VA-1 refuses %s', (_title, i) => {
    const [, operation, why] = broken[i]!
    const fault = operationFault(operation)
    expect(fault?.why).toBe(why)
    expect(fault?.message).toMatch(/\.$/)
  })

  it('VA-1 numbers at their bounds are fine', () => {
    expect(operationFault(add('k', '9'.repeat(MAX_OPERAND_DIGITS)))).toBeUndefined()
    expect(operationFault(add('k', `0.${'0'.repeat(MAX_NUMBER_SCALE - 1)}1`))).toBeUndefined()
  })

  it.each([
    ['', 'at least one'],
    ['k'.repeat(MAX_KEY_LENGTH + 1), 'at most 512'],
    ['a\nb', 'character 2 of the key is a control character'],
    ['\u007f', 'character 1'],
    ['a\ud800', 'well-formed'],
    ['\udc00b', 'well-formed'],
  ])('VA-1 says what is wrong with the key %j', (key, says) => {
    expect(keyFault(key)).toContain(says)
  })

  it.each(['k', ' ', 'ключ', '\u{1f344}', 'a/b:c', 'k'.repeat(MAX_KEY_LENGTH)])(
    'VA-1 accepts the key %j',
    (key) => {
      expect(keyFault(key)).toBeUndefined()
    },
  )
})

describe('names of slots', () => {
  it('FP-2 an element comes back from its slot', () => {
    for (const element of [text('x'), text(''), text('a\u0001b'), number('-1.5'), bytes(), bytes(0, 255)]) {
      const slot = slotOf('key', element)
      expect(elementOfName(elementName(element))).toEqual(element)
      expect(parentOf(slot)).toBe('key')
      expect(keyOfSlot(slot)).toBe('key')
    }
  })

  it('FP-2 elements of different types are different elements, and a key is above its elements only', () => {
    const slots = [text('1'), number('1'), bytes(0x31)].map((element) => slotOf('k', element))
    expect(new Set(slots).size).toBe(3)
    expect(parentOf('k')).toBeUndefined()
    expect(slotOf('k', null)).toBe('k')
  })
})

describe('operations against values', () => {
  const records = holding({ n: number('5'), t: text('abc'), b: bytes(1), s: SET_OF_TWO })
  const faultOf = (...operations: Operation[]): string => valueFault(records, operations)?.message ?? 'fine'

  it('VA-3 accepts what fits', () => {
    const fitting = [
      [add('n', '1'), mul('n', '2'), add('absent', '1')],
      [concat('t', 'd'), concat('absent', 'd'), { ...concat('b', ''), argument: bytes(2) }],
      [sadd('s', 'x'), sadd('absent', 'x'), srem('absent', 'x')],
      [set('s', '1'), del('n'), del('absent')],
    ]
    for (const operation of fitting.flat()) expect(faultOf(operation)).toBe('fine')
  })

  it('VA-3 says what does not fit', () => {
    const refused: readonly (readonly [Operation, string])[] = [
      [add('t', '1'), 'ADD needs a number, and t holds a string.'],
      [mul('s', '1'), 'MUL needs a number, and s holds a set.'],
      [concat('n', 'x'), 'CONCAT needs a string, and n holds a number.'],
      [concat('b', 'x'), 'CONCAT needs a string, and b holds bytes.'],
      [{ ...concat('t', ''), argument: bytes(1) }, 'CONCAT needs bytes, and t holds a string.'],
      [sadd('n', 'x'), 'SADD needs a set, and n holds a number.'],
      [srem('t', 'x'), 'SREM needs a set, and t holds a string.'],
    ]
    for (const [operation, says] of refused)
      expect(valueFault(records, [operation])).toEqual({ why: 'TYPE', message: says })
  })

  it('VA-2 operations of one spore meet the values of those before them', () => {
    expect(faultOf(set('t', '1'), add('t', '1'))).toBe('fine')
    expect(faultOf(add('t', '1'), set('t', '1'))).toMatch(/holds a string/)
    expect(faultOf(del('n'), concat('n', 'x'))).toBe('fine')
    expect(faultOf(del('n'), sadd('n', 'x'), add('n', '1'))).toMatch(/holds a set/)
    expect(faultOf(sadd('absent', 'x'), add('absent', '1'))).toMatch(/holds a set/)
    expect(faultOf(del('s'), add('s', '1'), sadd('s', 'x'))).toMatch(/holds a number/)
  })

  it('VA-2 a stored number and a stored text stay within their bounds', () => {
    const large = holding({
      n: number('9'.repeat(MAX_NUMBER_DIGITS)),
      d: number(`0.${'0'.repeat(MAX_NUMBER_SCALE - 1)}1`),
      t: text('x'.repeat(MAX_VALUE_BYTES / 3)),
    })
    expect(valueFault(large, [add('n', '1')])?.message).toMatch(/over 256 digits/)
    expect(valueFault(large, [add('n', '-1')])).toBeUndefined()
    expect(valueFault(large, [mul('d', '0.1')])?.message).toMatch(/38 decimals/)
    expect(valueFault(large, [mul('d', '10')])).toBeUndefined()
    expect(valueFault(large, [concat('t', 'x')])?.message).toMatch(/beyond 1048576 bytes/)
  })
})
