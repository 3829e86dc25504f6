// How many spores of imports may be undecided at once: more while they commit quickly, fewer when they begin to queue. What
// queues would delay the writes of people, and gain nothing.

import { LEAST_OPEN, MOST_OPEN, TARGET_MS } from './limits.ts'

export class Pacer {
  #window = 2 * LEAST_OPEN
  #open = 0
  readonly #waiting: (() => void)[] = []

  get open(): number {
    return this.#open
  }

  get window(): number {
    return Math.floor(this.#window)
  }

  /** Resolves once there is room, and takes it. */
  async enter(): Promise<void> {
    while (this.#open >= this.window)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    this.#open++
  }

  /** One is decided. `tookMs` undefined: it says nothing about how busy everybody is. */
  leave(tookMs: number | undefined): void {
    this.#open--
    if (tookMs !== undefined && tookMs < TARGET_MS)
      this.#window = Math.min(MOST_OPEN, this.#window + 4 / this.#window + 0.25)
    if (tookMs !== undefined && tookMs > 2 * TARGET_MS)
      // Each of those that wait together says the same: only all of them halve it.
      this.#window = Math.max(LEAST_OPEN, this.#window * (1 - 0.5 / this.#window))
    this.#wake()
  }

  /** This node or an endorser said that it is too much. */
  slowDown(): void {
    this.#window = Math.max(LEAST_OPEN, this.#window / 2)
  }

  /** Whoever waits looks again, because its job was paused. */
  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
