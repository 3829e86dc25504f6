// I4 can fail: commits whose bases or requirements are not true in the order of their certificates, values that do not fit,
// and nodes that hold something else than the order gives.

import { describe, expect, it } from 'vitest'
import type { Spore } from '../../../worker/core/model/spore.ts'
import {
  accept,
  add,
  base,
  concat,
  exact,
  mul,
  number,
  requires,
  sadd,
  set,
  text,
} from '../../core/builders.ts'
import { SerialOrder } from './serial-order.ts'
import { Serializability } from './serializability.ts'
import { Story } from './story.ts'

const story = (): Story => new Story((ledger) => new Serializability(ledger, new SerialOrder(ledger)))
const commit = (run: Story, spore: Spore): void => void run.allSay([0, 1], accept(spore))
const prefix = ({ id }: Spore): string => id.slice(0, 16)

describe('I4 serializability', () => {
  it('I4 passes a history in which each spore builds on what was committed', () => {
    const run = story()
    const s = run.submit([set('k', 'a'), add('n', '1')])
    commit(run, s)
    const t = run.submit([add('n', '2')])
    commit(run, t)
    const u = run.submit([concat('k', 'b', exact([1], [], prefix(s))), sadd('s', 'x')])
    commit(run, u)
    const v = run.submit([mul('n', '3', exact([0], [s.id, t.id]))])
    commit(run, v)
    const w = run.submit([add('m', '1')], { requirements: [requires('RE', 'k', base(2))] })
    commit(run, w)
  })

  it('I4 finds an overwrite of what is no longer there', () => {
    const run = story()
    commit(run, run.submit([set('k', '1')]))
    const late = run.submit([add('k', '1')])
    expect(() => commit(run, late)).toThrow(/I4.*path 0 is 1/)
  })

  it('I4 finds a spore before its predecessor', () => {
    const run = story()
    expect(() => commit(run, run.submit([set('k', '1', base(1))]))).toThrow(/I4.*path 1 is 0/)
  })

  it('I4 finds a broken requirement: write skew', () => {
    const run = story()
    const s = run.submit([set('b', '1')], { requirements: [requires('RD', 'a', exact([0]))] })
    const t = run.submit([set('a', '1')], { requirements: [requires('RD', 'b', exact([0]))] })
    commit(run, s)
    expect(() => commit(run, t)).toThrow(/I4.*"b" path 0 is 1/)
  })

  it('I4 finds a requirement that missed a commutative write, or another writer', () => {
    const counter = story()
    commit(counter, counter.submit([add('n', '1')]))
    const stale = counter.submit([set('k', '1')], { requirements: [requires('RD', 'n', exact([0]))] })
    expect(() => commit(counter, stale)).toThrow(/I4.*names 0 of 1 writes/)
    const writer = story()
    commit(writer, writer.submit([set('k', '1')]))
    const other = writer.submit([set('k', '2', { ...base(1), w: 'f'.repeat(16) })])
    expect(() => commit(writer, other)).toThrow(/I4.*last writer/)
  })

  it('I4 finds an operation that meets a value of another type', () => {
    const run = story()
    commit(run, run.submit([set('k', 'text')]))
    expect(() => commit(run, run.submit([add('k', '1', base(1))]))).toThrow(/I4.*ADD of "k" meets text/)
  })

  it('I4 compares every node with the order, as far as it has come', () => {
    const run = story()
    const s = run.submit([add('n', '1')])
    const t = run.submit([add('n', '2')])
    commit(run, s)
    commit(run, t)
    for (const node of [0, 1]) {
      run.decides(node, s, 'committed')
      run.decides(node, t, 'committed')
      run.holds(node, 'n', { cs: [t.id, s.id], cls: 'C:num', value: number('3') })
    }
    run.decides(2, t, 'committed')
    run.holds(2, 'n', { cs: [t.id], cls: 'C:num', value: number('2') })
    run.happens('healed')
    run.holds(1, 'n', { cs: [t.id, s.id], cls: 'C:num', value: number('4') })
    expect(() => run.happens('quiet')).toThrow(/I4: node 1: "n" is number 4.*in serial order number 3/)
  })

  it('I4 finds what a node has and nobody wrote, and what it executed before its time', () => {
    const ghost = story()
    ghost.submit([set('k', '1')])
    ghost.holds(0, 'k', { x: 1, value: text('1') })
    expect(() => ghost.happens('quiet')).toThrow(/I4: node 0: "k" is text "1".*nothing at all/)
    const early = story()
    const s = early.submit([set('k', '1')])
    commit(early, s)
    const t = early.submit([set('k', '2', base(1))])
    commit(early, t)
    early.decides(2, t, 'committed')
    expect(() => early.happens('quiet')).toThrow(/I4: node 2: .*without its predecessor/)
  })
})
