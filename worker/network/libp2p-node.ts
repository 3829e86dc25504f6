// Builds the libp2p node: transports, bounds and who may do what. No policy about whom to dial; that is peer-session.ts and
// relay-reservation.ts. Nothing is dialled or listened on here.
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { gossipsub, type GossipSub, type GossipSubComponents } from '@libp2p/gossipsub'
import { identify, type Identify } from '@libp2p/identify'
import type { Connection, Libp2p, PeerId, PrivateKey, Transport } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping, type Ping } from '@libp2p/ping'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { invariant } from '../core/model/result.ts'
import { isCircuit } from './connection-kind.ts'
import { gatedComponents } from './gate.ts'
import { gossipOptions } from './gossip-options.ts'
import {
  DIAL_TIMEOUT_MS,
  MAX_CONNECTIONS,
  MAX_INBOUND_CONNECTIONS_PER_SECOND,
  MAX_PENDING_INBOUND_CONNECTIONS,
} from './limits.ts'

export interface NodeOptions {
  readonly privateKey: PrivateKey
  readonly iceServers: readonly RTCIceServer[]
  /** Whether a direct connection with this peer may exist. */
  readonly wants: (peer: PeerId) => boolean
  /** Whether this peer may make a direct connection to us now. */
  readonly acceptsSignalling: (peer: PeerId) => boolean
  /** Whether it is one of the relays that we chose to be reachable at. */
  readonly isOurRelay: (peer: PeerId) => boolean
}

export interface NetworkNode {
  readonly libp2p: Libp2p<{ identify: Identify; ping: Ping; gossip: GossipSub }>
  /** Asks a connected relay for a reservation, renewed by itself while the connection lasts. */
  reserve(relay: PeerId): Promise<void>
  /** The reservation ended: expired, refused on renewal, or the connection closed. */
  onReservationLost(listener: (relay: PeerId) => void): void
}

export async function createNode(options: NodeOptions): Promise<NetworkNode> {
  const { wants, isOurRelay } = options
  let circuit: ReservingTransport | undefined
  const makeCircuit = circuitRelayTransport()
  const makeWebRtc = webRTC({ rtcConfiguration: { iceServers: [...options.iceServers] } })
  const makeGossip = gossipsub(gossipOptions)
  const isWanted = (connection: Connection): boolean => wants(connection.remotePeer)

  const libp2p = await createLibp2p({
    start: false,
    privateKey: options.privateKey,
    nodeInfo: { name: 'sporedb', version: '1' },
    addresses: { listen: [] },
    transports: [
      webSockets(),
      (components) => {
        // Only our relays may announce relayed connections: for anyone else libp2p would start to listen there.
        const gated = gatedComponents(components, ({ remotePeer }) => isOurRelay(remotePeer))
        const transport = makeCircuit(gated)
        circuit = reserving(transport)
        return transport
      },
      // Signalling from a peer that we do not want must not even make an RTCPeerConnection.
      (components) =>
        makeWebRtc(gatedComponents(components, ({ remotePeer }) => options.acceptsSignalling(remotePeer))),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: {
      denyDialMultiaddr: () => false,
      denyInboundRelayedConnection: (relay) => !isOurRelay(relay),
      denyInboundUpgradedConnection: (peer, connection) => !isCircuit(connection.remoteAddr) && !wants(peer),
    },
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: MAX_INBOUND_CONNECTIONS_PER_SECOND,
      maxIncomingPendingConnections: MAX_PENDING_INBOUND_CONNECTIONS,
      dialTimeout: DIAL_TIMEOUT_MS,
      addressDialTimeout: DIAL_TIMEOUT_MS,
      reconnectRetries: 0,
    },
    // Our own heartbeat is quicker and costs no stream a ping.
    connectionMonitor: { enabled: false },
    services: {
      identify: identify(),
      ping: ping(),
      // Not even a relay, to which the connection has no limits, may hear the names of topics.
      gossip: (components: GossipSubComponents): GossipSub =>
        makeGossip(gatedComponents(components, isWanted)),
    },
  })
  invariant(circuit !== undefined, 'libp2p made the circuit transport')
  const { reservationStore } = circuit
  return {
    libp2p,
    reserve: async (relay) => {
      await reservationStore.addRelay(relay, 'configured')
    },
    onReservationLost: (listener) =>
      reservationStore.addEventListener('relay:removed', (event) => listener(event.detail.relay)),
  }
}

interface ReservingTransport {
  readonly reservationStore: {
    addRelay(relay: PeerId, type: 'configured'): Promise<unknown>
    addEventListener(type: 'relay:removed', listener: (event: CustomEvent<{ relay: PeerId }>) => void): void
  }
}

/**
 * The store is public in the class but not in the factory's type. Listening on `RELAY/p2p-circuit` would be the official way,
 * but a listener cannot be given up without cancelling the reservations on all relays. The store also never again tries a
 * relay that failed once, which is right for relays found by chance and wrong for ours.
 */
function reserving(transport: Transport): ReservingTransport {
  invariant('reservationStore' in transport, 'the circuit transport has a reservation store')
  const circuit = transport as Transport & ReservingTransport
  Object.assign(circuit.reservationStore, {
    relayFilter: { add: () => false, has: () => false, remove: () => false },
  })
  return circuit
}
