// I16 can fail: something is left when everything should be over.

import { describe, expect, it } from 'vitest'
import { accept, add, bundleOf, endorse, NOW, number, reject, set } from '../../core/builders.ts'
import { step } from '../../../worker/core/node.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { Quiescence } from './quiescence.ts'
import { Story, type StoryOptions } from './story.ts'

const story = (options: StoryOptions = {}): Story =>
  new Story((ledger) => new Quiescence(ledger, 10_000), options)

/** The node's core really takes the spore. */
function receives(run: Story, node: number, spore: Spore): void {
  const state = run.stateOf(node)!
  step(state, { type: 'bundle', now: spore.deadline - 1_000, from: spore.emitter, bundle: bundleOf(spore) })
}

const end = (run: Story, nodes: readonly number[], spore: Spore): void => {
  for (const node of nodes) run.decides(node, spore, 'committed')
}

describe('I16 quiescence', () => {
  it('I16 passes a run in which all is decided', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1, 2], accept(s))
    end(run, [0, 1, 2], s)
    run.happens('quiet')
  })

  it('I16 finds a spore without an end, at all nodes or at one', () => {
    const all = story()
    all.says(0, endorse(all.submit([set('k', '1')])))
    expect(() => all.happens('quiet')).toThrow(/I16.*no end/)
    const one = story()
    const s = one.submit([set('k', '1')])
    one.says(1, reject(s))
    end(one, [0, 1], s)
    expect(() => one.happens('quiet')).toThrow(/I16.*node 2 has no end/)
  })

  it('I16 finds a node that decided otherwise', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    end(run, [0, 1], s)
    run.decides(2, s, 'aborted')
    expect(() => run.happens('quiet')).toThrow(/I16/)
  })

  it('I16 finds what still waits', () => {
    const open = story()
    const s = open.submit([set('k', '1')])
    receives(open, 1, s)
    expect(() => open.happens('quiet')).toThrow(/I16.*node 1 is left/)
  })

  it('I16 finds unequal contents', () => {
    const run = story()
    const s = run.submit([add('n', '1')])
    end(run, [0, 1, 2], s)
    for (const node of [0, 1, 2]) run.holds(node, 'n', { cs: [s.id], value: number('1') })
    run.happens('quiet')
    run.holds(2, 'n', { cs: [], value: number('1') })
    expect(() => run.happens('quiet')).toThrow(/I16.*"n"/)
  })

  it('I16 finds a decision that took too long in a whole network', () => {
    const run = story()
    run.happens('healed')
    run.later(1_000)
    const s = run.submit([add('n', '1')])
    run.later(11_000)
    end(run, [0, 1, 2], s)
    expect(() => run.happens('quiet')).toThrow(/I16.*11000 ms/)
  })

  it('I16 promises nothing where too few can speak, or of what is too far in the future', () => {
    const unsafe = story({ n: 3, f: 1, byzantine: [2] })
    unsafe.says(0, endorse(unsafe.submit([set('k', '1')])))
    unsafe.happens('quiet')
    const silent = story()
    silent.says(1, endorse(silent.submit([set('k', '1')])))
    silent.policyOf(0)!.silenced = true
    silent.happens('quiet')
    const far = story({ record: { maxTimeoutMs: 60_000 } })
    far.says(0, endorse(far.submit([set('k', '1')], { deadline: NOW + 61_000 })))
    far.happens('quiet')
    const unheard = story()
    unheard.submit([set('k', '1')])
    unheard.happens('quiet')
  })
})
