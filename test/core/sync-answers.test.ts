// Anti-entropy, the giving side: what is asked for is answered from the log, within bounds; forks, votes by name, own spores.

import { describe, expect, it } from 'vitest'
import {
  CHAIN_WINDOW,
  FRONTIER_INTERVAL_MS,
  MAX_FORKED_BATCHES,
  MAX_WANTED_BATCHES,
} from '../../worker/core/limits.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Want } from '../../worker/core/model/message.ts'
import { accept, batchOf, endorse, hold, idOf, reject, set, text } from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'
import { PEER, TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })
const SPORE = { id: idOf('a') }

const meets = (one: TestNode, ...keys: readonly PublicKeyHex[]): void => {
  for (const key of keys) one.step({ type: 'peer', now: one.now, key, up: true })
}
const asks = (
  one: TestNode,
  batches: Want['batches'],
  spores: readonly SporeId[] = [],
  votes: Want['votes'] = [],
  policy: PolicyId = one.policy.id,
): void => {
  one.step({
    type: 'want',
    now: one.now,
    from: PEER,
    want: { type: 'want', policy, batches, spores, votes, refs: [] },
  })
}
const wants = (one: TestNode): Want[] => one.messages().filter((each) => each.type === 'want')
/** One batch of the second endorser, and nothing left to do. */
const refs = (one: TestNode): unknown[] => one.outputsOf('serve').flatMap((output) => [...output.refs])

describe('answers', () => {
  it('SY-8 names where the wanted messages lie in the log, up to a bound and the first gap', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.flush()
    one.hear(1, endorse(spore))
    one.flush()
    one.hear(1, accept(spore))
    asks(one, [[1, 0, 10]], [spore.id, idOf('f')])
    expect(refs(one)).toEqual([
      { type: 'bundle', spore: spore.id, round: 1 },
      { type: 'batch', endorser: 1, seq: 0, round: 2 },
      { type: 'batch', endorser: 1, seq: 1, round: 3 },
    ])
  })

  it('SY-8 a decided spore is still served, and what is not there is no answer', () => {
    const one = node()
    const spore = one.committed([set('k', '1')])
    asks(one, [], [spore.id])
    expect(refs(one)).toEqual([{ type: 'bundle', spore: spore.id, round: 1 }])
    one.clear()
    asks(
      one,
      [
        [1, 5, 9],
        [9, 0, 1],
      ],
      [idOf('f')],
    )
    expect(one.outputsOf('serve')).toEqual([])
    asks(one, [], [], [], 'cc'.repeat(32) as PolicyId)
    expect(one.drops()).toEqual(['unknown-policy'])
  })

  it('SY-8 answers at most so many batches at once', () => {
    const one = node()
    for (let i = 0; i < 200; i++) {
      one.hear(1, hold(SPORE, SPORE))
      one.hear(2, hold(SPORE, SPORE))
    }
    asks(one, [
      [1, 0, 10_000],
      [2, 0, 10_000],
    ])
    expect(refs(one)).toHaveLength(MAX_WANTED_BATCHES)
  })
})

describe('forks', () => {
  it('SY-9 both branches of a forked chain are heard, up to a bound: either may hold votes that others counted', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, accept(spore))
    const branch = batchOf(one.policy.id, 1, 0, one.policy.id, [reject(spore)])
    one.hearBatch(branch)
    expect(one.drops()).toEqual(['fork'])
    expect([one.entry(spore)?.accepted, one.entry(spore)?.rejected]).toEqual([0b10, 0b10])
    expect(one.policy.chains[1]).toMatchObject({ next: 1, head: one.chains[1]!.batches[0]!.digest })
    expect(one.policy.chains[1]?.forks.size).toBe(1)
    expect(MAX_FORKED_BATCHES).toBeGreaterThan(0)
    expect(CHAIN_WINDOW).toBeGreaterThan(MAX_WANTED_BATCHES)
  })
})

describe('votes by spore', () => {
  it('SY-10 a spore that stays open is asked about, with the votes that are known', () => {
    const one = node()
    meets(one, keyOf(2))
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, endorse(spore))
    one.hear(2, reject(spore))
    one.round()
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    const votes = wants(one).flatMap((want) => want.votes)
    expect(votes).toEqual([{ spore: spore.id, endorsed: 0b011, rejected: 0b100, accepted: 0 }])
  })

  it('SY-10 answers with the batches that hold other votes, those of another branch or behind a gap included', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, endorse(spore))
    one.flush()
    one.hearBatch(batchOf(one.policy.id, 1, 0, one.policy.id, [reject(spore)]))
    one.flush()
    one.chains[2]!.say(endorse(spore))
    one.hearBatch(one.chains[2]!.say(accept(spore)))
    one.clear()
    asks(one, [], [], [{ spore: spore.id, endorsed: 0b10, rejected: 0, accepted: 0 }])
    expect(refs(one)).toContainEqual({ type: 'batch', endorser: 1, seq: 0, round: 2 })
    expect(refs(one)).toContainEqual({ type: 'batch', endorser: 2, seq: 1, round: 3 })
    expect(refs(one)).not.toContainEqual({ type: 'batch', endorser: 1, seq: 0, round: 1 })
  })
})

describe('own spores that nobody heard of', () => {
  it('SY-4 are offered to a member that comes, until somebody has spoken of them', () => {
    const record = policyOf(4, 1, { submitters: [{ key: keyOf(10), name: 'guest' }] })
    const one = node({ self: 9, record })
    const spore = one.write([{ op: 'SET', key: 'k', sub: null, argument: text('x') }])
    one.flush()
    one.clear()
    meets(one, keyOf(2))
    expect(refs(one)).toEqual([{ type: 'bundle', spore: spore.id, round: 1 }])
    one.clear()
    one.hear(1, hold(spore, SPORE))
    meets(one, keyOf(3))
    expect(refs(one)).toEqual([])
  })

  it('SY-4 are not offered to strangers', () => {
    const record = policyOf(4, 1, { submitters: [{ key: keyOf(10), name: 'guest' }] })
    const one = node({ self: 9, record })
    one.write([{ op: 'SET', key: 'k', sub: null, argument: text('x') }])
    meets(one, keyOf(50))
    expect(refs(one)).toEqual([])
  })
})
