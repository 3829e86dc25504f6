// Catching up: frontiers, wants, gaps, and bodies that are missing.

import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import {
  ASK_AGAIN_MS,
  FRONTIER_INTERVAL_MS,
  MAX_MISSING_BODIES_PER_ENDORSER,
  MAX_WANTED_BATCHES,
  MAX_WANTED_SPORES,
} from '../../worker/core/limits.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import { accept, endorse, hold, idOf, set } from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'
import { frontiers, meets, tells, wants } from './sync-talk.ts'
import { PEER, TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })
const SPORE = { id: idOf('a') }

/** One batch of the second endorser, and nothing left to do. */
const knows = (one: TestNode): void => {
  one.hear(1, hold(SPORE, SPORE))
  one.tick(FRONTIER_INTERVAL_MS)
  one.now += FRONTIER_INTERVAL_MS
}

describe('frontiers', () => {
  it('SY-1 tells how far it has every chain without a gap to a member that comes', () => {
    const one = node()
    const first = one.chains[1]!.say(endorse(SPORE))
    one.hearBatch(first)
    one.chains[1]!.say(hold(SPORE, SPORE))
    one.hearBatch(one.chains[1]!.say(accept(SPORE)))
    one.clear()
    one.step({ type: 'peer', now: one.now, key: keyOf(2), up: true })
    expect(frontiers(one)).toEqual([[0, 1, 0, 0]])
    expect(one.outputsOf('send')[0]?.to).toBe(keyOf(2))
  })

  it('SY-1 tells strangers nothing, and a replica tells whoever it meets', () => {
    const one = node({ self: 9 })
    one.step({ type: 'peer', now: one.now, key: keyOf(50), up: true })
    expect(frontiers(one)).toEqual([])
    one.step({ type: 'peer', now: one.now, key: keyOf(2), up: true })
    expect(frontiers(one)).toEqual([[0, 0, 0, 0]])
    const endorser = node()
    endorser.step({ type: 'peer', now: endorser.now, key: keyOf(50), up: true })
    expect(frontiers(endorser)).toEqual([[0, 0, 0, 0]])
  })

  it('SY-1 asks whoever is ahead for what it lacks, in bounded pieces, and never for its own chain', () => {
    const one = node()
    meets(one, PEER)
    tells(one, [9, 3, 0, 1_000])
    expect(wants(one).map(({ batches }) => batches)).toEqual([
      [
        [1, 0, 3],
        [3, 0, MAX_WANTED_BATCHES / 2],
      ],
    ])
  })

  it('SY-1 answers a frontier only with news, and then takes a breath: two nodes never talk without a pause', () => {
    const one = node()
    meets(one, PEER)
    one.hear(1, endorse(SPORE))
    one.clear()
    tells(one, [0, 0, 0, 0])
    expect(frontiers(one)).toEqual([])
    one.now += ASK_AGAIN_MS
    tells(one, [0, 0, 0, 0])
    tells(one, [0, 0, 0, 0])
    expect(frontiers(one)).toEqual([[0, 1, 0, 0]])
    one.now += ASK_AGAIN_MS
    one.clear()
    tells(one, [0, 1, 0, 0])
    expect(one.outputsOf('send')).toEqual([])
  })

  it('SY-1 tells again after a breath what may have come before the peer had the policy', () => {
    const one = node()
    knows(one)
    meets(one, PEER)
    // The peer takes the policy only now, and both tell each other where they are.
    one.clear()
    tells(one, [0, 0, 0, 0])
    expect(frontiers(one)).toEqual([])
    expect(one.outputsOf('wake').at(-1)?.at).toBe(one.now + ASK_AGAIN_MS)
    one.tick(ASK_AGAIN_MS)
    expect(frontiers(one)).toEqual([[0, 1, 0, 0]])
    // Once: it is heard this time, and asked for again by whoever still lacks it.
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    expect(one.outputs).toEqual([])
  })

  it('SY-1 is not kept from telling others by a peer that asks without end', () => {
    const one = node()
    knows(one)
    meets(one, PEER, keyOf(2))
    one.clear()
    for (let i = 0; i < 60; i++) {
      one.now += ASK_AGAIN_MS / 20
      for (let k = 0; k < 3; k++) tells(one, [0, 0, 0, 0])
      one.tick(0)
    }
    const toOther = one.outputsOf('send').filter(({ to }) => to === keyOf(2))
    expect(toOther.length).toBeGreaterThan(1)
  })

  it('SY-1 takes what it has of the peer’s own chain for no news: nobody asks for that', () => {
    const one = node()
    knows(one)
    meets(one, keyOf(2))
    one.now += ASK_AGAIN_MS
    one.clear()
    tells(one, [0, 0, 0, 0], keyOf(2))
    expect(one.outputs.filter(({ type }) => type !== 'wake')).toEqual([])
  })

  it('SY-1 tells whoever is there already when a policy begins', () => {
    const one = node()
    meets(one, PEER)
    const record = policyOf(4, 1, { name: 'another' })
    const id = policyIdOf(record)
    one.clear()
    one.step({ type: 'policy', id, record, pages: [] })
    one.step({ type: 'policy', id, record, pages: [] })
    const heads = Array<string>(4).fill(id.slice(0, 16))
    expect(one.messages()).toEqual([{ type: 'frontier', policy: id, next: [0, 0, 0, 0], heads }])
  })

  it('SY-1 keeps nothing of somebody who is not there', () => {
    const one = node()
    tells(one, [0, 9, 0, 0], keyOf(2))
    expect([one.policy.frontiers.size, one.outputsOf('send').length]).toEqual([0, 0])
  })

  it('SY-1 drops a frontier of another shape or an unknown policy', () => {
    const one = node()
    tells(one, [0, 0, 0])
    one.step({
      type: 'frontier',
      now: one.now,
      from: PEER,
      frontier: {
        type: 'frontier',
        policy: 'cc'.repeat(32) as PolicyId,
        next: [0, 0, 0, 0],
        heads: Array<string>(4).fill('cc'.repeat(8)),
      },
    })
    expect(one.drops()).toEqual(['bounds', 'unknown-policy'])
  })

  it('SY-1 while something is open it tells its peers again and again, and rests when nothing is', () => {
    const one = node()
    one.step({ type: 'peer', now: one.now, key: keyOf(2), up: true })
    one.tick(FRONTIER_INTERVAL_MS)
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    expect(one.outputs).toEqual([])
    one.receive(one.spore([set('k', '1')]))
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    one.tick(FRONTIER_INTERVAL_MS)
    expect(frontiers(one)).toHaveLength(2)
    expect(one.outputsOf('wake').at(-1)?.at).toBe(one.now + FRONTIER_INTERVAL_MS)
  })

  it('SY-1 forgets a peer that goes', () => {
    const one = node()
    one.step({ type: 'peer', now: one.now, key: PEER, up: true })
    tells(one, [0, 1, 0, 0])
    one.step({ type: 'peer', now: one.now, key: PEER, up: false })
    expect([one.state.peers.size, one.policy.frontiers.size]).toEqual([0, 0])
  })
})

