// The table of protocol 3.1, and every intersection that the proofs use, for all n ≤ 31.

import { describe, expect, it } from 'vitest'
import {
  agreementQuorum,
  defaultAdminQuorum,
  fastQuorum,
  policyParameters,
} from '../../worker/core/model/policy-parameters.ts'
import { policyOf } from './policy-samples.ts'

describe('policy parameters', () => {
  // n, f, q = ω, r, α, qF with the fast path where it is possible (without it r = n+f+1−q)
  const table: readonly (readonly [number, number, number, number, number, number | undefined])[] = [
    [2, 1, 2, 2, 2, undefined],
    [3, 1, 3, 2, 2, undefined],
    [4, 1, 3, 3, 3, undefined],
    [5, 1, 4, 3, 3, undefined],
    [6, 1, 4, 5, 4, 6],
    [7, 2, 5, 5, 5, undefined],
    [8, 1, 5, 7, 5, 7],
    [10, 1, 6, 9, 6, 8],
    [10, 3, 7, 7, 7, undefined],
    [16, 5, 11, 11, 11, undefined],
    [20, 2, 12, 18, 11, 16],
    [31, 10, 21, 21, 21, undefined],
  ]

  it.each(table)('PO-3 PO-5 n=%i f=%i gives q=%i, r=%i, α=%i, qF=%s', (n, f, q, r, alpha, qF) => {
    const parameters = policyParameters({ n, f, quorum: agreementQuorum(n, f), fast: true })
    expect(parameters).toEqual({ n, f, omega: q, q, r, qF, alpha, live: n >= 3 * f + 1 })
    expect(fastQuorum(n, f, q)).toBe(qF)
  })

  it('PO-5 a larger ω needs a larger fast quorum, and may leave none', () => {
    expect(fastQuorum(8, 1, 5)).toBe(7)
    expect(fastQuorum(8, 1, 6)).toBe(8)
    expect(fastQuorum(8, 1, 7)).toBeUndefined()
    expect(policyParameters({ n: 8, f: 1, quorum: 7, fast: true })).toEqual(
      policyParameters({ n: 8, f: 1, quorum: 7 }),
    )
  })

  it('PO-3 without the fast path r = n+f+1−q, which lets n−q endorsers be silent [H9]', () => {
    for (const [n, f, q] of table) {
      const { r, qF } = policyParameters({ n, f, quorum: q })
      expect([r, qF]).toEqual([n + f + 1 - q, undefined])
    }
    expect(policyParameters({ n: 6, f: 1, quorum: 4 }).r).toBe(4)
  })

  it('takes a record as well as bare numbers', () => {
    expect(policyParameters(policyOf(4, 1))).toEqual(policyParameters({ n: 4, f: 1, quorum: 3 }))
  })

  it('PO-3 PO-4 every intersection that safety rests on holds for all n ≤ 31, f < n and q ≤ ω ≤ n', () => {
    for (let n = 1; n <= 31; n++)
      for (let f = 0; f < n; f++) {
        const minimum = agreementQuorum(n, f)
        const admin = defaultAdminQuorum(n, f)
        expect(minimum).toBeLessThanOrEqual(n)
        expect(admin).toBeGreaterThanOrEqual(minimum)
        expect(admin).toBeLessThanOrEqual(n)
        // The smallest that is safe: one less would let two groups share f endorsers only.
        expect(2 * (minimum - 1)).toBeLessThanOrEqual(n + f)
        for (let omega = minimum; omega <= n; omega++)
          for (const fast of [false, true]) {
            const { q, r, qF, alpha, live } = policyParameters({ n, f, quorum: omega, fast })
            expect(q + q).toBeGreaterThan(n + f)
            expect(q + r).toBeGreaterThanOrEqual(n + f + 1)
            expect(omega).toBeGreaterThanOrEqual(q)
            expect(alpha + omega).toBe(n + f + 1)
            expect(alpha).toBeGreaterThan(f)
            expect(alpha).toBeLessThanOrEqual(n)
            expect(r).toBeGreaterThan(f)
            expect(r).toBeLessThanOrEqual(n)
            // Off, unless it is asked for and possible; then r protects fast commits as well.
            expect(qF).toBe(fast ? fastQuorum(n, f, omega) : undefined)
            if (qF === undefined) expect(r).toBe(n + f + 1 - q)
            else {
              // The honest part of a fast commit is in every set of reports: no odd ballot is safe.
              expect(qF - f - (n - r)).toBe(omega)
              expect(qF).toBeLessThanOrEqual(n)
              expect(qF).toBeGreaterThanOrEqual(omega)
              // A fast commit and α REJECTs share an honest endorser, and so do two fast commits.
              expect(qF + alpha).toBeGreaterThan(n + f)
              expect(qF + qF).toBeGreaterThan(n + f)
              expect(qF + omega).toBeGreaterThan(n + f)
              // The smallest that does: with one vote less, a set of reports might show too few endorsements.
              expect(qF - 1 - f - (n - r)).toBeLessThan(omega)
            }
            // With f silent there are still enough for an agreement and for reports exactly when the policy is live.
            if (live) expect(n - f).toBeGreaterThanOrEqual(Math.max(q, r))
          }
      }
  })
})
