// The Transport over libp2p: puts sessions, relays, requests and gossip together and routes libp2p's events to them. What a
// part decides is in its own file; nothing is dialled before start(). In a worker, call installRtc() first and import this
// dynamically afterwards: libp2p looks for RTCPeerConnection when it is imported.
import type { Connection, PeerId, PrivateKey, Stream } from '@libp2p/interface'
import { invariant } from '../core/model/result.ts'
import { systemClock, type Clock } from './clock.ts'
import { isDirect } from './connection-kind.ts'
import { Gossip } from './gossip.ts'
import { createNode, type NetworkNode } from './libp2p-node.ts'
import { GOODBYE_MS, MAX_PEERS, MAX_REQUEST_BYTES, REQUEST_TIMEOUT_MS, TICK_MS } from './limits.ts'
import { PeerDialer } from './peer-dialer.ts'
import { keyToPeerId, peerIdToKey } from './peer-key.ts'
import { PeerSession, type SessionHost } from './peer-session.ts'
import {
  RequestError,
  type PeerKey,
  type PeerLink,
  type Transport,
  type TransportCounters,
  type TransportEvents,
  type WantedPeer,
} from './port.ts'
import { RelayDirectory } from './relay-directory.ts'
import { OwnRelays } from './own-relays.ts'
import { isRequestName } from './request-name.ts'
import { ask, REQUEST_PROTOCOL, RequestServer } from './requests.ts'

const CONSENSUS_PROTOCOL = '/sporedb/1/consensus'

export interface Libp2pTransportOptions {
  /** The identity: its public key is `self`. */
  readonly privateKey: PrivateKey
  /** STUN and TURN servers. None by default: they would learn addresses and times. */
  readonly iceServers?: readonly RTCIceServer[]
  readonly clock?: Clock
  readonly random?: () => number
  readonly fetch?: typeof fetch
}

export interface Libp2pTransport extends Transport {
  counters(): TransportCounters
  /** For tests and the screen of peers: what carries each link. */
  connections(key: PeerKey): readonly {
    readonly direct: boolean
    readonly multiplexer: string | undefined
    readonly limited: boolean
  }[]
}

