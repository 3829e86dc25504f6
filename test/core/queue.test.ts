// Work queues (QU): what an endorser lets into one, and what the node that submits picks.

import { describe, expect, it } from 'vitest'
import { MAX_POSITION, MAX_QUEUE_LEAP } from '../../worker/core/limits.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { itemAt } from '../../worker/core/rules/queue-item.ts'
import { base, text } from './builders.ts'
import { TestNode } from './test-node.ts'

const NONCE = 'ab'.repeat(16)
const qadd = (position: number): Operation => ({
  op: 'QADD',
  key: 'q',
  sub: itemAt(position, NONCE, position % 1_000),
  argument: text('job'),
  base: base(0, 0),
})

describe('an endorser', () => {
  const verdictOn = (...positions: readonly number[]): Item | undefined => {
    const one = new TestNode({ n: 4, f: 1 })
    one.committed([qadd(5)])
    const spore = one.spore(positions.map(qadd))
    one.receive(spore)
    return one.verdict(spore)
  }

  it('QU-4 refuses with RATE an item far beyond the tail that it knows', () => {
    expect(verdictOn(5 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'ENDORSE' })
    expect(verdictOn(6 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'REJECT', why: 'RATE' })
    expect(verdictOn(MAX_POSITION)).toMatchObject({ type: 'REJECT', why: 'RATE' })
  })

  it('QU-4 counts the items before it in the same spore', () => {
    expect(verdictOn(5 + MAX_QUEUE_LEAP, 6 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'ENDORSE' })
    expect(verdictOn(6, 7 + MAX_QUEUE_LEAP)).toMatchObject({ type: 'REJECT', why: 'RATE' })
  })
})
