// Runs that once broke an invariant, each with what was wrong. They must never break one again. Where plans are drawn in
// another way since, the seed means another run; what was wrong is then held by a test of its own beside the rule.

import { describe, expect, it } from 'vitest'
import { checkers } from './checkers/all.ts'
import { planOf } from './regimes.ts'
import { run } from './run.ts'

const SEEDS: readonly (readonly [seed: number, was: string])[] = [
  [311, 'I16: a spore was dead where its death was seen, and open for ever where it came late (DE-6)'],
  [1_019, 'I7: the world did not report a round that was on the disk when its writer died'],
  [30_013, 'I1: the checkers had no body that a rogue client had shown to a faulty node only'],
  [5_020, 'I5: the checker took an absorbed write for one without its predecessor'],
  [892_278_921, 'I1: a silenced node counted, after a restart, a vote that it had chosen and never sealed'],
  [41_006, 'I1: the checker did not know a spore that only a faulty node was ever shown'],
  [20_010, 'I19: a run without an end was judged while a round was being written'],
  [101_870, 'I6: a run without an end was judged while a commit was on its way to a replica'],
  [
    101_958,
    'I6: the world told after a restart what had been decided on going live, and was not written yet',
  ],
  [101_385, 'I16: a replica kept a dead spore open, whose rival had been absorbed before it came (DE-6)'],
  [301_570, 'I13: a suspicion was given up when the log could not be read at once (PN-5)'],
  [20_005, 'I13: both votes on a spore whose body never came were not compared (PN-5)'],
]

describe('seeds that once failed', () => {
  it.each(SEEDS)('seed %i, %s', async (seed) => {
    expect((await run(planOf({ seed }), { checkers: checkers() })).violation).toBeUndefined()
  })
})
