// Evidence about ballots: P5 to P7, from real signatures.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Batch, BatchRef, Item, ItemOf } from '../../worker/core/model/batch.ts'
import type { EvidenceCode } from '../../worker/core/model/evidence.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { accept, endorse, hold, reject, set } from './builders.ts'
import { bitFlips, Court } from './court.ts'

type Report = Extract<ItemOf<SporeId>, { type: 'RECOVER' }>

let court: Court
let spore: Spore
beforeAll(async () => {
  court = await Court.open({ n: 4, f: 1 })
  spore = court.spore([set('k', '1')])
})

const refOf = ({ header: { endorser, seq }, digest }: Batch): BatchRef => ({ endorser, seq, digest })
const recover = (
  ballot: number,
  vote: Report['vote'] = null,
  accepted: Report['accepted'] = null,
): Report => ({
  type: 'RECOVER',
  spore: spore.id,
  ballot,
  vote,
  accepted,
  by: null,
})
const acceptIn = (ballot: number, just: BatchRef): Item => ({ type: 'ACCEPT', spore: spore.id, ballot, just })
const propose = (ballot: number, reports: readonly Batch[]): Item => ({
  type: 'PROPOSE',
  spore: spore.id,
  ballot,
  reports: reports.map(refOf),
})
const ANYWHERE: BatchRef = { endorser: 0, seq: 9, digest: 'ab'.repeat(32) }

async function convicted(code: EvidenceCode, accused: number, batches: readonly Batch[]): Promise<boolean> {
  const evidence = court.assemble({ code, accused, spores: [spore.id] }, { batches })
  return evidence !== undefined && court.holds(evidence.bytes)
}

/** Whether endorser 3 is found faulty for saying these, in this order. */
async function inOrder(code: EvidenceCode, first: Item, second: Item): Promise<boolean> {
  const apart = await Promise.all([court.batch(3, 4, [first]), court.batch(3, 6, [second])])
  const together = [await court.batch(3, 4, [hold(spore, spore), first, second])]
  const found = await convicted(code, 3, apart)
  expect(await convicted(code, 3, together)).toBe(found)
  return found
}

describe('P5 a promised ballot broken', () => {
  it('PN-2 convicts votes, lower ACCEPTs and repeated promises after a promise', async () => {
    expect(await inOrder('P5', recover(1), endorse(spore))).toBe(true)
    expect(await inOrder('P5', recover(1), reject(spore, 'STALE'))).toBe(true)
    expect(await inOrder('P5', recover(1), accept(spore))).toBe(true)
    expect(await inOrder('P5', recover(3), acceptIn(2, ANYWHERE))).toBe(true)
    expect(await inOrder('P5', recover(3), recover(2))).toBe(true)
    expect(await inOrder('P5', recover(3), recover(3))).toBe(true)
    expect(await inOrder('P5', acceptIn(4, ANYWHERE), acceptIn(2, ANYWHERE))).toBe(true)
    expect(await inOrder('P5', acceptIn(2, ANYWHERE), recover(2))).toBe(true)
    expect(await inOrder('P5', acceptIn(2, ANYWHERE), endorse(spore))).toBe(true)
  })

  it('PN-2 accepts a lawful life', async () => {
    const items: Item[] = [
      endorse(spore),
      accept(spore),
      recover(1, 'E', { ballot: 0, just: null }),
      acceptIn(1, ANYWHERE),
      recover(2, 'E', { ballot: 1, just: ANYWHERE }),
      recover(4, 'E', { ballot: 1, just: ANYWHERE }),
      acceptIn(4, ANYWHERE),
      acceptIn(6, ANYWHERE),
      recover(7, 'E', { ballot: 6, just: ANYWHERE }),
    ]
    const batches = await Promise.all(items.map((item, seq) => court.batch(3, seq, [item])))
    for (const code of ['P2', 'P5', 'P6'] as const) expect(await convicted(code, 3, batches)).toBe(false)
  })
})

describe('P6 a false report', () => {
  it('PN-2 convicts what leaves out or changes an earlier word', async () => {
    expect(await inOrder('P6', endorse(spore), recover(1))).toBe(true)
    expect(await inOrder('P6', endorse(spore), recover(1, 'R'))).toBe(true)
    expect(await inOrder('P6', reject(spore), recover(1, 'E'))).toBe(true)
    expect(await inOrder('P6', accept(spore), recover(1, 'E'))).toBe(true)
    expect(await inOrder('P6', acceptIn(3, ANYWHERE), recover(4, null, { ballot: 1, just: ANYWHERE }))).toBe(
      true,
    )
    expect(await inOrder('P6', recover(1, 'E'), recover(3, null))).toBe(true)
    expect(await inOrder('P6', recover(1), recover(3, 'E'))).toBe(true)
    expect(await inOrder('P6', recover(3, 'E', { ballot: 2, just: ANYWHERE }), recover(5, 'E'))).toBe(true)
  })

  it('PN-2 accepts true reports, later words, and what is about another spore', async () => {
    const other = court.spore([set('k', '2')])
    expect(await inOrder('P6', endorse(spore), recover(1, 'E'))).toBe(false)
    expect(await inOrder('P6', endorse(other), recover(1))).toBe(false)
    expect(await inOrder('P6', recover(1), acceptIn(1, ANYWHERE))).toBe(false)
    expect(await inOrder('P6', recover(1), recover(3, null, { ballot: 1, just: ANYWHERE }))).toBe(false)
    expect(await inOrder('P6', hold(spore, other), recover(1))).toBe(false)
  })
})

