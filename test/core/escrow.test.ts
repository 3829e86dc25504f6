// Bounded counters: what an endorser may promise while nobody knows what will commit. The rule against every outcome that
// byzantine endorsers and orders of arrival can bring about.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDecimals, type Decimal, formatDecimal, ZERO } from '../../worker/core/model/number.ts'
import { exceeds, movesOf } from '../../worker/core/rules/escrow.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { Intended } from '../../worker/core/input.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { isFullyExact } from '../../worker/host/outcome.ts'
import { add, base, bundleOf, exact, mul, NOW, number, reject, set } from './builders.ts'
import { counter, counterValue } from './operations.ts'
import { policyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const whole = (m: number): Decimal => ({ m: BigInt(m), s: 0 })
const debit = (m: number): ReturnType<typeof movesOf> => ({ credits: ZERO, debits: whole(m) })
const NOTHING = debit(0)

describe('how much may be promised', () => {
  it.each([
    [4, 1, 90, 60],
    [4, 1, 100, 66],
    [4, 1, 1, 0],
    [7, 2, 100, 60],
    [3, 0, 100, 100 * (2 / 3)],
    [3, 1, 100, 100],
    [1, 0, 5, 5],
  ])('ES-3 n=%i f=%i: of %i at once at most %f, which is ρ = (ω−f)/(n−f) of it', (n, f, room, most) => {
    const parameters = policyParameters(policyOf(n, f))
    const held = counterValue(String(room), '0', null)
    const limit = Math.floor(most + 1e-9)
    expect(exceeds(parameters, held, NOTHING, debit(limit))).toBe(false)
    expect(exceeds(parameters, held, NOTHING, debit(limit + 1))).toBe(true)
    // For the maximum, what comes is what it takes.
    const upward = counterValue('0', null, String(room))
    expect(exceeds(parameters, upward, NOTHING, { credits: whole(limit), debits: ZERO })).toBe(false)
    expect(exceeds(parameters, upward, NOTHING, { credits: whole(limit + 1), debits: ZERO })).toBe(true)
  })

  it('ES-3 counts what is open and executed, gives room for what came, and asks nothing of who only brings', () => {
    const parameters = policyParameters(policyOf(4, 1))
    // 90 at first; 30 came and 40 went: (90 + 30)·2/3 = 80, less 40.
    const held = counterValue('80', '0', null, { credits: '30', debits: '40' })
    expect(exceeds(parameters, held, NOTHING, debit(40))).toBe(false)
    expect(exceeds(parameters, held, NOTHING, debit(41))).toBe(true)
    expect(exceeds(parameters, held, debit(15), debit(25))).toBe(false)
    expect(exceeds(parameters, held, debit(15), debit(26))).toBe(true)
    expect(exceeds(parameters, held, debit(1_000), { credits: whole(5), debits: ZERO })).toBe(false)
  })

  it('ES-2 within one spore nothing is set off', () => {
    const moves = movesOf([add('k', '-5'), add('k', '5'), add('l', '-1'), add('k', '-0.5')], 'k')
    expect(formatDecimal(moves.debits)).toBe('5.5')
    expect(formatDecimal(moves.credits)).toBe('5')
  })

  it('ES-3 sums up a spore once for each key, however often it is asked', () => {
    let looks = 0
    const watched = (operation: Operation): Operation => ({
      ...operation,
      get argument() {
        looks++
        return operation.argument
      },
    })
    const operations = [watched(add('k', '-5')), watched(add('l', '-1'))]
    const [first, other] = [movesOf(operations, 'k'), movesOf(operations, 'l')]
    const before = looks
    for (let i = 0; i < 100; i++) {
      expect(movesOf(operations, 'k')).toBe(first)
      expect(movesOf(operations, 'l')).toBe(other)
    }
    expect(looks).toBe(before)
    expect([formatDecimal(first.debits), formatDecimal(other.debits)]).toEqual(['5', '1'])
    // Another spore of the same content is another one.
    expect(movesOf([add('k', '-5')], 'k')).not.toBe(first)
  })

  /** Each honest endorser endorses what it may of what comes in its own order; a spore commits with enough endorsements. */
  it('ES-3 no order of arrival and no liars bring a counter below its bound', () => {
    const sizes = [
      [4, 1],
      [3, 0],
      [5, 1],
      [7, 2],
      [3, 1],
      [6, 1],
    ] as const
    let spent = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...sizes),
        fc.nat(30),
        fc.array(
          fc.record({
            amount: fc.integer({ min: -12, max: 12 }),
            rank: fc.array(fc.nat(99), { minLength: 7, maxLength: 7 }),
          }),
          {
            maxLength: 14,
          },
        ),
        ([n, f], start, spores) => {
          const { omega, ...parameters } = policyParameters(policyOf(n, f))
          // Liars endorse everything.
          const votes = spores.map(() => f)
          const committed = new Set<number>()
          const honest = Array.from({ length: n - f }, () => ({
            held: counterValue(String(start), '0', null),
            promised: NOTHING,
            known: new Set<number>(),
          }))
          const order = spores
            .flatMap(({ rank }, spore) => honest.map((_, node) => ({ spore, node, at: rank[node] ?? 0 })))
            .sort((a, b) => a.at - b.at || a.spore - b.spore)
          for (const { spore, node } of order) {
            const me = honest[node]!
            const { amount } = spores[spore]!
            const moves = movesOf([add('k', String(amount))], 'k')
            if (exceeds({ omega, ...parameters }, me.held, me.promised, moves)) continue
            me.promised = {
              credits: addDecimals(me.promised.credits, moves.credits),
              debits: addDecimals(me.promised.debits, moves.debits),
            }
            if (++votes[spore]! >= omega) committed.add(spore)
            // Credits that are committed are seen at once: the most room that anybody can think to have.
            for (const each of honest)
              for (const done of committed) {
                const credit = spores[done]!.amount
                if (credit <= 0 || each.known.has(done)) continue
                each.known.add(done)
                each.held = {
                  ...each.held,
                  credits: addDecimals(each.held.credits, whole(credit)),
                  number: addDecimals(each.held.number, whole(credit)),
                }
              }
          }
          let total = start
          for (const done of committed) total += spores[done]!.amount
          expect(total).toBeGreaterThanOrEqual(0)
          spent += Number(total < start)
        },
      ),
      { numRuns: 2_000 },
    )
    expect(spent).toBeGreaterThan(100)
  })
})

