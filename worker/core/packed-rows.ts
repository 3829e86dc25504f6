// Rows of a snapshot, found by their keys without an object for each: a start with a million of them would spend its time on
// making those. Exact: whole keys are compared.

/** How one kind of row is laid out. */
export interface RowFormat<Key, Value> {
  readonly bytes: number
  /** A whole number below 2^32 by which keys are ordered; different keys may have the same. */
  head(key: Key): number
  headAt(rows: DataView, at: number): number
  isAt(rows: Uint8Array, at: number, key: Key): boolean
  keyAt(rows: Uint8Array, at: number): Key
  valueAt(rows: Uint8Array, at: number): Value
  /** Damaged ones stop the engine. */
  check(rows: Uint8Array): void
}

/** A number holds so many bits exactly: those of a row, and above them as much of a head as fits. */
const NUMBER_BITS = 53
const HEAD_BITS = 32

export class PackedRows<Key, Value> {
  readonly packed: Uint8Array
  /** Different keys. */
  readonly size: number
  readonly #format: RowFormat<Key, Value>
  /** Heads with the rows that have them, ascending. */
  readonly #order: Float64Array
  /** What a head is multiplied by, to make room for the row. */
  readonly #scale: number
  readonly #shift: number

  /** Rows that were checked. Of those with one key, the last counts. */
  constructor(format: RowFormat<Key, Value>, packed: Uint8Array) {
    const count = packed.length / format.bytes
    const rowBits = HEAD_BITS - Math.clz32(count)
    this.packed = packed
    this.#format = format
    this.#scale = 2 ** rowBits
    this.#shift = Math.max(0, HEAD_BITS + rowBits - NUMBER_BITS)
    const order = new Float64Array(count)
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
    for (let row = 0; row < count; row++)
      order[row] = (format.headAt(view, row * format.bytes) >>> this.#shift) * this.#scale + row
    this.#order = order.sort()
    this.size = count - this.#replaced()
  }

  find(key: Key): Value | undefined {
    const row = this.#rowOf(key)
    return row === undefined ? undefined : this.#format.valueAt(this.packed, row * this.#format.bytes)
  }

  has(key: Key): boolean {
    return this.#rowOf(key) !== undefined
  }

  *[Symbol.iterator](): Iterator<readonly [Key, Value]> {
    const { bytes } = this.#format
    for (let row = 0; row < this.#order.length; row++) {
      const key = this.#format.keyAt(this.packed, row * bytes)
      if (this.#rowOf(key) === row) yield [key, this.#format.valueAt(this.packed, row * bytes)]
    }
  }

  /** Rows whose key has another one further on; they have one head, and so stand side by side. */
  #replaced(): number {
    let count = 0
    for (let from = 0, to = 1; to <= this.#order.length; to++) {
      if (to < this.#order.length && this.#headAt(to) === this.#headAt(from)) continue
      // Most stand alone.
      if (to - from > 1) count += to - from - this.#keysOf(from, to).size
      from = to
    }
    return count
  }

  #headAt(at: number): number {
    return Math.floor((this.#order[at] ?? 0) / this.#scale)
  }

  #keysOf(from: number, to: number): Set<Key> {
    const keys = new Set<Key>()
    for (const each of this.#order.subarray(from, to))
      keys.add(this.#format.keyAt(this.packed, (each % this.#scale) * this.#format.bytes))
    return keys
  }

  /** From the end of those with this head, so that the last one of a key is found. */
  #rowOf(key: Key): number | undefined {
    const order = this.#order
    if (order.length === 0) return undefined
    const head = this.#format.head(key) >>> this.#shift
    for (let at = this.#behind(head) - 1; at >= 0; at--) {
      const each = order[at] ?? 0
      if (Math.floor(each / this.#scale) !== head) return undefined
      const row = each % this.#scale
      if (this.#format.isAt(this.packed, row * this.#format.bytes, key)) return row
    }
    return undefined
  }

  /** The first place behind all with this head. */
  #behind(head: number): number {
    const end = (head + 1) * this.#scale
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#order[middle] ?? 0) < end) low = middle + 1
      else high = middle
    }
    return low
  }
}
