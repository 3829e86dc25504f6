// I7 can fail: an endorser that contradicts itself, in every way in which it can.

import { describe, expect, it } from 'vitest'
import type { BatchRef, Item } from '../../../worker/core/model/batch.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import {
  accept,
  add,
  base,
  bundleOf,
  endorse,
  exact,
  hold,
  idOf,
  packed,
  reject,
  requires,
  set,
} from '../../core/builders.ts'
import type { SimEvent } from '../events.ts'
import { coordinatorOf } from '../reference/thresholds.ts'
import { Durability } from './durability.ts'
import { Promises } from './promises.ts'
import { Story, type StoryOptions } from './story.ts'

const story = (options: StoryOptions = {}): Story => new Story((ledger) => new Promises(ledger), options)

type Sent = Extract<SimEvent, { type: 'sent' }>
type Recover = Extract<Item, { type: 'RECOVER' }>
const recover = (spore: Pick<Spore, 'id'>, ballot: number, more: Partial<Recover> = {}): Recover => ({
  type: 'RECOVER',
  spore: spore.id,
  ballot,
  vote: null,
  accepted: null,
  by: null,
  ...more,
})
const acceptAt = (spore: Pick<Spore, 'id'>, ballot: number, just: BatchRef): Item => ({
  type: 'ACCEPT',
  spore: spore.id,
  ballot,
  just,
})
const propose = (spore: Pick<Spore, 'id'>, ballot: number, reports: readonly BatchRef[]): Item => ({
  type: 'PROPOSE',
  spore: spore.id,
  ballot,
  reports,
})

/** A spore whose first ballots this endorser coordinates. */
function coordinated(run: Story, by: number, ballot = 1, key = 'k'): Spore {
  for (;;) {
    const spore = run.spore([set(key, '1')])
    if (coordinatorOf(spore.id, ballot, run.world.n) !== by) continue
    run.tell({ type: 'submitted', at: run.at, node: 0, spore })
    return spore
  }
}

describe('I7 promises', () => {
  it('I7 passes the normal case, a hold, and a yield', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    const t = run.submit([set('k', '2')])
    run.allSay([0, 1, 3], endorse(s), hold(t, s))
    run.says(2, reject(s))
    run.allSay([0, 1, 2], accept(s))
  })

  it('I7 finds two votes on one spore, of one kind or of both', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.says(0, endorse(s))
    expect(() => run.says(0, reject(s))).toThrow(/I7.*REJECT after a vote/)
    run.says(1, endorse(s))
    expect(() => run.says(1, endorse(s))).toThrow(/I7/)
    // The byzantine endorser may.
    run.says(3, endorse(s), reject(s))
  })

  it('I7 finds two batches under one number, a gap, and a broken link', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    const { digest } = run.says(0, endorse(s))
    expect(() => run.stores(0, [run.batch(0, 0, run.world.policy, hold(s, s))])).toThrow(/I7.*two batches 0/)
    expect(() => run.stores(0, [run.batch(0, 2, digest, hold(s, s))])).toThrow(/I7.*batch 2 where 1 follows/)
    expect(() => run.stores(0, [run.batch(0, 1, idOf('f'), hold(s, s))])).toThrow(/I7.*linked/)
    run.stores(0, [run.batch(0, 1, digest, hold(s, s))])
  })

  it('I7 finds a batch that others have before it is durable at home', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    const batch = run.batch(0, 0, run.world.policy, endorse(s))
    expect(() => run.stores(1, [batch])).toThrow(/I7.*has not stored/)
    run.stores(0, [batch])
    run.stores(1, [batch])
  })

  it('I7 finds votes after RECOVER, and ballots that go back', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1, 3], endorse(s))
    run.says(2, recover(s, 2))
    expect(() => run.says(2, endorse(s))).toThrow(/I7.*ENDORSE in ballot 2/)
    expect(() => run.says(2, reject(s))).toThrow(/I7.*REJECT in ballot 2/)
    expect(() => run.says(2, accept(s))).toThrow(/I7.*ACCEPT 0 below 2/)
    expect(() => run.says(2, recover(s, 1))).toThrow(/I7.*RECOVER 1 after 2/)
    expect(() => run.says(2, recover(s, 2))).toThrow(/I7.*RECOVER 2 after 2/)
  })

  it('I7 finds a report that hides a vote, or an ACCEPT, or makes one up', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1, 3], endorse(s))
    run.says(0, accept(s))
    expect(() => run.says(1, recover(s, 1))).toThrow(/I7.*reports no vote for E/)
    expect(() => run.says(2, recover(s, 1, { vote: 'R' }))).toThrow(/I7.*reports R/)
    expect(() => run.says(0, recover(s, 1, { vote: 'E' }))).toThrow(/I7.*reports ACCEPT/)
    expect(() => run.says(1, recover(s, 1, { vote: 'E', accepted: { ballot: 0, just: null } }))).toThrow(/I7/)
    run.says(0, recover(s, 1, { vote: 'E', accepted: { ballot: 0, just: null } }))
  })

  it('I7 finds an ACCEPT without approval, and one that counts a vote before it is durable', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1], endorse(s))
    expect(() => run.says(0, accept(s))).toThrow(/I7.*no approval/)
    expect(() => run.says(2, endorse(s), accept(s))).toThrow(/I7.*no approval/)
  })
})

