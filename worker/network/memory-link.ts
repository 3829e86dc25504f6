// One direction of a link in memory: frames leave in the order they came, each after its delay, and what is under way is bounded
// as the real queue is. A cut loses what is under way.
import { MAX_FRAME_BYTES, MAX_QUEUE_BYTES } from './limits.ts'
import type { Clock } from './clock.ts'

interface UnderWay {
  readonly dueAt: number
  readonly frame: Uint8Array
}

export class MemoryPipe {
  readonly #clock: Clock
  readonly #deliver: (frame: Uint8Array) => void
  #queue: UnderWay[] = []
  #bytes = 0
  #isTimed = false
  #isClosed = false

  constructor(clock: Clock, deliver: (frame: Uint8Array) => void) {
    this.#clock = clock
    this.#deliver = deliver
  }

  push(frame: Uint8Array, delayMs: number): boolean {
    if (this.#isClosed || frame.length > MAX_FRAME_BYTES || this.#bytes + frame.length > MAX_QUEUE_BYTES)
      return false
    const dueAt = Math.max(this.#clock.now() + delayMs, this.#queue.at(-1)?.dueAt ?? 0)
    this.#queue.push({ dueAt, frame: frame.slice() })
    this.#bytes += frame.length
    this.#time()
    return true
  }

  close(): void {
    this.#isClosed = true
    this.#queue = []
    this.#bytes = 0
  }

  #time(): void {
    const first = this.#queue[0]
    if (this.#isTimed || first === undefined) return
    this.#isTimed = true
    this.#clock.after(Math.max(0, first.dueAt - this.#clock.now()), () => {
      this.#isTimed = false
      this.#flush()
      this.#time()
    })
  }

  #flush(): void {
    const now = this.#clock.now()
    const due = this.#queue.findIndex(({ dueAt }) => dueAt > now)
    const ready = this.#queue.splice(0, due === -1 ? this.#queue.length : due)
    for (const { frame } of ready) {
      if (this.#isClosed) return
      this.#bytes -= frame.length
      this.#deliver(frame)
    }
  }
}
