// Every bound of the network in one place. What peers can fill is bounded in number and in bytes; what can hang is bounded in
// time. Times are milliseconds.

const KIB = 1024
const MIB = 1024 * KIB
const SECOND = 1000

/** The page answers at once unless it is frozen; then a dial must fail rather than wait for ever. */
export const MAX_RTC_CALL_MS = 20 * SECOND

// -- frames between endorsers
/** One consensus frame. A batch of 64 spores is some 100 KiB; state transfer sends pages well below this. */
export const MAX_FRAME_BYTES = 4 * MIB
/** Frames waiting for one peer. Beyond it frames are dropped: the frontier exchange repairs, memory does not grow. */
export const MAX_QUEUE_BYTES = 16 * MIB
/** Counts tiny frames too, each of which costs far more than its bytes. */
export const MAX_QUEUE_FRAMES = 65_536

// -- liveness
export const TICK_MS = 500
export const PING_INTERVAL_MS = 2 * SECOND
/** Two pings late and a bit: a vanished peer is noticed within 5 s (this, plus one tick). */
export const SILENCE_LIMIT_MS = 4.5 * SECOND
/** A tick that comes this late means that we slept, not that the peers did: they get a new silence limit. */
export const SLEPT_MS = 2 * SECOND
/** How long stop() lets goodbyes leave. */
export const GOODBYE_MS = 300

// -- dialling
/** Of a pair, the lower key dials; the higher waits this long, in case the lower does not know that it is wanted. */
export const HIGHER_KEY_GRACE_MS = 1.5 * SECOND
export const DIAL_BACKOFF_MIN_MS = 500
/** How long our own dial waits for one of the peer's that is under way. */
export const SIGNALLING_GRACE_MS = 5 * SECOND
/** Whoever comes back dials us, so a long wait costs little. */
export const DIAL_BACKOFF_MAX_MS = 30 * SECOND
export const DIAL_TIMEOUT_MS = 15 * SECOND
/** Direct, but the other side has not opened its stream: it may not want us yet. */
export const HELLO_TIMEOUT_MS = 6 * SECOND
export const MAX_PEERS = 64
export const MAX_CONNECTIONS = 160
/** Relayed connections share the relay's address, so this is for all of them together, a second. */
export const MAX_INBOUND_CONNECTIONS_PER_SECOND = 30
export const MAX_PENDING_INBOUND_CONNECTIONS = 32

// -- relays
export const MAX_RELAYS = 8
export const MAX_RELAYS_PER_PEER = 8
export const MAX_RELAY_DOCUMENT_BYTES = 16 * KIB
export const RELAY_FETCH_TIMEOUT_MS = 8 * SECOND
export const RELAY_BACKOFF_MIN_MS = 500
export const RELAY_BACKOFF_MAX_MS = 15 * SECOND
/** A relay whose machine vanished leaves a silent socket; only a ping tells. */
export const RELAY_PING_INTERVAL_MS = 15 * SECOND
export const RELAY_PING_TIMEOUT_MS = 10 * SECOND
/** How long a connection to a relay may take to close in good order. */
export const HANG_UP_MS = 1 * SECOND
/** A relay's identity is asked for again after this long, or when dialling it fails (it may have restarted). */
export const RELAY_IDENTITY_TTL_MS = 60 * SECOND
export const MAX_KNOWN_RELAYS = 64

// -- requests
export const MAX_REQUEST_BYTES = 1 * MIB
export const MAX_RESPONSE_BYTES = 1 * MIB
export const REQUEST_TIMEOUT_MS = 20 * SECOND
export const MAX_REQUEST_NAME_LENGTH = 64
export const MAX_CONCURRENT_REQUESTS = 64
/** Keys that nobody here wants may only ask, and only so much: all of them together, then each. */
export const MAX_CONCURRENT_STRANGER_REQUESTS = 8
export const STRANGERS_BURST = 32
export const STRANGERS_PER_SECOND = 4
export const STRANGER_BURST = 8
export const STRANGER_PER_SECOND = 0.5
export const PEER_BURST = 128
export const PEER_PER_SECOND = 32
export const MAX_RATED_KEYS = 512

// -- gossip
/** A certificate of 64 endorsers is some 10 KiB. */
export const MAX_GOSSIP_BYTES = 256 * KIB
export const MAX_GOSSIP_BUFFER_BYTES = 4 * MIB
export const MAX_TOPICS = 256
export const MAX_TOPIC_LENGTH = 160
/** Gossipsub forgets a message it waits on after five of its one-second heartbeats. */
export const VERDICT_TIMEOUT_MS = 4 * SECOND
/** Messages being judged; more are ignored and come again from another peer. */
export const MAX_PENDING_VERDICTS = 1024
