// I1 can fail: hand-made runs in which both outcomes are in reach, or a node believes what no certificate says.

import { describe, expect, it } from 'vitest'
import { accept, add, endorse, reject, set } from '../../core/builders.ts'
import { Agreement } from './agreement.ts'
import { Story, type StoryOptions } from './story.ts'

const story = (options: StoryOptions = {}): Story => new Story((ledger) => new Agreement(ledger), options)
const inBallot = (ballot: number, spore: { id: ReturnType<Story['submit']>['id'] }) =>
  ({ type: 'ACCEPT', spore: spore.id, ballot, just: null }) as const

describe('I1 agreement', () => {
  it('I1 passes a commit, an abort and a death that are what they seem', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    const t = run.submit([set('k', '2')])
    const u = run.submit([set('l', '3')])
    run.allSay([0, 1, 2], endorse(s))
    run.allSay([0, 1, 2], accept(s))
    run.decides(0, s, 'committed')
    run.decides(0, t, 'dead')
    run.allSay([0, 1, 3], reject(u))
    run.decides(1, u, 'aborted')
  })

  it('I1 passes ABORT in an odd ballot where too few accepted a COMMIT', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.says(0, accept(s))
    run.allSay([1, 2], inBallot(1, s))
    run.says(3, inBallot(1, s))
    run.decides(1, s, 'aborted')
  })

  it('I1 counts who is byzantine for both: q ACCEPTs of an even and of an odd ballot', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1], accept(s))
    run.says(2, inBallot(1, s))
    expect(() => run.says(1, inBallot(3, s))).not.toThrow()
    expect(() => run.says(0, inBallot(1, s))).toThrow(/I1.*committed and aborted/)
  })

  it('I1 finds α REJECTs beside an even ballot', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1], inBallot(2, s))
    run.says(2, reject(s))
    expect(() => run.says(1, reject(s))).toThrow(/I1/)
  })

  it('I1 finds qF ENDORSEs beside an odd ballot, where the policy is fast', () => {
    const options = { n: 6, f: 1, byzantine: [5] }
    const fast = story({ ...options, record: { fast: true } })
    const s = fast.submit([set('k', '1')])
    fast.allSay([0, 1, 2, 3, 4], endorse(s))
    fast.allSay([0, 1], inBallot(1, s))
    expect(() => fast.says(2, inBallot(1, s))).toThrow(/I1/)
    const slow = story(options)
    const t = slow.submit([set('k', '1')])
    slow.allSay([0, 1, 2, 3, 4], endorse(t))
    slow.allSay([0, 1, 2], inBallot(1, t))
  })

  it('I1 counts an endorser that lost its memory among the faulty', () => {
    const run = story({ byzantine: [] })
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1, 2], accept(s))
    run.says(3, inBallot(1, s))
    run.says(2, inBallot(1, s))
    expect(() => run.tell({ type: 'fault', at: 0, name: 'rollback', detail: 'node 0', faulty: 0 })).toThrow(
      /I1/,
    )
  })

  it('I1 a node may not call approval a commit', () => {
    const run = story()
    const s = run.submit([add('n', '1')])
    run.allSay([0, 1, 2, 3], endorse(s))
    run.allSay([0, 1], accept(s))
    expect(() => run.decides(0, s, 'committed')).toThrow(/I1.*no certificate/)
  })

  it('I1 a node may not give up a spore without a certificate, nor call it dead without a rival', () => {
    const run = story()
    const s = run.submit([add('n', '1')])
    run.allSay([0, 1], reject(s))
    expect(() => run.decides(0, s, 'aborted')).toThrow(/I1.*no certificate/)
    expect(() => run.decides(0, s, 'dead')).toThrow(/I1.*has its place/)
  })
})
