// How long each endorser takes to answer, by its index, in milliseconds. Timers ask for one place of the order far more often than
// a time changes, so the order is kept.

export class AnswerTimes extends Map<number, number> {
  #ordered: readonly number[] | undefined

  override set(endorser: number, ms: number): this {
    this.#ordered = undefined
    return super.set(endorser, ms)
  }

  /** The fastest first. */
  get ordered(): readonly number[] {
    return (this.#ordered ??= [...this.values()].sort((a, b) => a - b))
  }
}
