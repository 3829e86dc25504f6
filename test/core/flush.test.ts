// Rounds and the chain: what is sealed, when it counts, and what is proved to replicas.

import { describe, expect, it } from 'vitest'
import { headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { MAX_ITEMS_PER_BATCH } from '../../worker/core/limits.ts'
import type { PolicyId } from '../../worker/core/model/ids.ts'
import { sizeOf } from '../../worker/core/rules/endorser-set.ts'
import { accept, add, bundleOf, endorse, reject, set } from './builders.ts'
import { TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })

describe('rounds', () => {
  it('WA-1 nothing to say and nothing heard is no round', () => {
    const one = node()
    one.clear()
    expect(one.flush()).toEqual([])
    expect(one.outputsOf('round')).toEqual([])
    one.receive(one.spore([set('k', '1')]))
    one.round()
    one.clear()
    one.flush()
    expect(one.outputsOf('round')).toEqual([])
  })

  it('WA-1 what was logged belongs to the round that is closed next', () => {
    const one = node({ self: 9 })
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['bundle'])
    one.hear(1, endorse(spore))
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['bundle', 'batch'])
    one.flush()
    expect(one.outputsOf('round')).toEqual([{ type: 'round', round: 1, batches: [] }])
    one.hear(1, accept(spore))
    one.flush()
    expect(one.outputsOf('round').map(({ round }) => round)).toEqual([1, 2])
  })

  it('WA-2 the chain begins at the policy, and each batch names the one before', () => {
    const one = node()
    const batches = ['a', 'b', 'c'].flatMap((key) => {
      one.receive(one.spore([set(key, '1')]))
      const flushed = one.flush()
      one.durable(flushed)
      return flushed
    })
    expect(batches.map(({ header }) => header.seq)).toEqual([0, 1, 2])
    expect(batches.map(({ header }) => header.previous)).toEqual([
      one.policy.id,
      batches[0]?.digest,
      batches[1]?.digest,
    ])
    for (const { header, digest, items } of batches) {
      expect(header).toMatchObject({
        policy: one.policy.id,
        endorser: 0,
        era: 0,
        incarnation: 0,
        count: items.length,
      })
      expect(header.root).toBe(itemsRoot(items))
      expect(digest).toBe(headerDigest(header))
    }
    expect(one.policy.chains[0]).toMatchObject({ next: 3, head: batches[2]?.digest })
  })

  it('WA-2 a sealed batch is never sealed again: what comes later is another one', () => {
    const one = node()
    const [first, second] = [one.spore([set('a', '1')]), one.spore([set('b', '1')])]
    one.receive(first)
    const sealed = one.flush()
    one.receive(second)
    const next = one.flush()
    expect(sealed.map(({ items }) => items)).toEqual([[endorse(first)]])
    expect(next.map(({ items }) => items)).toEqual([[endorse(second)]])
    expect(next[0]?.header).toMatchObject({ seq: 1, previous: sealed[0]?.digest })
  })

  it('WA-2 many items become several batches of one round, linked', () => {
    const one = node()
    const spores = Array.from({ length: MAX_ITEMS_PER_BATCH + 10 }, (_, i) =>
      one.spore([add('n', `${i}`)], { emitter: one.record.endorsers[i % 4]!.key }),
    )
    for (let i = 0; i < 4; i++) {
      const theirs = spores.filter((_, at) => at % 4 === i)
      for (let at = 0; at < theirs.length; at += 64) one.take(bundleOf(...theirs.slice(at, at + 64)))
    }
    const batches = one.flush()
    expect(batches.map(({ items }) => items.length)).toEqual([MAX_ITEMS_PER_BATCH, 10])
    expect(batches[1]?.header.previous).toBe(batches[0]?.digest)
    expect(one.outputsOf('round')).toHaveLength(1)
  })

  it('WA-3 its own votes count only when they are durable', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(1, endorse(spore))
    one.hear(2, endorse(spore))
    const sealed = one.flush()
    expect(sizeOf(one.entry(spore)!.endorsed)).toBe(2)
    expect(one.said).toEqual([])
    one.durable(sealed)
    expect(sizeOf(one.entry(spore)!.endorsed)).toBe(3)
    expect(one.said).toEqual([accept(spore)])
  })

  it('WA-3 its own ACCEPT decides only when it is durable', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore))
    for (const endorser of [1, 2]) one.hear(endorser, accept(spore))
    const sealed = one.flush()
    expect(one.stage(spore)).toBe('open')
    one.durable(sealed)
    expect(one.stage(spore)).toBe('committed')
  })

  it('WA-3 a bundle of its own is sent after the round that logs it', () => {
    const one = node()
    const spore = one.write([{ op: 'SET', key: 'k', sub: null, argument: { type: 'string', text: 'x' } }])
    expect(one.outputsOf('broadcast').map(({ wire }) => wire)).toEqual([bundleOf(spore).wire])
    expect(one.outputsOf('log')).toHaveLength(1)
    const other = one.spore([set('l', '1')])
    one.receive(other)
    expect(one.outputsOf('broadcast')).toHaveLength(1)
  })

  it('WA-1 the same message is logged once', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore, spore)
    const batch = one.hear(1, endorse(spore))
    one.hearBatch(batch)
    expect(one.outputsOf('log').map(({ kind }) => kind)).toEqual(['bundle', 'batch'])
  })

  it('WA-1 a policy that this node does not know is passed over', () => {
    const one = node()
    one.clear()
    one.step({
      type: 'durable',
      now: one.now,
      batches: [
        {
          ...one.chains[1]!.say(accept({ id: 'aa'.repeat(32) as never })),
          header: { ...one.chains[1]!.batches[0]!.header, policy: 'cc'.repeat(32) as PolicyId },
        },
      ],
    })
    expect(one.outputsOf('spore')).toEqual([])
  })
})

