// I3 can fail: two nodes, or one node at two times, with one version of a slot and two values.

import { describe, expect, it } from 'vitest'
import { accept, add, idOf, number, sadd, text } from '../../core/builders.ts'
import { Convergence } from './convergence.ts'
import { Story } from './story.ts'

const told = (): Story => {
  const run = new Story((ledger) => new Convergence(ledger))
  run.submit([add('n', '1'), sadd('s', 'a')])
  return run
}
const cs = [idOf('a'), idOf('b')]

describe('I3 strong convergence', () => {
  it('I3 passes equal values, other versions, and what is only on disk', () => {
    const run = told()
    run.holds(0, 'n', { x: 1, w: 'a'.repeat(16), cs, value: number('3') })
    run.holds(1, 'n', { x: 1, w: 'a'.repeat(16), cs: [...cs].reverse(), value: number('3') })
    run.holds(2, 'n', { x: 1, w: 'a'.repeat(16), cs: [idOf('a')], value: number('2') })
    run.happens('healed')
    run.happens('quiet')
  })

  it('I3 finds two values of one version', () => {
    const run = told()
    run.holds(0, 'n', { cs, value: number('3') })
    run.holds(1, 'n', { cs, value: number('2') })
    expect(() => run.happens('quiet')).toThrow(/I3.*"n".*number 3.*number 2/)
  })

  it('I3 finds two writers of one version', () => {
    const run = told()
    run.holds(0, 'n', { x: 1, w: 'a'.repeat(16), value: text('v') })
    run.holds(2, 'n', { x: 1, w: 'b'.repeat(16), value: text('v') })
    expect(() => run.happens('healed')).toThrow(/I3/)
  })

  it('I3 compares elements within one epoch of their key', () => {
    const run = told()
    const slot = 's\u0001sa'
    run.holds(0, 's', { x: 1, value: { type: 'set', size: 1 } })
    run.holds(0, slot, { parentX: 1, cs: [idOf('a')], value: { type: 'member' } })
    // Of an epoch that is over: as if it were not there.
    run.holds(1, 's', { x: 1, value: { type: 'set', size: 1 } })
    run.holds(1, slot, { parentX: 0, cs: [idOf('a')], value: undefined })
    run.happens('healed')
    run.holds(1, slot, { parentX: 1, cs: [idOf('a')], value: undefined })
    expect(() => run.happens('quiet')).toThrow(/I3/)
  })

  it('I3 remembers what a node showed when it executed a spore', () => {
    const run = told()
    const s = run.submit([add('n', '1')])
    run.allSay([0, 1, 2], accept(s))
    run.holds(0, 'n', { cs: [s.id], value: number('1') })
    run.decides(0, s, 'committed')
    run.holds(1, 'n', { cs: [s.id], value: number('2') })
    expect(() => run.decides(1, s, 'committed')).toThrow(/I3/)
  })
})
