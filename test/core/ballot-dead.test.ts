// A spore that is dead where its death was seen, and open where it cannot be seen any more.

import { describe, expect, it } from 'vitest'
import { MAX_DEAD_BALLOT } from '../../worker/core/limits.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { coordinatedBy, propose, recover } from './ballots.ts'
import { endorse, set } from './builders.ts'
import { TestNode } from './test-node.ts'

/** A node that endorsed a spore, which then lost its place. */
function widow(coordinator: number): { node: TestNode; dead: Spore } {
  const node = new TestNode({ n: 4, f: 1 })
  const dead = coordinatedBy(node, coordinator, [set('k', 'late')])
  node.receive(dead)
  node.round()
  const winner = node.spore([set('k', 'first')])
  node.receive(winner)
  node.commit(winner)
  node.round()
  expect(node.stage(dead)).toBe('dead')
  return { node, dead }
}

describe('dead spores', () => {
  it('BA-15 takes part in a ballot that one other began, with what it had said', () => {
    const { node, dead } = widow(3)
    node.hear(2, recover(dead, 1))
    expect(node.said).toEqual([recover(dead, 1, { vote: 'E' })])
  })

  it('BA-15 proposes and accepts an abort, and no commit', () => {
    const { node, dead } = widow(0)
    node.hear(1, recover(dead, 1))
    node.hear(2, recover(dead, 1))
    node.round()
    expect(node.said).toMatchObject([{ type: 'PROPOSE', ballot: 1 }])
    node.round()
    expect(node.said).toMatchObject([{ type: 'ACCEPT', ballot: 1 }])
  })

  it('BA-15 never accepts a ballot that would commit it', () => {
    const { node, dead } = widow(3)
    for (const endorser of [1, 2]) node.hear(endorser, endorse(dead))
    const reports = [1, 2, 3].map((endorser) => node.hear(endorser, recover(dead, 2, { vote: 'E' })))
    node.hear(3, propose(dead, 2, ...reports))
    expect(node.said.filter(({ type }) => type === 'ACCEPT')).toEqual([])
  })

  it('BA-15 begins none itself, and follows nobody into far ballots', () => {
    const { node, dead } = widow(3)
    node.tick(3_600_000)
    expect(node.said).toEqual([])
    node.hear(3, recover(dead, MAX_DEAD_BALLOT + 1))
    expect(node.said).toEqual([])
    node.hear(2, recover(dead, 1))
    expect(node.said).toEqual([recover(dead, 1, { vote: 'E' })])
  })
})
