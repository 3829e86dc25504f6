// I17 can fail: every map that is watched, filled beyond its bound.

import { describe, expect, it } from 'vitest'
import {
  CHAIN_WINDOW,
  MAX_FORKED_BATCHES,
  MAX_RECALLED,
  RECENT_DECIDED,
} from '../../../worker/core/limits.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { set } from '../../core/builders.ts'
import { keyOf } from '../../core/policy-samples.ts'
import { Bounds } from './bounds.ts'
import { Story } from './story.ts'

function filled(fill: (policy: PolicyState) => void): () => void {
  const run = new Story(() => new Bounds())
  run.submit([set('k', '1')])
  fill(run.policyOf(1)!)
  return () => {
    run.happens('quiet')
  }
}

const times = (count: number, each: (i: number) => void): void => {
  for (let i = 0; i < count; i++) each(i)
}
const holds = (collection: { readonly size: number }, size: number): void =>
  void Object.defineProperty(collection, 'size', { value: size })
const digest = (i: number): string => i.toString(16).padStart(64, '0')

describe('I17 bounded memory', () => {
  it('I17 passes maps that are full to the brim', () => {
    expect(
      filled((policy) => holds(policy.chains[3]!.forks, MAX_FORKED_BATCHES + MAX_RECALLED)),
    ).not.toThrow()
  })

  it('I17 finds branches, batches beyond the end, and frontiers of strangers', () => {
    expect(filled((policy) => holds(policy.chains[3]!.forks, MAX_FORKED_BATCHES + MAX_RECALLED + 9))).toThrow(
      /I17: node 1 keeps 1097 batches of other branches/,
    )
    expect(
      filled((policy) =>
        times(CHAIN_WINDOW + MAX_RECALLED + 9, (i) =>
          policy.chains[3]!.batches.set(i + 1, { round: 1, digest: digest(i) }),
        ),
      ),
    ).toThrow(/I17.*beyond the end/)
    expect(filled((policy) => policy.frontiers.set(keyOf(99), []))).toThrow(/I17.*frontiers/)
  })

  it('I17 finds finished spores that nobody lets go, and votes that nobody counts', () => {
    expect(
      filled((policy) => {
        const { value: entry } = policy.recent.values().next()
        times(RECENT_DECIDED + 1, (i) => policy.recent.set(digest(i) as SporeId, entry!))
      }),
    ).toThrow(/I17.*513 finished spores/)
    expect(filled((policy) => policy.openByEmitter.set(keyOf(1), 100_000))).toThrow(/I17.*open spores/)
    expect(filled((policy) => (policy.chains[3]!.missing = 6_000))).toThrow(/I17.*without a body/)
  })
})
