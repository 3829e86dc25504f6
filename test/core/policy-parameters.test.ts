// The table of protocol 3.1, and every intersection that the proofs use, for all n ≤ 31.

import { describe, expect, it } from 'vitest'
import {
  agreementQuorum,
  defaultAdminQuorum,
  policyParameters,
} from '../../worker/core/model/policy-parameters.ts'
import { policyOf } from './policy-samples.ts'

describe('policy parameters', () => {
  // n, f, q = ω, r (with the fast path), α
  const table: readonly (readonly [number, number, number, number, number])[] = [
    [2, 1, 2, 2, 2],
    [3, 1, 3, 2, 2],
    [4, 1, 3, 3, 3],
    [5, 1, 4, 4, 3],
    [6, 1, 4, 5, 4],
    [7, 2, 5, 5, 5],
    [8, 1, 5, 7, 5],
    [10, 1, 6, 9, 6],
    [10, 3, 7, 7, 7],
    [16, 5, 11, 11, 11],
    [20, 2, 12, 18, 11],
    [31, 10, 21, 21, 21],
  ]

  it.each(table)('PO-3 n=%i f=%i gives q=%i, r=%i with the fast path, α=%i', (n, f, q, r, alpha) => {
    const parameters = policyParameters({ n, f, quorum: agreementQuorum(n, f) }, true)
    expect(parameters).toEqual({ n, f, omega: q, q, r, alpha, live: n >= 3 * f + 1 })
  })

  it('PO-3 without the fast path r = n+f+1−q, which lets n−q endorsers be silent [H9]', () => {
    for (const [n, f, q] of table) expect(policyParameters({ n, f, quorum: q }).r).toBe(n + f + 1 - q)
    expect(policyParameters({ n: 5, f: 1, quorum: 4 }).r).toBe(3)
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
            const { q, r, alpha, live } = policyParameters({ n, f, quorum: omega }, fast)
            expect(q + q).toBeGreaterThan(n + f)
            expect(q + r).toBeGreaterThanOrEqual(n + f + 1)
            expect(omega).toBeGreaterThanOrEqual(q)
            expect(alpha + omega).toBe(n + f + 1)
            expect(alpha).toBeGreaterThan(f)
            expect(alpha).toBeLessThanOrEqual(n)
            expect(r).toBeGreaterThan(f)
            expect(r).toBeLessThanOrEqual(n)
            // Where fast commits are possible, their honest part is in every report: qF − f − (n − r) = ω.
            const fastQuorum = omega + f + n - r
            if (fast && fastQuorum <= n) expect(fastQuorum - f - (n - r)).toBe(omega)
            // With f silent there are still enough for an agreement and for reports exactly when the policy is live.
            if (live) expect(n - f).toBeGreaterThanOrEqual(Math.max(q, fast ? r : n + f + 1 - q))
          }
      }
  })
})
