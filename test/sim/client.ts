// An honest client of a node: writes its list, so many undecided at once, and waits while its node is down.

import type { SporeId } from '../../worker/core/model/ids.ts'
import type { ClientPlan } from './plan.ts'
import type { SimNode } from './sim-node.ts'
import type { World } from './world.ts'

const POLL_MS = 40

export class Client {
  readonly #world: World
  readonly #plan: ClientPlan
  readonly #chosen: () => SimNode | undefined
  #next = 0
  readonly #under = new Map<SporeId, SimNode>()
  /** Refused at once: no spore came of these. */
  refused = 0

  /** `chosen`: the node it uses now, which a regime may change. */
  constructor(world: World, plan: ClientPlan, chosen: () => SimNode | undefined) {
    this.#world = world
    this.#plan = plan
    this.#chosen = chosen
  }

  get isDone(): boolean {
    return this.#next >= this.#plan.writes.length
  }

  start(): void {
    this.#world.plan(this.#world.now + this.#plan.startMs, () => this.#turn())
  }

  #turn(): void {
    const write = this.#plan.writes[this.#next]
    if (!write) return
    const node = this.#chosen()
    for (const [id, at] of this.#under) if (!at.isUp || at.isFinished(id)) this.#under.delete(id)
    if (node?.isUp !== true || node.frozenUntil > this.#world.now || this.#under.size >= this.#plan.window)
      return void this.#world.plan(this.#world.now + POLL_MS, () => this.#turn())
    this.#next++
    const { operations, requirements, timeoutMs } = write
    const deadline = node.clock.now() + timeoutMs
    void node.engine
      .submit({ policy: this.#world.policy, operations, requirements, deadline })
      .then((result) => {
        if (result.ok) this.#under.set(result.value, node)
        else this.refused++
      })
    const think = this.#plan.writes[this.#next]?.thinkMs
    if (think !== undefined) this.#world.plan(this.#world.now + 1 + think, () => this.#turn())
  }
}
