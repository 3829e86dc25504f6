// What an endorser does in ballots, rule by rule: promise and report, accept, join, propose, ask, and move on.

import { describe, expect, it } from 'vitest'
import type { Batch } from '../../worker/core/model/batch.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { acceptIn, coordinatedBy, nowhere, propose, recover, refTo, type Said } from './ballots.ts'
import { accept, batchOf, endorse, reject, set } from './builders.ts'
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

describe('BA-3 RECOVER', () => {
  it('reports the vote and what was accepted, and forbids the vote from then on', () => {
    const { one, spore } = beginBallot(1)
    const unvoted = one.spore([set('k', '2')], { deadline: one.now + 60_000 })
    one.receive(unvoted)
    expect(one.verdict(unvoted)?.type).toBe('HOLD')
    report(one, unvoted, 1, {}, 1, 2)
    expect(one.verdict(unvoted)).toEqual(recover(unvoted, 1))
    // The lock before it goes; a vote on it would be one after the report.
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(spore))
    expect(one.stage(spore)).toBe('aborted')
    expect(one.verdict(unvoted)).toEqual(recover(unvoted, 1))
    expect(one.entry(unvoted)?.ownVote).toBeUndefined()
  })

  it('forbids an ACCEPT of ballot 0, also when the approval is complete then', () => {
    const { one, spore } = beginBallot(1)
    one.clear()
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.said).not.toContainEqual(accept(spore))
  })

  it('reports an ACCEPT of ballot 0', () => {
    const { one, spore } = begin(1)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.round()).toEqual([accept(spore)])
    one.tick(spore.deadline - one.now + 200)
    expect(one.said).toEqual([recover(spore, 2, { vote: 'E', accepted: { ballot: 0, just: null } })])
  })

  it('of ballot 1 gives way to ballot 2 when the approval comes to be known, once', () => {
    const { one, spore } = beginBallot(1)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.round()).toEqual([recover(spore, 2, { vote: 'E' })])
    one.hear(3, endorse(spore))
    expect(one.said).toEqual([])
  })

  it('of ballot 2 does not follow an ACCEPT of ballot 1', () => {
    const { one, spore } = beginBallot(1)
    one.hear(1, propose(spore, 1, ...report(one, spore, 1, {}, 1, 2, 3)))
    expect(one.round()).toHaveLength(1)
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.said).toEqual([])
  })

  it('is never repeated, and never said for a lower ballot', () => {
    const { one, spore } = beginBallot(1)
    report(one, spore, 5, {}, 1, 2)
    expect(one.round()).toEqual([recover(spore, 5, { vote: 'E' })])
    report(one, spore, 3, {}, 1, 2)
    report(one, spore, 5, {}, 3)
    expect(one.said).toEqual([])
  })

  it('is not said by a replica, nor by a node that has fallen silent', () => {
    const replica = new TestNode({ n: 4, f: 1, self: 7 })
    const { one: silent } = begin(1)
    silent.hearBatch(
      batchOf(silent.policy.id, 0, 40, silent.policy.id, [endorse(silent.spore([set('x', '1')]))]),
    )
    for (const one of [replica, silent]) {
      const spore = coordinatedBy(one, 1)
      one.receive(spore)
      report(one, spore, 1, {}, 1, 2, 3)
      one.tick(120_000)
      expect(one.said).toEqual([])
    }
  })
})

