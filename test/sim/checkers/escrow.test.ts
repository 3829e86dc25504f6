// I9 can fail: a bounded number that is overspent, overfilled, overwritten beyond its bounds, or held so by a node at rest.

import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../worker/core/model/operation.ts'
import { accept, add, base, del, set } from '../../core/builders.ts'
import { counter, counterValue } from '../../core/operations.ts'
import { Escrow } from './escrow.ts'
import { Story } from './story.ts'

const story = (): Story => new Story((ledger) => new Escrow(ledger))

/** Each is committed, with the byzantine endorser's help. */
const committing =
  (...spores: readonly (readonly Operation[])[]) =>
  (): void => {
    const run = story()
    for (const operations of spores) {
      const spore = run.submit(operations)
      run.allSay([0, 1], accept(spore))
    }
  }

const TEN = [counter('n', '10', '0', '12')]
const spend = (amount: string, x = 1): readonly Operation[] => [add('n', amount, base(x))]

describe('I9 escrow', () => {
  it('I9 passes what stays within, in the order of the commits', () => {
    expect(committing(TEN, spend('-6'), spend('-4'), spend('12'), spend('-12'))).not.toThrow()
    expect(committing(TEN, spend('-6'), [set('n', '12', base(1))], spend('-12', 2))).not.toThrow()
    expect(committing(TEN, [del('n', base(1))], spend('-100', 2))).not.toThrow()
    expect(committing([add('n', '-5')], [add('n', '-5')])).not.toThrow()
    // What comes after its epoch takes nothing.
    expect(committing(TEN, [set('n', '1', base(1))], spend('-9'))).not.toThrow()
    expect(committing(TEN, [add('n', '-9', base(1)), add('m', '1')], spend('-1'))).not.toThrow()
  })

  it('I9 finds what is taken beyond the minimum, and what comes beyond the maximum', () => {
    expect(committing(TEN, spend('-6'), spend('-5'))).toThrow(/I9.*11 are taken of 10/)
    expect(committing(TEN, spend('1'), spend('-11'), spend('-0.5'))).toThrow(/I9.*11.5 are taken of 11/)
    expect(committing(TEN, spend('2'), spend('0.5'))).toThrow(/I9.*2.5 come where 2 fit/)
    expect(committing(TEN, [set('n', '3', base(1))], spend('-2', 2), spend('-2', 2))).toThrow(/I9/)
  })

  it('I9 finds an overwrite beyond a bound, and a counter that begins there [V6]', () => {
    expect(committing(TEN, [set('n', '13', base(1))])).toThrow(/I9.*13 is above 12/)
    expect(committing(TEN, [set('n', '-1', base(1))])).toThrow(/I9.*-1 is below 0/)
  })

  it('I9 finds a node at rest that holds too little', () => {
    const run = story()
    const begun = run.submit(TEN)
    run.allSay([0, 1], accept(begun))
    run.holds(0, 'n', { x: 1, value: counterValue('10', '0', '12') })
    run.holds(1, 'n', { x: 1, value: counterValue('-1', '0', '12') })
    // A credit may still be on its way.
    expect(() => run.happens('healed')).not.toThrow()
    expect(() => run.happens('quiet')).toThrow(/I9.*node 1.*-1 is below 0/)
  })
})
