// The gatekeeper of a hot key: one turn at a time, first come first served, bounded, and forgotten when nobody waits.

import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { encodeTurn } from '../../worker/core/codec/turn-codec.ts'
import { encode } from '../../worker/core/codec/cbor.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { MAX_TURN_KEYS, MAX_TURN_WRITES } from '../../worker/core/limits.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { TURN_STEPS, type Turn } from '../../worker/core/model/turn.ts'
import { gatekeeperOf } from '../../worker/core/rules/gatekeeper.ts'
import { timersOf } from '../../worker/core/rules/timers.ts'
import { base, POLICY, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const [B, C, D] = [keyOf(2), keyOf(3), keyOf(4)]

/** An endorser whose three peers are there. */
function gatekeeper(): TestNode {
  const one = new TestNode({ n: 4, f: 1 })
  for (const key of [B, C, D]) one.step({ type: 'peer', now: one.now, key, up: true })
  one.clear()
  return one
}
const turn = (one: TestNode, from: PublicKeyHex, step: Turn['step'], number: number, key = 'k'): void =>
  void one.step({ type: 'turn', now: one.now, from, policy: one.policy.id, turn: { step, key, number } })
const ask = (one: TestNode, from: PublicKeyHex, writes = 1, key = 'k'): void => {
  turn(one, from, 'ask', writes, key)
}
/** What was answered since the last time, as `name step number`. */
function answers(one: TestNode): string[] {
  const names = new Map<string, string>([
    [B, 'B'],
    [C, 'C'],
    [D, 'D'],
  ])
  const said = one.outputsOf('send').flatMap(({ to, wire }) => {
    const message = decodeMessage(wire)
    return message?.type === 'turn' ? [`${names.get(to)} ${message.turn.step} ${message.turn.number}`] : []
  })
  one.clear()
  return said
}

describe('the message', () => {
  it('TU-1 comes back from its bytes, each step', () => {
    for (const step of TURN_STEPS) {
      const each = { step, key: 'k', number: step === 'done' ? 0 : 3 }
      expect(decodeMessage(encodeTurn(POLICY, each))).toEqual({ type: 'turn', policy: POLICY, turn: each })
    }
  })

  it('TU-1 refuses other steps, keys that nobody could write, and numbers out of bounds', () => {
    const wire = (...fields: unknown[]): unknown => decodeMessage(encode([6, hexToBytes(POLICY), ...fields]))
    expect(wire(0, 'k', 1)).toBeDefined()
    for (const fields of [
      [4, 'k', 1],
      [0, 'k', 0],
      [0, 'k', MAX_TURN_WRITES + 1],
      [2, 'k', 1],
      [0, '', 1],
      [0, 'a\u0001b', 1],
      [0, '\u0000i', 1],
      [0, 'x'.repeat(513), 1],
      [0, 5, 1],
      [0, 'k'],
      [0, 'k', 1, 1],
      [1, 'k', null],
    ])
      expect(wire(...fields)).toBeUndefined()
  })
})

describe('whose turn it is', () => {
  it('TU-1 the gatekeeper is the same for all who see the same endorsers, and another when it is gone', () => {
    const one = gatekeeper()
    const all = (): boolean => true
    const first = gatekeeperOf(one.policy, 'k', all)
    expect(gatekeeperOf(one.policy, 'k', all)).toBe(first)
    const second = gatekeeperOf(one.policy, 'k', (key) => key !== first)
    expect(second).not.toBe(first)
    expect(gatekeeperOf(one.policy, 'k', () => false)).toBeUndefined()
    const used = new Set(Array.from({ length: 64 }, (_, i) => gatekeeperOf(one.policy, `key ${i}`, all)))
    expect(used.size).toBe(4)
  })

  it('TU-2 the first is granted at once, the others in the order in which they asked', () => {
    const one = gatekeeper()
    one.committed([set('k', '1')])
    one.clear()
    ask(one, B)
    ask(one, C)
    ask(one, D)
    // Asking again keeps the place.
    ask(one, C)
    expect(answers(one)).toEqual(['B granted 1', 'C queued 0', 'D queued 1', 'C queued 0'])
    turn(one, B, 'done', 0)
    expect(answers(one)).toEqual(['C granted 1'])
    // Who is done that had no turn changes nothing but its own place.
    turn(one, B, 'done', 0)
    turn(one, D, 'done', 0)
    expect(answers(one)).toEqual([])
    turn(one, C, 'done', 0)
    expect(answers(one)).toEqual([])
    expect(one.policy.turns.size).toBe(0)
  })

  it('TU-4 the next one is granted in the step in which the last write of the turn commits, with the new version', () => {
    const one = gatekeeper()
    ask(one, B, 2)
    ask(one, C)
    answers(one)
    const first = one.spore([set('k', '1')], { emitter: B })
    const second = one.spore([set('k', '2', base(1))], { emitter: B })
    one.receive(first, second)
    one.commit(first)
    expect(answers(one)).toEqual([])
    one.commit(second)
    expect(answers(one)).toEqual(['C granted 2'])
  })

  it('TU-4 a turn in which nothing is seen ends soon, one whose write is not decided later', () => {
    const one = gatekeeper()
    const { ballotMs, lockMs } = timersOf(one.policy)
    ask(one, B)
    ask(one, C)
    ask(one, D)
    answers(one)
    expect(one.outputsOf('wake').at(-1)).toBeUndefined()
    one.tick(ballotMs)
    expect(answers(one)).toEqual(['C granted 0'])
    one.receive(one.spore([set('k', '1')], { emitter: C }))
    answers(one)
    one.tick(ballotMs)
    expect(answers(one)).toEqual([])
    one.tick(lockMs)
    // C's spore is still undecided: D is let wait for it once more, and then no longer.
    expect(answers(one)).toEqual([])
    one.tick(lockMs)
    expect(answers(one)).toEqual(['D granted 0'])
  })

  it('TU-3 who writes without a turn is let through first', () => {
    const one = gatekeeper()
    const spore = one.spore([set('k', '1')], { emitter: D })
    one.receive(spore)
    one.clear()
    ask(one, B)
    expect(answers(one)).toEqual(['B queued 0'])
    one.commit(spore)
    expect(answers(one)).toEqual(['B granted 1'])
    // Ones own write under way is no reason to wait.
    one.receive(one.spore([set('l', '1')], { emitter: C }))
    one.clear()
    ask(one, C, 1, 'l')
    expect(answers(one)).toEqual(['C granted 0'])
  })

  it('TU-2 who goes away leaves the line, and its turn', () => {
    const one = gatekeeper()
    ask(one, B)
    ask(one, C)
    ask(one, D)
    answers(one)
    one.step({ type: 'peer', now: one.now, key: C, up: false })
    one.step({ type: 'peer', now: one.now, key: B, up: false })
    expect(answers(one)).toEqual(['D granted 0'])
    one.step({ type: 'peer', now: one.now, key: D, up: false })
    expect(one.policy.turns.size).toBe(0)
  })

  it('TU-1 strangers, and members that are not connected, get no answer; nor does anybody from a replica', () => {
    const one = gatekeeper()
    one.step({ type: 'peer', now: one.now, key: keyOf(77), up: true })
    one.clear()
    ask(one, keyOf(77))
    one.step({ type: 'peer', now: one.now, key: B, up: false })
    one.clear()
    ask(one, B)
    expect(answers(one)).toEqual([])
    const replica = new TestNode({ n: 4, f: 1, self: 9 })
    replica.step({ type: 'peer', now: replica.now, key: B, up: true })
    replica.clear()
    ask(replica, B)
    expect(answers(replica)).toEqual([])
    expect([one.policy.turns.size, replica.policy.turns.size]).toEqual([0, 0])
  })

  it('TU-2 lines are bounded: one place a member, and so many keys', () => {
    const one = gatekeeper()
    for (let i = 0; i < 2 * MAX_TURN_KEYS; i++) for (const key of [B, C]) ask(one, key, 1, `k${i}`)
    expect(one.policy.turns.size).toBe(MAX_TURN_KEYS)
    for (let i = 0; i < 100; i++) ask(one, C, 1, 'k0')
    expect(one.policy.turns.get('k0')?.queue.size).toBe(1)
    for (let i = 0; i < 2 * MAX_TURN_KEYS; i++) for (const key of [B, C]) turn(one, key, 'done', 0, `k${i}`)
    expect(one.policy.turns.size).toBe(0)
  })

  it('TU-2 a node that is the gatekeeper itself answers itself', () => {
    const one = gatekeeper()
    one.step({
      type: 'say-turn',
      now: one.now,
      to: one.key,
      policy: one.policy.id,
      turn: { step: 'ask', key: 'k', number: 1 },
    })
    expect(one.outputsOf('turn')).toMatchObject([{ from: one.key, turn: { step: 'granted', number: 0 } }])
    one.clear()
    one.step({
      type: 'say-turn',
      now: one.now,
      to: B,
      policy: one.policy.id,
      turn: { step: 'ask', key: 'k', number: 1 },
    })
    expect(one.messages()).toMatchObject([{ type: 'turn', turn: { step: 'ask' } }])
  })

  it('TU-4 a clock that was set back ends turns instead of lengthening them', () => {
    const one = gatekeeper()
    ask(one, B)
    ask(one, C)
    answers(one)
    one.tick(-3_600_000)
    expect(answers(one)).toEqual(['C granted 0'])
  })
})
