// I19 can fail: a feed that leaves out, repeats or contradicts itself, or that does not add up to what the node holds.

import { describe, expect, it } from 'vitest'
import type { Change } from '../../../worker/host/journal-codec.ts'
import { add, idOf, number, sadd } from '../../core/builders.ts'
import { FeedTruth } from './feed.ts'
import { Story } from './story.ts'

const story = (): Story => {
  const run = new Story((ledger) => new FeedTruth(ledger))
  run.submit([add('n', '1'), sadd('s', 'a')])
  return run
}
const told = (run: Story, at: number, change: Partial<Change> = {}, again = false): void => {
  const effects = [{ slot: 'n', x: 0, c: at, parentX: 0, value: number(String(at)), large: false }]
  const whole = { number: at, spore: idOf(`s${at}`), at: run.at, effects, ...change }
  run.tell({ type: 'told', at: run.at, node: 0, change: whole, again })
}

describe('I19 the feed', () => {
  it('I19 passes what adds up to the state, also when it is read again', () => {
    const run = story()
    told(run, 1)
    told(run, 2)
    told(run, 1, {}, true)
    run.holds(0, 'n', { cs: [idOf('s1'), idOf('s2')], value: number('2') })
    run.happens('quiet')
  })

  it('I19 finds a gap, a repeat, and a spore with two numbers', () => {
    for (const next of [3, 1]) {
      const run = story()
      told(run, 1)
      expect(() => told(run, next)).toThrow(/I19/)
    }
    const run = story()
    told(run, 1)
    expect(() => told(run, 2, { spore: idOf('s1') })).toThrow(/I19.*as change 1 and as 2/)
  })

  it('I19 finds another change under a number that was told, or another time or value', () => {
    for (const other of [{ spore: idOf('x') }, { at: 5 }, { effects: [] }]) {
      const run = story()
      told(run, 1)
      expect(() => told(run, 1, other, true)).toThrow(/I19.*and later/)
    }
  })

  it('I19 finds a state that the feed does not give', () => {
    const run = story()
    told(run, 1)
    run.holds(0, 'n', { cs: [idOf('s1'), idOf('s2')], value: number('2') })
    expect(() => run.happens('quiet')).toThrow(/I19.*"n"/)
  })

  it('I19 counts elements of the epoch of their key only', () => {
    const run = story()
    const member = {
      slot: 's\u0001sa',
      x: 0,
      c: 1,
      parentX: 0,
      value: { type: 'member' as const },
      large: false,
    }
    const set = { slot: 's', x: 0, c: 1, parentX: 0, value: { type: 'set' as const, size: 1 }, large: false }
    told(run, 1, { effects: [set, member] })
    told(run, 2, { effects: [{ ...set, x: 1, c: 0, value: undefined }] })
    run.holds(0, 's', { x: 1 })
    run.happens('quiet')
    run.holds(0, 's', { x: 0, cs: [idOf('s1')], value: { type: 'set', size: 1 } })
    expect(() => run.happens('quiet')).toThrow(/I19/)
  })
})
