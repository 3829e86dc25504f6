// Waiting for a lock, and when its owner is brought to an end for the sake of those who wait.

import { describe, expect, it } from 'vitest'
import type { Spore } from '../../worker/core/model/spore.ts'
import { timersOf } from '../../worker/core/rules/timers.ts'
import { reject, set } from './builders.ts'
import { TestNode } from './test-node.ts'

/** Spores that write one key, the preferred first: one emitter and window, so their ids decide (PR-1). */
function rivals(node: TestNode, count: number): Spore[] {
  const made = Array.from({ length: count }, (_, i) => node.spore([set('k', `${i}`)]))
  return made.sort((a, b) => (a.id < b.id ? -1 : 1))
}
const recovered = (node: TestNode, { id }: Spore): boolean =>
  node.said.some((item) => item.type === 'RECOVER' && item.spore === id)

describe('contended locks', () => {
  it('BA-12 a preferred spore has the one before it aborted after the wound delay, and says for whose sake', () => {
    const node = new TestNode({ n: 4, f: 1 })
    const [preferred, owner] = rivals(node, 2) as [Spore, Spore]
    const { woundMs } = timersOf(node.policy)
    node.receive(owner)
    node.receive(preferred)
    node.round()
    node.tick(woundMs - 1)
    expect(recovered(node, owner)).toBe(false)
    node.tick(1)
    expect(node.said).toContainEqual({
      type: 'RECOVER',
      spore: owner.id,
      ballot: 1,
      vote: 'E',
      accepted: null,
      by: preferred.id,
    })
  })

  it('BA-12 any other waits for the lock timeout', () => {
    const node = new TestNode({ n: 4, f: 1 })
    const [owner, later] = rivals(node, 2) as [Spore, Spore]
    const { lockMs } = timersOf(node.policy)
    node.receive(owner)
    node.receive(later)
    node.tick(lockMs - 1)
    expect(recovered(node, owner)).toBe(false)
    node.tick(1)
    expect(recovered(node, owner)).toBe(true)
  })

  it('BA-12 the wait counts from when the owner got the lock, not from the wait behind an earlier owner', () => {
    const node = new TestNode({ n: 4, f: 1 })
    const [first, second, third] = rivals(node, 3) as [Spore, Spore, Spore]
    const { lockMs } = timersOf(node.policy)
    for (const each of [first, second, third]) node.receive(each)
    node.round()
    node.tick(lockMs - 1)
    for (const endorser of [1, 2, 3]) node.hear(endorser, reject(first))
    expect(node.stage(first)).toBe('aborted')
    expect(node.verdict(second)?.type).toBe('ENDORSE')
    expect(recovered(node, second)).toBe(false)
    node.round()
    node.tick(lockMs - 1)
    expect(recovered(node, second)).toBe(false)
    node.tick(1)
    expect(recovered(node, second)).toBe(true)
  })

  it('BA-11 one that can never be approved wounds nobody', () => {
    const node = new TestNode({ n: 4, f: 1 })
    const [preferred, owner] = rivals(node, 2) as [Spore, Spore]
    node.receive(owner)
    node.receive(preferred)
    for (const endorser of [1, 2]) node.hear(endorser, reject(preferred))
    node.round()
    node.tick(timersOf(node.policy).woundMs)
    expect(recovered(node, owner)).toBe(false)
    expect(recovered(node, preferred)).toBe(true)
  })
})
