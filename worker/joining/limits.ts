// Every bound of this folder. What peers can fill is bounded in number and bytes, what can be tried is bounded in
// attempts, and what is retried has a growing pause. Times are milliseconds.

import { MAX_ENDORSERS, MAX_SUBMITTERS } from '../core/model/policy-limits.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// ---- people ---------------------------------------------------------------------------------------------------------
/** The keyring is one document, written whole: 1,000 entries are about 400 KiB. */
export const MAX_KEYRING = 1_000
/** Relay addresses kept of one person: as many as the network tries. */
export const MAX_RELAYS_PER_PERSON = 8
export const MAX_RELAY_LENGTH = 256

// ---- invites --------------------------------------------------------------------------------------------------------
/** A link has to fit into a message: four relays leave it below 2,000 characters. */
export const MAX_RELAYS_IN_INVITE = 4
export const MIN_INVITE_TTL = MINUTE
export const MAX_INVITE_TTL = 30 * DAY
export const MAX_OPEN_INVITES = 32
/** Open ones and closed ones, which are kept so that their list tells what became of them. The oldest closed one goes. */
export const MAX_INVITES = 128
/** Text in which an invite is looked for: a whole mail may be pasted. */
export const MAX_INVITE_TEXT = 65_536
/** The body between header and signature: name, relays, expiry and secret take less. */
export const MAX_INVITE_BODY_BYTES = 2_048
export const SECRET_BYTES = 32

// ---- meetings -------------------------------------------------------------------------------------------------------
/** Each needs an invite that this person made or opened. The oldest settled one goes first. */
export const MAX_MEETINGS = 200

// ---- policies -------------------------------------------------------------------------------------------------------
/** Offers of one keyring member that wait for an answer. */
export const MAX_OFFERS_PER_PEER = 16
export const MAX_OFFERS = 64
/** Kept so that an ignored offer does not come up again. The oldest goes. */
export const MAX_IGNORED = 128
/** People who offered the same policy and are told what was decided. Others learn it when they offer it again. */
export const MAX_ASKERS = 8
/** People whom the author of a policy keeps track of: every endorser and submitter. */
export const MAX_ANSWERS = MAX_ENDORSERS + MAX_SUBMITTERS

// ---- requests -------------------------------------------------------------------------------------------------------
/** join, join-status, join-result, policy-answer: a name and eight relays fit. An offer has the bound of a policy. */
export const MAX_SMALL_REQUEST_BYTES = 4_096
export const MAX_RESPONSE_BYTES = 4_096
/** Requests being judged at once. More are answered "busy". */
export const MAX_PENDING_REQUESTS = 64
/** Wrong secrets, unknown meetings and invalid offers of one peer; after so many it is told "busy" without a look. */
export const MAX_OFFENCES = 5
export const OFFENCE_WINDOW = HOUR
/** Peers whose offences are remembered. Keys are free to make, so this bounds memory; guessing 32 bytes is hopeless anyway. */
export const MAX_OFFENDERS = 1_000
/** Admitted keys remembered: admission costs 0.5 ms a key. */
export const MAX_ADMITTED_KEYS = 2_048

// ---- errands --------------------------------------------------------------------------------------------------------
export const RETRY_MIN = 2 * SECOND
/** Somebody may be waiting in front of the screen for the other side to come online. */
export const RETRY_MAX = MINUTE
/** A guest who was told to wait is told the outcome; it asks by itself only if nothing comes. */
export const STATUS_AFTER = 20 * SECOND
/** Requests of ours under way, over all peers; one peer gets one at a time. */
export const MAX_ERRANDS_UNDER_WAY = 8
