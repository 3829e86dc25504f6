// EXPLAIN: what a write would meet, from the very rules that would judge it. Nothing of it stays.

import { describe, expect, it } from 'vitest'
import type { OperationInput } from '../../worker/rpc/contract.ts'
import { ExplainCalls } from '../../worker/rpc/explain-calls.ts'
import { WriteCalls } from '../../worker/rpc/write-calls.ts'
import { EventWorld } from './event-world.ts'

const SET: OperationInput = { op: 'SET', key: 'k', value: { type: 'string', text: 'a' } }
const ADD: OperationInput = { op: 'ADD', key: 'n', value: { type: 'number', number: '1' } }
const SADD: OperationInput = { op: 'SADD', key: 's', value: { type: 'string', text: 'e' } }

async function world() {
  const net = await EventWorld.create({ n: 4, f: 1 })
  const { engine, store } = net.node(0)
  const calls = new ExplainCalls(engine, store, (key) => key.slice(0, 4))
  const writes = new WriteCalls(engine)
  return {
    net,
    engine,
    writes,
    explain: (operations: readonly OperationInput[]) => calls.explain({ policy: net.policy, operations }),
  }
}

describe('EXPLAIN', () => {
  it('names policy, rule, endorsers and locks in words', async () => {
    const { explain, net } = await world()
    const view = await explain([SET, ADD, SADD])
    expect(view).toMatchObject({ policy: net.policy, quorum: 3, refusals: [], conflicts: [] })
    expect(view.rule).toContain('3 of the 4')
    expect(view.endorsers).toHaveLength(4)
    expect(view.endorsers.filter(({ isSelf }) => isSelf)).toHaveLength(1)
    expect(view.footprint.map(({ key, mode, part }) => [key, mode, part])).toEqual([
      ['k', 'X', undefined],
      ['n', 'C:num', undefined],
      ['s', 'C:set', undefined],
      ['s', 'C:sadd', { type: 'string', text: 'e' }],
    ])
    expect(view.sentence).toContain('endorsed now')
  })

  it('submits nothing and leaves nothing behind', async () => {
    const { explain, engine, net } = await world()
    const policy = engine.state.policies.get(net.policy)!
    await explain([SET])
    await net.run(20)
    expect([
      policy.drafts.size,
      policy.own.size,
      policy.ownBySlot.size,
      policy.open.size,
      policy.decided.size,
    ]).toEqual([0, 0, 0, 0, 0])
    expect(await explain([SET])).toEqual(await explain([SET]))
  })

  it('shows what is in the way, and only that', async () => {
    const { explain, writes, net } = await world()
    net.passes = (from, to) => from !== 0 && to !== 0
    writes.write({ policy: net.policy, operations: [{ ...SET, key: 'busy' }] })
    writes.write({ policy: net.policy, operations: [ADD] })
    await net.run(5)
    expect((await explain([ADD])).conflicts).toEqual([])
    const view = await explain([{ ...SET, key: 'busy' }, SET])
    expect(view.conflicts).toMatchObject([{ key: 'busy', mine: true }])
    expect(view.sentence).toContain('would wait')
  })

  it('tells a refusal before it happens', async () => {
    const { explain, writes, net } = await world()
    writes.write({ policy: net.policy, operations: [SET] })
    await net.run(20)
    const view = await explain([{ op: 'ADD', key: 'k', value: { type: 'number', number: '1' } }])
    expect(view.refusals).toHaveLength(1)
    expect(view.sentence).toContain('ADD needs a number, and k holds a string')
    await expect(explain([])).rejects.toThrow('at least one operation')
  })
})
