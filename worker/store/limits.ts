// Bounds of the store's own work; what peers may make it hold is bounded in the core.

/** Log values fetched by one request while reading a stretch of the log. More only costs memory, fewer costs trips. */
export const ROUNDS_PER_REQUEST = 64

/** A database that the browser closes while it is being opened is opened again, this often in all. */
export const OPEN_TRIES = 5
export const OPEN_AGAIN_MS = 100

/** Version of the stored layout. Raise it together with an upgrade step in indexeddb-schema.ts. */
export const SCHEMA_VERSION = 3
