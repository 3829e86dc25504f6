// Who can be reached, how fast they answer, and the words for it. The clock is the test's.

import { beforeEach, describe, expect, it } from 'vitest'
import { HEARD_MS, MAX_PACE_MS, MAX_PROBES, PROBE_MS, REACH_SETTLE_MS } from '../../worker/core/limits.ts'
import { encodeFrontier } from '../../worker/core/codec/message-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Intended } from '../../worker/core/input.ts'
import { bit } from '../../worker/core/rules/endorser-set.ts'
import { timersOf } from '../../worker/core/rules/timers.ts'
import { defaultTimeoutMs, reachability, reachSentence, roundTripOf } from '../../worker/core/rules/reach.ts'
import { accept, endorse, hold, NOW, set } from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const put = (key: string): Intended => ({
  op: 'SET',
  key,
  sub: null,
  argument: { type: 'string', text: 'v' },
})

let node: TestNode

beforeEach(() => {
  node = new TestNode({ n: 4, f: 1 })
})

/** Endorser e's link comes up, or goes down. */
const link = (e: number, up: boolean): void =>
  void node.step({ type: 'peer', now: node.now, key: keyOf(e + 1), up })

const reach = () => reachability(node.policy, node.state.peers, node.now)

describe('reachability', () => {
  it('RE-1 RE-2 counts oneself and who is connected, and says in words what that allows', () => {
    expect(reach().sentence).toBe('1 of 4 endorsers reachable, 3 needed: writes wait')
    link(1, true)
    expect(reach().sentence).toBe('2 of 4 endorsers reachable, 3 needed: writes wait')
    link(2, true)
    expect(reach()).toMatchObject({ reachable: 3, quorum: 3, canCommit: true, canDecide: true })
    expect(reach().sentence).toBe('3 of 4 endorsers reachable, 3 needed: writes go through')
    expect(reach().endorsers.map(({ reachable, isSelf }) => [reachable, isSelf])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [false, false],
    ])
    link(2, false)
    node.now += 5_000
    expect(reach().endorsers[2]).toMatchObject({ reachable: false, sinceMs: 5_000 })
  })

  it('RE-2 for every policy: writes go through exactly when ω are there, stuck ones when r and q are', () => {
    for (let n = 1; n <= 31; n++)
      for (let f = 0; f < n; f++) {
        const { parameters } = new TestNode({ n, f }).policy
        const { omega, q, r } = parameters
        for (let there = 0; there <= n; there++) {
          const sentence = reachSentence(parameters, there)
          expect(/writes go through/.test(sentence)).toBe(there >= omega)
          expect(/contested/.test(sentence)).toBe(there >= omega && there < Math.max(q, r))
        }
        if (n > 8) break
      }
    expect(reachSentence({ n: 8, omega: 5, q: 5, r: 7 }, 5)).toBe(
      '5 of 8 endorsers reachable, 5 needed: writes go through, but a contested one waits until 7 are',
    )
  })

  it('RE-1 a replica is not among the endorsers, and one that fell silent does not count', () => {
    const replica = new TestNode({ n: 4, f: 1, self: 7 })
    expect(reachability(replica.policy, replica.state.peers, NOW)).toMatchObject({ reachable: 0 })
    node.policy.silenced = true
    expect(reach()).toMatchObject({ reachable: 0 })
    expect(reach().endorsers[0]).toMatchObject({ reachable: true, silencedOrAccused: true })
  })

  it('RE-1 who is proven faulty is not counted on, though connected', () => {
    for (const e of [1, 2]) link(e, true)
    node.policy.evidence.faulty = bit(2)
    expect(reach().canCommit).toBe(false)
    expect(reach().sentence).toBe(
      '2 of 4 endorsers reachable, 3 needed: writes wait. 1 more is there, but can no longer be counted on',
    )
  })

  it('RE-2 more than f proven faulty halt the writes, whoever can be reached', () => {
    for (const e of [1, 2, 3]) link(e, true)
    node.policy.evidence.faulty = bit(1) | bit(2)
    expect(reach()).toMatchObject({ canCommit: false, canDecide: false })
    expect(reach().sentence).toBe(
      '2 of 4 endorsers are proven faulty, more than the 1 that are tolerated: writes are halted',
    )
  })

  it('RE-1 who went counts again while new batches of it come through others, for a time', () => {
    link(3, true)
    node.hear(3, endorse(node.spore([set('k', 'v')])))
    node.now += 10
    link(3, false)
    expect(reach().endorsers[3]?.reachable).toBe(false)
    node.now += 10
    node.hear(3, endorse(node.spore([set('k', 'v')])))
    expect(reach().endorsers[3]).toMatchObject({ reachable: true, connected: false })
    node.now += HEARD_MS
    expect(reach().endorsers[3]?.reachable).toBe(false)
  })

  it('RE-1 tells how many batches an endorser lacked when it told its frontier last', () => {
    link(1, true)
    link(2, true)
    for (let i = 0; i < 3; i++) node.hear(3, endorse(node.spore([set(`k${i}`, 'v')])))
    node.hear(2, endorse(node.spore([set('x', 'v')])))
    const tell = (e: number, next: readonly number[]): void => {
      const frontier = decodeMessage(
        encodeFrontier({
          type: 'frontier',
          policy: node.policy.id,
          next,
          heads: next.map(() => '00'.repeat(8)),
        }),
      ) as never
      node.step({ type: 'frontier', now: node.now, from: keyOf(e + 1), frontier })
    }
    expect(reach().endorsers[1]?.behind).toBeUndefined()
    tell(1, [0, 0, 0, 1])
    tell(2, [9, 9, 9, 9])
    expect(reach().endorsers.map(({ behind }) => behind)).toEqual([undefined, 3, 0, undefined])
    tell(1, [0, 0])
    expect(reach().endorsers[1]?.behind).toBe(3)
    link(1, false)
    expect(reach().endorsers[1]?.behind).toBeUndefined()
  })
})

