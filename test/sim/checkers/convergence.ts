// I3 strong convergence: "same slot & same (x,c,h) at two honest nodes ⇒ same value". Every version of every slot that an
// honest node showed is remembered with its value, across nodes, times and crashes. The slots of a spore are read when it is
// executed, all slots when the network is whole again and at the end.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { SlotRecord } from '../../../worker/core/model/slot-record.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { heldAt, policyIn, shownValue } from './records.ts'

export class Convergence implements Checker {
  readonly id = 'I3'
  readonly #ledger: Ledger
  readonly #seen = new Map<string, { readonly value: string; readonly node: number }>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'healed' || event.type === 'quiet') {
      for (const { index, state } of world.honest) {
        const policy = policyIn(state, world.policy)
        if (policy) for (const slot of this.#ledger.slots) this.#look(index, policy, slot)
      }
    } else if (event.type === 'executed') {
      const node = world.honest.find(({ index }) => index === event.node)
      const policy = node && policyIn(node.state, world.policy)
      for (const slot of this.#ledger.bodies.get(event.spore)?.accesses?.keys() ?? [])
        if (policy) this.#look(event.node, policy, slot)
    }
  }

  #look(node: number, policy: PolicyState, slot: string): void {
    const held = heldAt(policy, slot)
    if (held === undefined || held === 'unloaded') return
    const { record, path } = held
    const version = `${slot} at ${path.join('.')}, ${record.cs.length} of ${sumOf(record)}`
    const value = `${shownValue(record.value)} by ${record.w}`
    const before = this.#seen.get(version)
    if (!before) this.#seen.set(version, { value, node })
    else if (before.value !== value)
      throw new Violation(
        'I3',
        `${JSON.stringify(slot)} at one version is ${before.value} at node ${before.node} and ${value} at node ${node}`,
      )
  }
}

/** Tells apart the sets of ids of a run without sorting and hashing them; nobody here searches for collisions. */
const sumOf = ({ cs }: Pick<SlotRecord, 'cs'>): number =>
  cs.toArray().reduce((sum: number, id: SporeId) => (sum + Number.parseInt(id.slice(0, 12), 16)) % 2 ** 52, 0)
