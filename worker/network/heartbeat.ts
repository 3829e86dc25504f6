// Decides when to ping a direct peer and when its silence means that it is gone. Any byte counts as a sign of life, so a
// long frame on a slow line is not mistaken for silence. Pure: the caller brings the time.
import { PING_INTERVAL_MS, SILENCE_LIMIT_MS, SLEPT_MS } from './limits.ts'

export type HeartbeatAction =
  { readonly type: 'none' } | { readonly type: 'ping'; readonly nonce: number } | { readonly type: 'dead' }

export class Heartbeat {
  #heardAt: number
  #tickedAt: number
  #pingedAt = -Infinity
  #nonce = 0
  #answered = true
  #rttMs: number | null = null

  constructor(now: number) {
    this.#heardAt = now
    this.#tickedAt = now
  }

  get rttMs(): number | null {
    return this.#rttMs
  }

  heard(now: number): void {
    this.#heardAt = now
  }

  /** Answers to older pings, or to none, say nothing about the round trip. */
  pong(nonce: number, now: number): void {
    if (this.#answered || nonce !== this.#nonce) return
    this.#answered = true
    this.#rttMs = now - this.#pingedAt
  }

  tick(now: number): HeartbeatAction {
    const slept = now - this.#tickedAt > SLEPT_MS
    this.#tickedAt = now
    if (slept) this.#heardAt = now
    if (now - this.#heardAt > SILENCE_LIMIT_MS) return { type: 'dead' }
    if (now - this.#pingedAt < PING_INTERVAL_MS) return { type: 'none' }
    this.#pingedAt = now
    this.#answered = false
    this.#nonce = (this.#nonce + 1) >>> 0
    return { type: 'ping', nonce: this.#nonce }
  }
}
