// The table of protocol 3.1, and the product's own numbers.

import { describe, expect, it } from 'vitest'
import { policyParameters } from '../../../worker/core/model/policy-parameters.ts'
import { policyOf } from '../../core/policy-samples.ts'
import { coordinatorOf, thresholdsOf } from './thresholds.ts'

describe('the reference thresholds', () => {
  it.each([
    [2, 1, 2, 2, 2],
    [3, 1, 3, 2, 2],
    [4, 1, 3, 3, 3],
    [5, 1, 4, 3, 3],
    [7, 2, 5, 5, 5],
    [10, 3, 7, 7, 7],
    [31, 10, 21, 21, 21],
  ])('n=%i f=%i: q=%i r=%i α=%i', (n = 0, f = 0, q = 0, r = 0, alpha = 0) => {
    expect(thresholdsOf(policyOf(n, f))).toMatchObject({ q, r, alpha, omega: q, fast: Infinity })
  })

  it('agrees with the product for every shape', () => {
    for (let n = 1; n <= 31; n++)
      for (let f = 0; f < n; f++) {
        const record = policyOf(n, f)
        const { q, r, alpha, omega } = policyParameters(record)
        expect(thresholdsOf(record)).toMatchObject({ q, r, alpha, omega })
      }
  })

  it('has the fast quorum where the policy wants it', () => {
    expect(thresholdsOf(policyOf(6, 1, { quorum: 4, fast: true }))).toMatchObject({ r: 5, fast: 6 })
    expect(thresholdsOf(policyOf(8, 1, { quorum: 5, fast: true }))).toMatchObject({ r: 7, fast: 7 })
    expect(thresholdsOf(policyOf(16, 3, { quorum: 10, fast: true }))).toMatchObject({ fast: 16 })
  })

  it('rotates the coordinator with each pair of ballots', () => {
    const id = `00000006${'0'.repeat(56)}`
    expect([1, 2, 3, 4, 9].map((ballot) => coordinatorOf(id, ballot, 4))).toEqual([2, 2, 3, 3, 2])
  })
})