describe('I7 ballots', () => {
  it('I7 passes an abort of what too few endorsed, and a commit of what was approved', () => {
    const run = story()
    const s = coordinated(run, 0)
    const reports = [run.says(0, endorse(s)), ...run.allSay([1, 2], hold(s, s))].map(({ endorser }) =>
      run.says(endorser, recover(s, 1, { vote: endorser === 0 ? 'E' : null })),
    )
    const just = run.says(0, propose(s, 1, reports))
    run.allSay([1, 2], acceptAt(s, 1, just))

    const t = coordinated(run, 1, 2, 'l')
    run.allSay([0, 1, 2], endorse(t))
    const known = run.allSay([0, 1, 2], recover(t, 2, { vote: 'E' }))
    run.allSay([0, 2], acceptAt(t, 2, run.says(1, propose(t, 2, known))))
  })

  it('I7 finds a PROPOSE by somebody else, of too few, of one twice, of nothing', () => {
    const run = story()
    const s = coordinated(run, 0)
    const reports = run.allSay([0, 1, 2], recover(s, 1))
    expect(() => run.says(1, propose(s, 1, reports))).toThrow(/I7.*does not coordinate/)
    expect(() => run.says(0, propose(s, 1, reports.slice(1)))).toThrow(/I7.*2 reports of 3/)
    expect(() => run.says(0, propose(s, 1, [...reports.slice(1), reports[1]!]))).toThrow(
      /I7.*of one endorser/,
    )
    const made = { ...reports[0]!, digest: idOf('e') }
    expect(() => run.says(0, propose(s, 1, [made, ...reports.slice(1)]))).toThrow(/I7.*nowhere/)
    expect(() => run.says(0, propose(s, 2, reports))).toThrow(/I7.*nowhere/)
  })

  it('I7 finds an ABORT of what may have been committed', () => {
    const approved = story()
    const s = coordinated(approved, 0)
    approved.allSay([0, 1, 2], endorse(s))
    const all = approved.allSay([0, 1, 2], recover(s, 1, { vote: 'E' }))
    expect(() => approved.says(0, propose(s, 1, all))).toThrow(/I7.*approval of 3/)

    const accepted = story()
    const t = coordinated(accepted, 0)
    accepted.allSay([0, 1, 3], endorse(t))
    accepted.says(1, accept(t))
    const claim = { vote: 'E', accepted: { ballot: 0, just: null } } as const
    const reports = [
      accepted.says(0, recover(t, 1, { vote: 'E' })),
      accepted.says(1, recover(t, 1, claim)),
      accepted.says(2, recover(t, 1)),
    ]
    expect(() => accepted.says(0, propose(t, 1, reports))).toThrow(/I7.*ballot 0 was accepted/)
  })

  it('I7 finds a COMMIT without approval, and one of what was given up', () => {
    const bare = story()
    const s = coordinated(bare, 0, 2)
    const reports = bare.allSay([0, 1, 2], recover(s, 2))
    expect(() => bare.says(0, propose(s, 2, reports))).toThrow(/I7.*no approval/)

    const run = story()
    const t = coordinated(run, 0)
    run.says(0, endorse(t))
    run.says(1, endorse(t))
    const low = [0, 1, 2].map((e) => run.says(e, recover(t, 1, { vote: e === 2 ? null : 'E' })))
    const just = run.says(0, propose(t, 1, low))
    run.says(3, endorse(t))
    run.says(1, acceptAt(t, 1, just))
    const high = [
      run.says(0, recover(t, 2, { vote: 'E' })),
      run.says(1, recover(t, 2, { vote: 'E', accepted: { ballot: 1, just } })),
      run.says(2, recover(t, 2)),
    ]
    expect(() => run.says(0, propose(t, 2, high))).toThrow(/I7.*ballot 1 was accepted/)
  })

  it('I7 finds an ACCEPT that follows an unsound PROPOSE of the byzantine coordinator', () => {
    const run = story()
    const s = coordinated(run, 3)
    run.allSay([0, 1, 2], endorse(s))
    const reports = run.allSay([0, 1, 2], recover(s, 1, { vote: 'E' }))
    const just = run.says(3, propose(s, 1, reports))
    expect(() => run.says(0, acceptAt(s, 1, just))).toThrow(/I7.*approval of 3/)
    expect(() => run.says(1, acceptAt(s, 1, { ...just, digest: idOf('d') }))).toThrow(/I7.*nowhere/)
  })

  it('I7 finds a claim that rests on nothing', () => {
    const run = story()
    const s = coordinated(run, 0)
    const lie = run.says(3, recover(s, 1, { accepted: { ballot: 0, just: null } }))
    const reports = [lie, ...run.allSay([0, 1], recover(s, 1))]
    expect(() => run.says(0, propose(s, 1, reports))).toThrow(/I7.*no ground/)
  })
})

