// Waits for a condition by looking at it, and says what it saw last when it gives up.

const PAUSE_MS = 25
export const PATIENCE_MS = 60_000

/** The first value that is neither undefined, false nor null. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false | null> | Value | undefined | false | null,
  { patienceMs = PATIENCE_MS, explain }: { patienceMs?: number; explain?: () => unknown } = {},
): Promise<Value> {
  const startedAt = performance.now()
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false && seen !== null) return seen
    if (performance.now() - startedAt > patienceMs) {
      const state = explain === undefined ? '' : `; last seen: ${JSON.stringify(await explain(), null, 1)}`
      throw new Error(`did not happen within ${patienceMs / 1000} s: ${what}${state}`)
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