const arrives = (one: TestNode, operations: readonly Operation[]): Spore => {
  const spore = one.spore(operations)
  one.receive(spore)
  return spore
}
const voteOn = (one: TestNode, spore: Spore): string => {
  const said = one.verdict(spore)
  return said?.type === 'REJECT' ? `REJECT ${said.why}` : (said?.type ?? 'nothing')
}

describe('an endorser', () => {
  const held = (): TestNode => {
    const one = new TestNode({ n: 4, f: 1 })
    one.committed([counter('n', '9', '0', null)])
    return one
  }

  it('ES-3 refuses with ESCROW what it could not take back, and takes up again what came to nothing', () => {
    const one = held()
    const first = arrives(one, [add('n', '-5', base(1))])
    expect(voteOn(one, first)).toBe('ENDORSE')
    const second = arrives(one, [add('n', '-2', base(1))])
    expect(voteOn(one, second)).toBe('REJECT ESCROW')
    const small = arrives(one, [add('n', '-1', base(1))])
    expect(voteOn(one, small)).toBe('ENDORSE')
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    const third = arrives(one, [add('n', '-5', base(1))])
    expect(voteOn(one, third)).toBe('ENDORSE')
  })

  it('ES-4 a product of a bounded number is exact or nothing', () => {
    const one = held()
    expect(voteOn(one, arrives(one, [mul('n', '0.5', base(1))]))).toBe('REJECT ESCROW')
    const writer = one.slot('n').w
    expect(voteOn(one, arrives(one, [mul('n', '0.5', exact([1], [], writer))]))).toBe('ENDORSE')
  })

  it('ES-1 [V6] refuses with TYPE what would leave the bounds without escrow', () => {
    const one = held()
    const { w } = one.slot('n')
    expect(voteOn(one, arrives(one, [set('n', '-1', base(1))]))).toBe('REJECT TYPE')
    expect(voteOn(one, arrives(one, [add('n', '-10', exact([1], [], w))]))).toBe('REJECT TYPE')
    expect(voteOn(one, arrives(one, [add('n', '-9', exact([1], [], w))]))).toBe('ENDORSE')
  })
})

