// Time and chance of the transports. Tests bring their own.

export interface Clock {
  /** Milliseconds that never go back. */
  now(): number
  /** Runs `task` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
