// The verification keys that were used last, already imported, by their bytes. Bounded: keys come from peers.
// A key whose import fails is not kept, so a flood of broken keys cannot push out the working ones.

export class KeyCache<Key> {
  readonly #keyByBytes = new Map<string, Key>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#keyByBytes.size
  }

  /** The key, now the most recently used one. */
  get(bytes: Uint8Array): Key | undefined {
    const name = nameOf(bytes)
    const key = this.#keyByBytes.get(name)
    if (key === undefined) return undefined
    this.#keyByBytes.delete(name)
    this.#keyByBytes.set(name, key)
    return key
  }

  add(bytes: Uint8Array, key: Key): void {
    const name = nameOf(bytes)
    this.#keyByBytes.delete(name)
    this.#keyByBytes.set(name, key)
    if (this.#keyByBytes.size <= this.#capacity) return
    for (const oldest of this.#keyByBytes.keys()) {
      this.#keyByBytes.delete(oldest)
      return
    }
  }
}

/** One UTF-16 unit a byte: cheaper than hex, and only ever a map key. */
const nameOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
