// Bounds of imports and exports.

/** Of a file that are read and decoded at once. */
export const SLICE_BYTES = 262_144
/** One record of a file. A quote that is never closed would otherwise take the rest of the file for one field. */
export const MAX_RECORD_CHARS = 4_194_304
export const MAX_COLUMNS = 1_000
/** Rows that a preview shows, and bytes that it reads for them. */
export const PREVIEW_ROWS = 20
export const PREVIEW_BYTES = 262_144
/** Text of a cell that a preview shows. */
export const PREVIEW_CELL_CHARS = 200
/** Operations and slots of one spore. Its intent comes on top of the 64 slots that the core allows. */
export const UNIT_OPERATIONS = 64
export const UNIT_SLOTS = 64
/** Keys and values of one spore, as counted here: well below the core's bound, which counts versions and names too. */
export const UNIT_BYTES = 40_000
/** Changes which rows share a spore, and so its intent: a job that began under another number cannot go on. */
export const PACKING_VERSION = 2
/**
 * Spores of all imports that may be undecided at once. Far below what endorsers allow one emitter (1,024) and what this node
 * allows itself (768), so that people's own writes always find room.
 */
export const MOST_OPEN = 256
export const LEAST_OPEN = 4
/** While spores commit sooner than this, more are sent at once; when they take twice as long, fewer. */
export const TARGET_MS = 600
/** A write of an import is tried for so long before it is begun anew: until then what it waits for may come back. */
export const PATIENCE_MS = 86_400_000
/** Before what could not be sent, or was given up, is begun anew. */
export const RETRY_MS = 250
/** How often progress is stored, and told. What was not stored is written again, and found to be there (IN-3). */
export const SAVE_MS = 500
export const TELL_MS = 100
/** Refused rows kept for the report; more are only counted. */
export const MAX_REFUSED_KEPT = 100_000
/** When nothing but refusals came of so many rows, it is the mapping or the policy that is wrong. */
export const HOPELESS_REFUSALS = 500
/** A job that is paused waits so long for what is on its way, so that it can be counted. */
export const PAUSE_MOST_MS = 2_000
export const MAX_JOBS = 16
/** One part of an export. */
export const EXPORT_PART_CHARS = 262_144
