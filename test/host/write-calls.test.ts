// What a page may ask about writes, and what it is told: views, words, refusals, listings without the system's slots.

import { describe, expect, it } from 'vitest'
import { CallError } from '../../worker/rpc/call-error.ts'
import type { Params, WriteView } from '../../worker/rpc/contract.ts'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { WriteCalls } from '../../worker/rpc/write-calls.ts'
import { sporeView } from '../../worker/rpc/spore-view.ts'
import { writeView } from '../../worker/rpc/write-view.ts'
import { EventWorld } from './event-world.ts'

const INTENT = 'ab'.repeat(16)
const world = (): Promise<EventWorld> => EventWorld.create({ n: 4, f: 1 })
const callsOf = (net: EventWorld, node: number): WriteCalls => new WriteCalls(net.node(node).engine)
const setK = (net: EventWorld, over: Partial<Params<'data.write'>> = {}): Params<'data.write'> => ({
  policy: net.policy,
  operations: [{ op: 'SET', key: 'k', value: { type: 'string', text: 'a' } }],
  ...over,
})
function refusal(call: () => unknown): CallError['failure'] {
  try {
    call()
  } catch (error) {
    if (error instanceof CallError) return error.failure
    throw error
  }
  throw new Error('it was not refused')
}

describe('writes over the port', () => {
  it('in a list, a large spore shows its first operations and names the keys of the others', async () => {
    const net = await world()
    const one = { type: 'number', number: '1' } as const
    const operations = ['a', 'b', 'c', 'b', 'c'].map((key) => ({ op: 'ADD', key, value: one }) as const)
    const { id } = callsOf(net, 0).write(setK(net, { operations }))
    await net.run(50)
    const policy = net.policyOf(1)
    const entry = policy.recent.get(callsOf(net, 0).get({ id }).committed!)!
    const shown = (most: number): unknown => sporeView(policy, entry, net.node(1).key, () => 'somebody', most)
    expect(shown(2)).toMatchObject({
      operations: [{ key: 'a' }, { key: 'b' }],
      operationCount: 5,
      moreKeys: ['c', 'b'],
    })
    expect(shown(5)).not.toHaveProperty('moreKeys')
  })

  it('WR-1 one view of one write, from the first word to the last', async () => {
    const net = await world()
    const told: WriteView[] = []
    net.onWrite = (_node, write) => void told.push(writeView(write))
    const calls = callsOf(net, 0)
    const begun = calls.write(setK(net, { patienceMs: 5_000, intent: INTENT }))
    expect(begun).toMatchObject({ state: 'waiting', waitsFor: 'spore', intent: INTENT, policy: net.policy })
    await net.run(20)
    const done = calls.get({ id: begun.id })
    expect(done).toMatchObject({ state: 'committed', explanation: '', operations: setK(net).operations })
    expect(done.committed).toBe(done.attempts[0])
    expect(told.at(-1)).toEqual(done)
    expect(told.map(({ explanation }) => explanation)).toContain('It waits for the endorsers.')
    expect(calls.list({})).toEqual([done])
    expect(calls.list({ limit: 0 })).toEqual([])
    // The same intent again: nothing more happens, and it says why.
    const again = calls.write(setK(net, { intent: INTENT }))
    await net.run(20)
    expect(calls.get(again)).toMatchObject({
      state: 'committed',
      attempts: [],
      committed: done.committed,
      explanation: 'It had been committed before: a write with this intent.',
    })
    // Structured clone is all that a port can carry.
    expect(structuredClone(done)).toEqual(done)
  })

  it('IN-4 lists keys and nothing of the system', async () => {
    const net = await world()
    callsOf(net, 0).write(setK(net, { intent: INTENT }))
    await net.run(20)
    for (const node of [0, 1]) {
      const { engine, store } = net.node(node)
      const data = new DataCalls(engine, store)
      expect(await data.keys({ policy: net.policy })).toEqual({ keys: ['k'], more: false })
      expect(await data.keys({ policy: net.policy, prefix: 'k' })).toEqual({ keys: ['k'], more: false })
      expect(await data.keys({ policy: net.policy, prefix: 'l' })).toEqual({ keys: [], more: false })
      await expect(data.get({ policy: net.policy, key: '\u0000i' })).rejects.toThrow('control character')
    }
  })

  it('WR-5 cancelling a write, and a spore, says that they may still commit', async () => {
    const net = await world()
    const calls = callsOf(net, 0)
    net.passes = (from, to) => from !== 0 && to !== 0
    const write = calls.write(setK(net))
    await net.run(5)
    const spore = calls.get(write).attempts[0]!
    calls.cancelSpore({ id: spore })
    await net.run(5)
    expect(net.policyOf(0).open.get(spore)?.cancelled).toBe(true)
    expect(calls.cancel(write)).toMatchObject({
      state: 'undecided',
      explanation:
        'Its time is over and the last attempt is not decided. It was asked to be cancelled, and may still commit.',
    })
    net.passes = () => true
    await net.run(10_000)
    // The others hear of the spore first and endorse it: an approved one is brought to its end by a commit.
    expect(calls.get(write)).toMatchObject({ state: 'committed', committed: spore })
    expect(refusal(() => calls.cancelSpore({ id: spore }))).toMatchObject({ code: 'refused', where: 'id' })
  })

  it('WR-3 a refusal is told in words, in the view', async () => {
    const net = await world()
    const calls = callsOf(net, 0)
    calls.write(setK(net))
    await net.run(20)
    const write = calls.write(
      setK(net, { operations: [{ op: 'ADD', key: 'k', value: { type: 'number', number: '1' } }] }),
    )
    await net.run(20)
    const { state, why, explanation } = calls.get(write)
    expect([state, why?.code]).toEqual(['refused', 'TYPE'])
    expect(explanation).toBe('Refused. ADD needs a number, and k holds a string.')
  })

  it('bad input is refused with the place where it is', async () => {
    const net = await world()
    const calls = callsOf(net, 0)
    const bad = (over: Record<string, unknown>): CallError['failure'] =>
      refusal(() => calls.write({ ...setK(net), ...over }))
    expect(bad({ operations: [] })).toMatchObject({ code: 'bad-input', where: 'operations' })
    expect(bad({ patienceMs: 10 })).toMatchObject({ code: 'bad-input', where: 'patienceMs' })
    expect(bad({ patienceMs: '1 s' })).toMatchObject({ code: 'bad-input', where: 'patienceMs' })
    expect(bad({ intent: 'mine' })).toMatchObject({ code: 'bad-input', where: 'intent' })
    expect(bad({ policy: 'x' })).toMatchObject({ code: 'unknown', where: 'policy' })
    expect(
      bad({ operations: [{ op: 'SET', key: '\u0000', value: { type: 'string', text: '' } }] }),
    ).toMatchObject({
      code: 'bad-input',
      where: 'operations[0].key',
    })
    expect(refusal(() => calls.get({ id: 'none' }))).toMatchObject({ code: 'unknown', where: 'id' })
    expect(refusal(() => calls.cancel({ id: 'none' }))).toMatchObject({ code: 'unknown' })
    await net.run(20)
    expect(calls.list({})).toEqual([])
  })
})