describe('BA-5 ACCEPT', () => {
  it('follows a proposal of the coordinator whose reports are here and make it safe', () => {
    const { one, spore } = beginBallot(1)
    const proposal = one.hear(1, propose(spore, 1, ...report(one, spore, 1, { vote: 'R' }, 1, 2, 3)))
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
  })

  it('does so without having begun a ballot, and promises it', () => {
    const { one, spore } = begin(1)
    const reports = [1, 2, 3].map((endorser) => one.chains[endorser]!.say(recover(spore, 1)))
    const proposal = one.chains[1]!.say(propose(spore, 1, ...reports))
    // The proposal comes first, then the reports that it rests on.
    one.hearBatch(proposal)
    expect(one.said).toEqual([])
    one.hearBatch(reports[0]!)
    one.hearBatch(reports[1]!)
    one.policy.outbox = []
    one.hearBatch(reports[2]!)
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
    one.round()
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.said).not.toContainEqual(accept(spore))
  })

  it('comes once, whatever else its coordinator proposes', () => {
    const { one, spore } = beginBallot(1)
    const reports = report(one, spore, 1, {}, 1, 2, 3)
    one.hear(1, propose(spore, 1, ...reports))
    one.round()
    one.hear(1, propose(spore, 1, ...reports.slice().reverse()))
    expect(one.said).toEqual([])
  })

  it.each([
    ['is not by the coordinator', 2, 1, [1, 2, 3]],
    ['has too few reports', 1, 1, [1, 2]],
    ['has two of one endorser', 1, 1, [1, 2, 2]],
  ])('does not follow one that %s', (_why, proposer, ballot, reporters) => {
    const { one, spore } = beginBallot(1)
    const reports = reporters.map((endorser, i) =>
      one.hear(endorser, recover(spore, ballot, { by: i === 2 ? spore.id : null })),
    )
    one.hear(proposer, propose(spore, ballot, ...reports))
    expect(one.said).toEqual([])
  })

  it('does not follow one below what was promised', () => {
    const { one, spore } = beginBallot(1)
    const reports = report(one, spore, 1, {}, 1, 2, 3)
    report(one, spore, 3, {}, 2, 3)
    expect(one.round()).toEqual([recover(spore, 3, { vote: 'E' })])
    one.hear(1, propose(spore, 1, ...reports))
    expect(one.said).toEqual([])
  })

  it('does not follow one whose reports are of another ballot or another spore', () => {
    const { one, spore } = beginBallot(1)
    const other = coordinatedBy(one, 1, [set('l', '1')])
    one.receive(other)
    one.round()
    const elsewhere = report(one, other, 1, {}, 3)
    const [a, b] = report(one, spore, 1, {}, 1, 2)
    const later = report(one, spore, 2, {}, 3)
    one.hear(1, propose(spore, 1, a!, b!, ...elsewhere))
    one.hear(1, propose(spore, 1, a!, b!, ...later))
    expect(one.said).toEqual([])
  })

  it('of a commit waits for the approval, and comes with it', () => {
    const { one, spore } = beginBallot(1)
    const reports = report(one, spore, 2, { vote: 'E' }, 1, 2, 3)
    expect(one.round()).toEqual([recover(spore, 2, { vote: 'E' })])
    const proposal = one.hear(1, propose(spore, 2, ...reports))
    expect(one.said).toEqual([])
    one.hear(1, endorse(spore))
    one.hear(2, endorse(spore))
    expect(one.said).toEqual([acceptIn(spore, 2, proposal)])
  })

  it('of an abort does not follow where ω say that they endorsed', () => {
    const { one, spore } = beginBallot(1)
    one.hear(1, propose(spore, 1, ...report(one, spore, 1, { vote: 'E' }, 1, 2, 3)))
    expect(one.said).toEqual([])
  })

  it('believes a claim of ballot 0 with the approval only', () => {
    const claim: Said = { accepted: { ballot: 0, just: null } }
    const { one, spore } = beginBallot(1)
    const [a, b] = report(one, spore, 2, {}, 1, 2)
    const [c] = report(one, spore, 2, claim, 3)
    one.round()
    const proposal = one.hear(1, propose(spore, 2, a!, b!, c!))
    expect(one.said).toEqual([])
    for (const endorser of [1, 2]) one.hear(endorser, endorse(spore))
    expect(one.said).toEqual([acceptIn(spore, 2, proposal)])
  })

  it('believes a claim of a later ballot with the proposal that was accepted there, and that was safe', () => {
    const { one, spore } = beginBallot(1)
    const ones = report(one, spore, 1, {}, 1, 2, 3)
    const abort = one.chains[1]!.say(propose(spore, 1, ...ones))
    const claim: Said = { accepted: { ballot: 1, just: refTo(abort) } }
    const threes = [...report(one, spore, 3, claim, 3), ...report(one, spore, 3, {}, 1, 2)]
    one.round()
    const next = one.hear(2, propose(spore, 3, ...threes))
    expect(one.said).toEqual([])
    one.hearBatch(abort)
    expect(one.said).toEqual([acceptIn(spore, 3, next)])
  })

  it('does not believe a claim of the same ballot, nor one that rests on a proposal that was not safe', () => {
    const { one, spore } = beginBallot(1)
    const lie = one.hear(1, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [] })
    const [a, b] = report(one, spore, 3, {}, 1, 2)
    const unsafe = report(one, spore, 3, { accepted: { ballot: 1, just: refTo(lie) } }, 3)
    const own = report(one, spore, 3, { accepted: { ballot: 3, just: refTo(lie) } }, 3)
    one.round()
    for (const third of [...unsafe, ...own]) one.hear(2, propose(spore, 3, a!, b!, third))
    expect(one.said).toEqual([])
  })

  it('takes the first of two reports in one batch', () => {
    const { one, spore } = beginBallot(1)
    const [a, b] = report(one, spore, 1, { vote: 'E' }, 1, 2)
    const both = one.hear(3, recover(spore, 1, { vote: 'E' }), recover(spore, 1))
    one.hear(1, propose(spore, 1, a!, b!, both))
    expect(one.said).toEqual([])
  })
})

describe('BA-6 joining', () => {
  it('takes f+1 endorsers, to the lowest ballot of these', () => {
    const { one, spore } = begin(1)
    report(one, spore, 4, {}, 1)
    report(one, spore, 9, {}, 1)
    expect(one.said).toEqual([])
    report(one, spore, 3, {}, 2)
    expect(one.said).toEqual([recover(spore, 3, { vote: 'E' })])
  })

  it('counts an ACCEPT as being in its ballot', () => {
    const { one, spore } = begin(1)
    report(one, spore, 3, {}, 1)
    one.hear(2, { type: 'ACCEPT', spore: spore.id, ballot: 4, just: nowhere(2) })
    expect(one.said).toEqual([recover(spore, 3, { vote: 'E' })])
  })

  it('counts an endorser once, on however many branches it speaks', () => {
    const { one, spore } = begin(1)
    report(one, spore, 3, {}, 1)
    one.hearBatch(batchOf(one.policy.id, 1, 0, one.policy.id, [recover(spore, 5)]))
    expect(one.said).toEqual([])
  })
})