describe('gaps', () => {
  it('SY-2 a batch ahead of its chain is kept and counted, and the gap is asked for', () => {
    const one = node()
    const [first, second, third] = [endorse(SPORE), hold(SPORE, SPORE), accept(SPORE)].map((item) =>
      one.chains[1]!.say(item),
    )
    one.hearBatch(third!)
    expect(one.policy.chains[1]?.next).toBe(0)
    expect(
      wants(one)
        .map(({ batches }) => batches)
        .filter((batches) => batches.length > 0),
    ).toEqual([[[1, 0, 2]]])
    one.hearBatch(second!)
    one.hearBatch(first!)
    expect(one.policy.chains[1]).toMatchObject({ next: 3, head: third!.digest })
  })

  it('SY-6 asks on where an answer ended', () => {
    const one = node()
    meets(one, PEER)
    tells(one, [0, 600, 0, 0])
    for (let i = 0; i < MAX_WANTED_BATCHES; i++) one.hear(1, hold(SPORE, SPORE))
    expect(wants(one).map(({ batches }) => batches)).toEqual([[[1, 0, 256]], [[1, 256, 512]]])
  })

  it('SY-2 short ids that nobody here knows make it ask for the full form', () => {
    const one = node()
    one.hearBatch(one.chains[1]!.say(endorse(SPORE)), 'short')
    expect(wants(one).map(({ batches }) => batches)).toEqual([[[1, 0, 1]]])
    expect(one.policy.chains[1]?.next).toBe(0)
    expect(one.outputsOf('log')).toEqual([])
  })

  it('SY-2 short ids of known spores are enough', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hearBatch(one.chains[1]!.say(endorse(spore)), 'short')
    expect(one.policy.chains[1]?.next).toBe(1)
    expect(one.entry(spore)?.endorsed).toBe(0b10)
  })

  it('SY-2 a full form that does not match its root is dropped', () => {
    const one = node()
    const batch = one.chains[1]!.say(endorse(SPORE))
    one.hearBatch({ ...batch, items: [accept(SPORE)] })
    expect(one.drops()).toEqual(['root'])
    expect(one.policy.chains[1]?.next).toBe(0)
  })
})

