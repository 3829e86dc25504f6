// One time for all nodes of a schedule, moved by it alone.

import type { Clock } from '../../worker/host/ports.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

export class VirtualTime {
  now = 1_700_000_000_000
  readonly #timers = new Set<Timer>()

  /** Whose timers do nothing while the node is down. */
  clock(isUp: () => boolean): Clock {
    return {
      now: () => this.now,
      at: (at, callback) => {
        const call = (): void => {
          if (isUp()) callback()
        }
        const timer: Timer = { at, call }
        this.#timers.add(timer)
        return () => void this.#timers.delete(timer)
      },
    }
  }

  /** Forwards or backwards; what is due by then is called. */
  set(now: number): void {
    this.now = now
    for (const timer of [...this.#timers]) {
      if (timer.at > now || !this.#timers.delete(timer)) continue
      timer.call()
    }
  }
}
