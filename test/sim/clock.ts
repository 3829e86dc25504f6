// A device's clock: off by something, a little too fast or slow, set anew at times. Its timers count time that passed, as
// a browser's do, so setting the clock moves none of them; a throttled page's come late.

import type { Clock } from '../../worker/host/ports.ts'
import type { Planned } from './event-queue.ts'

export interface ClockSurroundings {
  now(): number
  plan(at: number, run: () => void): Planned
  /** How late a timer that is due now comes. */
  lateness(): number
}

export class DeviceClock {
  readonly #surroundings: ClockSurroundings
  readonly #start: number
  readonly #rate: number
  #offset: number

  constructor(surroundings: ClockSurroundings, offsetMs: number, rate: number) {
    this.#surroundings = surroundings
    this.#start = surroundings.now()
    this.#offset = offsetMs
    this.#rate = rate
  }

  now(): number {
    const passed = this.#surroundings.now() - this.#start
    return Math.floor(this.#start + this.#offset + passed * this.#rate)
  }

  jump(ms: number): void {
    this.#offset += ms
  }

  /** For one life of a node: its timers end with it. */
  portFor(isAlive: () => boolean): Clock {
    return {
      now: () => this.now(),
      at: (time, callback) => {
        const { now, plan, lateness } = this.#surroundings
        const wait = Math.max(0, Math.ceil((time - this.now()) / this.#rate))
        // Rounded up once more where the device's millisecond is not over yet.
        const planned = plan(now() + Math.max(1, wait) + lateness(), () => {
          if (isAlive()) callback()
        })
        return () => {
          planned.run = undefined
        }
      },
    }
  }
}
