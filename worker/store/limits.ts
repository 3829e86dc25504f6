// Bounds of the store's own reads; what peers may make it hold is bounded in the core.

/** Log values fetched by one request while reading a stretch of the log. More only costs memory, fewer costs trips. */
export const ROUNDS_PER_REQUEST = 64

/** Version of the stored layout. Raise it together with an upgrade step in indexeddb-schema.ts. */
export const SCHEMA_VERSION = 3
