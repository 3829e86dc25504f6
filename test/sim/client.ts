// An honest client of a node: writes its list, so many undecided at once, and waits while its node is down.

import type { SporeId } from '../../worker/core/model/ids.ts'
import type { ClientPlan, Write } from './plan.ts'
import type { SimNode } from './sim-node.ts'
import type { World } from './world.ts'

const POLL_MS = 80
const IDLE_MS = 400
/** What takes longer is not waited for. */
const IMPATIENCE_MS = 2_000

/** Spores that all clients of a run will still write. */
export interface Quota {
  left: number
}

export class Client {
  readonly #world: World
  readonly #plan: ClientPlan
  readonly #quota: Quota
  readonly #chosen: () => SimNode | undefined
  #next = 0
  readonly #under = new Map<SporeId, { readonly at: SimNode; readonly since: number }>()
  /** Not answered yet. A node that crashes answers never. */
  readonly #asked = new Set<{ readonly since: number }>()

  /** `chosen`: the node it uses now, which a regime may change. */
  constructor(world: World, plan: ClientPlan, quota: Quota, chosen: () => SimNode | undefined) {
    this.#world = world
    this.#quota = quota
    this.#plan = plan
    this.#chosen = chosen
  }

  /** All is written, and nothing of it can be lost any more with the node that accepted it. */
  get isDone(): boolean {
    const isWritten = !this.#hasMore && this.#asked.size === 0
    return isWritten && [...this.#under.keys()].every((id) => this.#world.exists(id))
  }

  get #hasMore(): boolean {
    return this.#quota.left > 0 && this.#next < this.#plan.writes.length
  }

  start(): void {
    this.#world.plan(this.#world.now + this.#plan.startMs, () => this.#turn())
  }

  #turn(): void {
    this.#forgetEnded()
    if (!this.#hasMore) return this.#wait(IDLE_MS)
    const node = this.#chosen()
    const isWaiting = this.#plan.isPatient && this.#under.size > 0
    let left = isWaiting ? 0 : this.#plan.window - this.#under.size
    if (node?.isReady !== true || node.frozenUntil > this.#world.now || left <= 0) return this.#wait(POLL_MS)
    for (let write = this.#plan.writes[this.#next]; write; write = this.#plan.writes[++this.#next]) {
      if (left-- <= 0) return this.#wait(POLL_MS)
      this.#write(node, write)
      const think = this.#plan.writes[this.#next + 1]?.thinkMs ?? 0
      if (think === 0) continue
      this.#next++
      return this.#wait(think)
    }
    this.#wait(IDLE_MS)
  }

  #forgetEnded(): void {
    for (const [id, { at, since }] of this.#under) {
      if (at.isUp && !at.isFinished(id) && this.#world.now <= since + IMPATIENCE_MS) continue
      this.#under.delete(id)
      // It was lost with the node, before anything of it was durable.
      if (!this.#world.exists(id)) this.#quota.left++
    }
    for (const asked of this.#asked) if (this.#world.now > asked.since + IMPATIENCE_MS) this.#takeBack(asked)
  }

  #takeBack(asked: { readonly since: number }): void {
    if (this.#asked.delete(asked)) this.#quota.left++
  }

  #wait(ms: number): void {
    this.#world.plan(this.#world.now + ms, () => this.#turn())
  }

  #write(node: SimNode, { operations, requirements, timeoutMs }: Write): void {
    this.#quota.left--
    const asked = { since: this.#world.now }
    this.#asked.add(asked)
    const deadline = node.clock.now() + timeoutMs
    const { policy } = this.#world
    void node.engine.submit({ policy, operations, requirements, deadline }).then((result) => {
      // Refused at once: no spore came of it.
      if (!result.ok) return this.#takeBack(asked)
      this.#asked.delete(asked)
      this.#under.set(result.value, { at: node, since: this.#world.now })
    })
  }
}
