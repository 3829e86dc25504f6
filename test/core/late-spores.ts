// Nodes that a spore reaches when its place was taken, for tests.

import { expect } from 'vitest'
import { RECENT_DECIDED } from '../../worker/core/limits.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { add, mul, set } from './builders.ts'
import { TestNode } from './test-node.ts'

export const endorser = (): TestNode => new TestNode({ n: 4, f: 1 })
export const replica = (): TestNode => new TestNode({ n: 4, f: 1, self: 4 })

/** A sum that was committed and absorbed: nothing in the slot tells of it. And a product that it killed, not received. */
export function afterSum(one: TestNode): { sum: Spore; product: Spore } {
  const [sum, product] = [one.spore([add('k', '1')]), one.spore([mul('k', '2')])]
  one.committed([set('k', '5')])
  one.receive(sum)
  one.commit(sum)
  one.round()
  expect(one.stage(sum)).toBe('committed')
  return { sum, product }
}

/** So much has been finished since that this node remembers ends only, and no bodies. */
export function forget(one: TestNode): void {
  for (let i = 0; i < RECENT_DECIDED; i++) one.committed([add('other', '1')])
  one.round()
}

/** The product came when the sum was forgotten: nothing here shows its end. */
export function late(one: TestNode): { sum: Spore; product: Spore } {
  const both = afterSum(one)
  forget(one)
  one.receive(both.product)
  one.round()
  expect(one.stage(both.product)).toBe('open')
  one.clear()
  return both
}
