// What the wizard and the preview of an offer say.

import { describe, expect, it } from 'vitest'
import { agreementQuorum } from '../../worker/core/model/policy-parameters.ts'
import { explainPolicy, listed } from '../../worker/core/rules/policy-explanation.ts'

const people = (...names: string[]) => ({ endorsers: names.map((name) => ({ name })), submitters: [] })
const say = (n: number, f: number, quorum: number): string =>
  explainPolicy({ n, f, quorum }, { endorsers: [], submitters: [] }).join('\n')

describe('explanation of a policy', () => {
  it('tells three people with f = 1 that everybody must agree and that the policy is safe-only', () => {
    const sentences = explainPolicy({ n: 3, f: 1, quorum: 3 }, people('alice', 'bob', 'carol'))
    expect(sentences[0]).toBe(
      'alice, bob and carol decide together about every key of this policy, and may write to it. Nobody else may write.',
    )
    expect(sentences[1]).toMatch(
      /^A write is final when 3 of the 3 endorsers agree \(quorum 3\)\. Every endorser must agree/,
    )
    expect(sentences[2]).toBe('When any endorser is away, writes wait until everybody is back.')
    expect(sentences.join('\n')).toMatch(/Safe-only: 3 endorsers are fewer than 3 × 1 \+ 1 = 4/)
  })

  it('tells four people with f = 1 how many may be away, lie or refuse', () => {
    const text = say(4, 1, 3)
    expect(text).toMatch(/Any two groups of 3 share at least 2 endorsers: 1 may lie, so one is honest/)
    expect(text).toMatch(/1 endorser may be away and writes still go through; with 2 away they wait/)
    expect(text).toMatch(
      /Up to 1 of them may be faulty or lie \(f = 1\), and the other 3 still never disagree/,
    )
    expect(text).toMatch(/A write that 3 of the endorsers refuse is dropped for good/)
    expect(text).not.toMatch(/Safe-only/)
  })

  it('says that a larger quorum than needed lets the silent make writes wait', () => {
    expect(say(4, 1, 4)).toMatch(
      /1 silent endorser can make writes wait, because a quorum of 4 needs more than the 3 others/,
    )
    expect(say(5, 1, 5)).toMatch(/each of them has a veto/)
    expect(say(7, 1, 6)).toMatch(/5 would be enough for safety/)
  })

  it('has sensible words for one endorser, and for f = 0', () => {
    expect(explainPolicy({ n: 1, f: 0, quorum: 1 }, people('ann'))[0]).toMatch(/^ann alone decides/)
    expect(say(1, 0, 1)).toMatch(/Whoever controls that endorser controls the data/)
    expect(say(3, 0, 2)).toMatch(/No faulty endorser is tolerated \(f = 0\)/)
  })

  it('PO-5 tells what the fast path gives and what it costs, where it is on', () => {
    expect(explainPolicy({ n: 8, f: 1, quorum: 5, fast: true }, people()).join('\n')).toMatch(
      /when 7 of the endorsers agree at once, a write is final after two message delays instead of three\. In exchange, settling a write that got stuck needs reports of 7 of them instead of 5/,
    )
    expect(say(8, 1, 5)).not.toMatch(/Fast path/)
  })

  it('never says something undefined or negative, whatever the numbers', () => {
    for (let n = 1; n <= 31; n++)
      for (let f = 0; f < n; f++)
        for (let quorum = agreementQuorum(n, f); quorum <= n; quorum++) {
          const text = say(n, f, quorum)
          expect(text).not.toMatch(/undefined|NaN|-\d/)
          expect(/Safe-only/.test(text)).toBe(n < 3 * f + 1)
        }
  })

  it('lists names as people would, and shortens long lists', () => {
    expect(listed(['a'])).toBe('a')
    expect(listed(['a', 'b'])).toBe('a and b')
    expect(listed(Array.from({ length: 10 }, (_, i) => `p${i}`))).toBe('p0, p1, p2, p3, p4, p5 and 4 others')
  })
})
