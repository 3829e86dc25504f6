// I8: "every lock has an unresolved owner; no lock older than lockTimeout+fallback bound after GST if contended". The lock
// table of each honest node is read at most every 250 ms of virtual time. From 'healed' on, a spore that this endorser
// promised and that another waits behind must be decided within the time that f silent coordinators can cost.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { policyIn } from './records.ts'

const EVERY_MS = 250

/** Until slow disks and links have brought the last word of a ballot about. */
const BALLOT_LATE_MS = 500

/** lockTimeout, then f+2 pairs of ballots whose timers double, with T0 of a round trip of a quarter second. */
export function lockBound(f: number, t0 = 1_000): number {
  let bound = 8 * t0 + BALLOT_LATE_MS
  for (let pair = 1; pair <= f + 2; pair++) bound += 2 * (t0 * 2 ** pair + BALLOT_LATE_MS)
  return bound
}

export class Locks implements Checker {
  readonly id = 'I8'
  readonly #ledger: Ledger
  readonly #bound: number | undefined
  #healed = false
  #lookedAt = -Infinity
  /** Since when each contended promise was seen, by node. */
  readonly #contended = new Map<number, Map<SporeId, number>>()

  constructor(ledger: Ledger, bound?: number) {
    this.#ledger = ledger
    this.#bound = bound
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'crashed') this.#contended.delete(event.node)
    if (event.type === 'healed') this.#healed = true
    const end = event.type === 'healed' || event.type === 'quiet'
    if (!end && world.now - this.#lookedAt < EVERY_MS) return
    this.#lookedAt = world.now
    for (const { index, state } of world.honest) {
      const policy = state.replaying ? undefined : policyIn(state, world.policy)
      if (!policy) continue
      this.#owned(index, policy, end)
      if (this.#healed) this.#contend(index, policy, world)
    }
  }

  #owned(node: number, policy: PolicyState, everySlot: boolean): void {
    const resolved = (stage: string, executed: boolean): boolean =>
      stage === 'aborted' || stage === 'dead' || (stage === 'committed' && executed)
    for (const [id, { stage, executed }] of policy.open)
      if (resolved(stage, executed))
        throw new Violation('I8', `node ${node} keeps the locks of ${id.slice(0, 16)}, which is ${stage}`)
    if (!everySlot) return
    for (const slot of this.#ledger.slots)
      for (const { spore } of policy.openBySlot.at(slot))
        if (!policy.open.has(spore.id))
          throw new Violation('I8', `node ${node} has a lock at ${JSON.stringify(slot)} that nobody owns`)
  }

  #contend(node: number, policy: PolicyState, { now, f, n }: WorldView): void {
    const before = this.#contended.get(node) ?? new Map<SporeId, number>()
    const seen = new Map<SporeId, number>()
    this.#contended.set(node, seen)
    if (n < 3 * f + 1 || policy.silenced) return
    for (const { waits } of policy.open.values()) {
      if (waits?.type !== 'behind') continue
      const owner = policy.open.get(waits.spore)
      if (owner?.ownVote !== 'E' || owner.stage !== 'open') continue
      const since = before.get(waits.spore) ?? now
      seen.set(waits.spore, since)
      if (now - since > (this.#bound ?? lockBound(f)))
        throw new Violation(
          'I8',
          `node ${node}: others wait behind ${waits.spore.slice(0, 16)} for ${now - since} ms`,
        )
    }
  }
}
