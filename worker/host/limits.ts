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
/** Also when nothing happened for this long and something is unwritten. */
export const IDLE_WRITE_BACK_MS = 3_000
/** Loaded state pages kept in memory after a write-back, bytes. */
export const STATE_CACHE_BYTES = 64 * 1_048_576
/** Decoded log rounds kept for peers that ask. */
export const ROUNDS_CACHED = 256
/** Answer to one WANT, bytes: the peer asks on from there. */
export const MAX_SERVED_BYTES = 2 * 1_048_576
/** Answers to one peer that wait while another is read from the log. */
export const MAX_ANSWERS_WAITING = 32
/** Suspicions that wait while one is looked into. */
export const MAX_SUSPICIONS_WAITING = 256
/** Stored messages read for one suspicion, bytes. */
export const MAX_EXHIBIT_BYTES = 16 * 1_048_576
/** Log read in one go at start, bytes. */
export const REPLAY_CHUNK_BYTES = 8 * 1_048_576
/** Log rounds looked through for the votes on a spore that is no longer remembered: behind its body, and before it. */
export const PROOF_ROUNDS_AFTER = 2_048
export const PROOF_ROUNDS_BEFORE = 256
