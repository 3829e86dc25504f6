// Ballots in random schedules: links that lose and delay, clocks that run past deadlines, crashes, and an endorser that
// lies. Whatever happens, there is one outcome and no promise is broken; and once messages arrive again, there is an outcome.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { breaksPromise, contradicts } from '../../worker/core/rules/evidence-ballots.ts'
import { Adversary, writtenBy } from './adversary.ts'
import { scalar } from './builders.ts'
import { type ClusterOptions, CoreCluster, TestStore } from './core-cluster.ts'

interface World extends ClusterOptions {
  readonly n: number
  readonly f: number
}

const nat = (max: number): fc.Arbitrary<number> => fc.nat(max)
const anyMove = fc.oneof(
  { weight: 14, arbitrary: fc.tuple(fc.constant('deliver' as const), nat(31), nat(31), nat(0)) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('write' as const), nat(31), nat(0), nat(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('lose' as const), nat(31), nat(31), nat(0)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('tick' as const), nat(31), nat(1_500), nat(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('submit' as const), nat(31), nat(3_000), nat(2)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('cut' as const), nat(31), nat(0), nat(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('crash' as const), nat(31), nat(0), nat(0)) },
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constant('lie' as const),
      fc.tuple(nat(8), nat(5), nat(11), nat(50), nat(127)),
      nat(0),
      nat(0),
    ),
  },
)
type Move = typeof anyMove extends fc.Arbitrary<infer Each> ? Each : never

class Story {
  readonly cluster: CoreCluster
  readonly #stores: TestStore[]
  readonly #adversaries: Adversary[]

  constructor({ n, f, ...options }: World) {
    this.cluster = new CoreCluster(n, f, options)
    this.#stores = this.cluster.nodes.map(() => new TestStore())
    this.#adversaries = [...this.cluster.liars].map((liar) => new Adversary(this.cluster, liar))
  }

  play([kind, first, second, third]: Move): void {
    const { cluster } = this
    if (kind === 'lie') return this.#adversaries[first[3] % Math.max(1, this.#adversaries.length)]?.lie(first)
    const i = cluster.honest[first % cluster.honest.length]!
    const other = second % cluster.nodes.length
    if (kind === 'deliver') cluster.deliverAny(i, other)
    else if (kind === 'lose') cluster.lose(i, other)
    else if (kind === 'tick') cluster.tick(i, second)
    else if (kind === 'cut') this.#write(i, true)
    else if (kind === 'crash') cluster.crash(i, this.#stores[i]!)
    else if (kind === 'submit') {
      const key = ['k', 'k', 'l'][third]!
      const operation = { op: 'SET' as const, key, sub: null, argument: scalar(`${second}`) }
      if (cluster.policy(i).own.size < 3) cluster.submit(i, [operation], cluster.now + second)
    } else this.#write(i, false)
  }

  #write(i: number, cut: boolean): void {
    const { cluster } = this
    cluster.flush(i)
    if (cut) this.#stores[i]!.cut(cluster.nodes[i]!.state)
    while (cluster.durable(i)) continue
  }

  /** Everything arrives, and time passes, until nothing is open; false when it takes too long. */
  heal(): boolean {
    const { cluster } = this
    for (let i = 0; i < 120; i++) {
      cluster.settle()
      if (cluster.honest.every((each) => cluster.policy(each).open.size === 0)) return true
      cluster.now += 500
      for (const each of cluster.honest) cluster.tick(each, 0)
    }
    return false
  }

  /** The items of every honest chain, in its order. */
  chains(): Item[][] {
    return this.cluster.honest.map((i) => writtenBy(this.cluster, i).flatMap(({ items }) => items))
  }
}

/** There is one outcome: nobody commits what another aborts or takes for dead. */
function expectOneOutcome({ cluster }: Story): void {
  const committed = new Map<SporeId, boolean>()
  for (const i of cluster.honest) {
    const policy = cluster.policy(i)
    const ends = [
      ...[...policy.decided].map(([id, { stage }]) => [id, stage === 'committed'] as const),
      ...[...policy.open.values()]
        .filter(({ stage }) => stage === 'committed')
        .map(({ spore }) => [spore.id, true] as const),
    ]
    for (const [id, outcome] of ends) {
      expect(committed.get(id) ?? outcome).toBe(outcome)
      committed.set(id, outcome)
    }
  }
}

/** BA-3, BA-5, EN-1: whatever its author crashed into in between. */
function expectPromisesKept(story: Story): void {
  for (const items of story.chains()) {
    const bySpore = new Map<SporeId, Item[]>()
    for (const item of items) {
      const before = bySpore.get(item.spore) ?? []
      for (const earlier of before) {
        expect(breaksPromise(earlier, item), JSON.stringify([earlier, item])).toBe(false)
        if (item.type === 'RECOVER')
          expect(contradicts(earlier, item), JSON.stringify([earlier, item])).toBe(false)
        if (item.type === 'ENDORSE' || item.type === 'REJECT')
          expect(['ENDORSE', 'REJECT']).not.toContain(earlier.type)
      }
      bySpore.set(item.spore, [...before, item])
    }
  }
}

const WORLDS: readonly (readonly [string, World, number])[] = [
  ['four, all honest', { n: 4, f: 1 }, 30],
  ['four, one of them a liar', { n: 4, f: 1, liars: [3] }, 50],
  ['four that want everybody, one of them a liar', { n: 4, f: 1, quorum: 4, liars: [1] }, 20],
  ['six with the fast path, one of them a liar', { n: 6, f: 1, fast: true, liars: [2] }, 20],
  ['seven, two of them liars', { n: 7, f: 2, liars: [0, 5] }, 14],
]

describe.each(WORLDS)('among %s', (_name, world, numRuns) => {
  it('BA-1 to BA-14 there is one outcome, promises are kept, and every spore comes to an end', () => {
    const seen = { accepts: 0, proposals: 0, aborted: 0, committed: 0 }
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 60, maxLength: 220 }), (moves) => {
        const story = new Story(world)
        story.play(['submit', 0, 900, 0])
        story.play(['submit', 1, 2_500, 0])
        for (const move of moves) story.play(move)
        expectOneOutcome(story)
        const ended = story.heal()
        expectOneOutcome(story)
        expectPromisesKept(story)
        expect(ended, 'every spore comes to an end').toBe(true)
        for (const items of story.chains())
          for (const item of items) {
            if (item.type === 'PROPOSE') seen.proposals++
            if (item.type === 'ACCEPT' && item.ballot > 0) seen.accepts++
          }
        for (const [, { stage }] of story.cluster.policy(story.cluster.honest[0]!).decided)
          if (stage === 'committed') seen.committed++
          else seen.aborted++
      }),
      { numRuns },
    )
    expect(seen.proposals).toBeGreaterThan(5)
    expect(seen.accepts).toBeGreaterThan(10)
    expect(seen.aborted).toBeGreaterThan(5)
    // One liar is enough to keep everybody from agreeing.
    if (world.quorum === undefined) expect(seen.committed).toBeGreaterThan(0)
  }, 120_000)
})