export async function createLibp2pTransport(options: Libp2pTransportOptions): Promise<Libp2pTransport> {
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  const sessions = new Map<PeerKey, PeerSession>()
  const counters = { droppedFrames: 0, badFrames: 0, refusedStreams: 0 }
  let events: TransportEvents | undefined
  let state: 'new' | 'running' | 'stopped' = 'new'
  let cancelTick: () => void = () => undefined
  let forgetOnline: () => void = () => undefined

  const sessionOf = (peer: PeerId): PeerSession | undefined => {
    const key = peerIdToKey(peer)
    return key === undefined ? undefined : sessions.get(key)
  }
  const node: NetworkNode = await createNode({
    privateKey: options.privateKey,
    iceServers: options.iceServers ?? [],
    wants: (peer) => sessionOf(peer) !== undefined,
    acceptsSignalling: (peer) => sessionOf(peer)?.acceptsSignalling() ?? false,
    isOurRelay: (peer) => relays.has(peer),
  })
  const { libp2p } = node
  const self = peerIdToKey(libp2p.peerId)
  invariant(self !== undefined, 'the identity is an Ed25519 key')

  const directory = new RelayDirectory(clock, options.fetch ?? ((...args) => fetch(...args)))
  const relays = new OwnRelays({
    node,
    directory,
    clock,
    random,
    onChange: reportStatus,
    onReserved: nudgePeers,
  })
  const dialer = new PeerDialer(node, directory, () => relays.origins)
  const gossip = new Gossip(libp2p.services.gossip, clock)
  const requests = new RequestServer(
    clock,
    (key) => sessions.has(key),
    async (from, protocol, body) => {
      if (events === undefined) throw new Error('stopped')
      return events.onRequest(from, protocol, body)
    },
  )

  const host: SessionHost = {
    self,
    clock,
    random,
    dialDirect: (key, peerRelays, attempt, signal) =>
      dialer.direct(peerIdOf(key), peerRelays, attempt, signal),
    openConsensus: (connection, signal) => connection.newStream(CONSENSUS_PROTOCOL, { signal }),
    connections: (key) => {
      const open = libp2p.getConnections(peerIdOf(key)).filter(({ status }) => status === 'open')
      return { direct: open.filter(isDirect), relayed: open.filter((connection) => !isDirect(connection)) }
    },
    onFrame: (key, frame) => events?.onFrame(key, frame),
    onPeer: (link) => {
      events?.onPeer(link)
      reportStatus()
    },
    onBadFrame: () => counters.badFrames++,
  }

  function reportStatus(): void {
    const status = relays.status()
    const online =
      status.some(({ state: relayState }) => relayState === 'reserved') ||
      [...sessions.values()].some(({ link }) => link.state === 'direct')
    events?.onStatus({ online, relays: status })
  }

  function nudgePeers(): void {
    for (const session of sessions.values()) session.nudge()
  }

  function nudge(): void {
    relays.nudge()
    nudgePeers()
  }

  function acceptConsensus(stream: Stream, connection: Connection): void {
    const session = sessionOf(connection.remotePeer)
    if (session !== undefined && isDirect(connection)) return session.acceptStream(stream, connection)
    counters.refusedStreams++
    stream.abort(new Error('consensus is for wanted peers over a direct connection'))
  }

  function tick(): void {
    const now = clock.now()
    for (const session of [...sessions.values()]) session.tick(now)
    cancelTick = clock.after(TICK_MS, tick)
  }

  async function start(given: TransportEvents): Promise<void> {
    invariant(state === 'new', 'a transport starts once')
    state = 'running'
    events = given
    await libp2p.handle(CONSENSUS_PROTOCOL, acceptConsensus, { maxInboundStreams: 4, maxOutboundStreams: 4 })
    await libp2p.handle(REQUEST_PROTOCOL, (stream, connection) => requests.handle(stream, connection), {
      runOnLimitedConnection: true,
    })
    libp2p.addEventListener('connection:open', ({ detail }) =>
      sessionOf(detail.remotePeer)?.connectionOpened(isDirect(detail), detail.direction),
    )
    libp2p.addEventListener('connection:close', ({ detail }) =>
      sessionOf(detail.remotePeer)?.connectionClosed(),
    )
    await libp2p.start()
    if (hasStopped()) return
    gossip.start((topic, from, data) =>
      sessions.has(from) ? given.onGossip(topic, from, data) : Promise.resolve('ignore'),
    )
    forgetOnline = onOnline(nudge)
    relays.start()
    for (const session of sessions.values()) session.start()
    tick()
    reportStatus()
  }

  async function stop(): Promise<void> {
    if (state === 'stopped') return
    const wasRunning = state === 'running'
    state = 'stopped'
    cancelTick()
    forgetOnline()
    gossip.stop()
    relays.stop()
    if (wasRunning && [...sessions.values()].some(({ link }) => link.state === 'direct')) {
      for (const session of sessions.values()) session.sayGoodbye()
      await new Promise<void>((resolve) => clock.after(GOODBYE_MS, resolve))
    }
    for (const session of sessions.values()) session.stop()
    sessions.clear()
    events = undefined
    await libp2p.stop()
  }

  const hasStopped = (): boolean => state === 'stopped'

  function want(peers: readonly WantedPeer[]): void {
    const wanted = new Map(peers.filter(({ key }) => key !== self).map((peer) => [peer.key, peer]))
    invariant(wanted.size <= MAX_PEERS, `at most ${MAX_PEERS} peers`)
    for (const [key, session] of [...sessions]) {
      if (wanted.has(key)) continue
      sessions.delete(key)
      session.stop()
    }
    for (const { key, relays: peerRelays } of wanted.values()) {
      const known = sessions.get(key)
      if (known !== undefined) known.setRelays(peerRelays)
      else if (keyToPeerId(key) !== undefined) addSession(key, peerRelays)
    }
    if (state === 'running') reportStatus()
  }

  function addSession(key: PeerKey, peerRelays: readonly string[]): void {
    const session = new PeerSession(host, key, peerRelays)
    sessions.set(key, session)
    if (state === 'running') session.start()
  }

  function send(to: PeerKey, frame: Uint8Array): boolean {
    const isTaken = sessions.get(to)?.send(frame) ?? false
    if (!isTaken) counters.droppedFrames++
    return isTaken
  }

  async function request(
    to: PeerKey,
    peerRelays: readonly string[],
    protocol: string,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    if (!isRequestName(protocol)) throw new RequestError('malformed', `${protocol} cannot name a request`)
    if (body.length > MAX_REQUEST_BYTES) throw new RequestError('too-large', 'The request is too large')
    if (state !== 'running') throw new RequestError('stopped', 'The network is not running')
    const peer = keyToPeerId(to)
    if (peer === undefined) throw new RequestError('unreachable', 'No peer can have this key')
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
    try {
      const connection = await dialer.any(peer, peerRelays, either)
      const stream = await connection.newStream(REQUEST_PROTOCOL, {
        signal: either,
        runOnLimitedConnection: true,
      })
      return await ask(stream, protocol, body, either)
    } catch (cause) {
      if (cause instanceof RequestError) throw cause
      if (signal?.aborted === true) throw new RequestError('aborted', 'The request was given up', { cause })
      if (timeout.aborted) throw new RequestError('timeout', 'The peer did not answer in time', { cause })
      throw new RequestError('unreachable', 'The peer could not be reached', { cause })
    }
  }

  return {
    self,
    start,
    stop,
    want,
    send,
    request,
    setRelays: (urls) => relays.set(urls),
    subscribe: (topic) => gossip.subscribe(topic),
    unsubscribe: (topic) => gossip.unsubscribe(topic),
    publish: (topic, data) => gossip.publish(topic, data),
    links: (): readonly PeerLink[] => [...sessions.values()].map(({ link }) => link),
    nudge,
    counters: () => ({ ...counters, refusedRequests: requests.refused, ignoredGossip: gossip.ignored }),
    connections: (key) =>
      libp2p.getConnections(peerIdOf(key)).map((connection) => ({
        direct: isDirect(connection),
        multiplexer: connection.multiplexer,
        limited: connection.limits !== undefined,
      })),
  }
}

/** Workers and pages are told when the machine is online again; Node is not. */
function onOnline(listener: () => void): () => void {
  if (typeof globalThis.addEventListener !== 'function') return () => undefined
  globalThis.addEventListener('online', listener)
  return () => globalThis.removeEventListener('online', listener)
}

/** Sessions exist only for keys that passed keyToPeerId. */
function peerIdOf(key: PeerKey): PeerId {
  const peer = keyToPeerId(key)
  invariant(peer !== undefined, 'a wanted key is a valid Ed25519 key')
  return peer
}
