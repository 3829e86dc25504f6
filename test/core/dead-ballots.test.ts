// Spores whose place another has taken, long forgotten: with each endorser seeing something else of their death, one word of
// each must be enough to end them.

import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { RECENT_DECIDED } from '../../worker/core/limits.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { recover } from './ballots.ts'
import { add, base, bundleOf, NOW, reject, set, sporeOf, srem, text } from './builders.ts'
import { CoreCluster } from './core-cluster.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

/** A member was removed, so long ago that nobody remembers by whom; the key has not been overwritten. */
function forgotten(): TestNode {
  const one = new TestNode({ n: 4, f: 1 })
  one.committed([srem('k', 'x')])
  for (let i = 0; i < RECENT_DECIDED; i++) one.committed([add('other', '1')])
  one.round()
  one.clear()
  return one
}

/** f+1 others are in its first ballot when its body comes. */
function joined(one: TestNode, spore: Spore): void {
  one.hear(1, recover(spore, 1))
  one.hear(3, recover(spore, 1))
  one.receive(spore)
}

describe('BA-3 a ballot freezes the vote', () => {
  it('DE-6 VE-2 of what is dead here only after it was refused', () => {
    const one = forgotten()
    const late = one.spore([srem('k', 'x')])
    joined(one, late)
    expect(one.said).toEqual([
      reject(late, 'STALE', one.slot('k\u0001sx').last),
      recover(late, 1, { vote: 'R' }),
    ])
    expect(one.stage(late)).toBe('dead')
  })

  it('DE-6 EN-4 of what is only stale after it was refused, too, however far its deadline', () => {
    const one = forgotten()
    const overwrite = one.committed([set('k', 'v')])
    one.round()
    const late = one.spore([srem('k', 'x')], { deadline: one.now + one.record.maxTimeoutMs + 1_000 })
    joined(one, late)
    expect(one.said).toEqual([reject(late, 'STALE', overwrite.id), recover(late, 1, { vote: 'R' })])
    expect(one.stage(late)).toBe('open')
  })

  it('EN-1 of what fits without a vote', () => {
    const one = forgotten()
    const ahead = one.spore([set('k', 'v', base(1))])
    joined(one, ahead)
    expect(one.said).toEqual([recover(ahead, 1)])
  })
})

describe('a dead spore that everybody sees differently', () => {
  const [A, B, C, D] = [0, 1, 2, 3] as const
  type Endorser = 0 | 1 | 2 | 3
  const REMOVAL = { op: 'SREM', key: 'k', sub: text('x'), argument: null } as const
  const OVERWRITE = { op: 'SET', key: 'k', sub: null, argument: text('v') } as const
  const NOISE = { ...OVERWRITE, op: 'HSET', key: 'n' } as const

  const kindsTo = (k: CoreCluster, to: Endorser, from: Endorser): string[] =>
    (k.nodes[to]!.inbox.get(from) ?? []).map((wire) => {
      const message = decodeMessage(wire)
      return message?.type === 'batch'
        ? message.batch.items.map(({ type }) => type).join()
        : (message?.type ?? '')
    })

  const say = (k: CoreCluster, ...nodes: readonly Endorser[]): void => {
    for (const i of nodes) k.quiet(i)
  }

  const hear = (k: CoreCluster, to: Endorser, ...from: readonly Endorser[]): void => {
    for (const each of from) while (k.deliver(to, each)) continue
  }

  const hearSome = (k: CoreCluster): void => {
    for (const from of [A, B] as const)
      while (kindsTo(k, C, from).length > 0)
        if (/ACCEPT|frontier|bundle/.test(kindsTo(k, C, from)[0]!)) k.lose(C, from)
        else k.deliver(C, from)
  }

  const stages = (k: CoreCluster, { id }: Spore): (string | undefined)[] =>
    [A, B, C].map((i) => k.policy(i).decided.get(id)?.stage ?? k.policy(i).open.get(id)?.stage)

  it.each([A, D])('DE-6 ends with coordinator %i, the winner being forgotten', (coordinator) => {
    const k = new CoreCluster(4, 1, { liars: [D] })
    k.submit(A, [REMOVAL])
    k.settle()
    for (let i = 0; i <= RECENT_DECIDED / 64; i++) {
      for (let j = 0; j < 64; j++) k.submit(A, [{ ...NOISE, sub: text(`${i}/${j}`) }])
      k.settle()
    }
    // The key is overwritten, which C does not hear of yet: only there the versions show the end of what removes the member.
    k.submit(A, [OVERWRITE])
    say(k, A)
    for (const i of [B, C] as const) hear(k, i, A)
    say(k, B, C)
    for (const i of [A, B, C] as const) hear(k, i, A, B, C)
    for (const i of [A, B, C] as const) k.flush(i)
    for (const i of [A, B, C] as const) k.durable(i)
    hear(k, A, B, C)
    hear(k, B, A, C)
    k.nodes[C]!.inbox.clear()
    say(k, A, B)
    expect([A, B, C].map((i) => k.policy(i).records.get('k')?.x ?? 0)).toEqual([1, 1, 0])

    // A liar brings the same removal again, to A and B.
    const removal = { policy: k.id, emitter: keyOf(4), deadline: NOW + 20_000 }
    let late = sporeOf([srem('k', 'x')], removal)
    for (let i = 0; coordinatorOf(late.id, 1, 4) !== coordinator; i++)
      late = sporeOf([srem('k', 'x')], { ...removal, deadline: removal.deadline + i })
    const { wire } = bundleOf(late)
    for (const i of [A, B] as const) {
      k.inject(i, D, wire)
      hear(k, i, D)
      say(k, i)
    }
    hear(k, A, B)
    hear(k, B, A)
    // Two have rejected it, one more than may be missing for an approval: the fallback begins (BA-11).
    for (const i of [A, B] as const) k.tick(i, 400)
    say(k, A, B)
    hear(k, A, B)
    hear(k, B, A)
    expect(k.policy(A).open.get(late.id)?.ballots?.promised).toBeGreaterThan(0)

    // C hears all of that before the body, which the liar brings, and before the overwrite.
    hearSome(k)
    hear(k, A, C)
    hear(k, B, C)
    hearSome(k)
    expect(
      k
        .policy(C)
        .missing.get(late.id)
        ?.votes.map(({ item }) => item.type),
    ).toContain('RECOVER')
    k.inject(C, D, wire)
    hear(k, C, D)

    k.settle()
    for (let i = 0; i < 20; i++) {
      for (const each of [A, B, C] as const) k.tick(each, 2_000)
      k.settle()
    }
    for (const stage of stages(k, late)) expect(['aborted', 'dead']).toContain(stage)
    expect([A, B, C].map((i) => k.policy(i).records.get('k')?.x)).toEqual([1, 1, 1])
  })
})
