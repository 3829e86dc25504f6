// I2 can fail: two spores that commit in one place, in every way in which a place can be shared.

import { describe, expect, it } from 'vitest'
import { accept, add, base, concat, del, exact, mul, sadd, set, srem } from '../../core/builders.ts'
import type { Operation } from '../../../worker/core/model/operation.ts'
import { Exclusion } from './exclusion.ts'
import { Story } from './story.ts'

const commitBoth =
  (first: readonly Operation[], second: readonly Operation[], intent?: string) => (): void => {
    const run = new Story((ledger) => new Exclusion(ledger))
    const changes = intent === undefined ? {} : { intent }
    const s = run.submit(first, changes)
    const t = run.submit(second, changes)
    // With the byzantine endorser's help two suffice.
    run.allSay([0, 1], accept(s))
    run.allSay([1, 2], accept(t))
  }

describe('I2 exclusion', () => {
  it('I2 passes what goes together', () => {
    const fine = [
      commitBoth([add('n', '1')], [add('n', '2')]),
      commitBoth([set('k', '1')], [set('k', '2', base(1))]),
      commitBoth([add('n', '1')], [set('n', '2')]),
      commitBoth([sadd('s', 'a')], [sadd('s', 'a'), srem('s', 'b')]),
      commitBoth([srem('s', 'a', base(0, 0))], [srem('s', 'a', base(1, 0))]),
    ]
    for (const run of fine) expect(run).not.toThrow()
  })

  it('I2 finds two exclusive writes in one place, overwriting or exact', () => {
    expect(commitBoth([set('k', '1')], [del('k')])).toThrow(/I2.*"k"/)
    expect(commitBoth([set('k', '1')], [concat('k', 'x', exact([0]))])).toThrow(/I2/)
    expect(commitBoth([concat('k', 'x', exact([0]))], [concat('k', 'y', exact([0]))])).toThrow(/I2/)
    expect(commitBoth([set('a', '1'), set('k', '1')], [set('b', '1'), set('k', '1')])).toThrow(/I2/)
  })

  it('I2 finds two classes in one epoch', () => {
    expect(commitBoth([add('n', '1')], [mul('n', '2')])).toThrow(/I2/)
    expect(commitBoth([add('s', '1')], [sadd('s', 'a')])).toThrow(/I2/)
  })

  it('I2 finds them below a key, at one path only', () => {
    expect(commitBoth([srem('s', 'a', base(1, 0))], [srem('s', 'a', base(1, 0))])).toThrow(/I2/)
  })

  it('I2 finds two spores of one intent', () => {
    const intent = 'ab'.repeat(16)
    expect(commitBoth([add('n', '1')], [add('n', '1')], intent)).toThrow(/I2/)
  })
})
