// When the state is written back besides the bounds on rounds and bytes: once all is quiet, what is only in the log goes into
// the pages too.

import type { WriteBack } from '../store/port.ts'
import type { Clock } from './ports.ts'
import type { WriteBackPlan } from './write-back.ts'

export interface ScheduleSurroundings {
  readonly clock: Clock
  /** The round up to which a cut may be made now, between two rounds; undefined when something is under way. */
  quietRound(): number | undefined
  failed(error: unknown): void
}

export class WriteBackSchedule {
  readonly #plan: WriteBackPlan
  readonly #around: ScheduleSurroundings
  #cancelIdle = (): void => undefined
  #isArmed = false

  constructor(plan: WriteBackPlan, around: ScheduleSurroundings) {
    this.#plan = plan
    this.#around = around
  }

  store(cut: WriteBack): void {
    this.#plan.store(cut).catch((error: unknown) => {
      this.#around.failed(error)
    })
  }

  armIdle(): void {
    if (this.#isArmed || !this.#plan.behind) return
    const { clock } = this.#around
    this.#isArmed = true
    this.#cancelIdle = clock.at(clock.now() + this.#plan.limits.idleMs, () => {
      this.#isArmed = false
      void this.#now().catch((error: unknown) => {
        this.#around.failed(error)
      })
    })
  }

  disarm(): void {
    this.#cancelIdle()
    this.#isArmed = false
  }

  async #now(): Promise<void> {
    await this.#plan.prepare()
    const round = this.#plan.running ? undefined : this.#around.quietRound()
    const cut = round === undefined ? undefined : this.#plan.cut(round)
    if (cut) this.store(cut)
  }
}