describe('the node that submits', () => {
  const intended = (op: 'ADD' | 'MUL' | 'COUNTER', by: string, more?: Intended['more']): Intended => ({
    op,
    key: 'n',
    sub: null,
    argument: number(by),
    ...(more && { more }),
  })
  const counted = (): TestNode => {
    const one = new TestNode({ n: 4, f: 1 })
    one.commit(one.write([intended('COUNTER', '100', [number('0'), null])]))
    return one
  }
  /** As a write does it whose last attempt was refused with ESCROW. */
  const retried = (one: TestNode, operation: Intended): Spore => {
    const submission = {
      token: 99,
      policy: one.policy.id,
      operations: [operation],
      requirements: [],
      deadline: NOW + 60_000,
      nonce: 'ab'.repeat(16),
      exact: true,
    }
    const outputs = one.step({ type: 'submit', now: one.now, submission })
    const spore = outputs.find(({ type }) => type === 'sign-bundle') as
      { spores: readonly Spore[] } | undefined
    one.take(bundleOf(spore!.spores[0]!), one.key)
    return spore!.spores[0]!
  }
  const isExactHere = (spore: Spore): boolean => spore.operations[0]?.base.c !== null

  it('ES-5 retries in the exact form, also behind an own exact write on its way', () => {
    const one = counted()
    const first = one.write([intended('ADD', '-70')])
    expect(isExactHere(first)).toBe(true)
    expect(isExactHere(one.write([intended('ADD', '-1')]))).toBe(false)
    const second = retried(one, intended('ADD', '-25'))
    expect(isExactHere(second)).toBe(true)
    one.commit(first)
    expect(one.verdict(second)).not.toMatchObject({ why: 'ESCROW' })
  })

  it('ES-5 counts what is under way at this path, and nothing that nobody can judge', () => {
    const one = counted()
    const large = '-90'
    one.receive(
      one.spore([add('n', large, base(999))]),
      one.spore([add('n', large, base(1)), set('ahead', '1', base(9))]),
      one.spore([add('n', large, base(1))], { deadline: one.now + one.record.maxTimeoutMs + 3_600_000 }),
    )
    expect(isExactHere(one.write([intended('ADD', '-1')]))).toBe(false)
    one.receive(one.spore([add('n', '-66', base(1))]))
    expect(isExactHere(one.write([intended('ADD', '-1')]))).toBe(true)
  })

  it('ES-4 a MUL behind an own COUNTER or exact write is exact', () => {
    const one = new TestNode({ n: 4, f: 1 })
    one.write([intended('COUNTER', '100', [number('0'), null])])
    expect(isExactHere(one.write([intended('MUL', '0.5')]))).toBe(true)
    const other = counted()
    other.write([intended('ADD', '-70')])
    expect(isExactHere(other.write([intended('MUL', '0.5')]))).toBe(true)
  })

  it('ES-5 takes only an exact attempt for the last word on a bound', () => {
    const one = counted()
    expect(isFullyExact(one.entry(one.write([intended('ADD', '-1')]))!)).toBe(false)
    expect(isFullyExact(one.entry(retried(one, intended('ADD', '-2')))!)).toBe(true)
  })
})
