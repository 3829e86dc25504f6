// The bounded queue before one consensus stream. A frame is taken or refused at once; what is taken leaves in order, as fast
// as the stream drains. Small frames that were queued together leave as one message.
import type { Stream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { MAX_QUEUE_BYTES, MAX_QUEUE_FRAMES } from './limits.ts'

/** A data channel message is 16 KiB at most; larger sends are only cut up again. */
const COALESCE_BYTES = 16 * 1024

export class FrameWriter {
  readonly #stream: Stream
  #queue: Uint8Array[] = []
  #next = 0
  #queuedBytes = 0
  #isScheduled = false

  constructor(stream: Stream) {
    this.#stream = stream
    stream.addEventListener('drain', () => this.#schedule())
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  get isOpen(): boolean {
    return this.#stream.writeStatus === 'writable'
  }

  push(frame: Uint8Array): boolean {
    if (!this.isOpen) return false
    if (this.#queuedBytes + frame.length > MAX_QUEUE_BYTES) return false
    if (this.#queue.length - this.#next >= MAX_QUEUE_FRAMES) return false
    this.#queue.push(frame)
    this.#queuedBytes += frame.length
    this.#schedule()
    return true
  }

  /** In a microtask, so that frames sent in one turn of the host leave together. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#next < this.#queue.length && this.isOpen && !this.#stream.writableNeedsDrain) {
      try {
        this.#stream.send(this.#take())
      } catch {
        return // the stream has aborted itself and tells its owner by `close`
      }
    }
    if (this.#next === this.#queue.length) {
      this.#queue = []
      this.#next = 0
    }
  }

  #take(): Uint8ArrayList {
    const list = new Uint8ArrayList()
    while (this.#next < this.#queue.length) {
      const frame = this.#queue[this.#next]
      if (frame === undefined || (list.length > 0 && list.length + frame.length > COALESCE_BYTES)) break
      this.#queue[this.#next++] = EMPTY
      list.append(frame)
    }
    this.#queuedBytes -= list.length
    return list
  }
}

/** Stands where a sent frame stood, so that its memory is free. */
const EMPTY = new Uint8Array()
