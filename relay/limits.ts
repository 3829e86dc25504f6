// Bounds of the relay. It carries signalling and small join messages only: what needs more goes over the direct connection
// that the signalling brings about. Times are milliseconds.

const KIB = 1024
const MIB = 1024 * KIB
const SECOND = 1000

export interface RelayLimits {
  /** Peers reachable through this relay at one time. */
  readonly maxReservations: number
  /** WebSocket connections at one time, in all and from one address (a school or an office is one address). */
  readonly maxConnections: number
  readonly maxConnectionsPerAddress: number
  /** New connections from one address: this many at once, then this many a second. */
  readonly connectBurst: number
  readonly connectsPerSecond: number
  /** Of one relayed connection. */
  readonly maxRelayedBytes: number
  readonly maxRelayedMs: number
}

export const DEFAULT_LIMITS: RelayLimits = {
  maxReservations: 512,
  maxConnections: 1024,
  maxConnectionsPerAddress: 256,
  connectBurst: 64,
  connectsPerSecond: 8,
  // An SDP exchange is some 10 KiB; a join with a policy is below 1 MiB.
  maxRelayedBytes: 1 * MIB,
  maxRelayedMs: 120 * SECOND,
}

/** Clients renew five minutes before. A peer that leaves loses its reservation at once. */
export const RESERVATION_TTL_MS = 3600 * SECOND
/** Circuits that one connection may have open: enough to meet a whole group at once. */
export const MAX_HOP_STREAMS_PER_CONNECTION = 64
export const HOP_TIMEOUT_MS = 20 * SECOND
/** One WebSocket message; libp2p's are below 70 KiB. */
export const MAX_WS_MESSAGE_BYTES = 256 * KIB
/** What may wait for one slow reader before the writer is held back. */
export const MAX_WS_BUFFERED_BYTES = 1 * MIB
/** TCP notices a vanished peer late or never. */
export const WS_PING_INTERVAL_MS = 30 * SECOND
export const MAX_RATED_ADDRESSES = 4096

export const MAX_HTTP_HEADER_BYTES = 16 * KIB
export const HTTP_HEADERS_TIMEOUT_MS = 10 * SECOND
export const HTTP_REQUEST_TIMEOUT_MS = 20 * SECOND
export const HTTP_KEEP_ALIVE_MS = 5 * SECOND
export const MAX_HTTP_REQUESTS_PER_SOCKET = 1000
export const MAX_HTTP_SOCKETS = 4096
/** How long a clean shutdown may take before sockets are cut. */
export const SHUTDOWN_MS = 3 * SECOND
