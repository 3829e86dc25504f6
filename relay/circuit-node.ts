// The libp2p half of the relay: circuit relay v2 with bounded reservations and nothing else. Its key lives in memory only; clients
// ask for it in /relay.json each time they connect.
import { circuitRelayServer, type CircuitRelayService } from '@libp2p/circuit-relay-v2'
import { identify, type Identify } from '@libp2p/identify'
import type { ComponentLogger, Libp2p, Upgrader } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping, type Ping } from '@libp2p/ping'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { WebSocket } from 'ws'
import {
  HOP_TIMEOUT_MS,
  MAX_HOP_STREAMS_PER_CONNECTION,
  RESERVATION_TTL_MS,
  type RelayLimits,
} from './limits.ts'
import { WsConnection } from './ws-connection.ts'

export interface CircuitNode {
  readonly peerId: string
  /** Takes over a socket that the HTTP server upgraded. */
  accept(socket: WebSocket, remoteAddress: string, remotePort: number): void
  stats(): { readonly connections: number; readonly reservations: number; readonly relayedBytes: number }
  close(): Promise<void>
}

interface Door {
  readonly upgrader: Upgrader
  readonly logger: ComponentLogger
}

type Services = { identify: Identify; ping: Ping; relay: CircuitRelayService; door: Door }

export async function startCircuitNode(limits: RelayLimits): Promise<CircuitNode> {
  const stopping = new AbortController()
  let relayedBytes = 0
  const libp2p: Libp2p<Services> = await createLibp2p({
    nodeInfo: { name: 'sporedb-relay', version: '1' },
    addresses: { listen: [] },
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // It answers and never dials.
    connectionGater: { denyDialPeer: () => true, denyDialMultiaddr: () => true },
    connectionManager: {
      maxConnections: limits.maxConnections,
      // Rates are limited where sockets are upgraded, by the address that the socket really has.
      inboundConnectionThreshold: Infinity,
      maxIncomingPendingConnections: limits.maxConnections,
      reconnectRetries: 0,
    },
    connectionMonitor: { enabled: false },
    services: {
      identify: identify(),
      ping: ping(),
      relay: circuitRelayServer({
        hopTimeout: HOP_TIMEOUT_MS,
        maxInboundHopStreams: MAX_HOP_STREAMS_PER_CONNECTION,
        maxOutboundStopStreams: MAX_HOP_STREAMS_PER_CONNECTION,
        reservations: {
          maxReservations: limits.maxReservations,
          reservationTtl: RESERVATION_TTL_MS,
          defaultDataLimit: BigInt(limits.maxRelayedBytes),
          defaultDurationLimit: limits.maxRelayedMs,
        },
      }),
      door: ({ upgrader, logger }: Door): Door => ({ upgrader, logger }),
    },
  })
  const { door, relay } = libp2p.services

  // libp2p keeps the reservation of a peer that left until it expires, so newcomers could fill the table for an hour.
  libp2p.addEventListener('peer:disconnect', ({ detail: peer }) => {
    relay.reservations.get(peer)?.signal.clear()
    relay.reservations.delete(peer)
  })

  return {
    peerId: libp2p.peerId.toString(),
    accept(socket, remoteAddress, remotePort) {
      const connection = new WsConnection({
        socket,
        remoteAddress,
        remotePort,
        log: door.logger.forComponent('sporedb:relay:ws'),
        onBytes: (count) => (relayedBytes += count),
      })
      door.upgrader
        .upgradeInbound(connection, { signal: stopping.signal })
        .catch((error: unknown) =>
          connection.abort(error instanceof Error ? error : new Error('upgrade failed')),
        )
    },
    stats: () => ({
      connections: libp2p.getConnections().length,
      reservations: relay.reservations.size,
      relayedBytes,
    }),
    async close() {
      stopping.abort()
      await libp2p.stop()
    },
  }
}
