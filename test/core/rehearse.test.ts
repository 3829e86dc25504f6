// What EXPLAIN asks for: the spore that a submission would become, and nothing of it left behind.

import { describe, expect, it } from 'vitest'
import type { Submission } from '../../worker/core/input.ts'
import { rehearse } from '../../worker/core/handle/rehearse.ts'
import { NOW, text } from './builders.ts'
import { TestNode } from './test-node.ts'

describe('a rehearsal', () => {
  it('QU-3 PI-3 makes the very spore and changes nothing of the state', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const add = { op: 'QADD', key: 'q', sub: null, argument: text('job') } as const
    const take = { op: 'QTAKE', key: 'q', sub: null, argument: null } as const
    for (let i = 0; i < 3; i++) one.commit(one.write([add]))
    one.commit(one.write([take]))
    const remembered = (): unknown => {
      const { queueHeads, drafts, own, ownBySlot, outbox } = one.policy
      return structuredClone({
        queueHeads: [...queueHeads],
        drafts: [...drafts],
        own: own.size,
        ownBySlot: [...ownBySlot].map(([slot, there]) => [slot, [...there]]),
        outbox,
      })
    }
    const submission: Submission = {
      token: 1,
      policy: one.policy.id,
      operations: [take, add],
      requirements: [],
      deadline: NOW + 60_000,
      nonce: 'ab'.repeat(16),
    }
    // The first item is gone: whoever looks now finds the head further on, but may not say so.
    const before = remembered()
    const rehearsed = rehearse(one.state, submission)
    expect(remembered()).toEqual(before)
    const outputs = one.step({ type: 'submit', now: one.now, submission })
    const made = outputs.flatMap((each) => (each.type === 'sign-bundle' ? each.spores : []))
    expect(rehearsed).toMatchObject({ ok: true, value: { id: made[0]?.id } })
    expect(remembered()).not.toEqual(before)
  })
})
