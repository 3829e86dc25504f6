// I6 can fail: versions that go back, executions that are forgotten, commits that are never carried out.

import { describe, expect, it } from 'vitest'
import { accept, bundleOf, sadd, set } from '../../core/builders.ts'
import { step } from '../../../worker/core/node.ts'
import { Monotony } from './monotony.ts'
import { Story } from './story.ts'

const story = (): Story => new Story((ledger) => new Monotony(ledger))
const restart = (run: Story): void => {
  run.tell({ type: 'crashed', at: run.at, node: 0 })
  run.tell({ type: 'restarted', at: run.at, node: 0 })
}

describe('I6 monotony', () => {
  it('I6 passes versions that grow, root first', () => {
    const run = story()
    const [s, t, u] = [set('s', '1'), sadd('s', 'a'), sadd('s', 'a')].map((operation) =>
      run.submit([operation]),
    )
    run.holds(0, 's', { x: 1 })
    run.holds(0, 's\u0001sa', { x: 4, parentX: 1 })
    run.decides(0, s!, 'committed')
    run.decides(0, t!, 'committed')
    run.holds(0, 's', { x: 2 })
    run.holds(0, 's\u0001sa', { x: 1, parentX: 2 })
    run.decides(0, u!, 'committed')
    restart(run)
    run.happens('quiet')
  })

  it('I6 finds a version that goes back', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    const t = run.submit([set('k', '1')])
    run.holds(0, 'k', { x: 2 })
    run.decides(0, s, 'committed')
    run.holds(0, 'k', { x: 1 })
    expect(() => run.decides(0, t, 'committed')).toThrow(/I6.*from 2 to 1/)
  })

  it('I6 finds an execution that a restart forgot', () => {
    const run = story()
    run.decides(0, run.submit([set('k', '1')]), 'committed')
    restart(run)
    run.forgets(0)
    expect(() => restart(run)).toThrow(/I6.*no longer knows/)
  })

  it('I6 finds a commit that waits for ever', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1, 2], accept(s))
    step(run.stateOf(1)!, { type: 'bundle', now: run.at, from: s.emitter, bundle: bundleOf(s) })
    run.policyOf(1)!.open.get(s.id)!.stage = 'committed'
    expect(() => run.happens('quiet')).toThrow(/I6: node 1 never executes/)
  })
})
