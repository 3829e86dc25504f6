// Bounds of what a page or a program on it may ask. The page is ours, but a program on it need not be careful.

/** Calls under way on one port; more are refused as busy. */
export const MAX_CALLS = 1_024
/** Rows in one answer. */
export const MAX_ROWS = 1_000
/** Keys named in one `changed` event; more are only announced. */
export const MAX_CHANGED_KEYS = 256
/** Operations of one spore. */
export const MAX_OPERATIONS = 64
/** How long a write is tried unless the page says. */
export const DEFAULT_PATIENCE_MS = 60_000
