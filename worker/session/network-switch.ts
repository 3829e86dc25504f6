// The network, present only while the user wants to be online. Everybody else talks to this switch and need not know
// whether there is a transport behind it.

import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { Network } from '../host/ports.ts'
import {
  RequestError,
  type Transport,
  type TransportEvents,
  type TransportStatus,
  type WantedPeer,
} from '../network/port.ts'
import { MAX_PEERS } from '../network/limits.ts'
import type { NetworkView, PeerView } from '../rpc/contract.ts'

export interface SwitchSettings {
  readonly online: boolean
  readonly relays: readonly string[]
}

export const topicOf = (policy: PolicyId): string => `sporedb/1/${policy}/commits`

export class NetworkSwitch implements Network {
  readonly #create: () => Promise<Transport>
  readonly #events: TransportEvents
  readonly #onChange: () => void
  #transport: Transport | undefined
  #status: TransportStatus = { online: false, relays: [] }
  #settings: SwitchSettings = { online: false, relays: [] }
  #wanted: readonly WantedPeer[] = []
  #topics: readonly string[] = []
  readonly #lastSeen = new Map<PublicKeyHex, number>()
  /** Switching takes time: one change after the other. */
  #turn: Promise<void> = Promise.resolve()

  constructor(
    create: () => Promise<Transport>,
    events: Omit<TransportEvents, 'onStatus'>,
    onChange: () => void,
    onOnline: () => void,
  ) {
    this.#create = create
    this.#onChange = onChange
    this.#events = {
      onFrame: (from, frame) => {
        this.#lastSeen.set(from, Date.now())
        events.onFrame(from, frame)
      },
      onPeer: (link) => {
        if (link.state === 'direct' || link.state === 'relayed') this.#lastSeen.set(link.key, Date.now())
        events.onPeer(link)
        onChange()
      },
      onRequest: (from, protocol, body) => events.onRequest(from, protocol, body),
      onGossip: (topic, from, data) => events.onGossip(topic, from, data),
      onStatus: (status) => {
        if (status.online && !this.#status.online) onOnline()
        this.#status = status
        onChange()
      },
    }
  }

  apply(settings: SwitchSettings): Promise<void> {
    this.#settings = settings
    const turn = this.#turn.then(() => this.#switch(settings))
    // One that failed is told to its caller; the next one starts afresh.
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #switch({ online, relays }: SwitchSettings): Promise<void> {
    if (online && !this.#transport) {
      const transport = await this.#create()
      transport.setRelays(relays)
      await transport.start(this.#events)
      // What was wanted meanwhile counts too.
      transport.want(this.#wanted)
      for (const topic of this.#topics) transport.subscribe(topic)
      this.#transport = transport
    } else if (online) this.#transport?.setRelays(relays)
    else {
      const transport = this.#transport
      this.#transport = undefined
      this.#status = { online: false, relays: [] }
      for (const link of transport?.links() ?? []) this.#events.onPeer({ ...link, state: 'gone' })
      await transport?.stop()
    }
    this.#onChange()
  }

  /** Most needed first: beyond the transport's bound the rest of a large keyring is reachable by request only. */
  want(peers: readonly WantedPeer[]): void {
    this.#wanted = peers.slice(0, MAX_PEERS)
    this.#transport?.want(this.#wanted)
  }

  /** Replaces the topics listened to. */
  listen(topics: readonly string[]): void {
    for (const topic of this.#topics) if (!topics.includes(topic)) this.#transport?.unsubscribe(topic)
    for (const topic of topics) if (!this.#topics.includes(topic)) this.#transport?.subscribe(topic)
    this.#topics = topics
  }

  send(to: PublicKeyHex, frame: Uint8Array): boolean {
    return this.#transport?.send(to, frame) ?? false
  }

  publish(policy: PolicyId, certificate: Uint8Array): void {
    // Losing one is harmless: replicas pull what they miss.
    this.#transport?.publish(topicOf(policy), certificate).catch(() => undefined)
  }

  request(
    to: PublicKeyHex,
    relays: readonly string[],
    protocol: string,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    if (!this.#transport) return Promise.reject(new RequestError('stopped', 'this node is offline'))
    return this.#transport.request(to, relays, protocol, body, signal)
  }

  isDirect(key: PublicKeyHex): boolean {
    return this.#transport?.links().some((link) => link.key === key && link.state === 'direct') ?? false
  }

  view(nameOf: (key: PublicKeyHex) => string): NetworkView {
    const states = new Map(this.#status.relays.map((relay) => [relay.url, relay]))
    return {
      online: this.#settings.online,
      relays: this.#settings.relays.map(
        (url) => states.get(url) ?? { url, state: this.#settings.online ? 'connecting' : 'off' },
      ),
      peers: (this.#transport?.links() ?? []).map(
        ({ key, state, since, rttMs, bytesIn, bytesOut }): PeerView => ({
          key,
          name: nameOf(key),
          link: state,
          since: timeOfDay(since),
          rttMs,
          bytesIn,
          bytesOut,
          lastSeen: this.#ago(key),
        }),
      ),
    }
  }

  #ago(key: PublicKeyHex): number | null {
    const seen = this.#lastSeen.get(key)
    return seen === undefined ? null : Date.now() - seen
  }
}

/** The transport's clock counts from the start of the worker; people are told the time of day. */
const timeOfDay = (monotonicMs: number): number => Math.round(performance.timeOrigin + monotonicMs)
