// The bounds of a policy record. They are part of its validity, so every node must hold the same ones: raising one makes
// policies that older nodes refuse.

/** Sets of endorsers are kept as 31-bit masks, and their direct mesh costs more than it carries beyond (protocol 6). */
export const MAX_ENDORSERS = 31

/** Keys that may write without endorsing. */
export const MAX_SUBMITTERS = 256

/** Characters (code points) of a policy's, endorser's or submitter's name. */
export const MAX_NAME_CHARS = 64

export const MAX_COMMENT_CHARS = 1_000

/** Bounds of the furthest deadline. Below a second no round trip through a relay fits; above a day keys stay locked. */
export const MIN_TIMEOUT_MS = 1_000
export const MAX_TIMEOUT_MS = 24 * 3_600_000

export const NONCE_BYTES = 16

/** The largest legal record encodes to 88,731 bytes; more is refused before it is decoded. */
export const MAX_POLICY_BYTES = 98_304

/** UTF-16 units of a policy file that is looked at. The largest legal record exports to less. */
export const MAX_POLICY_JSON_LENGTH = 131_072
