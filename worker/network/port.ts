// The door between the host and the network. Two implementations pass one contract suite: libp2p over WebRTC
// (libp2p-transport.ts) and memory (memory-transport.ts, for tests with many nodes in one process).
// A transport moves bytes and says who sent them; it never looks into them and holds nothing durable.
import type { PublicKeyHex } from '../core/model/ids.ts'

/** A peer is known by its identity key, which is also the key of its libp2p peer id. */
export type PeerKey = PublicKeyHex

/**
 * `connecting` a dial is under way or was never tried; `relayed` reachable for requests only; `direct` consensus frames flow;
 * `gone` it left, fell silent or could not be reached, and is being redialled with growing pauses.
 */
export type LinkState = 'connecting' | 'relayed' | 'direct' | 'gone'

export interface PeerLink {
  readonly key: PeerKey
  readonly state: LinkState
  /** When this state began, in the transport's clock (ms). */
  readonly since: number
  /** Round trip of the last heartbeat, ms. Null unless direct. */
  readonly rttMs: number | null
  /** Consensus bytes over the direct connection in this session. */
  readonly bytesIn: number
  readonly bytesOut: number
}

export interface RelayStatus {
  readonly url: string
  readonly state: 'connecting' | 'reserved' | 'failed'
  readonly reason?: string
}

export interface TransportStatus {
  /** At least one relay or one direct peer. */
  readonly online: boolean
  readonly relays: readonly RelayStatus[]
}

export type Verdict = 'accept' | 'ignore' | 'reject'

export interface TransportEvents {
  /** Consensus frames, in order per link, only from wanted peers over a direct connection. The array may be kept. */
  onFrame(from: PeerKey, frame: Uint8Array): void
  /** A state changed. Round-trip times and byte counts change silently: read them with links(). */
  onPeer(link: PeerLink): void
  /** From anyone who can reach us. Rejecting answers `refused` and says nothing else to the peer. */
  onRequest(from: PeerKey, protocol: string, body: Uint8Array): Promise<Uint8Array>
  /** `from` is the neighbour who passed it on. Forwarded only after `accept`. */
  onGossip(topic: string, from: PeerKey, data: Uint8Array): Promise<Verdict>
  onStatus(status: TransportStatus): void
}

export interface WantedPeer {
  readonly key: PeerKey
  /** Origins of relays where the peer may be found, such as https://relay.example; our own relays are tried as well. */
  readonly relays: readonly string[]
}

export interface Transport {
  readonly self: PeerKey
  /** Nothing is dialled before. Once only. */
  start(events: TransportEvents): Promise<void>
  /** Says goodbye to peers first. May be called again, and before start. */
  stop(): Promise<void>
  /**
   * Replaces the set of peers to keep direct links to: dialled and redialled with growing pauses. A direct connection
   * exists only between peers that want each other.
   */
  want(peers: readonly WantedPeer[]): void
  /** Replaces the set of relays to be reachable at. */
  setRelays(urls: readonly string[]): void
  /** False when there is no direct link, the frame is too large or the peer's bounded queue is full: the frame is dropped. */
  send(to: PeerKey, frame: Uint8Array): boolean
  /** Rejects with a RequestError. Over the direct link when there is one, else through a relay. */
  request(
    to: PeerKey,
    relays: readonly string[],
    protocol: string,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Uint8Array>
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** To every direct neighbour that subscribed. Resolves also when there is none. */
  publish(topic: string, data: Uint8Array): Promise<void>
  links(): readonly PeerLink[]
  /** The browser says that it is online or visible again: redial now what waits. */
  nudge(): void
}

export type RequestFailure =
  'unreachable' | 'refused' | 'busy' | 'too-large' | 'timeout' | 'aborted' | 'malformed' | 'stopped'

/** Why a request got no answer; `failure` is what the screen explains. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly failure: RequestFailure

  constructor(failure: RequestFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.failure = failure
  }
}

/** What the network counts and drops, for the screen of peers and for tests. */
export interface TransportCounters {
  readonly droppedFrames: number
  readonly badFrames: number
  readonly refusedStreams: number
  readonly refusedRequests: number
  readonly ignoredGossip: number
}
