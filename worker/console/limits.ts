// Bounds of the console. The node has its own and stricter word; these keep a pasted file from freezing the page.

/** UTF-16 units in one command line. A value larger than this belongs into a program, not into a line. */
export const MAX_LINE_LENGTH = 65_536
/** Digits of a number as typed; the node computes exactly and refuses larger ones too. */
export const MAX_NUMBER_DIGITS = 256
/** Deadlines that the node accepts. */
export const MIN_TIMEOUT_MS = 1_000
export const MAX_TIMEOUT_MS = 86_400_000
