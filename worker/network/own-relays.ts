// The relays that we chose to be reachable at: one reservation each.
import type { PeerId } from '@libp2p/interface'
import type { Clock } from './clock.ts'
import type { NetworkNode } from './libp2p-node.ts'
import { hangUp } from './hang-up.ts'
import { MAX_RELAYS, RELAY_FETCH_TIMEOUT_MS } from './limits.ts'
import type { RelayStatus } from './port.ts'
import { parseRelayUrl } from './relay-address.ts'
import type { RelayDirectory } from './relay-directory.ts'
import { RelayReservation, type RelayClient } from './relay-reservation.ts'

export interface OwnRelaysOptions {
  readonly node: NetworkNode
  readonly directory: RelayDirectory
  readonly clock: Clock
  readonly random: () => number
  readonly onChange: () => void
  /** A relay became usable: peers behind it may be too. */
  readonly onReserved: () => void
}

export class OwnRelays {
  readonly #options: OwnRelaysOptions
  readonly #client: RelayClient
  readonly #byOrigin = new Map<string, RelayReservation>()
  #refused: readonly RelayStatus[] = []
  #isRunning = false

  constructor(options: OwnRelaysOptions) {
    this.#options = options
    this.#client = relayClient(options.node)
    options.node.onReservationLost((relay) => this.#reservationOf(relay)?.lost())
  }

  get origins(): readonly string[] {
    return [...this.#byOrigin.keys()]
  }

  has(peer: PeerId): boolean {
    return this.#reservationOf(peer) !== undefined
  }

  status(): readonly RelayStatus[] {
    return [...[...this.#byOrigin.values()].map(({ status }) => status), ...this.#refused]
  }

  /** What is no relay's URL, or one too many, is shown as failed and never tried. */
  set(urls: readonly string[]): void {
    const origins = new Set<string>()
    const refused: RelayStatus[] = []
    for (const url of urls) {
      const parsed = parseRelayUrl(url)
      if (!parsed.ok) refused.push({ url, state: 'failed', reason: 'This is not the address of a relay' })
      else if (origins.size >= MAX_RELAYS) refused.push({ url, state: 'failed', reason: 'Too many relays' })
      else origins.add(parsed.value)
    }
    this.#refused = refused.slice(0, MAX_RELAYS)
    for (const [origin, reservation] of [...this.#byOrigin]) {
      if (origins.has(origin)) continue
      this.#byOrigin.delete(origin)
      reservation.stop()
    }
    for (const origin of origins) if (!this.#byOrigin.has(origin)) this.#add(origin)
    this.#options.onChange()
  }

  start(): void {
    this.#isRunning = true
    for (const reservation of this.#byOrigin.values()) reservation.start()
  }

  stop(): void {
    this.#isRunning = false
    for (const reservation of this.#byOrigin.values()) reservation.stop()
    this.#byOrigin.clear()
  }

  nudge(): void {
    for (const reservation of this.#byOrigin.values()) reservation.nudge()
  }

  #add(origin: string): void {
    const { directory, clock, random, onChange, onReserved } = this.#options
    const reservation = new RelayReservation({
      origin,
      directory,
      client: this.#client,
      clock,
      random,
      onStatus: () => {
        onChange()
        if (reservation.status.state === 'reserved') onReserved()
      },
    })
    this.#byOrigin.set(origin, reservation)
    if (this.#isRunning) reservation.start()
  }

  #reservationOf(peer: PeerId): RelayReservation | undefined {
    return [...this.#byOrigin.values()].find(({ relay }) => relay?.peer.equals(peer) === true)
  }
}

function relayClient(node: NetworkNode): RelayClient {
  const { libp2p } = node
  return {
    connect: async ({ address }) => {
      await libp2p.dial(address, { signal: AbortSignal.timeout(RELAY_FETCH_TIMEOUT_MS) })
    },
    reserve: ({ peer }) => node.reserve(peer),
    ping: async ({ peer }, signal) => {
      await libp2p.services.ping.ping(peer, { signal })
    },
    hangUp: ({ peer }) => {
      for (const connection of libp2p.getConnections(peer)) hangUp(connection)
    },
  }
}
