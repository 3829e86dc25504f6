// Rows a second over the last few seconds, by the clock that is given.

const SPAN_MS = 5_000

export class Rate {
  readonly #seen: { readonly at: number; readonly rows: number }[] = []

  note(at: number, rows: number): void {
    this.#seen.push({ at, rows })
    while ((this.#seen[0]?.at ?? at) < at - SPAN_MS) this.#seen.shift()
  }

  perSecond(now: number): number {
    const recent = this.#seen.filter(({ at }) => at >= now - SPAN_MS)
    const first = recent[0]
    if (first === undefined) return 0
    const rows = recent.reduce((sum, each) => sum + each.rows, 0)
    return Math.round((rows * 1_000) / Math.max(500, now - first.at))
  }
}