describe('answer times', () => {
  /** Our spore leaves now. */
  function leave(key = 'k') {
    const spore = node.write([put(key)])
    node.round()
    return spore
  }

  it('RE-3 are measured from the moment a spore of ours leaves, by the first vote of each', () => {
    const spore = node.write([put('k')])
    node.now += 40
    node.round()
    node.now += 30
    node.hear(1, endorse(spore))
    node.now += 70
    node.hear(2, hold(spore, spore))
    node.now += 1_000
    node.hear(2, endorse(spore))
    node.hear(1, accept(spore))
    expect([...node.policy.watch.pace]).toEqual([
      [1, 30],
      [2, 100],
    ])
    // τ: with our own word the second of two others completes a quorum of three.
    expect(roundTripOf(node.policy)).toBe(100)
    expect(reach()).toMatchObject({ roundTripMs: 100 })
    expect(timersOf(node.policy)).toMatchObject({ ballotMs: 400, woundMs: 200 })
  })

  it('RE-3 are smoothed, and bounded', () => {
    for (const [i, [after, expected]] of [
      [100, 100],
      [500, 200],
      [10 * MAX_PACE_MS, 200 + (MAX_PACE_MS - 200) / 4],
    ].entries()) {
      const spore = leave(`k${i}`)
      node.now += after!
      node.hear(1, endorse(spore))
      expect(node.policy.watch.pace.get(1)).toBe(expected)
    }
  })

  it('RE-3 of a spore of others only an ACCEPT answers our ENDORSE', () => {
    const spore = node.spore([set('k', 'v')])
    node.receive(spore)
    node.round()
    node.now += 20
    node.hear(1, endorse(spore))
    expect(node.policy.watch.pace.size).toBe(0)
    node.now += 60
    node.hear(1, accept(spore))
    expect(node.policy.watch.pace.get(1)).toBe(80)
  })

  it('RE-3 an outage is no slowness', () => {
    link(1, true)
    const spore = leave()
    node.now += 1_000
    link(1, false)
    node.now += 30_000
    link(1, true)
    node.now += 50
    node.hear(1, endorse(spore))
    expect(node.policy.watch.pace.size).toBe(0)
  })

  it('RE-3 survive a clock that is set back', () => {
    const spore = leave()
    node.tick(40)
    node.now -= 3_600_000
    node.hear(1, endorse(spore))
    expect(node.policy.watch.pace.get(1)).toBe(40)
  })

  it('RE-3 are read in a few spores at a time, and one that nobody answers makes room', () => {
    for (let i = 0; i < 3 * MAX_PROBES; i++) leave(`k${i}`)
    expect(node.policy.watch.probes.size).toBe(MAX_PROBES)
    node.now += PROBE_MS + 1
    for (let i = 0; i < 3 * MAX_PROBES; i++) leave(`l${i}`)
    expect(node.policy.watch.probes.size).toBe(MAX_PROBES)
    const spore = leave('last')
    node.hear(1, endorse(spore))
    expect(node.policy.watch.probes.size).toBeLessThanOrEqual(MAX_PROBES)
  })

  it('RE-4 a write without a deadline gets five seconds or more, by what was measured, up to the policy’s bound', () => {
    const least = defaultTimeoutMs(node.policy)
    expect(least).toBeGreaterThanOrEqual(5_000)
    for (const e of [1, 2]) node.policy.watch.pace.set(e, 30_000)
    expect(defaultTimeoutMs(node.policy)).toBe(Math.max(least, 1_200_000))
    const strict = new TestNode({ n: 4, f: 1, record: policyOf(4, 1, { maxTimeoutMs: 2_000 }) })
    expect(defaultTimeoutMs(strict.policy)).toBe(2_000)
  })
})

