// When a spore is decided, by which votes, and which batches prove it to those who only watch.

import { describe, expect, it } from 'vitest'
import { bit } from '../../worker/core/rules/endorser-set.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import { abortGrounds, commitGrounds, provingPlaces } from '../../worker/core/rules/decision.ts'
import type { Ballots, VoteNote } from '../../worker/core/state.ts'
import { acceptIn, coordinatedBy, nowhere, propose, recover } from './ballots.ts'
import { accept, endorse, reject, set } from './builders.ts'
import { TestNode } from './test-node.ts'

const FOUR = policyParameters({ n: 4, f: 1, quorum: 3, fast: false })
const FAST = policyParameters({ n: 6, f: 1, quorum: 4, fast: true })

const setOf = (...endorsers: number[]): number => endorsers.reduce((sum, each) => sum | bit(each), 0)
const place = (seq: number): { seq: number; round: number } => ({ seq, round: 1 })
const acceptsOf = (by: Readonly<Record<number, readonly number[]>>): Ballots['accepts'] =>
  new Map(
    Object.entries(by).map(([ballot, endorsers]) => [
      Number(ballot),
      new Map(endorsers.map((endorser) => [endorser, place(endorser)])),
    ]),
  )
const voted = (
  { endorsed = 0, rejected = 0, accepted = 0 }: Partial<Record<'endorsed' | 'rejected' | 'accepted', number>>,
  by: Readonly<Record<number, readonly number[]>> = {},
): Parameters<typeof commitGrounds>[1] => ({
  endorsed,
  rejected,
  accepted,
  ballots: { accepts: acceptsOf(by) } as Ballots,
})

describe('DE-1 COMMIT', () => {
  it('needs q ACCEPTs of ballot 0, or of one even ballot', () => {
    expect(commitGrounds(FOUR, voted({ accepted: setOf(0, 1, 2) }))).toEqual({ type: 'accepts', ballot: 0 })
    expect(commitGrounds(FOUR, voted({}, { 4: [0, 1, 3] }))).toEqual({ type: 'accepts', ballot: 4 })
    expect(commitGrounds(FOUR, voted({ accepted: setOf(0, 1) }, { 2: [2, 3], 4: [0, 1] }))).toBeUndefined()
    expect(commitGrounds(FOUR, voted({}, { 1: [0, 1, 2, 3] }))).toBeUndefined()
  })
  it('needs nothing but qF ENDORSEs where the policy is fast', () => {
    expect(FAST.qF).toBe(6)
    expect(commitGrounds(FAST, voted({ endorsed: setOf(0, 1, 2, 3, 4, 5) }))).toEqual({ type: 'endorses' })
    expect(commitGrounds(FAST, voted({ endorsed: setOf(0, 1, 2, 3, 4) }))).toBeUndefined()
    const slow = policyParameters({ n: 6, f: 1, quorum: 4, fast: false })
    expect(commitGrounds(slow, voted({ endorsed: setOf(0, 1, 2, 3, 4, 5) }))).toBeUndefined()
  })
})

describe('DE-2 ABORT', () => {
  it('needs α REJECTs, or q ACCEPTs of one odd ballot', () => {
    expect(abortGrounds(FOUR, voted({ rejected: setOf(1, 2, 3) }))).toEqual({ type: 'rejects' })
    expect(abortGrounds(FOUR, voted({}, { 3: [0, 1, 2] }))).toEqual({ type: 'accepts', ballot: 3 })
    expect(abortGrounds(FOUR, voted({ rejected: setOf(1, 2) }, { 1: [0, 1], 3: [2, 3] }))).toBeUndefined()
    expect(abortGrounds(FOUR, voted({}, { 2: [0, 1, 2, 3] }))).toBeUndefined()
  })
})

describe('DE-1 DE-2 at a node', () => {
  it('a commit in a later ballot is executed like any other', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2])
      one.hear(endorser, { type: 'ACCEPT', spore: spore.id, ballot: 2, just: nowhere(1) })
    expect(one.stage(spore)).toBe('open')
    one.hear(3, { type: 'ACCEPT', spore: spore.id, ballot: 4, just: nowhere(1) })
    expect(one.stage(spore)).toBe('open')
    one.hear(3, { type: 'ACCEPT', spore: spore.id, ballot: 2, just: nowhere(1) })
    expect(one.stage(spore)).toBe('committed')
    expect(one.slot('k').x).toBe(1)
  })

  it('an abort in a ballot releases the lock', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const [spore, next] = [one.spore([set('k', '1')]), one.spore([set('k', '2')])]
    one.receive(spore, next)
    one.round()
    for (const endorser of [1, 2, 3])
      one.hear(endorser, { type: 'ACCEPT', spore: spore.id, ballot: 1, just: nowhere(1) })
    expect(one.stage(spore)).toBe('aborted')
    expect(one.verdict(next)).toEqual(endorse(next, spore.id))
  })

  it('the same endorser twice in a ballot counts once', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 2, 2])
      one.hear(endorser, { type: 'ACCEPT', spore: spore.id, ballot: 1, just: nowhere(endorser) })
    expect(one.stage(spore)).toBe('open')
  })

  it('WA-3 an ACCEPT of ours counts when it is on disk, not before', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = coordinatedBy(one, 1)
    one.receive(spore)
    one.round()
    const reports = [1, 2, 3].map((endorser) => one.hear(endorser, recover(spore, 1)))
    const proposal = one.hear(1, propose(spore, 1, ...reports))
    for (const endorser of [1, 2]) one.hear(endorser, acceptIn(spore, 1, proposal))
    expect(one.said).toContainEqual(acceptIn(spore, 1, proposal))
    const batches = one.flush()
    expect(one.stage(spore)).toBe('open')
    one.durable(batches)
    expect(one.stage(spore)).toBe('aborted')
  })

  it('DE-5 a commit after an abort changes nothing and raises an alarm', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    for (const endorser of [1, 2, 3])
      one.hear(endorser, { type: 'ACCEPT', spore: spore.id, ballot: 1, just: nowhere(1) })
    for (const endorser of [1, 2, 3]) one.hear(endorser, accept(spore))
    expect(one.stage(spore)).toBe('aborted')
    expect(one.outputsOf('alarm').length).toBeGreaterThan(0)
    expect(one.slot('k').x).toBe(0)
  })

  it('DE-3 an approval is accepted once, and not after a ballot was promised', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const [spore, frozen] = [one.spore([set('k', '1')]), one.spore([set('l', '1')])]
    one.receive(spore, frozen)
    for (const endorser of [1, 2]) one.hear(endorser, recover(frozen, 1))
    for (const endorser of [1, 2, 3]) one.hear(endorser, endorse(spore), endorse(frozen))
    expect(one.said.filter(({ type }) => type === 'ACCEPT')).toEqual([accept(spore)])
  })
})

