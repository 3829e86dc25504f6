// Somebody whom a policy does not name imports it and follows it: certificates come by gossip from the endorsers that one
// has met, and what was written before is pulled.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import { agreed, meet, mycelium, World } from './harness.ts'
import { add, set, type TestNode } from './test-node.ts'

let world: World
let endorsers: readonly TestNode[]
let replica: TestNode
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  ;({ nodes: endorsers, policy } = await mycelium(world, ['alice', 'bob', 'carol'], { f: 0 }))
  replica = await world.newNode('replica')
})
afterAll(() => world?.close())

test('a replica gets what was written before and after it came, and may not write', async () => {
  const [alice, bob, carol] = endorsers as [TestNode, TestNode, TestNode]
  await alice.write(policy, set('before', 'it came'), add('count', 1))
  await meet(alice, replica)
  await meet(bob, replica)
  const { json } = await alice.call('policy.export', { id: policy })
  const imported = await replica.call('policy.import', { json })
  expect(imported).toMatchObject({ id: policy, status: 'offered', isEndorser: false, maySubmit: false })
  await replica.call('policy.accept', { id: policy })
  await replica.linkedTo([alice, bob])
  await agreed([...endorsers, replica], policy)
  await carol.write(policy, set('after', 'it came'), add('count', 1))
  const contents = await agreed([...endorsers, replica], policy)
  expect(Object.keys(contents)).toEqual(['after', 'before', 'count'])
  await expect(replica.submit(policy, [set('mine', 'refused')])).rejects.toThrow(/refused/)
})
