// Catching up, once: of whom a batch is asked that lacks, and what two nodes on two branches of a chain do.

import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import {
  ASK_AGAIN_MS,
  FRONTIER_INTERVAL_MS,
  MAX_ANSWER_MS,
  MAX_MISSING_BODIES_PER_ENDORSER,
} from '../../worker/core/limits.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Want } from '../../worker/core/model/message.ts'
import { endorse, hold, idOf, reject, TestChain } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { headOf, meets, tells, wants } from './sync-talk.ts'
import { TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })
const SPORE = { id: idOf('a') }

describe('what is asked for', () => {
  const ranges = (one: TestNode): Want['batches'][] =>
    wants(one)
      .map(({ batches }) => batches)
      .filter((batches) => batches.length > 0)
  const asked = (one: TestNode): string[] =>
    one.outputsOf('send').flatMap(({ to, wire }) => {
      const message = decodeMessage(wire)
      return message?.type === 'want' && message.batches.length > 0 ? [to] : []
    })

  it('SY-11 of one peer at a time, and of all who have it when that one does not answer', () => {
    const one = node({ self: 9 })
    meets(one, keyOf(2), keyOf(3), keyOf(4))
    one.clear()
    for (const from of [keyOf(2), keyOf(3), keyOf(4)]) tells(one, [0, 5, 0, 0], from)
    expect(ranges(one)).toEqual([[[1, 0, 5]]])
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    expect(ranges(one)).toEqual([[[1, 0, 5]], [[1, 0, 5]], [[1, 0, 5]]])
    expect(asked(one).sort()).toEqual([keyOf(2), keyOf(3), keyOf(4)])
  })

  it('SY-11 of others at the next look when the one that was asked goes', () => {
    const one = node({ self: 9 })
    meets(one, keyOf(2), keyOf(3))
    tells(one, [0, 5, 0, 0], keyOf(2))
    tells(one, [0, 5, 0, 0], keyOf(3))
    one.step({ type: 'peer', now: one.now, key: keyOf(2), up: false })
    one.clear()
    one.now += FRONTIER_INTERVAL_MS - ASK_AGAIN_MS
    tells(one, [0, 5, 0, 0], keyOf(3))
    expect(asked(one)).toEqual([keyOf(3)])
  })

  it('SY-11 holes only, and nothing twice while an answer goes on coming', () => {
    const one = node({ self: 9 })
    const [a, b, c, d] = Array.from({ length: 4 }, () => one.chains[1]!.say(hold(SPORE, SPORE)))
    one.hearBatch(b!)
    one.hearBatch(d!)
    meets(one, keyOf(2))
    one.now += 2 * ASK_AGAIN_MS
    one.clear()
    tells(one, [0, 9, 0, 0], keyOf(2))
    expect(ranges(one)).toEqual([
      [
        [1, 0, 1],
        [1, 2, 3],
        [1, 4, 9],
      ],
    ])
    one.clear()
    one.hearBatch(a!, 'full', keyOf(2))
    one.hearBatch(c!, 'full', keyOf(2))
    tells(one, [0, 9, 0, 0], keyOf(2))
    expect(ranges(one)).toEqual([])
    expect(one.policy.chains[1]?.next).toBe(4)
    tells(one, [0, 12, 0, 0], keyOf(2))
    expect(ranges(one)).toEqual([])
    for (let seq = 4; seq < 9; seq++) one.hearBatch(one.chains[1]!.say(hold(SPORE, SPORE)), 'full', keyOf(2))
    expect(ranges(one)).toEqual([[[1, 9, 12]]])
  })

  it('SY-11 not at once what its endorser, who is connected, sends by itself; but when he himself says it is there', () => {
    const one = node()
    meets(one, keyOf(2), keyOf(3))
    one.clear()
    tells(one, [0, 5, 0, 0], keyOf(3))
    expect(ranges(one)).toEqual([])
    tells(one, [0, 6, 0, 0], keyOf(2))
    expect(ranges(one)).toEqual([[[1, 0, 6]]])
    const other = node()
    meets(other, keyOf(2), keyOf(3))
    tells(other, [0, 5, 0, 0], keyOf(3))
    other.clear()
    other.tick(FRONTIER_INTERVAL_MS)
    expect(asked(other)).toEqual([keyOf(3)])
  })

  it('SY-11 a liar that sends one batch now and then keeps others from being asked for a bounded time only', () => {
    const one = node({ self: 9 })
    meets(one, keyOf(2), keyOf(3))
    tells(one, [0, 100, 0, 0], keyOf(3))
    one.clear()
    tells(one, [0, 100, 0, 0], keyOf(2))
    let waited = 0
    while (!asked(one).includes(keyOf(2)) && waited < 60_000) {
      one.hearBatch(one.chains[1]!.say(hold(SPORE, SPORE)), 'full', keyOf(3))
      one.tick(ASK_AGAIN_MS / 2)
      waited += ASK_AGAIN_MS / 2
    }
    expect(waited).toBeLessThanOrEqual(MAX_ANSWER_MS + 2 * FRONTIER_INTERVAL_MS)
  })

  it('SY-11 a peer that only tells of more and more keeps nobody from being asked', () => {
    const one = node({ self: 9 })
    meets(one, keyOf(2), keyOf(3))
    let waited = 0
    for (let next = 1; !asked(one).includes(keyOf(2)) && waited < 60_000; next++) {
      tells(one, [0, next, 0, 0], keyOf(3))
      tells(one, [0, 1, 0, 0], keyOf(2))
      one.tick(900)
      waited += 900
    }
    expect(waited).toBeLessThanOrEqual(2 * (ASK_AGAIN_MS + FRONTIER_INTERVAL_MS))
  })

  it('SY-11 a liar that goes on right when its time is over is not asked alone again', () => {
    const one = node({ self: 9 })
    const gap = one.chains[1]!.say(hold(SPORE, SPORE))
    meets(one, keyOf(2), keyOf(3))
    tells(one, [0, 100, 0, 0], keyOf(3))
    tells(one, [0, 1, 0, 0], keyOf(2))
    let waited = 0
    while (!asked(one).includes(keyOf(2)) && waited < 60_000) {
      one.hearBatch(one.chains[1]!.say(hold(SPORE, SPORE)), 'full', keyOf(3))
      one.now += 900
      waited += 900
      one.hearBatch(one.chains[1]!.say(hold(SPORE, SPORE)), 'full', keyOf(3))
      one.tick(0)
    }
    expect(waited).toBeLessThanOrEqual(MAX_ANSWER_MS + 2 * FRONTIER_INTERVAL_MS)
    one.hearBatch(gap, 'full', keyOf(2))
    expect(one.policy.chains[1]?.next).toBeGreaterThan(1)
  })

  it('SY-6 SY-11 what could not be taken for want of bodies is asked for when they are here', () => {
    const one = node({ self: 9 })
    meets(one, keyOf(2))
    tells(one, [0, 50, 0, 0], keyOf(2))
    expect(one.policy.chains[1]?.asked.size).toBe(1)
    one.policy.chains[1]!.missing = MAX_MISSING_BODIES_PER_ENDORSER + 1
    one.hearBatch(one.chains[1]!.say(hold(SPORE, SPORE)), 'full', keyOf(2))
    expect([one.drops(), one.policy.chains[1]?.asked.size]).toEqual([['bounds'], 0])
  })

  it('SY-12 the last batch of another branch, of whom stands there; and once it is known no more', () => {
    const one = node()
    meets(one, keyOf(3), keyOf(4))
    const twin = new TestChain(one.policy.id, 1)
    one.hearBatch(one.chains[1]!.say(endorse(SPORE)))
    const other = twin.say(reject(SPORE))
    one.clear()
    const elsewhere = (from: PublicKeyHex): void => {
      one.step({
        type: 'frontier',
        now: one.now,
        from,
        frontier: {
          type: 'frontier',
          policy: one.policy.id,
          next: [0, 1, 0, 0],
          heads: [headOf(one, 0, 0), other.digest.slice(0, 16), headOf(one, 2, 0), headOf(one, 3, 0)],
        },
      })
    }
    elsewhere(keyOf(3))
    elsewhere(keyOf(4))
    expect(asked(one)).toEqual([keyOf(3), keyOf(4)])
    elsewhere(keyOf(3))
    expect(ranges(one)).toEqual([[[1, 0, 1]], [[1, 0, 1]]])
    one.hearBatch(other)
    one.now += ASK_AGAIN_MS
    one.clear()
    elsewhere(keyOf(4))
    expect(ranges(one)).toEqual([])
    expect(one.policy.chains[1]?.forks.size).toBe(1)
  })
})
