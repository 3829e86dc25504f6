// Bounds of the console. The node has its own and stricter word; these keep a pasted file from freezing the page.

import { MAX_TIMEOUT_MS as MOST, MIN_TIMEOUT_MS as LEAST } from '../core/model/policy-limits.ts'

/** UTF-16 units of a script. What is larger than this belongs into a bulk import, not into a console. */
export const MAX_SCRIPT_LENGTH = 262_144
/** Statements of one run, each with a card of its own. */
export const MAX_STATEMENTS = 500
/** Operations and requirements of one spore: the node refuses more. */
export const MAX_OPERATIONS = 64
/** Diagnostics told at once: a text that is no script at all would have one for every line. */
export const MAX_DIAGNOSTICS = 100
/** Rows that one command shows, and how many unless it is told. */
export const MAX_SHOWN = 1_000
export const DEFAULT_SHOWN = 200
/** Deadlines that the node accepts. */
export const MIN_TIMEOUT_MS = LEAST
export const MAX_TIMEOUT_MS = MOST