describe('CE-2 what proves it', () => {
  const note = (votes: Partial<VoteNote>): VoteNote => ({
    endorsed: undefined,
    rejected: undefined,
    accepted: undefined,
    lastVote: undefined,
    why: undefined,
    ref: undefined,
    at: 0,
    ...votes,
  })
  const proof = (
    stage: 'committed' | 'aborted' | 'dead',
    parameters: typeof FOUR,
    votes: ReturnType<typeof voted>,
    notes: ReadonlyMap<number, VoteNote> = new Map(),
  ): string[] =>
    [...provingPlaces(parameters, { ...votes, stage, notes } as Parameters<typeof provingPlaces>[1])].map(
      ({ endorser, seq }) => `${endorser}/${seq}`,
    )

  it('the ACCEPTs of the ballot that decided, and no others', () => {
    const votes = voted({ accepted: setOf(3) }, { 2: [0, 1, 2], 1: [0, 3] })
    expect(proof('committed', FOUR, votes)).toEqual(['0/0', '1/1', '2/2'])
    expect(proof('aborted', FOUR, voted({}, { 5: [1, 2, 3], 2: [0] }))).toEqual(['1/1', '2/2', '3/3'])
  })
  it('the ENDORSEs, where these decided', () => {
    const notes = new Map([0, 1, 2, 3, 4, 5].map((endorser) => [endorser, note({ endorsed: place(7) })]))
    notes.set(1, note({ endorsed: place(7), accepted: place(8) }))
    const votes = voted({ endorsed: setOf(0, 1, 2, 3, 4, 5), accepted: setOf(1) })
    expect(proof('committed', FAST, votes, notes)).toEqual(['0/7', '1/7', '2/7', '3/7', '4/7', '5/7'])
  })
  it('the REJECTs, where these did', () => {
    const notes = new Map([1, 2, 3].map((endorser) => [endorser, note({ rejected: place(4) })]))
    notes.set(0, note({ endorsed: place(1) }))
    expect(proof('aborted', FOUR, voted({ rejected: setOf(1, 2, 3) }), notes)).toEqual(['1/4', '2/4', '3/4'])
  })
  it('nothing proves that a spore is dead', () => {
    expect(proof('dead', FOUR, voted({ rejected: setOf(1) }))).toEqual([])
  })

  it.each([
    ['a later ballot', { n: 4, f: 1 }, 'aborted'],
    ['the fast path', { n: 6, f: 1 }, 'committed'],
  ] as const)(
    'a replica that gets the body and these batches decides as well, by %s',
    (kind, shape, stage) => {
      const fast = kind === 'the fast path'
      const record = fast ? { ...new TestNode(shape).record, fast: true } : undefined
      const one = new TestNode({ ...shape, ...(record && { record }) })
      const spore = one.spore([set('k', '1')])
      one.receive(spore)
      const own = one.flush()
      one.durable(own)
      const said = new Map(own.map((batch) => [`0/${batch.header.seq}`, batch]))
      for (const endorser of one.chains.keys()) {
        if (endorser === 0) continue
        const items = fast
          ? [endorse(spore)]
          : [{ type: 'ACCEPT' as const, spore: spore.id, ballot: 1, just: nowhere(1) }]
        const batch = one.hear(endorser, ...items)
        said.set(`${endorser}/${batch.header.seq}`, batch)
      }
      expect(one.stage(spore)).toBe(stage)
      const replica = new TestNode({ ...shape, self: 20, ...(record && { record }) })
      replica.receive(spore)
      const places = [...provingPlaces(one.policy.parameters, one.policy.recent.get(spore.id)!)]
      expect(places.length).toBeGreaterThan(2)
      for (const { endorser, seq } of places) replica.hearBatch(said.get(`${endorser}/${seq}`)!)
      expect(replica.stage(spore)).toBe(stage)
    },
  )

  it('a refusal that came too late proves nothing', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.committed([set('k', '1')])
    for (const endorser of [1, 2]) one.hear(endorser, reject(spore))
    expect(one.stage(spore)).toBe('committed')
    expect([...provingPlaces(one.policy.parameters, one.policy.recent.get(spore.id)!)]).toHaveLength(3)
  })
})
