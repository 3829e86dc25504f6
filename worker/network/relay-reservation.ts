// Keeps one reservation on one relay: connect, reserve, watch, and again with growing pauses when it is lost. The relay's
// identity is asked for anew each time, so a restarted relay is found under its new key.
import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import {
  RELAY_BACKOFF_MAX_MS,
  RELAY_BACKOFF_MIN_MS,
  RELAY_PING_INTERVAL_MS,
  RELAY_PING_TIMEOUT_MS,
} from './limits.ts'
import type { RelayStatus } from './port.ts'
import type { RelayDirectory, RelayIdentity } from './relay-directory.ts'

/** What it needs of the libp2p node. */
export interface RelayClient {
  connect(relay: RelayIdentity): Promise<void>
  reserve(relay: RelayIdentity): Promise<void>
  ping(relay: RelayIdentity, signal: AbortSignal): Promise<void>
  hangUp(relay: RelayIdentity): void
}

export interface RelayReservationOptions {
  readonly origin: string
  readonly directory: RelayDirectory
  readonly client: RelayClient
  readonly clock: Clock
  readonly random: () => number
  readonly onStatus: () => void
}

export class RelayReservation {
  readonly #options: RelayReservationOptions
  readonly #backoff: Backoff
  #status: RelayStatus
  #relay: RelayIdentity | undefined
  #cancelTimer: () => void = () => undefined
  #isBusy = false
  #isStopped = false

  constructor(options: RelayReservationOptions) {
    this.#options = options
    this.#backoff = new Backoff({
      minMs: RELAY_BACKOFF_MIN_MS,
      maxMs: RELAY_BACKOFF_MAX_MS,
      random: options.random,
    })
    this.#status = { url: options.origin, state: 'connecting' }
  }

  get status(): RelayStatus {
    return this.#status
  }

  /** The peer id that has, or is being asked for, the reservation. */
  get relay(): RelayIdentity | undefined {
    return this.#relay
  }

  start(): void {
    void this.#attempt()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelTimer()
    if (this.#relay !== undefined) this.#options.client.hangUp(this.#relay)
    this.#relay = undefined
  }

  /** The connection closed, or the reservation could not be renewed. */
  lost(): void {
    if (this.#isStopped || this.#isBusy || this.#status.state !== 'reserved') return
    this.#fail('The connection to the relay was lost')
  }

  /** Try now instead of after the pause. */
  nudge(): void {
    if (this.#isStopped || this.#isBusy) return
    this.#backoff.reset()
    if (this.#status.state === 'reserved') void this.#check()
    else void this.#attempt()
  }

  async #attempt(): Promise<void> {
    if (this.#isBusy || this.#isStopped) return
    this.#isBusy = true
    this.#cancelTimer()
    this.#set({ url: this.#options.origin, state: 'connecting' })
    const { directory, client, origin } = this.#options
    try {
      const relay = await directory.identify(origin)
      if (this.#hasStopped()) return
      this.#relay = relay
      await client.connect(relay)
      await client.reserve(relay)
      this.#isBusy = false
      if (this.#hasStopped()) {
        client.hangUp(relay)
        return
      }
      this.#backoff.reset()
      this.#set({ url: origin, state: 'reserved' })
      this.#watch()
    } catch (error) {
      this.#isBusy = false
      this.#fail(error instanceof Error ? error.message : String(error))
    }
  }

  /** Asked again after each wait. */
  #hasStopped(): boolean {
    return this.#isStopped
  }

  #fail(reason: string): void {
    const { directory, client, clock, origin } = this.#options
    directory.forget(origin)
    if (this.#relay !== undefined) client.hangUp(this.#relay)
    this.#relay = undefined
    if (this.#isStopped) return
    this.#set({ url: origin, state: 'failed', reason })
    this.#cancelTimer()
    this.#cancelTimer = clock.after(this.#backoff.next(), () => void this.#attempt())
  }

  #watch(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(RELAY_PING_INTERVAL_MS, () => void this.#check())
  }

  async #check(): Promise<void> {
    const relay = this.#relay
    if (relay === undefined || this.#isStopped) return
    this.#cancelTimer()
    try {
      await this.#options.client.ping(relay, AbortSignal.timeout(RELAY_PING_TIMEOUT_MS))
      if (this.#relay === relay && this.#status.state === 'reserved') this.#watch()
    } catch {
      if (this.#relay === relay && this.#status.state === 'reserved') this.#fail('The relay does not answer')
    }
  }

  #set(status: RelayStatus): void {
    this.#status = status
    if (!this.#isStopped) this.#options.onStatus()
  }
}
