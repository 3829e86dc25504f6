// Writes that the node sees through: attempts, ends, patience, intents, turns. Virtual time, production engine and core.

import { describe, expect, it } from 'vitest'
import type { Message } from '../../worker/core/model/message.ts'
import { intentSlot } from '../../worker/core/model/slot.ts'
import { gatekeeperOf } from '../../worker/core/rules/gatekeeper.ts'
import { recordAt } from '../../worker/core/rules/version.ts'
import { ATTEMPT_MS } from '../../worker/host/limits.ts'
import { isOver, type Write } from '../../worker/host/write.ts'
import { add, set } from './cluster.ts'
import { EventWorld } from './event-world.ts'
import { contentsOf } from './inspect.ts'

const INTENT = 'ab'.repeat(16)
const world = (seed = 1): Promise<EventWorld> => EventWorld.create({ n: 4, f: 1, seed })
const only =
  (...allowed: readonly number[]) =>
  (from: number, to: number): boolean =>
    allowed.includes(from) === allowed.includes(to)
/** The states that were told, without repetitions. */
const course = (net: EventWorld, { id }: Write): string[] =>
  (net.told.get(id) ?? []).map(({ state, waitsFor }) => (state === 'waiting' ? (waitsFor ?? state) : state))
const valueAt = (net: EventWorld, node: number, key: string): unknown =>
  recordAt(net.policyOf(node).records, key).value

/** The world once all of these are over. */
async function finish(
  net: EventWorld,
  limitMs: number,
  ...writes: readonly (readonly [number, Write])[]
): Promise<void> {
  const end = net.now + limitMs
  while (net.now < end && !writes.every(([node, write]) => isOver(net.writeOf(node, write))))
    await net.run(50)
}

