// Growing pauses with jitter, so that many nodes that lost the same relay do not come back in step.

export interface BackoffOptions {
  readonly minMs: number
  readonly maxMs: number
  readonly random: () => number
}

export class Backoff {
  readonly #options: BackoffOptions
  #failures = 0

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** min·2^failures, at most max, spread over ±50 %. */
  next(): number {
    const { minMs, maxMs, random } = this.#options
    const base = Math.min(maxMs, minMs * 2 ** this.#failures)
    if (base < maxMs) this.#failures++
    return base * (0.5 + random())
  }

  reset(): void {
    this.#failures = 0
  }
}
