// Every bound of the core. Endorsers refuse what exceeds the first group (rule 3), so a change there is a change of the
// protocol: all nodes of a mycelium must agree on it. The second group bounds memory and may differ between nodes.

// ---- what a spore may contain -------------------------------------------------------------------------------------
/** Slots a spore may touch (protocol 13). A larger spore could lock a whole key range at once. */
export const MAX_SLOTS_PER_SPORE = 64
/** Canonical body of a spore, bytes. */
export const MAX_SPORE_BYTES = 65_536
/** Spores under one emitter signature. */
export const MAX_SPORES_PER_BUNDLE = 64
/** A bundle on the wire, bytes: what a peer can make us decode before any signature is checked. */
export const MAX_BUNDLE_BYTES = 262_144
/** Characters of a key. */
export const MAX_KEY_LENGTH = 512
/** Digits of a number in an operation. */
export const MAX_OPERAND_DIGITS = 64
/** Digits and decimal places of a stored number: beyond, MUL would let a value grow without bound. */
export const MAX_NUMBER_DIGITS = 256
export const MAX_NUMBER_SCALE = 38
/** Bytes of a stored string, byte value or array; what would go beyond it is refused. */
export const MAX_VALUE_BYTES = 1_048_576
/** Items of an array, which is one value and stored whole: every push writes it anew. */
export const MAX_ARRAY_ITEMS = 16_384
/** Further parts of one operation: bounds, an index, what is expected. */
export const MAX_MORE = 2
/** The furthest position in a queue: 6 bytes of an item's name. */
export const MAX_POSITION = 2 ** 48 - 1
/** How far behind the tail that an endorser knows a new item may stand: else one item at the last position would end the order. */
export const MAX_QUEUE_LEAP = 2 ** 20
/** Of one spore, unless its emitter says otherwise: enough for a tab that has to wake up first. Retries have their own. */
export const DEFAULT_TIMEOUT_MS = 20_000

// ---- what an endorser may say -------------------------------------------------------------------------------------
/** Items in one batch. */
export const MAX_ITEMS_PER_BATCH = 1_024
/** Aborted or dead rivals named by one ENDORSE. An endorser with more refuses with RATE: the list must be complete. */
export const MAX_FREED = 64
export const MAX_BATCH_BYTES = 524_288
/** Highest ballot of a spore. Timers double with each pair, so honest endorsers never come near it. */
export const MAX_BALLOT = 1_023

