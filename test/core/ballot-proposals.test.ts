// The fallback of one spore, the coordinator's side and the clock's: proposing, asking for what lacks, timers.

import { describe, expect, it } from 'vitest'
import { ASK_AGAIN_MS, MAX_BALLOT } from '../../worker/core/limits.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { connect, coordinatedBy, nowhere, propose, recover, refTo, type Said, wants } from './ballots.ts'
import { batchOf, endorse, reject } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode, type TestNodeOptions } from './test-node.ts'

/** Endorser 0 of four; ballots 1 and 2 of the spore belong to `coordinator`. Its own ENDORSE is on disk. */
function begin(coordinator: number, options: Partial<TestNodeOptions> = {}): { one: TestNode; spore: Spore } {
  const one = new TestNode({ n: 4, f: 1, ...options })
  const spore = coordinatedBy(one, coordinator)
  one.receive(spore)
  one.round()
  return { one, spore }
}

/** The same, past the deadline and in ballot 1. */
function beginBallot(coordinator: number): { one: TestNode; spore: Spore } {
  const { one, spore } = begin(coordinator)
  one.tick(spore.deadline - one.now + 200)
  expect(one.round()).toEqual([recover(spore, 1, { vote: 'E' })])
  return { one, spore }
}

const report = (one: TestNode, spore: Spore, ballot: number, said: Said, ...endorsers: number[]): Batch[] =>
  endorsers.map((endorser) => one.hear(endorser, recover(spore, ballot, said)))

describe('BA-7 PROPOSE', () => {
  it('comes from the coordinator with r reports, its own included, once', () => {
    const { one, spore } = beginBallot(0)
    const reports = report(one, spore, 1, { vote: 'R' }, 1, 2)
    const [item] = one.round()
    expect(item).toMatchObject({ type: 'PROPOSE', ballot: 1 })
    expect(item?.type === 'PROPOSE' && item.reports).toHaveLength(3)
    expect(item?.type === 'PROPOSE' && item.reports).toEqual(
      expect.arrayContaining(reports.map((each) => refTo(each))),
    )
    // It accepts its own proposal as soon as that is on disk, not before.
    expect(one.said.map(({ type }) => type)).toEqual(['ACCEPT'])
    report(one, spore, 1, { vote: 'R' }, 3)
    expect(one.said).toHaveLength(1)
  })

  it('does not come from others, nor with fewer', () => {
    const { one, spore } = beginBallot(1)
    report(one, spore, 1, { vote: 'R' }, 1, 2, 3)
    expect(one.said).toEqual([])
    const { one: alone, spore: mine } = beginBallot(0)
    report(alone, mine, 1, { vote: 'R' }, 1)
    expect(alone.said).toEqual([])
  })

  it('leaves out a vote that nobody has seen', () => {
    const { one, spore } = beginBallot(0)
    report(one, spore, 1, { vote: 'E' }, 1)
    report(one, spore, 1, {}, 2)
    expect(one.said).toEqual([])
    report(one, spore, 1, {}, 3)
    expect(one.said).toHaveLength(1)
  })

  it('of an abort is left to pass when the approval is at hand and nobody accepted', () => {
    const { one, spore } = beginBallot(0)
    report(one, spore, 1, {}, 1)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    report(one, spore, 1, {}, 2, 3)
    expect(one.round()).toEqual([recover(spore, 2, { vote: 'E' })])
    report(one, spore, 2, { vote: 'E' }, 1, 2)
    expect(one.said.at(-1)).toMatchObject({ type: 'PROPOSE', ballot: 2 })
  })

  it('in another ballot is up to the next endorser', () => {
    const { one, spore } = beginBallot(3)
    report(one, spore, 3, {}, 1, 2)
    expect(one.round()).toEqual([recover(spore, 3, { vote: 'E' })])
    expect(one.said).toEqual([expect.objectContaining({ type: 'PROPOSE', ballot: 3 })])
  })
})