describe('a write', () => {
  it('WR-1 commits at its first attempt where nobody is in the way, and says how it goes', async () => {
    const net = await world()
    const write = net.write(0, { operations: [set('k', 'a')], patienceMs: 10_000 })
    expect(write).toMatchObject({ state: 'waiting', attempts: [], patientUntil: net.now + 10_000 })
    await net.run(20)
    const done = net.writeOf(0, write)
    expect(done).toMatchObject({ state: 'committed', waitsFor: undefined, why: undefined })
    expect(done.attempts).toEqual([done.committed])
    expect(course(net, write)).toEqual(['spore', 'decision', 'committed'])
    expect(net.node(0).engine.writes.list(10)).toEqual([done])
  })

  it('WR-2 gives each attempt a short deadline, whatever the patience, and never more than is left of it', async () => {
    const net = await world()
    const start = net.now
    const [patient, hasty] = [
      net.write(0, { operations: [set('k', 'a')], patienceMs: 3_600_000 }),
      net.write(0, { operations: [set('l', 'a')], patienceMs: 1_500 }),
    ]
    await net.run(20)
    const deadlineOf = (write: Write): number => {
      const id = net.writeOf(0, write).attempts[0]!
      return (net.policyOf(0).recent.get(id)?.spore.deadline ?? 0) - start
    }
    expect(deadlineOf(patient)).toBe(ATTEMPT_MS)
    expect(deadlineOf(hasty)).toBe(1_500)
  })

  it('WR-3 tries again after a definite end: what expired in a partition commits when it is healed', async () => {
    const net = await world()
    net.passes = only(0)
    const write = net.write(0, { operations: [set('k', 'a')], patienceMs: 120_000 })
    await net.run(20_000)
    // Undecided for four deadlines: nothing is tried beside it.
    expect(net.writeOf(0, write)).toMatchObject({ state: 'waiting', waitsFor: 'decision' })
    expect(net.writeOf(0, write).attempts).toHaveLength(1)
    net.passes = () => true
    await finish(net, 20_000, [0, write])
    const done = net.writeOf(0, write)
    expect(done.state).toBe('committed')
    expect(done.attempts).toHaveLength(2)
    expect(net.policyOf(1).decided.get(done.attempts[0]!)?.stage).toBe('aborted')
    expect(valueAt(net, 2, 'k')).toEqual({ type: 'string', text: 'a' })
  })

  it('WR-3 is rebased silently when others were first, and both values were there', async () => {
    const net = await world()
    const writes = [0, 1, 2, 3].map((node) => {
      const write = net.write(node, { operations: [set('k', `by ${node}`)], patienceMs: 60_000 })
      return [node, write] as const
    })
    await finish(net, 30_000, ...writes)
    expect(writes.map(([node, write]) => net.writeOf(node, write).state)).toEqual(
      writes.map(() => 'committed'),
    )
    expect(recordAt(net.policyOf(0).records, 'k').x).toBe(4)
    const attempts = writes.map(([node, write]) => net.writeOf(node, write).attempts.length)
    expect(Math.max(...attempts)).toBeGreaterThan(1)
  })

  it('WR-3 is refused when it would be refused again', async () => {
    const net = await world()
    await finish(net, 1_000, [0, net.write(0, { operations: [set('k', 'text')], patienceMs: 5_000 })])
    const write = net.write(1, { operations: [add('k', '1')], patienceMs: 5_000 })
    await net.run(20)
    expect(net.writeOf(1, write)).toMatchObject({ state: 'refused', attempts: [], why: { code: 'TYPE' } })
  })

  it('WR-4 with a requirement is told that it changed, and tries again only when that is wanted', async () => {
    const race = async (retryChanged: boolean): Promise<Write> => {
      const net = await world()
      await finish(net, 1_000, [0, net.write(0, { operations: [set('k', 'before')], patienceMs: 5_000 })])
      const bound = net.write(0, {
        operations: [set('l', 'seen')],
        requirements: [{ key: 'k', mode: 'RD' }],
        patienceMs: 30_000,
        retryChanged,
      })
      // The endorsers hear of the change first.
      const passes = (from: number, _to: number, { type }: Message): boolean =>
        from !== 0 || type !== 'bundle'
      net.passes = passes
      const change = net.write(1, { operations: [set('k', 'after')], patienceMs: 30_000 })
      await net.run(5)
      net.passes = () => true
      await finish(net, 30_000, [0, bound], [1, change])
      expect(net.writeOf(1, change).state).toBe('committed')
      return net.writeOf(0, bound)
    }
    expect(await race(false)).toMatchObject({ state: 'refused', why: { code: 'STALE' } })
    expect(await race(true)).toMatchObject({ state: 'committed' })
  })

  it('WR-4 what it required is not taken anew when an attempt ended for another reason', async () => {
    const net = await world()
    await finish(net, 1_000, [1, net.write(1, { operations: [set('k', 'before')], patienceMs: 5_000 })])
    net.passes = only(0)
    const bound = net.write(0, {
      operations: [set('l', 'seen')],
      requirements: [{ key: 'k', mode: 'RD' }],
      patienceMs: 120_000,
    })
    await net.run(1_000)
    const change = net.write(1, { operations: [set('k', 'after')], patienceMs: 5_000 })
    await net.run(10_000)
    expect(net.writeOf(1, change).state).toBe('committed')
    net.passes = () => true
    await finish(net, 30_000, [0, bound])
    expect(net.writeOf(0, bound)).toMatchObject({ state: 'refused' })
    expect(valueAt(net, 1, 'l')).toBeUndefined()
  })
})

describe('when patience ends', () => {
  it('WR-5 an undecided attempt is cancelled and called undecided, until it is decided', async () => {
    const net = await world()
    net.passes = only(0)
    const write = net.write(0, { operations: [set('k', 'a')], patienceMs: 2_000 })
    await net.run(10_000)
    expect(net.writeOf(0, write)).toMatchObject({ state: 'undecided', why: { code: 'PATIENCE' } })
    net.passes = () => true
    await finish(net, 20_000, [0, write])
    expect(net.sent.get('cancel')).toBeGreaterThan(0)
    expect(net.writeOf(0, write)).toMatchObject({ state: 'given-up' })
    expect(net.writeOf(0, write).attempts).toHaveLength(1)
    for (const node of [0, 1, 2, 3]) expect(valueAt(net, node, 'k')).toBeUndefined()
  })

  it('WR-5 a cancelled attempt may still commit, and is then called committed', async () => {
    const net = await world()
    const write = net.write(0, { operations: [set('k', 'a')], patienceMs: 60_000 })
    // Endorsed by all, and node 0 does not hear of it.
    await net.run(1)
    net.passes = (from, to) => to !== 0 || from === 0
    await net.run(3)
    net.node(0).engine.writes.give(write.id)
    await net.run(1)
    expect(net.writeOf(0, write)).toMatchObject({ state: 'undecided', why: { code: 'CANCELLED' } })
    net.passes = () => true
    await finish(net, 20_000, [0, write])
    expect(net.writeOf(0, write)).toMatchObject({ state: 'committed', why: undefined })
  })

  it('WR-5 between attempts it is given up at once', async () => {
    const net = await world()
    net.passes = (_from, _to, { type }) => type !== 'turn'
    const rival = net.write(1, { operations: [set('k', 'b')], patienceMs: 60_000 })
    await net.run(2)
    // It sees the rival, asks for a turn, and nobody answers.
    const write = net.write(0, { operations: [set('k', 'a')], patienceMs: 60_000 })
    await net.run(1)
    if (net.writeOf(0, write).waitsFor === 'turn') {
      net.node(0).engine.writes.give(write.id)
      expect(net.writeOf(0, write)).toMatchObject({ state: 'given-up', attempts: [] })
    }
    await finish(net, 10_000, [1, rival], [0, write])
    expect(net.writeOf(1, rival).state).toBe('committed')
    expect(isOver(net.writeOf(0, write))).toBe(true)
  })
})

