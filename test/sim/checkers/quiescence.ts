// I16 "after quiescence: faults off, network healed, bounded virtual time: all spores decided, digests equal, hold queues
// empty, live spores of honest clients committed within bound". Judged at 'quiet' on the state of every honest node that
// runs. Where the policy is safe-only, or too few endorsers can still speak, nothing of the kind is promised.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import { thresholdsOf } from '../reference/thresholds.ts'
import type { Ledger } from './ledger.ts'
import { heldAt, policyIn, shownHeld } from './records.ts'

/** A spore that is submitted into a whole network is decided everywhere after at most f+2 pairs of ballots. */
export const DECISION_BOUND_MS = 60_000

/** Until a commit has reached every replica. */
const REPLICA_BOUND_MS = 10_000

interface Quiet {
  readonly index: number
  /** May write, so it hears all. */
  readonly isMember: boolean
  readonly policy: PolicyState
}

/** f endorsers may be silent for ever; of the others enough must be able to speak. */
export function isEndPromised({ n, f, record, policy, honest }: WorldView): boolean {
  const { q, r } = thresholdsOf(record)
  const speaking = honest.filter(
    ({ index, state }) => index < n && policyIn(state, policy)?.silenced === false,
  )
  return n >= 3 * f + 1 && speaking.length >= Math.max(q, r, n - f)
}

export class Quiescence implements Checker {
  readonly id = 'I16'
  readonly #ledger: Ledger
  readonly #bound: number
  readonly #submitted = new Map<SporeId, number>()
  readonly #decided = new Map<SporeId, number>()
  #healedAt = Infinity

  constructor(ledger: Ledger, bound = DECISION_BOUND_MS) {
    this.#ledger = ledger
    this.#bound = bound
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'healed') this.#healedAt = event.at
    else if (event.type === 'submitted' && !world.byzantine.has(event.node))
      this.#submitted.set(event.spore.id, event.at)
    else if (event.type === 'decided') this.#decided.set(event.spore, event.at)
    else if (event.type === 'quiet') this.#atRest(event.at, world)
  }

  #atRest(now: number, world: WorldView): void {
    const nodes = world.honest.flatMap(({ index, state }): Quiet[] => {
      const policy = policyIn(state, world.policy)
      return policy ? [{ index, policy, isMember: policy.emitters.has(state.self) }] : []
    })
    if (!isEndPromised(world)) return
    for (const node of nodes) this.#nothingOpen(node, now, world)
    this.#sameDecisions(nodes, now, world)
    // What was committed a moment ago may be on its way to replicas; what they hold is compared with the serial order (I4).
    this.#sameContents(nodes.filter(({ isMember }) => isMember))
    this.#inTime(now)
  }

  /** A deadline beyond the policy's horizon has not begun to matter: such a spore is kept in silence, without a lock. */
  #isDue(id: SporeId, now: number, { record }: WorldView): boolean {
    const spore = this.#ledger.bodies.get(id)?.spore
    return spore !== undefined && spore.deadline <= now + record.maxTimeoutMs
  }

  /** An honest endorser voted on it, so everybody must have heard. Who is shown what nobody speaks of learns no end. */
  #isSpokenOf(id: SporeId): boolean {
    const { endorsed, rejected, accepted } = this.#ledger.tally(id)
    return [endorsed, rejected, ...accepted.values()].some((set) => this.#ledger.honest(set) > 0)
  }

  #nothingOpen({ index, policy }: Quiet, now: number, world: WorldView): void {
    for (const [id, { stage, executed, waits }] of policy.open) {
      if (!this.#isDue(id, now, world) || (index >= world.n && !this.#isSpokenOf(id))) continue
      const waiting = waits?.type === 'behind' ? `, behind ${waits.spore.slice(0, 16)}` : ''
      const state = `${stage}, ${executed ? 'executed' : 'not executed'}${waiting}`
      throw new Violation('I16', `node ${index} is left with ${id.slice(0, 16)}, ${state}`)
    }
    if (policy.open.size === 0 && policy.openBySlot.size > 0)
      throw new Violation('I16', `node ${index} is left with locks`)
  }

  #sameDecisions(nodes: readonly Quiet[], now: number, world: WorldView): void {
    for (const id of this.#ledger.bodies.keys()) {
      const known = this.#isDue(id, now, world) && this.#isSpokenOf(id)
      const stages = nodes.map(({ index, policy, isMember }) => ({
        index,
        stage: policy.decided.get(id)?.stage,
        // Replicas are shown commits, and need not be told how spores died.
        mustKnow: known && (isMember || this.#isOldCommit(id, now)),
      }))
      for (const { index, stage, mustKnow } of stages) {
        if (stage === undefined && mustKnow)
          throw new Violation('I16', `node ${index} has no end for ${id.slice(0, 16)}`)
        if (stage === undefined) continue
        const other = stages.find(
          (each) => each.stage && (each.stage === 'committed') !== (stage === 'committed'),
        )
        if (other)
          throw new Violation(
            'I16',
            `${id.slice(0, 16)} is ${stage} at node ${index} and ${other.stage} at node ${other.index}`,
          )
      }
    }
  }

  #isOldCommit(id: SporeId, now: number): boolean {
    return this.#ledger.isCommitted(id) && now - (this.#decided.get(id) ?? now) > REPLICA_BOUND_MS
  }

  #sameContents(nodes: readonly Quiet[]): void {
    for (const slot of this.#ledger.slots) {
      let first: { readonly index: number; readonly text: string } | undefined
      for (const { index, policy } of nodes) {
        const held = heldAt(policy, slot)
        if (held === 'unloaded') continue
        const text = held ? shownHeld(held) : 'nothing at all'
        first ??= { index, text }
        if (first.text !== text)
          throw new Violation(
            'I16',
            `${JSON.stringify(slot)} is ${first.text} at node ${first.index} and ${text} at node ${index}`,
          )
      }
    }
  }

  #inTime(now: number): void {
    for (const [id, at] of this.#submitted) {
      if (at < this.#healedAt || at + this.#bound > now) continue
      const took = (this.#decided.get(id) ?? Infinity) - at
      if (took > this.#bound)
        throw new Violation('I16', `${id.slice(0, 16)} took ${took} ms to its last decision`)
    }
  }
}
