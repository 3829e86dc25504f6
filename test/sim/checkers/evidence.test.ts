// I13 can fail: evidence against the honest, and contradictions that a node has and does not see.

import { describe, expect, it } from 'vitest'
import type { Item } from '../../../worker/core/model/batch.ts'
import { accept, endorse, hold, reject, set } from '../../core/builders.ts'
import { EvidenceTruth } from './evidence.ts'
import { Story } from './story.ts'

const story = (complete = true): Story => new Story((ledger) => new EvidenceTruth(ledger, complete))
const accepts = (run: Story, node: number, accused: number, code: string): void =>
  run.tell({ type: 'evidence', at: run.at, node, code, accused })

/** The byzantine endorser says this, and node 1 stores it. */
function tells(run: Story, ...batches: readonly (readonly Item[])[]): void {
  for (const items of batches) {
    run.says(3, ...items)
    run.stores(1, [run.chains[3]!.batches.at(-1)!])
  }
}

describe('I13 evidence', () => {
  it('I13 passes true evidence, also of what this node cannot show itself', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    tells(run, [endorse(s)], [reject(s)])
    accepts(run, 1, 3, 'P2')
    accepts(run, 0, 3, 'P3')
    run.happens('quiet')
  })

  it('I13 finds evidence against an honest endorser, and lets P11 pass', () => {
    const run = story()
    expect(() => accepts(run, 0, 1, 'P2')).toThrow(/I13.*endorser 1, which is honest/)
    accepts(run, 0, 1, 'P11')
    run.tell({ type: 'fault', at: run.at, name: 'rollback', detail: 'node 1', faulty: 1 })
    accepts(run, 0, 1, 'P1')
  })

  it('I13 finds a fork that a node holds and did not report', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    tells(run, [endorse(s)])
    run.happens('quiet')
    run.stores(1, [run.batch(3, 0, run.world.policy, hold(s, s))])
    expect(() => run.happens('quiet')).toThrow(/I13: node 1 has no P1 against endorser 3/)
    accepts(run, 1, 3, 'P1')
    run.happens('quiet')
  })

  it('I13 finds both votes on a spore, at the node that has both', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.says(3, endorse(s))
    run.says(3, reject(s))
    const [first, second] = run.chains[3]!.batches
    run.stores(0, [first!])
    run.stores(1, [second!])
    run.happens('quiet')
    run.stores(0, [second!])
    expect(() => run.happens('quiet')).toThrow(/I13: node 0 has no P2/)
  })

  it('I13 finds a step back in the ballots, in the order of the chain', () => {
    const s = { id: story().submit([set('k', '1')]).id }
    const recover: Item = { type: 'RECOVER', spore: s.id, ballot: 2, vote: null, accepted: null, by: null }
    const acceptTwo: Item = { type: 'ACCEPT', spore: s.id, ballot: 2, just: null }
    const fine = story()
    tells(fine, [endorse(s), accept(s)], [recover, acceptTwo])
    fine.happens('quiet')
    for (const low of [accept(s), endorse(s), reject(s)]) {
      const run = story()
      tells(run, [recover], [low])
      expect(() => run.happens('quiet')).toThrow(/I13: node 1 has no P5/)
      const batched = story()
      tells(batched, [recover, low])
      expect(() => batched.happens('quiet')).toThrow(/I13.*P5/)
    }
    const shuffled = story()
    shuffled.says(3, recover)
    shuffled.says(3, accept(s))
    shuffled.stores(1, [...shuffled.chains[3]!.batches].reverse())
    expect(() => shuffled.happens('quiet')).toThrow(/I13.*P5/)
  })

  it('I13 asks for soundness only where time is not to be counted on', () => {
    const run = story(false)
    const s = run.submit([set('k', '1')])
    tells(run, [endorse(s)], [reject(s)])
    run.happens('quiet')
    expect(() => accepts(run, 0, 1, 'P2')).toThrow(/I13/)
  })
})
