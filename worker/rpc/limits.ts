// Bounds of what a page or a program on it may ask. The page is ours, but a program on it need not be careful.

/** Calls under way on one port; more are refused as busy. */
export const MAX_CALLS = 1_024
/** Rows in one answer. */
export const MAX_ROWS = 1_000
/** Branches in one answer: each takes a step through the tree of records. */
export const MAX_BRANCHES = 200
/** Keys named in one `changed` event; more are only announced. */
export const MAX_CHANGED_KEYS = 256
/** Operations of a spore that events and lists show: a flood of large spores would cost the page its time. */
export const MAX_LISTED_OPERATIONS = 8
/** Characters of the name of a file. */
export const MAX_FILE_NAME = 255
/** Operations of one spore. */
export const MAX_OPERATIONS = 64
/** How long a write is tried unless the page says. */
export const DEFAULT_PATIENCE_MS = 60_000
