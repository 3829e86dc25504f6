// What each operation makes of a value, against references that know nothing of how the product computes: plain arrays,
// sorted lists, exact fractions.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotRecordCodec } from '../../worker/core/codec/record-codec.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { MAX_ARRAY_ITEMS, MAX_RESULT_BYTES, MAX_VALUE_BYTES } from '../../worker/core/limits.ts'
import { compareDecimals, type Decimal, formatDecimal } from '../../worker/core/model/number.ts'
import { type Operation, OPERATION_CODES, type OperationName } from '../../worker/core/model/operation.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import type { Scalar, Value } from '../../worker/core/model/value.ts'
import { applyOperation, boundedResults, compareBytes, resultOf } from '../../worker/core/rules/effect.ts'
import { valueFault } from '../../worker/core/rules/fit.ts'
import { OPERATIONS } from '../../worker/core/rules/operations.ts'
import { operationFault } from '../../worker/core/rules/validity.ts'
import { anyDecimal, anyScalar } from './arbitraries.ts'
import { bytes, number, plain, scalar, text } from './builders.ts'
import {
  cas,
  counter,
  counterValue,
  linsert,
  lset,
  max,
  min,
  pop,
  reset,
  rpush,
  setnx,
} from './operations.ts'

const holding = (value: Value): Map<string, SlotRecord> =>
  new Map([['k', { ...absentRecord(0), x: 1, value }]])
const arrayOf = (...items: readonly Scalar[]): Value => ({ type: 'array', items })
const valueOf = (decimal: Decimal): Value => ({ type: 'number', number: decimal })

/** As a fraction, for an order that no code of the product made. */
const isLess = (a: Decimal, b: Decimal): boolean => a.m * 10n ** BigInt(b.s) < b.m * 10n ** BigInt(a.s)

describe('the order of values', () => {
  it('NU-4 numbers by value, and MAX and MIN keep the ends in any order, as often as they come', () => {
    fc.assert(
      fc.property(fc.array(anyDecimal, { minLength: 1, maxLength: 8 }), fc.nat(), (numbers, seed) => {
        const sorted = [...numbers].sort((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0))
        for (const each of numbers)
          expect(compareDecimals(each, sorted[0]!)).toBe(isLess(sorted[0]!, each) ? 1 : 0)
        const turned = [...numbers.slice(seed % numbers.length), ...numbers, ...numbers.slice(0, 2)]
        const all = (op: typeof max): Value | undefined =>
          turned.reduce<Value | undefined>(
            (value, each) => applyOperation(value, op('k', formatDecimal(each))),
            undefined,
          )
        expect(all(max)).toEqual(valueOf(sorted.at(-1)!))
        expect(all(min)).toEqual(valueOf(sorted[0]!))
      }),
    )
  })

  it('NU-4 bytes one by one, and what begins another is less', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (a, b) => {
        const [left, right] = [bytesToHex(a), bytesToHex(b)]
        expect(compareBytes(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0)
        const higher = applyOperation(
          { type: 'bytes', bytes: a },
          { ...max('k', '1'), argument: bytes(...b) },
        )
        expect(plain(higher)).toEqual(plain(left < right ? bytes(...b) : bytes(...a)))
      }),
    )
  })

  it('VA-3 never compares a number with bytes', () => {
    const ofBytes = { ...max('k', '1'), argument: bytes(9) }
    expect(valueFault(holding(number('1')), [ofBytes])?.message).toBe(
      'MAX needs bytes, and k holds a number.',
    )
    expect(valueFault(holding(bytes(1)), [max('k', '9')])?.message).toBe(
      'MAX needs a number, and k holds bytes.',
    )
    expect(applyOperation(bytes(1), max('k', '9'))).toEqual(bytes(1))
    expect(operationFault(min('k', 'text'))?.message).toBe('MIN takes a number or bytes, not a string.')
  })
})

type Step =
  | { readonly op: 'RPUSH' | 'LPUSH'; readonly item: Scalar }
  | { readonly op: 'RPOP' | 'LPOP' | 'RESET' }
  | { readonly op: 'LINSERT' | 'LSET'; readonly index: number; readonly item: Scalar }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constantFrom<'RPUSH' | 'LPUSH'>('RPUSH', 'LPUSH'), item: anyScalar }),
  fc.record({ op: fc.constantFrom<'RPOP' | 'LPOP'>('RPOP', 'LPOP') }),
  fc.record({
    op: fc.constantFrom<'LINSERT' | 'LSET'>('LINSERT', 'LSET'),
    index: fc.nat(6),
    item: anyScalar,
  }),
  { weight: 1, arbitrary: fc.constant<Step>({ op: 'RESET' }) },
)

