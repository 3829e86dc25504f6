// I6: "x never decreases within an era; executed set only grows; committed ⊆ eventually executed". The versions of a spore's
// slots are read when a node executes it and must not lie behind what that node showed before in the same life; what it
// reported as executed (which it may do only when durable) it must know after every restart; and at 'quiet' nothing that
// is committed waits.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { heldAt, policyIn } from './records.ts'

export class Monotony implements Checker {
  readonly id = 'I6'
  readonly #ledger: Ledger
  readonly #paths = new Map<number, Map<string, readonly number[]>>()
  readonly #executed = new Map<number, Set<SporeId>>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    switch (event.type) {
      case 'executed': {
        const executed = this.#executed.get(event.node) ?? new Set()
        this.#executed.set(event.node, executed.add(event.spore))
        const node = world.honest.find(({ index, state }) => index === event.node && !state.replaying)
        const policy = node && policyIn(node.state, world.policy)
        if (policy) this.#look(event.node, policy, event.spore)
        return
      }
      case 'crashed':
        // What was in memory only may be gone; what was reported may not.
        this.#paths.delete(event.node)
        return
      case 'restarted':
      case 'healed':
      case 'quiet':
        for (const { index, state } of world.honest) {
          const policy = state.replaying ? undefined : policyIn(state, world.policy)
          if (!policy || (event.type === 'restarted' && event.node !== index)) continue
          this.#remembers(index, policy)
          if (event.type === 'quiet') this.#nothingWaits(index, policy)
        }
        return
      default:
    }
  }

  #look(node: number, policy: PolicyState, id: SporeId): void {
    const paths = this.#paths.get(node) ?? new Map<string, readonly number[]>()
    this.#paths.set(node, paths)
    for (const slot of this.#ledger.bodies.get(id)?.accesses?.keys() ?? []) {
      const held = heldAt(policy, slot)
      if (held === undefined || held === 'unloaded') continue
      const before = paths.get(slot) ?? []
      const changed = before.findIndex((x, level) => x !== held.path[level])
      if (changed >= 0 && (held.path[changed] ?? 0) < (before[changed] ?? 0))
        throw new Violation(
          'I6',
          `node ${node} goes back from ${before.join('.')} to ${held.path.join('.')} at ${JSON.stringify(slot)}`,
        )
      paths.set(slot, held.path)
    }
  }

  #remembers(node: number, policy: PolicyState): void {
    for (const id of this.#executed.get(node) ?? [])
      if (policy.decided.get(id)?.stage !== 'committed')
        throw new Violation('I6', `node ${node} no longer knows that it executed ${id.slice(0, 16)}`)
  }

  #nothingWaits(node: number, policy: PolicyState): void {
    for (const [id, { stage }] of policy.open)
      if (stage === 'committed') throw new Violation('I6', `node ${node} never executes ${id.slice(0, 16)}`)
  }
}
