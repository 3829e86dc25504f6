// Ballots among liars: each of these once let a single byzantine endorser hang a node, or keep a spore undecided for ever.

import { describe, expect, it } from 'vitest'
import { MAX_BALLOTS_PER_ENDORSER, MAX_FORKED_BATCHES, MAX_RECALLED } from '../../worker/core/limits.ts'
import { isIrregular } from '../../worker/core/handle/entry.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { admitBatch } from '../../worker/core/rules/admission.ts'
import { acceptIn, connect, coordinatedBy, nowhere, propose, recover, refTo, wants } from './ballots.ts'
import { accept, batchOf, endorse, hold, idOf, packed, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { PEER, TestNode } from './test-node.ts'

const node = (): TestNode => new TestNode({ n: 4, f: 1 })

/** A batch of another branch of this endorser's chain, in the place of its first. */
const branch = (one: TestNode, endorser: number, ...items: readonly Item[]): Batch =>
  batchOf(one.policy.id, endorser, 0, one.policy.id, items)

/** Past the deadline: it has promised ballot 1, on disk. */
function inBallot1(one: TestNode, spore: Spore): void {
  one.receive(spore)
  one.round()
  one.tick(spore.deadline - one.now + 200)
  expect(one.verdict(spore)).toMatchObject({ type: 'RECOVER', ballot: 1 })
  one.round()
  one.clear()
}

describe('a liar', () => {
  it('BA-8 whose proposals rest on each other in every way costs no more than their number', () => {
    const one = node()
    connect(one, 1, 2, 3)
    const spore = coordinatedBy(one, 1)
    one.receive(spore)
    let before = one.hear(1, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [nowhere(2)] })
    // Endorser 1 coordinates 1, 9, 17, … Each proposal names one report 31 times, which claims the proposal before.
    for (let ballot = 9; ballot < 8 * 30; ballot += 8) {
      const accepted = { ballot: ballot - 8, just: refTo(before) }
      const report = one.hear(1, recover(spore, ballot, { accepted }))
      before = one.hear(1, propose(spore, ballot, ...Array.from({ length: 31 }, () => report)))
    }
    expect(one.stage(spore)).toBe('open')
  })

  it('BA-8 whose proposals can never become valid is not judged with every message', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const [a, b, c] = [1, 2, 3].map((endorser) => one.hear(endorser, recover(spore, 1, { vote: 'E' })))
    // Two of one endorser; too few; and an abort where ω say that they endorsed.
    for (const reports of [
      [a!, b!, b!],
      [a!, b!],
      [a!, b!, c!],
    ])
      one.hear(1, propose(spore, 1, ...reports))
    const unknown = one.hear(1, {
      type: 'PROPOSE',
      spore: spore.id,
      ballot: 1,
      reports: [1, 2, 3].map((e) => nowhere(e)),
    })
    const there = one.entry(spore)!.ballots!.proposals.get(1)!
    expect(there.map(({ refuted }) => refuted)).toEqual([true, true, true, false])
    expect(there[3]!.place.digest).toBe(unknown.digest)
    // What rests on one of these is refuted, too.
    const { seq, digest } = there[0]!.place
    const threes = [
      one.hear(1, recover(spore, 3)),
      one.hear(2, recover(spore, 3)),
      one.hear(3, recover(spore, 3, { accepted: { ballot: 1, just: { endorser: 1, seq, digest } } })),
    ]
    one.hear(2, propose(spore, 3, ...threes))
    expect(
      one
        .entry(spore)!
        .ballots!.proposals.get(3)
        ?.map(({ refuted }) => refuted),
    ).toEqual([true])
  })

  it('BA-8 who proposes in far ballots does not crowd out the honest proposal', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const lies = Array.from({ length: 200 }, (_, i) => 4 * 2 * i + 3 + 2).filter((ballot) => ballot < 1_000)
    for (const ballot of lies)
      one.hear(3, { type: 'PROPOSE', spore: spore.id, ballot, reports: [nowhere(2)] })
    const reports = [1, 2, 3].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const proposal = one.hear(1, propose(spore, 1, ...reports))
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
  })

  it('BA-8 who reports in far ballots does not make its report for a near one vanish', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const reports = [1, 2, 3].map((endorser) => one.hear(endorser, recover(spore, 1)))
    for (let i = 0; i < MAX_BALLOTS_PER_ENDORSER; i++) one.hear(3, recover(spore, 900 + i))
    const proposal = one.hear(1, propose(spore, 1, ...reports))
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
    const kept = [...one.entry(spore)!.ballots!.reports.values()].flat()
    expect(kept.filter(({ endorser }) => endorser === 3)).toHaveLength(MAX_BALLOTS_PER_ENDORSER)
  })

  it('BA-8 whose second reports for one ballot are many does not make the one vanish that a proposal names', () => {
    const one = node()
    connect(one, 1, 2)
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const meant = one.hear(3, recover(spore, 1))
    for (let i = 0; i < MAX_BALLOTS_PER_ENDORSER + 5; i++)
      one.hear(3, recover(spore, 1, { by: i.toString(16).padStart(64, '0') as Spore['id'] }))
    const others = [1, 2].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const proposal = one.hear(1, propose(spore, 1, ...others, meant))
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
  })

  it('BA-8 who accepts in far ballots does not make its ACCEPT in the deciding one vanish', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const proposal = one.chains[1]!.say(propose(spore, 1))
    one.hear(3, acceptIn(spore, 1, proposal))
    for (let i = 0; i < MAX_BALLOTS_PER_ENDORSER; i++) one.hear(3, acceptIn(spore, 900 + i, proposal))
    one.hearBatch(proposal)
    for (const endorser of [1, 2]) one.hear(endorser, acceptIn(spore, 1, proposal))
    expect(one.stage(spore)).toBe('aborted')
  })

  it('BA-8 who asks for proof of what nobody said is not served for ever', () => {
    const one = node()
    connect(one, 1, 2, 3)
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    one.hear(1, {
      type: 'PROPOSE',
      spore: spore.id,
      ballot: 1,
      reports: [nowhere(1), nowhere(2), nowhere(3)],
    })
    const asks = (): number => wants(one).filter(({ refs }) => refs.length > 0).length
    for (let i = 0; i < 20; i++) one.tick(1_000)
    expect(asks()).toBe(0)
  })

  it('BA-8 who gives nobody what was asked for does not use up the room for other questions', () => {
    const one = node()
    for (let i = 0; i < MAX_RECALLED; i++) one.policy.recalled.add(`lie ${i}`)
    connect(one, 1, 2, 3)
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const [a, b] = [1, 2].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const hidden = branch(one, 3, recover(spore, 1))
    one.hear(1, propose(spore, 1, a!, b!, hidden))
    expect(one.policy.recalled.size).toBe(MAX_RECALLED)
    expect(one.policy.recalled.has(hidden.digest)).toBe(true)
  })

  it('BA-8 AD-4 who filled its branches here cannot hide the report that an honest proposal rests on', () => {
    const one = node()
    connect(one, 1, 2, 3)
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    one.hear(3, hold(spore, { id: idOf('e') }))
    for (let i = 0; i < MAX_FORKED_BATCHES; i++)
      one.hearBatch(branch(one, 3, hold(spore, { id: i.toString(16).padStart(64, '0') as Spore['id'] })))
    const hidden = branch(one, 3, recover(spore, 1))
    expect(admitBatch(one.state, packed(hidden)).type).toBe('drop')
    const [a, b] = [1, 2].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const proposal = one.hear(1, propose(spore, 1, a!, b!, hidden))
    expect(wants(one).at(-1)?.refs).toEqual([refTo(hidden)])
    expect(admitBatch(one.state, packed(hidden)).type).toBe('verify')
    one.hearBatch(hidden)
    expect(one.said).toEqual([acceptIn(spore, 1, proposal)])
  })

  it('AD-4 who filled its branches here cannot hide the vote that decided for others', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.hear(3, hold(spore, { id: idOf('e') }))
    for (let i = 0; i < MAX_FORKED_BATCHES; i++)
      one.hearBatch(branch(one, 3, hold(spore, { id: i.toString(16).padStart(64, '0') as Spore['id'] })))
    for (const endorser of [1, 2]) one.hear(endorser, accept(spore))
    const deciding = branch(one, 3, accept(spore))
    expect(admitBatch(one.state, packed(deciding)).type).toBe('verify')
    one.hearBatch(deciding)
    expect(one.stage(spore)).toBe('committed')
    // What says nothing new stays outside.
    expect(admitBatch(one.state, packed(branch(one, 3, accept(spore), endorse(spore)))).type).toBe('drop')
  })

  it('BA-8 who has a batch recalled again and again fills no memory with its other votes', () => {
    const one = node()
    connect(one, 1, 2, 3)
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const unknown = Array.from({ length: 50 }, (_, i) =>
      endorse({ id: `${i}`.padStart(64, 'a') as Spore['id'] }),
    )
    const batch = one.hear(3, ...unknown)
    const [a, b] = [1, 2].map((endorser) => one.hear(endorser, recover(spore, 1)))
    one.hear(1, propose(spore, 1, a!, b!, batch))
    expect(one.policy.recalled.has(batch.digest)).toBe(true)
    one.hearBatch(batch)
    expect(one.policy.chains[3]!.missing).toBe(50)
    expect(one.policy.missing.get(unknown[0]!.spore)?.votes).toHaveLength(1)
  })

  it('BA-5 who names a report by a wrong number is not believed: nobody could ask for it', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const [a, b, c] = [1, 2, 3].map((endorser) => refTo(one.hear(endorser, recover(spore, 1))))
    one.hear(1, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [a!, b!, { ...c!, seq: 9 }] })
    one.hear(1, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [a!, b!, { ...c!, endorser: 0 }] })
    expect(one.said).toEqual([])
  })

  it('BA-7 who changes what it claims in every ballot does not keep an honest coordinator from proposing', () => {
    const one = node()
    // Ballots 1 and 2 are the liar's (endorser 3), 3 and 4 ours.
    const spore = coordinatedBy(one, 3)
    inBallot1(one, spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore))
    expect(one.said).toContainEqual(recover(spore, 2, { vote: 'E' }))
    one.round()
    // The liar alone accepted the abort of ballot 1, which it was able to justify, and says so first.
    const ones = [1, 2, 3].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const abort = one.hear(3, propose(spore, 1, ...ones))
    one.hear(3, recover(spore, 4, { accepted: { ballot: 1, just: refTo(abort) } }))
    for (const endorser of [1, 2]) one.hear(endorser, recover(spore, 4, { vote: 'E' }))
    one.round()
    expect(one.entry(spore)!.ballots!.promised).toBe(4)
    const own = one
      .entry(spore)!
      .ballots!.reports.get(4)!
      .find(({ endorser }) => endorser === 0)
    expect(own).toBeDefined()
    expect(one.entry(spore)!.ballots!.proposed).toBe(4)
  })

  it('BA-6 BA-9 who is beyond every ballot pulls nobody along alone, and takes nothing off the time of one', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    for (const ballot of [2, 16, 17, 1_000]) one.hear(3, recover(spore, ballot))
    expect(one.said).toEqual([])
    // With it, one other is enough for the ballot to have its time, and for going where that one is.
    one.hear(1, recover(spore, 1))
    one.tick(499)
    expect(one.said).toEqual([])
    one.tick(1)
    expect(one.round()).toEqual([recover(spore, 2, { vote: 'E' })])
    for (const [ballot, time] of [
      [3, 1_000],
      [5, 2_000],
    ] as const) {
      one.hear(1, recover(spore, ballot))
      one.hear(3, recover(spore, 1_000 + ballot))
      expect(one.round()).toEqual([recover(spore, ballot, { vote: 'E' })])
      one.tick(time - 1)
      expect(one.said).toEqual([])
      one.tick(1)
      expect(one.round()).toEqual([recover(spore, ballot + 1, { vote: 'E' })])
    }
  })

  it('BA-13 who says that a spore is in its own way has it aborted by nobody', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    one.round()
    one.hear(3, recover(spore, 1, { by: spore.id }))
    one.tick(10_000)
    expect(one.said).toEqual([])
  })

  it('DE-1 who still runs ballots for what is decided is told the end, but not by way of others', () => {
    const one = node()
    const spore = one.committed([set('k', '1')])
    one.clear()
    one.hear(1, recover(spore, 1))
    expect(one.outputsOf('serve')).toEqual([])
    const again = one.chains[1]!.say(recover(spore, 2))
    one.hearBatch(again, 'full', keyOf(2))
    expect(one.outputsOf('serve')).toHaveLength(1)
    expect(one.outputsOf('serve')[0]).toMatchObject({ to: keyOf(2) })
    expect(PEER).not.toBe(keyOf(2))
  })

  it('SY-10 whose deciding ACCEPT of a ballot stands on another branch: the spore is kept for those who lack it', () => {
    const one = node()
    const spore = coordinatedBy(one, 1)
    inBallot1(one, spore)
    const proposal = one.hear(1, propose(spore, 1))
    one.hear(3, hold(spore, { id: idOf('e') }))
    one.round()
    one.hearBatch(branch(one, 3, acceptIn(spore, 1, proposal)))
    for (const endorser of [1, 2]) one.hear(endorser, acceptIn(spore, 1, proposal))
    expect(one.stage(spore)).toBe('aborted')
    expect(isIrregular(one.policy, one.policy.recent.get(spore.id)!)).toBe(true)
  })
})