describe('partition and healing', () => {
  const told = () => node.outputsOf('reach').map(({ change, from, to }) => [change, from, to])
  /** The clock goes on as far as the node asked to be woken, or beyond. */
  const wait = (milliseconds: number): void => void node.tick(milliseconds)

  it('RE-5 are told when they have lasted, with the words before and after', () => {
    for (const e of [1, 2, 3]) link(e, true)
    wait(REACH_SETTLE_MS)
    expect(told()).toEqual([
      [
        'healed',
        '1 of 4 endorsers reachable, 3 needed: writes wait',
        '4 of 4 endorsers reachable, 3 needed: writes go through',
      ],
    ])
    node.clear()
    link(3, false)
    wait(REACH_SETTLE_MS)
    expect(told().map(([change]) => change)).toEqual(['changed'])
    node.clear()
    link(2, false)
    const wakes = node.outputsOf('wake')
    expect(wakes.at(-1)!.at).toBeLessThanOrEqual(node.now + REACH_SETTLE_MS)
    wait(REACH_SETTLE_MS - 1)
    expect(told()).toEqual([])
    wait(1)
    expect(told()).toEqual([
      [
        'partition',
        '3 of 4 endorsers reachable, 3 needed: writes go through',
        '2 of 4 endorsers reachable, 3 needed: writes wait',
      ],
    ])
    node.clear()
    wait(60_000)
    expect(told()).toEqual([])
    link(2, true)
    wait(REACH_SETTLE_MS)
    expect(told().map(([change]) => change)).toEqual(['healed'])
  })

  it('RE-5 a link that comes and goes is no news', () => {
    for (const e of [1, 2]) link(e, true)
    wait(REACH_SETTLE_MS)
    node.clear()
    for (let i = 0; i < 50; i++) {
      link(2, i % 2 === 1)
      wait(REACH_SETTLE_MS / 3)
    }
    expect(told()).toEqual([])
  })

  it('RE-5 says so too when somebody heard of through others falls silent', () => {
    for (const e of [1, 2]) link(e, true)
    wait(REACH_SETTLE_MS)
    node.clear()
    link(2, false)
    node.now += 1
    node.hear(2, endorse(node.spore([set('k', 'v')])))
    wait(REACH_SETTLE_MS)
    expect(told()).toEqual([])
    wait(HEARD_MS)
    wait(REACH_SETTLE_MS)
    expect(told().map(([change]) => change)).toEqual(['partition'])
  })
})
