// Every bound of this folder. What each protects, and what breaks when it is changed, stands beside it.

/** Imported verification keys kept. Larger than any policy's endorsers plus emitters in use; one costs about 1 kB. */
export const MAX_CACHED_KEYS = 1024

/** UTF-16 units of a passphrase before normalisation; keeps a pasted file from being hashed. */
export const MAX_PASSPHRASE_LENGTH = 1024

/** argon2id memory: below the floor guessing is cheap, above the ceiling a damaged record could exhaust the device. */
export const MIN_KDF_MEMORY_KIB = 8 * 1024
export const MAX_KDF_MEMORY_KIB = 512 * 1024

/** argon2id passes and lanes: a damaged record may ask for some seconds of work, not for hours. */
export const MAX_KDF_ITERATIONS = 16
export const MAX_KDF_PARALLELISM = 4
/** Memory times passes: 8 times the default, about 3 s on the machine where the default takes 0.3 s. */
export const MAX_KDF_WORK_KIB = 8 * 3 * 64 * 1024

export const KDF_SALT_BYTES = 16
