// Every spore that was ever decided here, by id. It must never forget one: a decided spore that seemed new would be judged,
// and perhaps executed, again. Those of the snapshot stay packed as they were read; those decided since are objects.

import { checkDecided } from './codec/decided-codec.ts'
import { DecidedRows } from './decided-rows.ts'
import type { Decided } from './model/decided.ts'
import type { SporeId } from './model/ids.ts'

export class DecidedIndex {
  readonly #since = new Map<SporeId, Decided>()
  /** Of those, the ones that the snapshot did not have. */
  #added = 0
  #restored = DecidedRows.NONE
  /** Taken from the snapshot one after the other, and ordered together when something is looked up. */
  #taken: Uint8Array[] = []

  /** Rows of a snapshot, later ones last. Damaged ones stop the engine. */
  restore(rows: Uint8Array): void {
    if (checkDecided(rows) > 0) this.#taken.push(rows)
  }

  get(id: SporeId): Decided | undefined {
    return this.#since.get(id) ?? this.#rows().find(id)
  }

  has(id: SporeId): boolean {
    return this.#since.has(id) || this.#rows().has(id)
  }

  set(id: SporeId, decided: Decided): void {
    if (!this.has(id)) this.#added++
    this.#since.set(id, decided)
  }

  get size(): number {
    return this.#rows().size + this.#added
  }

  /** Each once, with what `get` gives. */
  *[Symbol.iterator](): Iterator<readonly [SporeId, Decided]> {
    for (const row of this.#rows()) if (!this.#since.has(row[0])) yield row
    yield* this.#since
  }

  #rows(): DecidedRows {
    if (this.#taken.length > 0) {
      this.#restored = new DecidedRows(joined([this.#restored.packed, ...this.#taken]))
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
