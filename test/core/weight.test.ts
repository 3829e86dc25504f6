// What values count for, and how often that is found out: peers choose the operations, so work is counted here, not time.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ARRAY_ITEMS, MAX_SLOTS_PER_SPORE } from '../../worker/core/limits.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import type { Scalar, Value } from '../../worker/core/model/value.ts'
import { applyOperation } from '../../worker/core/rules/effect.ts'
import { valueFault } from '../../worker/core/rules/fit.ts'
import { spliced, weightOf } from '../../worker/core/rules/weight.ts'
import { anyScalar } from './arbitraries.ts'
import { number, text } from './builders.ts'
import { linsert, lset, pop, rpush } from './operations.ts'

const arrayOf = (items: readonly Scalar[]): Extract<Value, { type: 'array' }> => ({ type: 'array', items })
const holding = (value: Value): Map<string, SlotRecord> =>
  new Map([['k', { ...absentRecord(0), x: 1, value }]])

/** An array whose items note when their digits are looked at. */
function watched(length: number): { readonly value: Value; readonly looks: () => number } {
  let looks = 0
  const one = number('12345')
  const items = Array.from({ length }, (): Scalar => ({
    type: 'number',
    get number() {
      looks++
      return (one as Extract<Scalar, { type: 'number' }>).number
    },
  }))
  return { value: arrayOf(items), looks: () => looks }
}

const many = (operation: (i: number) => Operation): Operation[] =>
  Array.from({ length: MAX_SLOTS_PER_SPORE }, (_, i) => operation(i))

describe('weighing', () => {
  it.each([
    ['LSET', many((i) => lset('k', i, '7'))],
    ['LINSERT and LPOP', many((i) => (i % 2 ? linsert('k', 3, '7') : pop('LPOP', 'k')))],
    ['RPUSH and RPOP', many((i) => (i % 2 ? rpush('k', '7') : pop('RPOP', 'k')))],
  ])(
    'AR-3 looks at each item of a full array once, however many %s there are and however often they are judged',
    (_, operations) => {
      const { value, looks } = watched(MAX_ARRAY_ITEMS)
      expect(valueFault(holding(value), operations)).toBeUndefined()
      expect(looks()).toBeLessThanOrEqual(MAX_ARRAY_ITEMS + operations.length)
      const first = looks()
      expect(valueFault(holding(value), operations)).toBeUndefined()
      expect(looks() - first).toBeLessThanOrEqual(operations.length)
      // What was executed is not weighed anew either.
      const executed = operations.reduce<Value | undefined>(applyOperation, value)
      const second = looks()
      expect(valueFault(holding(executed!), operations)).toBeUndefined()
      expect(looks() - second).toBeLessThanOrEqual(operations.length)
    },
  )

  it('AR-3 comes to the same as weighing all of it', () => {
    const anyChange = fc.record({
      place: fc.nat(8),
      gone: fc.constantFrom<0 | 1>(0, 1),
      put: fc.array(anyScalar, { maxLength: 1 }),
    })
    fc.assert(
      fc.property(fc.array(anyScalar, { maxLength: 6 }), fc.array(anyChange), (start, changes) => {
        const plain = [...start]
        let items: readonly Scalar[] = start
        for (const { place, gone, put } of changes) {
          plain.splice(place, gone, ...put)
          items = spliced(items, place, gone, put)
          expect(items).toEqual(plain)
          expect(weightOf(arrayOf(items))).toBe(weightOf(arrayOf([...plain])))
        }
      }),
    )
  })

  it('VA-3 counts a UTF-16 unit 3, a byte and a digit 1', () => {
    expect(weightOf(text('aé'))).toBe(6)
    expect(weightOf({ type: 'bytes', bytes: new Uint8Array(5) })).toBe(5)
    expect(weightOf(number('-12.5'))).toBe(5)
    expect(weightOf(arrayOf([text('a'), number('1')]))).toBe(6)
  })
})