describe('I7 releases', () => {
  const conflicting = (): { run: Story; s: Spore; t: Spore } => {
    const run = story()
    return { run, s: run.submit([set('k', '1')]), t: run.submit([set('k', '2')]) }
  }

  it('I7 finds a conflicting ENDORSE while the first is undecided', () => {
    const { run, s, t } = conflicting()
    run.says(0, endorse(s))
    expect(() => run.says(0, endorse(t))).toThrow(/I7.*not decided/)
  })

  it('I7 passes it after an abort that it names, and finds it unnamed', () => {
    const { run, s, t } = conflicting()
    run.allSay([0, 1], endorse(s))
    run.allSay([1, 2, 3].slice(1), reject(s))
    expect(() => run.says(0, endorse(t, s.id))).toThrow(/I7.*not decided/)
    const again = conflicting()
    again.run.says(0, endorse(again.s))
    again.run.allSay([1, 2, 3], reject(again.s))
    expect(() => again.run.says(0, endorse(again.t))).toThrow(/I7.*does not name/)
    const fine = conflicting()
    fine.run.says(0, endorse(fine.s))
    fine.run.allSay([1, 2, 3], reject(fine.s))
    fine.run.says(0, endorse(fine.t, fine.s.id))
  })

  it('I7 finds it while the first is committed and not executed there', () => {
    const { run, s } = conflicting()
    const next = run.submit([set('k', '2', base(1))])
    run.allSay([0, 1, 2], endorse(s))
    run.allSay([0, 1, 2], accept(s))
    run.decides(1, s, 'committed')
    run.says(1, endorse(next))
    expect(() => run.says(0, endorse(next))).toThrow(/I7.*not executed there/)
  })

  it('I7 finds read locks that are broken, and leaves reads alone', () => {
    const run = story()
    const s = run.submit([set('a', '1')], { requirements: [requires('RD', 'b', exact([0]))] })
    const t = run.submit([set('c', '1')], { requirements: [requires('RD', 'b', exact([0]))] })
    const u = run.submit([set('b', '1')])
    const v = run.submit([add('b', '1')])
    run.says(0, endorse(s))
    run.says(0, endorse(t))
    expect(() => run.says(0, endorse(u))).toThrow(/I7/)
    expect(() => run.says(1, endorse(s), endorse(v))).toThrow(/I7/)
  })

  it('I7 finds a false word in freed', () => {
    const { run, s, t } = conflicting()
    run.allSay([1, 2, 3], reject(s))
    expect(() => run.says(0, endorse(t, s.id))).toThrow(/I7.*without having endorsed/)
    const other = story()
    const elsewhere = other.submit([set('l', '1')])
    const u = other.submit([set('k', '1')])
    other.says(0, endorse(elsewhere))
    other.allSay([1, 2, 3], reject(elsewhere))
    expect(() => other.says(0, endorse(u, elsewhere.id))).toThrow(/I7.*does not conflict/)
  })

  it('I7 holds across a restart, which the checker does not forget', () => {
    const { run, s, t } = conflicting()
    run.says(0, endorse(s))
    run.tell({ type: 'crashed', at: run.at, node: 0 })
    run.tell({ type: 'restarted', at: run.at, node: 0 })
    expect(() => run.says(0, endorse(t))).toThrow(/I7/)
  })
})

describe('I7 rule W', () => {
  it("I7 finds what is sent before it is durable, one's own or another's", () => {
    const run = new Story((ledger) => new Durability(ledger))
    const s = run.spore([set('k', '1')])
    const bundle = { type: 'bundle', bundle: bundleOf(s) } as const
    const sends = (from: number, message: Sent['message']): void =>
      run.tell({ type: 'sent', at: run.at, from, to: 1, message })
    expect(() => sends(0, bundle)).toThrow(/I7.*before it was durable/)
    run.stores(0, [], [s])
    sends(0, bundle)
    const batch = run.batch(2, 0, run.world.policy, endorse(s))
    expect(() => sends(2, { type: 'batch', batch: packed(batch) })).toThrow(/I7.*batch 0 of endorser 2/)
    run.stores(2, [batch])
    sends(2, { type: 'batch', batch: packed(batch) })
    const certificate = {
      type: 'certificate',
      policy: run.world.policy,
      bundles: [bundleOf(s)],
      batches: [packed(batch)],
    } as const
    expect(() => sends(0, certificate)).toThrow(/I7/)
    // Who is byzantine sends what it likes, garbage too.
    sends(3, certificate)
    sends(3, undefined)
    expect(() => sends(0, undefined)).toThrow(/I7.*does not decode/)
  })
})
