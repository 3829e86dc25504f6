// The safety rule by itself: parity, coordinators, which reports make which outcome safe, and which of many to choose.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Accepted } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import {
  chooseReports,
  commits,
  coordinatorOf,
  isSafe,
  type ReportClaim,
} from '../../worker/core/rules/safety.ts'
import { idOf } from './builders.ts'

/** r and ω are both 3. */
const FOUR = policyParameters({ n: 4, f: 1, quorum: 3, fast: false })
const JUST = { endorser: 0, seq: 0, digest: 'aa' }

const claim = (endorser: number, vote: 'E' | 'R' | null = null, ballot?: number): ReportClaim => ({
  endorser,
  vote,
  accepted: ballot === undefined ? null : { ballot, just: ballot === 0 ? null : JUST },
})
const claims = (...ballots: readonly (number | undefined)[]): ReportClaim[] =>
  ballots.map((ballot, endorser) => claim(endorser, null, ballot))

describe('ballots', () => {
  it('BA-1 even ballots commit, odd ones abort', () => {
    expect([1, 2, 3, 4, 1_023].map(commits)).toEqual([false, true, false, true, false])
  })

  it('BA-2 every endorser coordinates a pair of ballots in turn, beginning with one that the id gives', () => {
    const coordinators = (id: SporeId): number[] =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((ballot) => coordinatorOf(id, ballot, 4))
    expect(coordinators(idOf('0'))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 0])
    expect(coordinators(idOf('f'))).toEqual([3, 3, 0, 0, 1, 1, 2, 2, 3])
    expect(coordinators(`00000002${'f'.repeat(56)}` as SporeId)[0]).toBe(2)
  })
})

describe('BA-4 an abort', () => {
  const abort = (...reports: ReportClaim[]): boolean => isSafe(FOUR, 5, reports, false)

  it('is safe when nobody accepted anything and fewer than ω endorsed', () => {
    expect(abort(...claims(undefined, undefined, undefined))).toBe(true)
    expect(abort(claim(0, 'E'), claim(1, 'E'), claim(2, 'R'))).toBe(true)
  })
  it('is not safe when ω endorsed: a fast commit may hide behind them', () => {
    expect(abort(claim(0, 'E'), claim(1, 'E'), claim(2, 'E'))).toBe(false)
    expect(abort(claim(0, 'E'), claim(1, 'E'), claim(2, 'R'), claim(3, 'E'))).toBe(false)
  })
  it('is safe when the highest accepted ballot is an abort, whoever endorsed', () => {
    expect(abort(claim(0, 'E', 3), claim(1, 'E', 2), claim(2, 'E', 0))).toBe(true)
  })
  it('is not safe when the highest accepted ballot is a commit, the normal case included', () => {
    expect(abort(...claims(0, undefined, undefined))).toBe(false)
    expect(abort(...claims(3, 4, undefined))).toBe(false)
  })
  it('is not safe with fewer than r reports, or two of one endorser', () => {
    expect(abort(...claims(undefined, undefined))).toBe(false)
    expect(abort(claim(0), claim(1), claim(1))).toBe(false)
    expect(abort(claim(0), claim(1), claim(2), claim(2))).toBe(false)
  })
  it('is not safe with a claim from its own ballot or a later one', () => {
    expect(abort(...claims(5, undefined, undefined))).toBe(false)
    expect(abort(...claims(7, 3, undefined))).toBe(false)
  })
})

describe('BA-4 a commit', () => {
  const commit = (approved: boolean, ...reports: ReportClaim[]): boolean => isSafe(FOUR, 6, reports, approved)

  it('is safe with an approval when nobody accepted an abort last', () => {
    expect(commit(true, ...claims(undefined, undefined, undefined))).toBe(true)
    expect(commit(true, ...claims(4, 3, 0))).toBe(true)
  })
  it('is not safe without an approval, whatever was accepted', () => {
    expect(commit(false, ...claims(undefined, undefined, undefined))).toBe(false)
    expect(commit(false, ...claims(4, undefined, undefined))).toBe(false)
  })
  it('is not safe when the highest accepted ballot is an abort', () => {
    expect(commit(true, ...claims(5, 4, undefined))).toBe(false)
  })
})