describe('P7 a justification that justifies nothing', () => {
  const chair = (ballot: number): number => coordinatorOf(spore.id, ballot, 4)
  const stranger = (ballot: number): number => (chair(ballot) + 1) % 4
  /** Reports of endorsers 0, 1 and 2. */
  const reports = (...items: readonly Report[]): Promise<Batch[]> =>
    Promise.all(items.map((item, e) => court.batch(e, 2, [hold(spore, spore), item])))
  const proposal = (ballot: number, from: readonly Batch[], by = chair(ballot)): Promise<Batch> =>
    court.batch(by, 5, [propose(ballot, from)])

  /** Convicts who proposed, and whoever accepted that. */
  async function expectBoth(
    found: boolean,
    ballot: number,
    proposed: Batch,
    others: readonly Batch[],
  ): Promise<void> {
    expect(await convicted('P7', proposed.header.endorser, [proposed, ...others])).toBe(found)
    const acceptor = stranger(ballot)
    const accepted = await court.batch(acceptor, 8, [acceptIn(ballot, refOf(proposed))])
    expect(await convicted('P7', acceptor, [accepted, proposed, ...others])).toBe(found)
  }

  it('PN-2 accepts a proposal that its reports make safe', async () => {
    const odd = await reports(recover(1), recover(1, 'E'), recover(1, 'R'))
    await expectBoth(false, 1, await proposal(1, odd), odd)
    const even = await reports(recover(2), recover(2, 'E', { ballot: 0, just: null }), recover(2))
    await expectBoth(false, 2, await proposal(2, even), even)
  })

  it('PN-2 convicts an unsafe outcome', async () => {
    const approved = await reports(recover(1, 'E'), recover(1, 'E'), recover(1, 'E'))
    await expectBoth(true, 1, await proposal(1, approved), approved)
    const accepted = await reports(recover(1, 'E', { ballot: 0, just: null }), recover(1), recover(1))
    await expectBoth(true, 1, await proposal(1, accepted), accepted)
  })

  it('PN-2 refuses every turned bit of it', async () => {
    const approved = await reports(recover(1, 'E'), recover(1, 'E'), recover(1, 'E'))
    const proposed = await proposal(1, approved)
    const suspicion = { code: 'P7', accused: chair(1), spores: [spore.id] } as const
    const evidence = court.assemble(suspicion, { batches: [proposed, ...approved] })
    for (const bent of bitFlips(evidence!.bytes, 1)) expect(await court.holds(bent)).toBe(false)
  }, 60_000)

  it('PN-2 takes what is not shown as if it fitted', async () => {
    const approved = await reports(recover(1, 'E'), recover(1, 'E'), recover(1, 'E'))
    await expectBoth(false, 1, await proposal(1, approved), approved.slice(1))
    const accepted = await court.batch(stranger(1), 8, [acceptIn(1, { ...ANYWHERE, endorser: chair(1) })])
    expect(await convicted('P7', stranger(1), [accepted])).toBe(false)
  })

  it('PN-2 convicts whoever proposes out of turn, or on too few', async () => {
    const good = await reports(recover(1), recover(1), recover(1))
    await expectBoth(true, 1, await proposal(1, good, stranger(1)), good)
    await expectBoth(true, 1, await proposal(1, good.slice(1)), good)
    await expectBoth(true, 1, await proposal(1, [good[0]!, good[0]!, good[1]!]), good)
  })

  it('PN-2 convicts references that lead to nothing of the kind', async () => {
    const good = await reports(recover(1), recover(1), recover(1))
    const empty = await court.batch(0, 7, [endorse(spore), recover(3)])
    await expectBoth(true, 1, await proposal(1, [empty, good[1]!, good[2]!]), [empty, ...good])
    const nothing = await court.batch(chair(1), 5, [endorse(spore), propose(3, good)])
    const acceptor = stranger(1)
    const accepted = await court.batch(acceptor, 8, [acceptIn(1, refOf(nothing))])
    expect(await convicted('P7', acceptor, [accepted, nothing])).toBe(true)
    const claim = await court.batch(acceptor, 9, [recover(3, null, { ballot: 1, just: refOf(nothing) })])
    expect(await convicted('P7', acceptor, [claim, nothing])).toBe(true)
    const early = await court.batch(acceptor, 9, [recover(3, null, { ballot: 4, just: ANYWHERE })])
    expect(await convicted('P7', acceptor, [early])).toBe(true)
  })

  it('PN-2 means the first of two reports in one message', async () => {
    const good = await reports(recover(1), recover(1), recover(1))
    const twice = await court.batch(0, 7, [recover(1), recover(1, 'E', { ballot: 0, just: null })])
    await expectBoth(false, 1, await proposal(1, [twice, good[1]!, good[2]!]), [twice, ...good])
    const other = await court.batch(0, 7, [recover(1, 'E', { ballot: 0, just: null }), recover(1)])
    await expectBoth(true, 1, await proposal(1, [other, good[1]!, good[2]!]), [other, ...good])
  })

  it('PN-2 follows claims in reports to earlier proposals', async () => {
    const approved = await reports(recover(1, 'E'), recover(1, 'E'), recover(1, 'E'))
    const unsafe = await proposal(1, approved)
    const claim = { ballot: 1, just: refOf(unsafe) }
    const later = await Promise.all([0, 1, 2].map((e) => court.batch(e, 9, [recover(3, 'E', claim)])))
    await expectBoth(true, 3, await proposal(3, later), [...later, unsafe, ...approved])
    // Without the earlier proposal nobody can say that it was not safe.
    await expectBoth(false, 3, await proposal(3, later), later)
    const safe = await reports(recover(1), recover(1), recover(1))
    const fine = { ballot: 1, just: refOf(await proposal(1, safe)) }
    const after = await Promise.all([0, 1, 2].map((e) => court.batch(e, 9, [recover(3, null, fine)])))
    await expectBoth(false, 3, await proposal(3, after), [...after, await proposal(1, safe), ...safe])
  })
})
