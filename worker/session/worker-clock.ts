// Time in the worker. Timers here are not throttled the way a hidden page's are; a late one only delays repair.

import type { Clock } from '../host/ports.ts'

/** setTimeout takes at most this many milliseconds; the caller is woken early and asks again. */
const LONGEST_TIMER_MS = 2_147_000_000

export const workerClock: Clock = {
  now: () => Date.now(),
  at: (time, callback) => {
    const timer = setTimeout(callback, Math.min(LONGEST_TIMER_MS, Math.max(0, time - Date.now())))
    return () => {
      clearTimeout(timer)
    }
  },
}