describe('missing bodies', () => {
  it('SY-3 a spore that somebody voted on is asked of whoever spoke of it, once for now', () => {
    const one = node()
    one.hear(1, endorse(SPORE))
    one.hear(2, endorse(SPORE))
    expect(wants(one).map(({ spores }) => spores)).toEqual([[SPORE.id]])
    expect(one.outputsOf('send')[0]?.to).toBe(PEER)
  })

  it('SY-5 asks another member after a while', () => {
    const one = node()
    for (const key of [keyOf(2), keyOf(3), keyOf(4)]) one.step({ type: 'peer', now: one.now, key, up: true })
    one.hear(1, endorse(SPORE))
    const asked = new Set<string>()
    for (let i = 0; i < 6; i++) {
      one.clear()
      one.tick(Math.max(ASK_AGAIN_MS, FRONTIER_INTERVAL_MS))
      for (const { to, wire } of one.outputsOf('send')) {
        const message = decodeMessage(wire)
        if (message?.type === 'want' && message.spores.length > 0) asked.add(to)
      }
    }
    expect([...asked].sort()).toEqual([keyOf(2), keyOf(3), keyOf(4)])
  })

  it('SY-3 a HOLD alone is no reason to fetch a body', () => {
    const one = node()
    one.hear(1, hold(SPORE, { id: idOf('b') }))
    expect([one.policy.missing.size, wants(one).length]).toEqual([0, 0])
  })

  it('SY-3 asks for bodies in bounded pieces', () => {
    const one = node()
    const many = Array.from({ length: MAX_WANTED_SPORES + 5 }, (_, i): Item =>
      endorse({ id: i.toString(16).padStart(64, '0') as SporeId }),
    )
    one.hear(1, ...many)
    expect(wants(one).map(({ spores }) => spores.length)).toEqual([MAX_WANTED_SPORES])
  })

  it('SY-3 an endorser that votes on bodies nobody has fills a bounded room; its chain waits, unlogged', () => {
    const one = node()
    let made = 0
    const fresh = (): Item => endorse({ id: (++made).toString(16).padStart(64, '0') as SporeId })
    const batches = Math.ceil(MAX_MISSING_BODIES_PER_ENDORSER / 1_000) + 3
    for (let i = 0; i < batches; i++) one.hear(1, ...Array.from({ length: 1_000 }, fresh))
    expect(one.drops()).toContain('bounds')
    expect(one.policy.missing.size).toBeLessThanOrEqual(MAX_MISSING_BODIES_PER_ENDORSER + 1_024)
    expect(one.outputsOf('log').length).toBeLessThan(batches)
    one.clear()
    one.hear(2, endorse(SPORE))
    expect(one.drops()).toEqual([])
  })
})
