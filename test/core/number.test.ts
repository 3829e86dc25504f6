// Exact decimals against a reference of plain fractions.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_OPERAND_DIGITS } from '../../worker/core/limits.ts'
import {
  addDecimals,
  type Decimal,
  digitsOf,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  parseOperand,
} from '../../worker/core/model/number.ts'

/** m / 10^s as a fraction, not reduced: two decimals are equal when the cross products are. */
const fraction = ({ m, s }: Decimal): readonly [bigint, bigint] => [m, 10n ** BigInt(s)]
const equals = ([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]): boolean =>
  a * d === c * b

/** Any number in its one form. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(38))
  .map(([m, s]): Decimal => {
    let [value, scale] = [m, s]
    for (; scale > 0 && value % 10n === 0n; scale--) value /= 10n
    return { m: value, s: scale }
  })

const isInOneForm = ({ m, s }: Decimal): boolean => s >= 0 && (s === 0 || m % 10n !== 0n)

describe('numbers', () => {
  it('NU-1 addition and multiplication are exact', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [[an, ad], [bn, bd]] = [fraction(a), fraction(b)]
        expect(equals(fraction(addDecimals(a, b)), [an * bd + bn * ad, ad * bd])).toBe(true)
        expect(equals(fraction(multiplyDecimals(a, b)), [an * bn, ad * bd])).toBe(true)
      }),
    )
  })

  it('NU-1 every result has the one form of its number, so that equal numbers are equal bytes', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(isInOneForm(addDecimals(a, b))).toBe(true)
        expect(isInOneForm(multiplyDecimals(a, b))).toBe(true)
        expect(addDecimals(addDecimals(a, b), multiplyDecimals(b, { m: -1n, s: 0 }))).toEqual(a)
      }),
    )
  })

  it('NU-1 the order of operations does not matter', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(addDecimals(addDecimals(a, b), c)).toEqual(addDecimals(a, addDecimals(c, b)))
        expect(multiplyDecimals(multiplyDecimals(a, b), c)).toEqual(
          multiplyDecimals(b, multiplyDecimals(c, a)),
        )
      }),
    )
  })

  it('NU-2 every number comes back from its text', () => {
    fc.assert(
      fc.property(decimal, (a) => {
        expect(parseDecimal(formatDecimal(a))).toEqual(a)
      }),
    )
  })

  it('NU-2 text that parses is the text of that number: there is no second way to write it', () => {
    const likely = fc.stringMatching(/^-?[0-9]{0,4}\.?[0-9]{0,4}$/)
    fc.assert(
      fc.property(fc.oneof(likely, fc.string()), (content) => {
        const parsed = parseDecimal(content)
        if (parsed) expect(formatDecimal(parsed)).toBe(content)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    '',
    '-',
    '-0',
    '+1',
    '01',
    '1.',
    '.5',
    '1.50',
    '0.0',
    '-0.0',
    '1e3',
    ' 1',
    '1 ',
    '1,5',
    '--1',
    '0x1',
    'NaN',
    '١',
  ])('NU-2 refuses %j', (content) => {
    expect(parseDecimal(content)).toBeUndefined()
  })

  it.each([
    ['0', 0n, 0, 1],
    ['-12', -12n, 0, 2],
    ['12.5', 125n, 1, 3],
    ['-0.001', -1n, 3, 1],
    ['1000', 1000n, 0, 4],
  ] as const)('NU-2 reads %s', (content, m, s, digits) => {
    expect(parseDecimal(content)).toEqual({ m, s })
    expect(digitsOf({ m, s })).toBe(digits)
  })

  it('NU-3 an operand is bounded before it becomes a big integer', () => {
    const longest = '9'.repeat(MAX_OPERAND_DIGITS)
    expect(parseOperand(longest)).toEqual({ m: BigInt(longest), s: 0 })
    expect(parseOperand(`-0.${longest.slice(1)}`)).toBeDefined()
    expect(parseOperand(`${longest}9`)).toBeUndefined()
    expect(parseOperand('1'.repeat(100_000))).toBeUndefined()
  })
})
