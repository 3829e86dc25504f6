import { describe, expect, it } from 'vitest'
import { emptyState, project, withReach, type ReachNews } from '../../../src/engine/store.ts'
import { MAX_REACH_NEWS } from '../../../src/engine/limits.ts'
import { REACH } from '../../../src/features/reach/strings.ts'
import { endorserWords, HEALED_SHOWN_MS, reachBanners } from '../../../src/features/reach/view-model.ts'
import { ballotWords } from '../../../src/features/spores/view-model.ts'
import type { BallotView, ReachEndorser, ReachView } from '../../../worker/rpc/contract.ts'
import { key, policyId } from '../engine/samples.ts'

const endorser = (over: Partial<ReachEndorser> = {}): ReachEndorser => ({
  key: key('b'),
  name: 'b',
  isSelf: false,
  reachable: true,
  connected: true,
  behind: null,
  answerMs: null,
  sinceMs: 0,
  counted: true,
  ...over,
})

const view: ReachView = {
  policy: policyId(1),
  endorsers: [endorser()],
  reachable: 2,
  quorum: 3,
  canCommit: false,
  canDecide: false,
  roundTripMs: null,
  defaultTimeoutMs: 5_000,
  sentence: '2 of 4 endorsers reachable, 3 needed: writes wait',
}

describe('an endorser in words', () => {
  it.each([
    [endorser(), REACH.connected, ''],
    [endorser({ isSelf: true, behind: 3, answerMs: 1 }), REACH.self, ''],
    [endorser({ connected: false }), REACH.heard, ''],
    [endorser({ connected: false, reachable: false, behind: 1 }), REACH.away, '1 message behind'],
    [endorser({ counted: false }), REACH.notCounted, ''],
    [endorser({ answerMs: 1_460, behind: 0 }), REACH.connected, 'answers in 1.5 s, up to date'],
  ])('%# says the state and what was measured', (each, text, note) => {
    expect(endorserWords(each, new Set())).toMatchObject({ text, note })
  })

  it('says faulty before anything else', () => {
    expect(endorserWords(endorser(), new Set([key('b')]))).toMatchObject({
      text: REACH.notCountedFaulty,
      kind: 'bad',
    })
  })
})

describe('partitions and healing', () => {
  const news = (change: ReachNews['change'], at: number, n = 1): ReachNews => ({
    policy: policyId(n),
    change,
    to: '',
    at,
  })

  it('tells the newest of each policy, and good news for a while only', () => {
    const cut = news('partition', 0, 2)
    const healed = news('healed', 1_000)
    const list = [healed, cut, news('partition', 0)]
    expect(reachBanners(list, 1_000)).toEqual([healed, cut])
    expect(reachBanners(list, 1_000 + HEALED_SHOWN_MS)).toEqual([cut])
    expect(reachBanners([news('changed', 0)], 0)).toEqual([])
  })

  it('are kept by the page, newest first and not without end', () => {
    let state = emptyState('')
    for (let n = 0; n < MAX_REACH_NEWS + 5; n++)
      state = project(
        state,
        { type: 'reach', policy: policyId(1), change: 'partition', from: '', to: `${n}`, reach: view },
        n,
      )
    expect(state.reachLog).toHaveLength(MAX_REACH_NEWS)
    expect(state.reachLog[0]).toEqual({
      policy: policyId(1),
      change: 'partition',
      to: `${MAX_REACH_NEWS + 4}`,
      at: MAX_REACH_NEWS + 4,
    })
    expect(state.reach.get(policyId(1))).toBe(view)
    expect(withReach(state, { ...view, reachable: 4 }).reach.get(policyId(1))?.reachable).toBe(4)
  })
})

describe('a ballot in words', () => {
  const ballot = (over: Partial<BallotView> = {}): BallotView => ({
    ballot: 2,
    outcome: 'commit',
    coordinator: key('c'),
    reported: [key('a'), key('b')],
    proposed: false,
    accepted: [],
    decided: false,
    ...over,
  })
  const nameOf = (of: string): string => of.slice(0, 1)

  it('says whose turn it is, then who proposed, then who accepted', () => {
    expect(ballotWords(ballot(), nameOf).steps).toEqual([
      'Reported what they had said: a and b',
      'It is the turn of c to propose it',
    ])
    const open = ballotWords(ballot({ proposed: true, accepted: [key('d')] }), nameOf)
    expect(open.steps.slice(1)).toEqual(['c proposed it from these reports', 'Accepted by d'])
    expect(open.state).toBe('Deciding')
    expect(ballotWords(ballot({ accepted: [key('a')], decided: true }), nameOf).state).toBe('Decided')
  })
})
