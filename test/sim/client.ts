// An honest client of a node: writes its list, so many undecided at once, and waits while its node is down.

import type { SporeId } from '../../worker/core/model/ids.ts'
import type { ClientPlan, Write } from './plan.ts'
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
    const node = this.#chosen()
    for (const [id, at] of this.#under) if (!at.isUp || at.isFinished(id)) this.#under.delete(id)
    let left = this.#plan.window - this.#under.size
    if (node?.isReady !== true || node.frozenUntil > this.#world.now || left <= 0) return this.#wait(POLL_MS)
    for (let write = this.#plan.writes[this.#next]; write; write = this.#plan.writes[++this.#next]) {
      if (left-- <= 0) return this.#wait(POLL_MS)
      this.#write(node, write)
      const think = this.#plan.writes[this.#next + 1]?.thinkMs ?? 0
      if (think === 0) continue
      this.#next++
      return this.#wait(think)
    }
  }

  #wait(ms: number): void {
    this.#world.plan(this.#world.now + ms, () => this.#turn())
  }

  #write(node: SimNode, { operations, requirements, timeoutMs }: Write): void {
    const deadline = node.clock.now() + timeoutMs
    const { policy } = this.#world
    void node.engine.submit({ policy, operations, requirements, deadline }).then((result) => {
      if (result.ok) this.#under.set(result.value, node)
      else this.refused++
    })
  }
}