describe('BA-8 asking', () => {
  it('asks the coordinator for what its proposal refers to, then others, less and less often', () => {
    // A late ballot, which lasts: it is endorser 1's when the first is endorser 3's.
    const { one, spore } = begin(3)
    connect(one, 1, 2, 3)
    const [a, b] = report(one, spore, 21, {}, 1, 2)
    const hidden = batchOf(one.policy.id, 3, 0, one.policy.id, [recover(spore, 21)])
    const asked = (): string[] =>
      one.outputsOf('send').flatMap(({ to }, i) => {
        const message = one.messages()[i]
        return message?.type === 'want' && message.refs.some(({ digest }) => digest === hidden.digest)
          ? [to]
          : []
      })
    one.hear(1, propose(spore, 21, a!, b!, hidden))
    expect(asked()).toEqual([keyOf(2)])
    one.tick(ASK_AGAIN_MS - 1)
    expect(asked()).toHaveLength(1)
    one.tick(1)
    expect(asked()).toEqual([keyOf(2), keyOf(3)])
    one.tick(ASK_AGAIN_MS)
    expect(asked()).toHaveLength(2)
    one.tick(ASK_AGAIN_MS)
    expect(new Set(asked()).size).toBe(3)
    one.hearBatch(hidden)
    one.clear()
    for (let i = 0; i < 10; i++) one.tick(ASK_AGAIN_MS)
    expect(asked()).toEqual([])
  })

  it('wakes for the next question by itself', () => {
    const { one, spore } = begin(1)
    connect(one, 1, 2, 3)
    const [a, b] = report(one, spore, 1, {}, 1, 2)
    one.policy.outbox = []
    one.hear(1, propose(spore, 1, a!, b!, batchOf(one.policy.id, 3, 0, one.policy.id, [recover(spore, 1)])))
    expect(one.outputsOf('wake').at(-1)!.at).toBeLessThanOrEqual(one.now + ASK_AGAIN_MS)
    expect(one.entry(spore)!.lookAt).toBeLessThanOrEqual(one.now + ASK_AGAIN_MS)
  })

  it('as coordinator asks the reporter for the proposal that it says it accepted', () => {
    // Ballots 1 and 2 are endorser 3's, 3 and 4 ours.
    const { one, spore } = beginBallot(3)
    connect(one, 1, 2, 3)
    const ones = report(one, spore, 1, {}, 1, 2)
    const hidden = batchOf(one.policy.id, 3, 0, one.policy.id, [recover(spore, 1)])
    const abort = batchOf(one.policy.id, 3, 1, hidden.digest, [propose(spore, 1, ...ones, hidden)])
    const [, claim] = [
      report(one, spore, 3, {}, 1),
      report(one, spore, 3, { accepted: { ballot: 1, just: refTo(abort) } }, 2),
    ]
    one.round()
    expect(claim).toHaveLength(1)
    expect(one.said).toEqual([])
    const [question] = wants(one).filter(({ refs }) => refs.length > 0)
    expect(question?.refs).toEqual([refTo(abort)])
    one.clear()
    // What comes refers to something that is not here either.
    one.hearBatch(abort)
    expect(wants(one).flatMap(({ refs }) => refs)).toEqual([refTo(hidden)])
    one.hearBatch(hidden)
    expect(one.said).toEqual([expect.objectContaining({ type: 'PROPOSE', ballot: 3 })])
  })

  it('asks nobody while the log is replayed, and nobody for what is decided', () => {
    const { one, spore } = beginBallot(1)
    connect(one, 1, 2, 3)
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(spore))
    one.clear()
    one.hear(1, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [nowhere(3)] })
    one.tick(5_000)
    expect(wants(one).filter(({ refs }) => refs.length > 0)).toEqual([])
  })
})

describe('BA-9 timers', () => {
  it('a ballot ends T0·2^⌈w/2⌉ after r endorsers are in it', () => {
    const { one, spore } = beginBallot(1)
    one.tick(10_000)
    expect(one.said).toEqual([])
    report(one, spore, 1, {}, 1, 2)
    one.tick(499)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.round()).toEqual([recover(spore, 2, { vote: 'E' })])
    report(one, spore, 2, {}, 1, 2)
    one.tick(500)
    expect(one.round()).toEqual([recover(spore, 3, { vote: 'E' })])
    report(one, spore, 3, {}, 1, 2)
    one.tick(999)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.said).toEqual([recover(spore, 4, { vote: 'E' })])
  })

  it('those beyond count, who will not report for it any more', () => {
    const { one, spore } = beginBallot(1)
    report(one, spore, 1, {}, 1)
    one.hear(2, { type: 'ACCEPT', spore: spore.id, ballot: 4, just: nowhere(2) })
    one.tick(500)
    expect(one.said).toEqual([recover(spore, 2, { vote: 'E' })])
  })

  it('the next look is asked for in time', () => {
    const { one, spore } = beginBallot(1)
    report(one, spore, 1, {}, 1, 2)
    expect(one.outputsOf('wake').at(-1)!.at).toBeLessThanOrEqual(one.now + 500)
  })

  it('the last ballot is the last', () => {
    const { one, spore } = beginBallot(2)
    report(one, spore, MAX_BALLOT, {}, 1, 2)
    one.round()
    one.tick(10_000_000)
    one.tick(10_000_000)
    expect(one.said).toEqual([])
    expect(one.stage(spore)).toBe('open')
  })
})
