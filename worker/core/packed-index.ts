// What is kept for ever and found by a key: decided spores by id, batches of a chain by number. It must never forget one: a
// decided spore that seemed new would be judged, and perhaps executed, again. What came with the snapshot stays packed as it
// was read; what came since are objects.

import { PackedRows, type RowFormat } from './packed-rows.ts'

export class PackedIndex<Key, Value> {
  readonly #format: RowFormat<Key, Value>
  readonly #since = new Map<Key, Value>()
  /** Of those, the ones that the snapshot did not have. */
  #added = 0
  #restored: PackedRows<Key, Value>
  /** Taken from the snapshot one after the other, and ordered together when something is looked up. */
  #taken: Uint8Array[] = []

  constructor(format: RowFormat<Key, Value>) {
    this.#format = format
    this.#restored = new PackedRows(format, new Uint8Array())
  }

  /** Rows of a snapshot, later ones last. Nothing with one of their keys may have been set. */
  restore(rows: Uint8Array): void {
    this.#format.check(rows)
    if (rows.length > 0) this.#taken.push(rows)
  }

  get(key: Key): Value | undefined {
    return this.#since.get(key) ?? this.#rows().find(key)
  }

  has(key: Key): boolean {
    return this.#since.has(key) || this.#rows().has(key)
  }

  set(key: Key, value: Value): void {
    if (!this.has(key)) this.#added++
    this.#since.set(key, value)
  }

  get size(): number {
    return this.#rows().size + this.#added
  }

  /** Each once, with what `get` gives. */
  *[Symbol.iterator](): Iterator<readonly [Key, Value]> {
    for (const row of this.#rows()) if (!this.#since.has(row[0])) yield row
    yield* this.#since
  }

  #rows(): PackedRows<Key, Value> {
    if (this.#taken.length > 0) {
      this.#restored = new PackedRows(this.#format, joined([this.#restored.packed, ...this.#taken]))
      this.#taken = []
    }
    return this.#restored
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
