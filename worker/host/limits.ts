// Bounds of the host: what may wait, and how often state is written back.

/** Bytes of unread frames of one peer. Beyond it frames are dropped; the frontier exchange repairs that. */
export const MAX_QUEUED_BYTES_PER_PEER = 8 * 1_048_576
/** Frames decoded and verified together. More would only delay the first. */
export const FRAMES_PER_TURN = 128
/** Submissions that wait for the core at once. */
export const MAX_QUEUED_SUBMISSIONS = 4_096
/** A snapshot is due after so many rounds, or log bytes, since the last: a restart replays at most that. */
export const ROUNDS_PER_WRITE_BACK = 512
export const LOG_BYTES_PER_WRITE_BACK = 4 * 1_048_576
/** The same of what the journal has in memory: a value may be longer than the operation that made it. */
export const JOURNAL_BYTES_PER_WRITE_BACK = 8 * 1_048_576
/** Also when nothing happened for this long and something is unwritten. */
export const IDLE_WRITE_BACK_MS = 3_000
/** Loaded state pages kept in memory after a write-back, bytes. */
export const STATE_CACHE_BYTES = 64 * 1_048_576
/** Decoded log rounds kept for peers that ask. */
export const ROUNDS_CACHED = 256
/** Answer to one WANT, bytes: the peer asks on from there. */
export const MAX_SERVED_BYTES = 2 * 1_048_576
/** Messages of one round's decisions read from the log for replicas, bytes. Beyond it they ask. */
export const MAX_CERTIFIED_BYTES = 16 * 1_048_576
/** Answers to one peer that wait while another is read from the log. */
export const MAX_ANSWERS_WAITING = 32
/** Suspicions that wait while one is looked into. */
export const MAX_SUSPICIONS_WAITING = 256
/** Before the log is read again for suspicions for which it could not be read. */
export const EVIDENCE_RETRY_MS = 500
/** Stored messages read for one suspicion, bytes. */
export const MAX_EXHIBIT_BYTES = 16 * 1_048_576
/** Log read in one go at start, bytes. */
export const REPLAY_CHUNK_BYTES = 8 * 1_048_576
/** Log rounds looked through for the votes on a spore that is no longer remembered: behind its body, and before it. */
export const PROOF_ROUNDS_AFTER = 2_048
export const PROOF_ROUNDS_BEFORE = 256
/** Writes under way on one node, and finished ones kept for the screens. */
export const MAX_WRITES = 4_096
export const RECENT_WRITES = 256
/** Milliseconds that one attempt of a write may take at most; its patience may be longer. */
export const ATTEMPT_MS = 5_000
/** With less patience left than this no new attempt is begun: it could not be decided in time. */
export const LEAST_ATTEMPT_MS = 100
/** The pause before a retry: a random part of this, doubled with each attempt up to the longest. */
export const PAUSE_MS = 25
export const LONGEST_PAUSE_MS = 4_000
/** Keys for which this node remembers that others write them too, and for how many milliseconds since it last saw it. */
export const MAX_HOT_KEYS = 1_024
export const HOT_KEY_MS = 5_000
/** Milliseconds that one waits in a gatekeeper's line at most, however long it is. */
export const TURN_MOST_MS = 15_000
/** For so long a gatekeeper that was passed by is not asked again. */
export const SUSPECT_MS = 30_000
/** The same of one that went away, which may come back at once. */
export const GONE_MS = 1_000

/** A segment of the journal is full with so many changes, or bytes: what a reader's page costs to read. */
export const SEGMENT_CHANGES = 1_024
export const SEGMENT_BYTES = 262_144
/** Full segments kept of each policy: the last 262,144 changes, or 64 MiB of them. A cursor before them is too old. */
export const JOURNAL_SEGMENTS = 256
/** A value in the journal, bytes, unless the spore that made it is longer: appending to a long text must not cost its length. */
export const MAX_EFFECT_BYTES = 4_096
/** Changes looked through, and bytes given, in one answer to a reader of the feed. */
export const FEED_CHANGES_PER_READ = 4_096
export const FEED_BYTES_PER_READ = 1_048_576
/** Pages read in one go to count their keys, in a database of a release that kept no counts. */
export const PAGES_COUNTED_AT_ONCE = 128
/** Questions of one peer about keys that wait while another is answered. */
export const MAX_READS_WAITING = 8
/** Own certified reads under way, how long one takes at most, and when those who hold something else are asked again. */
export const MAX_CERTIFIED_READS = 64
export const CERTIFIED_MS = 5_000
export const CERTIFIED_AGAIN_MS = 250
