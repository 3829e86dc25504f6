// Somebody whom a policy does not name imports it and follows it: certificates come by gossip from the endorsers that one
// has met, and what was written before is pulled. When the links came up must not matter.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import { agreed, meet, mycelium, World } from './harness.ts'
import { add, set, type TestNode } from './test-node.ts'

let world: World
let endorsers: readonly TestNode[]
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  ;({ nodes: endorsers, policy } = await mycelium(world, ['alice', 'bob', 'carol'], { f: 0 }))
  const [alice] = endorsers as [TestNode]
  await alice.write(policy, set('before', 'it came'), add('count', 1))
})
afterAll(() => world?.close())

/** Has met two endorsers and imported the policy, which is not yet accepted. */
async function newcomer(name: string): Promise<TestNode> {
  const [alice, bob] = endorsers as [TestNode, TestNode]
  const node = await world.newNode(name)
  await meet(alice, node)
  await meet(bob, node)
  const { json } = await alice.call('policy.export', { id: policy })
  const imported = await node.call('policy.import', { json })
  expect(imported).toMatchObject({ id: policy, status: 'offered', isEndorser: false, maySubmit: false })
  return node
}

test('a replica gets what was written before and after it came, and may not write', async () => {
  const [alice, bob, carol] = endorsers as [TestNode, TestNode, TestNode]
  const replica = await newcomer('replica')
  await replica.call('policy.accept', { id: policy })
  await replica.linkedTo([alice, bob])
  await agreed([...endorsers, replica], policy)
  await carol.write(policy, set('after', 'it came'), add('count', 1))
  const contents = await agreed([...endorsers, replica], policy)
  expect(Object.keys(contents)).toEqual(['after', 'before', 'count'])
  await expect(replica.submit(policy, [set('mine', 'refused')])).rejects.toThrow(/refused/)
})

test('one that accepts right after the links came up needs no further write to get everything', async () => {
  const [alice, bob] = endorsers as [TestNode, TestNode]
  const late = await newcomer('late')
  await late.linkedTo([alice, bob])
  await late.call('policy.accept', { id: policy })
  const contents = await agreed([...endorsers, late], policy)
  expect(contents).toHaveProperty('before')
})
