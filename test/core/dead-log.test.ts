// What a node found dead when a body came rests on what it remembered then. After a restart it remembers less, and must say
// the same (SN-1).

import { describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { decodeBuried, encodeBuried } from '../../worker/core/codec/buried-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { step } from '../../worker/core/node.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { add, base, bundleOf, endorse, idOf, mul, POLICY, set } from './builders.ts'
import { TestStore } from './core-cluster.ts'
import { afterSum, endorser, late, replica } from './late-spores.ts'
import type { TestNode } from './test-node.ts'

/** The node after a restart, over what it logged since `clear`, as one round. */
function relived(one: TestNode, store = new TestStore()): PolicyState {
  const wires = one.outputs.flatMap((output) => (output.type === 'log' ? [output.bytes] : []))
  const log = new Map([[store.watermark + 1, wires]])
  const state = store.recover({ key: one.key, log, id: one.policy.id, record: one.record })
  return state.policies.get(one.policy.id)!
}

describe('SN-1 DE-6 what was found dead stays dead', () => {
  it('where the commit that killed it is not in the snapshot any more', () => {
    const one = replica()
    const { sum, product } = afterSum(one)
    for (let i = 0; i < 200; i++) one.committed([add('other', '1')])
    one.round()
    const store = new TestStore()
    store.cut(one.state)
    one.clear()
    one.receive(product)
    expect(one.stage(product)).toBe('dead')
    one.round()
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried', 'bundle'])
    const again = relived(one, store)
    expect(again.recent.has(sum.id)).toBe(false)
    expect(again.decided.get(product.id)?.stage).toBe('dead')
    expect(again.winners.get(product.id)).toBe(sum.id)
  })

  it('where a body showed it, which is not logged again', () => {
    const one = replica()
    const { sum, product } = late(one)
    const store = new TestStore()
    store.cut(one.state)
    one.take(bundleOf(sum))
    one.round()
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['buried'])
    const again = relived(one, store)
    expect(again.decided.get(product.id)?.stage).toBe('dead')
    expect(again.winners.get(product.id)).toBe(sum.id)
    expect(again.open.size).toBe(0)
  })

  it('where it is over already, or never came, nothing comes of it', () => {
    const one = replica()
    const [over, never, winner] = [one.spore([set('k', '1')]), one.spore([set('k', '2')]), idOf('a')]
    one.receive(over)
    one.commit(over)
    const winners = new Map([over, never].map(({ id }) => [id, winner]))
    one.step({ type: 'replay-buried', policy: one.policy.id, winners })
    expect([one.stage(over), one.stage(never)]).toEqual(['committed', 'unknown'])
    expect(one.policy.winners.has(over.id)).toBe(false)
  })

  it('DE-5 a commit that still waits for its slots stays one, whatever the log says', () => {
    const one = replica()
    const ahead = one.spore([set('k', '2', base(1))])
    one.receive(ahead)
    one.commit(ahead)
    expect(one.policy.open.get(ahead.id)).toMatchObject({ stage: 'committed', executed: false })
    const winners = new Map([[ahead.id, idOf('a')] as const])
    one.step({ type: 'replay-buried', policy: one.policy.id, winners })
    expect(one.stage(ahead)).toBe('committed')
    expect(one.policy.winners.size).toBe(0)
  })

  it('CO-1 is written in one way, and read in no other', () => {
    const buried = { policy: POLICY, winners: new Map([[idOf('a'), idOf('b')] as const]) }
    const bytes = encodeBuried(buried)
    expect(decodeBuried(bytes)).toEqual(buried)
    expect(decodeMessage(bytes)).toBeUndefined()
    expect(decodeBuried(bytes.subarray(1))).toBeUndefined()
    expect(decodeBuried(bytes.slice(0, -1))).toBeUndefined()
  })
})

describe('a replay', () => {
  it('FE-2 DE-4 what the log says was executed kills its rivals, also where its votes are not at hand', () => {
    const one = replica()
    const [winner, rival] = [one.spore([add('k', '1')]), one.spore([mul('k', '2')])]
    one.receive(winner, rival)
    one.commit(winner)
    one.round()
    one.outputs = one.outputs.filter(
      (output) => output.type !== 'log' || decodeMessage(output.bytes)?.type !== 'batch',
    )
    const again = relived(one)
    expect(again.decided.get(rival.id)?.stage).toBe('dead')
    expect(again.winners.get(rival.id)).toBe(winner.id)
  })

  it('DE-4 kills what came between an own batch and its round being durable', () => {
    const one = endorser()
    const [winner, rival] = [one.spore([add('k', '1')]), one.spore([mul('k', '2')])]
    one.receive(winner)
    for (const each of [1, 2]) one.hear(each, endorse(winner), { ...accepted, spore: winner.id })
    const endorsed = one.flush()
    one.durable(endorsed)
    // Its own ACCEPT is the third.
    const decisive = one.flush()
    expect(decisive.flatMap(({ items }) => items.map(({ type }) => type))).toEqual(['ACCEPT'])
    expect(one.stage(winner)).toBe('open')
    const own = [...endorsed, ...decisive].map((batch) => encodeBatch(batch, 'full'))
    const before = one.outputs.flatMap((output) => (output.type === 'log' ? [output.bytes] : []))
    one.clear()
    one.receive(rival)
    one.durable(decisive)
    expect([one.stage(winner), one.stage(rival)]).toEqual(['committed', 'dead'])
    // It crashes here: what was executed is in no round.
    const log = new Map([
      [1, [...before, ...own]],
      [2, [bundleOf(rival).wire]],
    ])
    const state = new TestStore().recover({ key: one.key, log, id: one.policy.id, record: one.record })
    step(state, { type: 'go-live', now: one.now, round: 3 })
    const again = state.policies.get(one.policy.id)!
    expect([winner, rival].map(({ id }) => again.decided.get(id)?.stage)).toEqual(['committed', 'dead'])
    expect(again.winners.get(rival.id)).toBe(winner.id)
  })
})

const accepted = { type: 'ACCEPT', ballot: 0, just: null } as const