describe('intents', () => {
  it('IN-2 two writes with one intent, at one time or one after the other, happen once', async () => {
    const net = await world()
    const request = { operations: [add('n', '1')], patienceMs: 30_000, intent: INTENT }
    const [first, second] = [net.write(0, request), net.write(0, request)]
    await finish(net, 30_000, [0, first], [0, second])
    const third = net.write(0, request)
    await finish(net, 30_000, [0, third])
    const done = [first, second, third].map((write) => net.writeOf(0, write))
    expect(done.map(({ state }) => state)).toEqual(['committed', 'committed', 'committed'])
    expect(new Set(done.map(({ committed }) => committed)).size).toBe(1)
    expect(recordAt(net.policyOf(3).records, 'n').cs.length).toBe(1)
  })

  it('IN-2 WR-6 after a crash a write is forgotten, its spore is not, and the same intent does not happen twice', async () => {
    const net = await world()
    const request = { operations: [add('n', '1')], patienceMs: 30_000, intent: INTENT }
    net.write(0, request)
    // The bundle is on its way when the process dies.
    await net.run(0)
    const disk = net.crash(0)
    await net.run(50)
    await net.boot(0, disk)
    expect(net.node(0).engine.writes.list(10)).toEqual([])
    const again = net.write(0, request)
    await finish(net, 30_000, [0, again])
    await net.run(2_000)
    expect(net.writeOf(0, again).state).toBe('committed')
    for (const node of [0, 1, 2, 3]) expect(recordAt(net.policyOf(node).records, 'n').cs.length).toBe(1)
    const slots = ['n', intentSlot(net.node(0).key, INTENT)]
    const contents = await Promise.all(
      [0, 1, 2, 3].map((node) => contentsOf(net.node(node).store, net.policyOf(node), slots)),
    )
    expect(new Set(contents).size).toBe(1)
  })
})

describe('turns', () => {
  const rounds = async (net: EventWorld, milliseconds: number): Promise<readonly number[]> => {
    const commits = [0, 0, 0, 0]
    const begin = (node: number): void =>
      void net.write(node, { operations: [set('k', `${node} ${commits[node]}`)], patienceMs: 60_000 })
    net.onWrite = (node, { state }) => {
      if (state !== 'committed') return
      commits[node]!++
      net.at(net.now, () => {
        begin(node)
      })
    }
    for (const node of [0, 1, 2, 3]) begin(node)
    await net.run(milliseconds)
    return commits
  }

  it('TU-7 a gatekeeper that says nothing costs time, and nobody starves', async () => {
    const net = await world()
    net.passes = (_from, _to, { type }) => type !== 'turn'
    const commits = await rounds(net, 1_500)
    expect(Math.min(...commits)).toBeGreaterThan(0)
  }, 60_000)

  it('TU-7 when the gatekeeper crashes another one takes over', async () => {
    const net = await world()
    const first = gatekeeperOf(net.policyOf(0), 'k', () => true)
    const keeper = net.nodes.findIndex(({ key }) => key === first)
    const other = (keeper + 1) % 4
    await rounds(net, 300)
    expect(net.sent.get('turn')).toBeGreaterThan(0)
    net.crash(keeper)
    const before = recordAt(net.policyOf(other).records, 'k').x
    await net.run(700)
    expect(recordAt(net.policyOf(other).records, 'k').x - before).toBeGreaterThan(30)
  }, 60_000)

  it('TU-6 equal seeds give equal runs', async () => {
    const told = async (seed: number): Promise<unknown> => {
      const net = await world(seed)
      await rounds(net, 250)
      return [...net.told.values()].map((states) => states.map(({ state, attempts }) => [state, attempts]))
    }
    expect(await told(7)).toEqual(await told(7))
  }, 60_000)
})