// ---- memory that peers can fill -----------------------------------------------------------------------------------
/** One piece of evidence, bytes: two bodies, or the batches that show a reference to be empty. */
export const MAX_EVIDENCE_BYTES = 196_608
/** Signed messages in one piece of evidence, and so signatures to verify for it. */
export const MAX_EVIDENCE_HEADERS = 96
/** Undecided spores of one emitter; beyond it an endorser answers RATE (protocol 3.7). */
export const MAX_PENDING_PER_EMITTER = 1_024
/** Beyond this many an unasked-for bundle of that emitter is dropped without a vote. */
export const MAX_KNOWN_PER_EMITTER = 2_048
/** Spores that one endorser voted for whose body is still missing. Its batches wait (unlogged) beyond it. */
export const MAX_MISSING_BODIES_PER_ENDORSER = 4_096
/** The same for an emitter that was shown to sign two things as one. */
export const MAX_PENDING_OF_EQUIVOCATOR = 64
/** Suspicions remembered, so that none is looked into twice. */
export const MAX_RAISED = 4_096
/** The latest of them that a snapshot keeps. */
export const MAX_RAISED_KEPT = 256
/** Spores that somebody said had ended without a commit, kept in case one commits. */
export const MAX_RELEASES = 4_096
/** Spores of one base that are compared with a new endorsement. */
export const MAX_AT_BASE_SEARCHED = 256
/** Votes on a spore whose body is missing that a vote on it is compared with (PN-5). Honest ones are a few an endorser. */
export const MAX_UNKNOWN_SEARCHED = 1_024
/** No chain gets so far. Snapshots keep numbers of batches in few bytes, and look them up by their lower halves. */
export const MAX_SEQ = 2 ** 40
/** How far ahead of the contiguous end of a chain a batch is kept. */
export const CHAIN_WINDOW = 1_024
/** Reports, and ACCEPTs of ballots, that one endorser may have on one spore; those far from our own ballot go first. */
export const MAX_BALLOTS_PER_ENDORSER = 64
/** Proposals of one coordinator on one spore. An honest one makes one a ballot; each endorser may accept another of a liar's. */
export const MAX_PROPOSALS_PER_COORDINATOR = 32
/** Batches asked for by digest and not here yet; the oldest questions are forgotten first. */
export const MAX_RECALLED = 1_024
/** Spores of one emitter that may hold locks for which others wait; beyond it, RATE (protocol 3.7). */
export const MAX_CONTENDED_PER_EMITTER = 16
/** Batches and spores asked for in one SYNC message, and rows of one that we answer. */
export const MAX_WANTED_BATCHES = 256
export const MAX_WANTED_SPORES = 256
/** A certificate on the wire: what gossip carries. */
export const MAX_CERTIFICATE_BYTES = 262_144
/** Spores named by the items of one certificate, each as often as it is named: what a few bytes may expand to. */
export const MAX_CERTIFIED_NAMES = 16_384
/** Decided spores kept whole for the screens, to find contradictions (PN-5) and what came too late (DE-6). Older ones are in the log. */
export const RECENT_DECIDED = 512
/** What the operations of one own spore gave back, bytes: kept with the spore, and in every snapshot while that is. */
export const MAX_RESULT_BYTES = 1_048_576
/** Of a text or of bytes, what is kept of how a recent spore changed it. */
export const MAX_EFFECT_UNITS = 512
/** Of one policy, how the newest of them changed values is in its snapshots up to so many bytes. */
export const EFFECT_BYTES_KEPT = 65_536
/** Beyond those, decided spores kept because their votes stand where a frontier does not reach. */
export const MAX_PROVABLE = 1_024
/** Undecided spores whose votes are asked for in one SYNC message. */
export const MAX_WANTED_VOTES = 64
/** Batches asked for by digest in one SYNC message. */
export const MAX_WANTED_REFS = 64
/** Own spores that nobody has answered, offered again at once. */
export const MAX_OFFERED = 256
/** Own undecided spores named in one CANCEL. */
export const MAX_CANCELLED_AT_ONCE = 64
/** Keys whose turns one node keeps; for more it stays silent, and they are written without turns. */
export const MAX_TURN_KEYS = 256
/** Writes that one turn may be for: they build on each other, so that their hops overlap. */
export const MAX_TURN_WRITES = 8
/** Queues of one policy of which this node remembers where the first item stands. */
export const MAX_QUEUE_HEADS = 1_024
/** Items looked at in one go when one is picked. */
export const QUEUE_SCAN = 256
/** Policies of one node. */
export const MAX_POLICIES = 64
/** Batches of other branches of a forked chain that are heard, per endorser: any branch may hold votes others counted. */
export const MAX_FORKED_BATCHES = 64
/** Own undecided spores before this node asks its user to wait: below the endorsers' budget. */
export const MAX_PENDING_OWN = 768
/** Milliseconds before a missing body is asked for again, from another peer. */
export const ASK_AGAIN_MS = 1_000
/** An answer of many batches that keeps coming is waited for so long, then others are asked, too. */
export const MAX_ANSWER_MS = 8_000
/** Own words whose answers are timed at once, how long one is waited for, and the longest time that counts. */
export const MAX_PROBES = 8
export const PROBE_MS = 60_000
export const MAX_PACE_MS = 60_000
/** An endorser without a link counts as reachable for so long after a new batch of it came through others. */
export const HEARD_MS = 15_000
/** Who can be reached must have changed for so long before it is news. */
export const REACH_SETTLE_MS = 1_500
/** Milliseconds between frontier exchanges while something is open. */
export const FRONTIER_INTERVAL_MS = 1_500