const operationOf = (step: Step): Operation => ({
  op: step.op,
  key: 'k',
  sub: null,
  argument: 'item' in step ? step.item : null,
  ...('index' in step && { more: [scalar(String(step.index))] }),
  base: rpush('k', '1').base,
})

describe('arrays', () => {
  it('AR-1 AR-2 EX-6 do what a plain list does, and refuse where that has no such place', () => {
    let refused = 0
    let taken = 0
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const list: Scalar[] = []
        let value: Value | undefined
        for (const step of steps) {
          const operation = operationOf(step)
          const limit = step.op === 'LINSERT' ? list.length : list.length - 1
          const isRefused =
            'index' in step ? step.index > limit : step.op.endsWith('POP') && list.length === 0
          const records = value ? holding(value) : new Map<string, SlotRecord>()
          expect(valueFault(records, [operation]) !== undefined).toBe(isRefused)
          if (isRefused) {
            // Total all the same.
            expect(applyOperation(value, operation)).toEqual(value)
            refused++
            continue
          }
          const got = perform(list, step)
          const after = applyOperation(value, operation)
          expect(plain(resultOf(operation, value, after, true))).toEqual(plain(got))
          value = after
          expect(plain(value)).toEqual(plain(arrayOf(...list)))
          taken += Number(step.op.endsWith('POP'))
        }
      }),
      { numRuns: 300 },
    )
    expect(Math.min(refused, taken)).toBeGreaterThan(40)
  })

  it('AR-3 VA-3 end at their bounds', () => {
    const full = arrayOf(...Array.from({ length: MAX_ARRAY_ITEMS }, () => number('1')))
    expect(valueFault(holding(full), [rpush('k', '1')])?.message).toContain(`${MAX_ARRAY_ITEMS} items`)
    expect(valueFault(holding(full), [pop('RPOP', 'k'), rpush('k', '1')])).toBeUndefined()
    const large = arrayOf(text('x'.repeat(Math.floor(MAX_VALUE_BYTES / 3))))
    expect(valueFault(holding(large), [rpush('k', 'more')])?.message).toContain('would grow beyond')
    expect(valueFault(holding(large), [lset('k', 0, 'x'), rpush('k', 'more')])).toBeUndefined()
    expect(valueFault(holding(text('x')), [rpush('k', 'x')])?.message).toBe(
      'RPUSH needs an array, and k holds a string.',
    )
    expect(valueFault(holding(text('x')), [reset('k'), linsert('k', 0, 'y')])).toBeUndefined()
  })

  function perform(list: Scalar[], step: Step): Scalar | null {
    switch (step.op) {
      case 'RPUSH':
        return number(String(list.push(step.item)))
      case 'LPUSH':
        return number(String(list.unshift(step.item)))
      case 'RPOP':
        return list.pop() ?? null
      case 'LPOP':
        return list.shift() ?? null
      case 'RESET':
        list.length = 0
        return null
      case 'LINSERT':
        list.splice(step.index, 0, step.item)
        return number(String(list.length))
      case 'LSET':
        list[step.index] = step.item
        return null
    }
  }
})

describe('conditions', () => {
  it('VA-3 CAS and SETNX fit only what they expect, and do nothing to what they do not', () => {
    expect(valueFault(new Map(), [setnx('k', 'x')])).toBeUndefined()
    expect(valueFault(holding(text('y')), [setnx('k', 'x')])?.message).toBe(
      'k is there already: it holds "y".',
    )
    expect(valueFault(holding(text('y')), [cas('k', 'y', 'z')])).toBeUndefined()
    expect(valueFault(holding(text('1')), [cas('k', '1', 'z')])?.message).toBe(
      'CAS expects 1, and k holds "1".',
    )
    expect(valueFault(holding(text('y')), [cas('k', null, 'z')])?.message).toBe(
      'CAS expects nothing, and k holds "y".',
    )
    expect(applyOperation(text('y'), cas('k', 'n', 'z'))).toEqual(text('y'))
    expect(applyOperation(counterValue('5', '0', null), cas('k', '5', '4'))).toEqual(
      counterValue('4', '0', null),
    )
    // In one spore, each meets what those before it left.
    expect(valueFault(holding(text('y')), [reset('k'), setnx('k', 'x')])?.message).toBe(
      'k is there already: it holds an array.',
    )
  })
})

