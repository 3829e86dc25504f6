// I17, the part without eras: "no unbounded map grows with attacker input". Every half second of virtual time the maps that
// peers can fill are held against the bounds that `limits.ts` gives them.

import {
  CHAIN_WINDOW,
  MAX_FORKED_BATCHES,
  MAX_ITEMS_PER_BATCH,
  MAX_KNOWN_PER_EMITTER,
  MAX_MISSING_BODIES_PER_ENDORSER,
  MAX_PROVABLE,
  MAX_RECALLED,
  MAX_SPORES_PER_BUNDLE,
  RECENT_DECIDED,
} from '../../../worker/core/limits.ts'
import type { CoreState, PolicyState } from '../../../worker/core/state.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'

const EVERY_MS = 500

export class Bounds implements Checker {
  readonly id = 'I17'
  #lookedAt = -Infinity

  on(event: SimEvent, world: WorldView): void {
    if (event.type !== 'quiet' && world.now - this.#lookedAt < EVERY_MS) return
    this.#lookedAt = world.now
    for (const { index, state } of world.honest)
      for (const policy of state.policies.values())
        for (const [what, size, bound] of sizesOf(state, policy))
          if (size > bound)
            throw new Violation('I17', `node ${index} keeps ${size} ${what}, at most ${bound}`)
  }
}

function* sizesOf(
  state: CoreState,
  policy: PolicyState,
): Iterable<readonly [what: string, size: number, bound: number]> {
  const { n } = policy.parameters
  let missing = 0
  // AD-4 lets pass what was asked for by its digest, and what said something new of an open spore: each vote once.
  const needed = MAX_RECALLED + 3 * (policy.open.size + policy.decided.size)
  for (const chain of policy.chains) {
    yield ['batches of other branches', chain.forks.size, MAX_FORKED_BATCHES + needed]
    yield [
      'votes of one endorser without a body',
      chain.missing,
      MAX_MISSING_BODIES_PER_ENDORSER + MAX_ITEMS_PER_BATCH,
    ]
    yield ['batches beyond the end of a chain', chain.batches.size - chain.next, CHAIN_WINDOW + needed]
    missing += chain.missing
  }
  let votes = 0
  for (const each of policy.missing.values()) votes += each.votes.length
  yield ['votes without a body', votes, missing]
  // Beyond the budget only what some endorser spoke of.
  const asked = n * MAX_MISSING_BODIES_PER_ENDORSER + MAX_SPORES_PER_BUNDLE
  for (const count of policy.openByEmitter.values())
    yield ['open spores of one emitter', count, MAX_KNOWN_PER_EMITTER + asked]
  yield ['finished spores', policy.recent.size, RECENT_DECIDED]
  yield ['spores to be proved', policy.provable.size, MAX_PROVABLE]
  yield ['frontiers', policy.frontiers.size, state.peers.size]
  yield ['peers that were told', policy.told.size, state.peers.size]
}