describe('BA-7 choosing reports', () => {
  const chosen = (ballot: number, approved: boolean, reports: readonly ReportClaim[]): number[] | undefined =>
    chooseReports(FOUR, ballot, reports, approved)?.map(({ endorser }) => endorser)

  it('takes no more than r, the first ones', () => {
    expect(chosen(1, false, claims(undefined, undefined, undefined, undefined))).toEqual([0, 1, 2])
  })
  it('leaves out the one whose claim spoils the outcome', () => {
    expect(chosen(4, true, claims(3, undefined, undefined, undefined))).toEqual([1, 2, 3])
    expect(chosen(5, false, claims(4, 3, undefined, undefined))).toEqual([1, 2, 3])
  })
  it('takes another report of an endorser that signed several', () => {
    expect(chosen(4, true, [claim(0, null, 3), claim(0), claim(1), claim(2)])).toEqual([0, 1, 2])
  })
  it('leaves out votes that make an abort unsafe, if enough others are there', () => {
    expect(chosen(1, false, [claim(0, 'E'), claim(1, 'E'), claim(2, 'E'), claim(3)])).toEqual([3, 0, 1])
    expect(chosen(1, false, [claim(0, 'E'), claim(1, 'E'), claim(2, 'E')])).toBeUndefined()
  })
  it('finds none where too few remain', () => {
    expect(chosen(4, true, claims(3, undefined, undefined))).toBeUndefined()
    expect(chosen(4, false, claims(undefined, undefined, undefined, undefined))).toBeUndefined()
    expect(chosen(4, true, [])).toBeUndefined()
  })

  const anyClaim = fc
    .tuple(fc.nat(4), fc.constantFrom('E', 'R', null), fc.option(fc.nat(8), { nil: undefined }))
    .map(([endorser, vote, ballot]) => claim(endorser, vote, ballot))

  it('finds a safe choice exactly where there is one', () => {
    const five = policyParameters({ n: 5, f: 1, quorum: 4, fast: false })
    const subsets = (reports: readonly ReportClaim[]): ReportClaim[][] =>
      reports.reduce<ReportClaim[][]>((sets, each) => [...sets, ...sets.map((some) => [...some, each])], [[]])
    let found = 0
    fc.assert(
      fc.property(
        fc.array(anyClaim, { maxLength: 7 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        (reports, ballot, approved) => {
          const choice = chooseReports(five, ballot, reports, approved)
          const exists = subsets(reports).some((some) => isSafe(five, ballot, some, approved))
          expect(choice !== undefined).toBe(exists)
          if (choice) expect(isSafe(five, ballot, choice, approved)).toBe(true)
          if (choice) found++
        },
      ),
      { numRuns: 1_500 },
    )
    expect(found).toBeGreaterThan(100)
  })
})

describe('the lemma behind it', () => {
  interface World {
    readonly n: number
    readonly f: number
    readonly fast: boolean
    readonly omega: number
  }
  const worlds = (): World[] => {
    const all: World[] = []
    for (let n = 1; n <= 9; n++)
      for (let f = 0; 3 * f < n; f++)
        for (const fast of [false, true]) {
          const { q } = policyParameters({ n, f, quorum: n, fast })
          for (const omega of new Set([q, n])) all.push({ n, f, fast, omega })
        }
    return all
  }

  it('BA-4 after q accepted one ballot, no r reports make the other outcome safe in the next ones', () => {
    for (const { n, f, fast, omega } of worlds()) {
      const parameters = policyParameters({ n, f, quorum: omega, fast })
      const { q, r } = parameters
      for (const decided of [0, 1, 2]) {
        // The worst: q accepted, f of them liars who now deny it; the reports are of those who did not, first.
        const accepted: Accepted = { ballot: decided, just: decided === 0 ? null : JUST }
        const honest = q - f
        const reports = Array.from({ length: n }, (_, endorser): ReportClaim => {
          const isHonestAccepter = endorser < honest
          return { endorser, vote: null, accepted: isHonestAccepter ? accepted : null }
        }).reverse()
        const worst = reports.slice(0, r)
        for (const ballot of [decided + 1, decided + 3])
          expect(
            isSafe(parameters, ballot, worst, true),
            JSON.stringify({ n, f, omega, decided, ballot }),
          ).toBe(false)
      }
    }
  })

  it('BA-4 DE-1 after qF endorsed, no r reports make an abort safe', () => {
    let fastWorlds = 0
    for (const { n, f, fast, omega } of worlds()) {
      const parameters = policyParameters({ n, f, quorum: omega, fast })
      const { qF, r } = parameters
      if (qF === undefined) continue
      fastWorlds++
      // f of the endorsers deny it, and are heard first, with those who did not endorse.
      const reports = Array.from({ length: n }, (_, endorser): ReportClaim =>
        claim(endorser, endorser < qF - f ? 'E' : null),
      ).reverse()
      expect(isSafe(parameters, 1, reports.slice(0, r), false)).toBe(false)
      // With one vote fewer it would be: the quorum is as small as it can be, where liars exist.
      const fewer = reports.map((each) => (each.endorser === qF - f - 1 ? { ...each, vote: null } : each))
      expect(isSafe(parameters, 1, fewer.slice(0, r), false)).toBe(true)
    }
    expect(fastWorlds).toBeGreaterThan(3)
  })
})
