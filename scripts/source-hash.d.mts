/** SHA-256 in hex over everything that ends up in dist/ (and `more`). */
export function sourceHash(root: string, more?: readonly string[]): string
/** Version and the first 10 digits of the source hash. */
export function buildId(root: string): string
