// S16, S19, S22, S23: memory, names, and how many may be faulty.

import { policyIdOf } from '../../../worker/core/codec/policy-codec.ts'
import { accept, endorse, reject, set } from '../../core/builders.ts'
import type { Scenario } from '../scenario.ts'
import { played } from './scenario.ts'

const ALL = [0, 1, 2, 3]

export const STORAGE: readonly Scenario[] = [
  played('S19', 'Two contents under one name', {}, async (stage) => {
    const nonce = 'ee'.repeat(16)
    const [one, other] = [stage.build([set('k', '1')], { nonce }), stage.build([set('k', '2')], { nonce })]
    stage.expect('a name is the hash of its content: these are two', one.id !== other.id)
    stage.show(one, [0, 1])
    stage.show(other, [2, 3])
    await stage.waits('both come to an end', () =>
      [one, other].every(
        ({ id }) => stage.isEverywhere(id, 'committed') || stage.isEverywhere(id, 'aborted', 'dead'),
      ),
    )
    return () =>
      stage.expect('all hold one value', new Set(ALL.map((node) => stage.value(node, 'k'))).size === 1)
  }),

  played('S22', 'Two policies over one key', {}, async (stage) => {
    const record = { ...stage.world.record, name: 'other', nonce: '11'.repeat(16) }
    const other = policyIdOf(record)
    for (const node of ALL) stage.node(node).engine.addPolicy(other, record)
    const first = await stage.write(0, [set('k', 'mine')])
    const operations = [
      { op: 'SET', key: 'k', sub: null, argument: { type: 'string', text: 'theirs' } },
    ] as const
    const deadline = stage.node(1).clock.now() + 5_000
    void stage.node(1).engine.submit({ policy: other, operations, requirements: [], deadline })
    await stage.waits('the first policy commits its write', () => stage.isEverywhere(first, 'committed'))
    const held = (node: number): string => {
      const value = stage.node(node).state.policies.get(other)?.records.get('k')?.value
      return value?.type === 'string' ? value.text : 'nothing'
    }
    await stage.waits('so does the other: a slot belongs to one policy', () =>
      ALL.every((node) => held(node) === 'theirs'),
    )
    return () =>
      stage.expect(
        'neither sees the other',
        ALL.every((node) => stage.value(node, 'k') === 'text "mine"'),
      )
  }),

  played('S23', 'One of two may be faulty', { n: 2, f: 1, liars: [1] }, async (stage) => {
    const s = await stage.write(0, [set('k', 'v')], { timeoutMs: 2_000 })
    await stage.passes(30_000)
    stage.expect('while the other is silent nothing is decided: safe, not live', stage.stage(0, s) === 'open')
    const t = await stage.write(0, [set('l', 'v')], { timeoutMs: 60_000 })
    await stage.passes(100)
    stage.note('the other says everything at once')
    stage.forks(1, [endorse({ id: t }), accept({ id: t })], [reject({ id: t })], [[0], [0]])
    await stage.waits('it is decided', () => stage.stage(0, t) !== 'open')
    const stageThen = stage.stage(0, t)
    await stage.passes(10_000)
    return () => stage.expect('and stays as it is', stage.stage(0, t) === stageThen)
  }),
]