describe('bounded counters', () => {
  it('ES-1 keep their bounds whatever number is written, and give up nothing else', () => {
    const held = counterValue('5', '0', '9', { credits: '2', debits: '1' })
    expect(applyOperation(held, { ...setnx('k', '7'), op: 'SET' })).toEqual({
      ...held,
      number: { m: 7n, s: 0 },
    })
    expect(applyOperation(held, { ...setnx('k', 'text'), op: 'SET' })).toBe(held)
    expect(applyOperation(held, reset('k'))).toBe(held)
    expect(applyOperation(held, counter('k', '1', null, '2'))).toEqual(counterValue('1', null, '2'))
    expect(applyOperation(held, { ...pop('RPOP', 'k'), op: 'DELETE' })).toBeUndefined()
  })

  it.each([
    [counter('k', '1', null, null), 'COUNTER needs a minimum, a maximum or both.'],
    [counter('k', '1', '3', '2'), 'The minimum of k is above its maximum.'],
    [counter('k', '1', '2', null), 'COUNTER of k begins outside its bounds.'],
    [counter('k', '1', null, '0.5'), 'COUNTER of k begins outside its bounds.'],
    [counter('k', 'x', null, '2'), 'COUNTER takes a number, not a string.'],
    [{ ...counter('k', '1', '0', null), more: [scalar('0')] }, 'COUNTER has no such form.'],
    [
      { ...counter('k', '1', '0', null), more: [scalar('x'), null] },
      'COUNTER also takes a number or nothing.',
    ],
  ])('VA-1 refuses bounds that are none', (operation, message) => {
    expect(operationFault(operation)?.message).toBe(message)
  })

  it('ES-2 remember what came and went, in any order alike', () => {
    fc.assert(
      fc.property(fc.array(anyDecimal, { maxLength: 8 }), fc.nat(), (moves, seed) => {
        const add = (value: Value | undefined, each: Decimal): Value | undefined =>
          applyOperation(value, { ...max('k', formatDecimal(each)), op: 'ADD' })
        const start = counterValue('0', null, '9')
        const from = seed % Math.max(1, moves.length)
        const turned = [...moves.slice(from), ...moves.slice(0, from)].reduce<Value | undefined>(add, start)
        expect(turned).toEqual(moves.reduce<Value | undefined>(add, start))
        if (turned?.type === 'counter') {
          const { number: sum, credits, debits } = turned
          const scale = 10n ** 60n
          const at = ({ m, s }: Decimal): bigint => m * (scale / 10n ** BigInt(s))
          expect(at(sum)).toBe(at(credits) - at(debits))
        }
      }),
    )
  })
})

describe('results', () => {
  it.each(['MAX', 'MIN'] as const)('EX-6 %s gives back a number, never bytes', (op) => {
    const one = number('1')
    const bytes: Scalar = { type: 'bytes', bytes: new Uint8Array(3) }
    expect(resultOf({ op }, one, one, true)).toEqual(one)
    expect(resultOf({ op }, bytes, bytes, true)).toBeNull()
  })

  it('EX-6 those of one spore end where the bound is passed', () => {
    const half: Scalar = { type: 'bytes', bytes: new Uint8Array(MAX_RESULT_BYTES / 2) }
    expect(boundedResults([half, null, half])).toEqual([half, null, half])
    expect(boundedResults([half, half, number('1'), null])).toEqual([half, half, null, null])
    expect(boundedResults([text('x'.repeat(MAX_RESULT_BYTES / 3 + 1)), number('1')])).toEqual([null, null])
  })
})

describe('every operation', () => {
  const values: fc.Arbitrary<Value | undefined> = fc.oneof(
    anyScalar,
    fc.array(anyScalar, { maxLength: 3 }).map((items): Value => ({ type: 'array', items })),
    fc.constantFrom<Value | undefined>(
      undefined,
      { type: 'set', size: 1 },
      { type: 'map', size: 2 },
      { type: 'queue', size: 1, tail: 4 },
      { type: 'member' },
      counterValue('1', '0', '9'),
    ),
  )
  const operations: fc.Arbitrary<Operation> = fc.record({
    op: fc.constantFrom(...(Object.keys(OPERATION_CODES) as OperationName[])),
    key: fc.constant('k'),
    sub: fc.constant(null),
    argument: fc.option(anyScalar),
    more: fc.array(fc.option(anyScalar), { maxLength: 2 }),
    base: fc.constant(rpush('k', '1').base),
  })

  it('EX-2 is total: whatever it meets, and whatever its arguments are', () => {
    fc.assert(
      fc.property(values, operations, (before, operation) => {
        const after = applyOperation(before, operation)
        resultOf(operation, before, after, true)
        const record = { ...absentRecord(0), value: after }
        expect(plain(slotRecordCodec.decode(slotRecordCodec.encode(record)))).toEqual(plain(record))
      }),
      { numRuns: 3_000 },
    )
  })

  it('CO-1 has a code of its own, in the order in which they came', () => {
    expect(Object.values(OPERATION_CODES)).toEqual(Object.values(OPERATION_CODES).map((_, i) => i))
    expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(OPERATION_CODES).sort())
    expect(Object.keys(OPERATION_CODES).slice(0, 7)).toEqual([
      'SET',
      'DELETE',
      'CONCAT',
      'ADD',
      'MUL',
      'SADD',
      'SREM',
    ])
  })
})
