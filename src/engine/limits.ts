// Bounds of the page's side of the engine. The node in the worker keeps its own; these protect the page.

/** Calls waiting for an answer from the worker; one more fails as busy rather than queue without end. */
export const MAX_CALLS_IN_FLIGHT = 512
/** An answer that takes longer is given up on; the node may still have done the work. */
export const CALL_TIMEOUT_MS = 30_000
/** Deriving a key from a passphrase is slow on purpose, and meeting someone waits for a dial. */
export const SLOW_CALL_TIMEOUT_MS = 120_000
/** A worker that says nothing for this long after its start has failed (a module that did not load says nothing). */
export const WORKER_START_TIMEOUT_MS = 30_000
/** Spores kept on the page. The oldest decided ones are forgotten first; the node keeps them all. */
export const MAX_SPORES = 1_000
/** Own writes kept on the page; the node has its own bound for those under way. */
export const MAX_WRITES_KEPT = 1_000
/** Partitions and their ends that the page remembers. */
export const MAX_REACH_NEWS = 50
/** Spore events are gathered this long before the screen is redrawn, so that a flood costs one redraw. */
export const SPORE_FLUSH_MS = 50
/** How long a tab waits for the other one to let go of the engine before it says so. */
export const HANDOVER_TIMEOUT_MS = 5_000

/** For programs: calls under way, keys watched, feeds followed, writes whose outcome is awaited. */
export const MAX_PROGRAM_CALLS = 256
export const MAX_WATCHES = 256
export const MAX_SUBSCRIPTIONS = 64
export const MAX_AWAITED = 4_096
/** For programs: sizes that are refused before they cross to the worker. */
export const MAX_KEY_LENGTH = 512
export const MAX_CURSOR_LENGTH = 64
export const MAX_VALUE_BYTES = 65_536
export const MAX_OPERATIONS = 64
export const MAX_PAGE = 1_000
export const MAX_PROOF_BYTES = 393_216
/** Of imports: names, templates and columns, and columns that become fields. */
export const MAX_FILE_NAME = 255
export const MAX_COLUMN_NAME = 4_096
export const MAX_FIELDS = 1_000
/** Changes of the feed asked for at once, and how long a node that was too busy for it is left alone. */
export const FEED_PAGE = 100
export const FEED_RETRY_MS = 1_000
/** Lines of the console that are remembered: the arrow keys walk through them. */
export const MAX_CONSOLE_HISTORY = 2_000
/** Closed tabs of the console that could still be brought back. */
export const MAX_CLOSED_TABS = 50