describe('certificates for replicas', () => {
  it('CE-1 each decision is proved by f+1 endorsers, which ones depends on the spore', () => {
    const provers = (nonce: string): number[] =>
      [0, 1, 2, 3].filter((self) => {
        const one = node({ self })
        one.committed([set('k', '1')], { nonce, emitter: one.record.endorsers[1]!.key })
        one.flush()
        return one.outputsOf('certify').length > 0
      })
    const sets = Array.from({ length: 12 }, (_, i) => provers(i.toString(16).padStart(32, '0')))
    for (const each of sets) expect(each).toHaveLength(2)
    expect(new Set(sets.map(String)).size).toBeGreaterThan(1)
  })

  it('CE-2 a commit is proved by its body and the batches of the ACCEPTs, an abort by those of the REJECTs', () => {
    for (const outcome of ['committed', 'aborted'] as const) {
      let provers = 0
      for (const self of [0, 1, 2, 3]) {
        const one = node({ self })
        const spore = one.spore([set('k', '1')], {
          nonce: '77'.repeat(16),
          emitter: one.record.endorsers[1]!.key,
        })
        one.receive(spore)
        const others = [0, 1, 2, 3].filter((endorser) => endorser !== self)
        for (const endorser of others) one.hear(endorser, endorse({ id: 'aa'.repeat(32) as never }))
        for (const endorser of others)
          one.hear(endorser, outcome === 'committed' ? accept(spore) : reject(spore))
        expect(one.stage(spore)).toBe(outcome)
        one.flush()
        const refs = one.outputsOf('certify').flatMap((output) => output.refs)
        if (refs.length === 0) continue
        provers++
        expect(refs[0]).toEqual({ type: 'bundle', spore: spore.id, round: 1 })
        expect(refs.slice(1)).toEqual(
          others.map((endorser) => ({ type: 'batch', endorser, seq: 1, round: 1 })),
        )
      }
      expect(provers).toBe(2)
    }
  })

  it('CE-1 a replica proves nothing', () => {
    const one = node({ self: 9 })
    for (let i = 0; i < 8; i++) one.committed([set(`k${i}`, '1')])
    one.flush()
    expect(one.outputsOf('certify')).toEqual([])
  })
})
