// Decided spores as they were read from the snapshot, found by their ids without an object for each: a start with a million
// of them would spend its time on making those. Exact: ids are compared whole.

import { DECIDED_BYTES, decidedId, readDecided } from './codec/decided-codec.ts'
import type { Decided } from './model/decided.ts'
import type { SporeId } from './model/ids.ts'

/** A number holds so many bits: those of a row, and above them as much of the beginning of its id as fits. */
const NUMBER_BITS = 53
const HEAD_BITS = 32
const HEAD_DIGITS = 8

export class DecidedRows {
  static readonly NONE = new DecidedRows(new Uint8Array())

  readonly packed: Uint8Array
  /** Different ids. */
  readonly size: number
  /** Beginnings of ids with the rows that hold them, ascending. */
  readonly #order: Float64Array
  /** What the beginning is multiplied by, to make room for the row. */
  readonly #scale: number
  readonly #shift: number

  /** Rows that were checked. Of those with one id, the last counts. */
  constructor(packed: Uint8Array) {
    const count = packed.length / DECIDED_BYTES
    const rowBits = HEAD_BITS - Math.clz32(count)
    this.packed = packed
    this.#scale = 2 ** rowBits
    this.#shift = Math.max(0, HEAD_BITS + rowBits - NUMBER_BITS)
    const order = new Float64Array(count)
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
    for (let row = 0; row < count; row++)
      order[row] = (view.getUint32(row * DECIDED_BYTES) >>> this.#shift) * this.#scale + row
    this.#order = order.sort()
    this.size = count - this.#replaced()
  }

  find(id: SporeId): Decided | undefined {
    const row = this.#rowOf(id)
    return row === undefined ? undefined : readDecided(this.packed, row)
  }

  has(id: SporeId): boolean {
    return this.#rowOf(id) !== undefined
  }

  *[Symbol.iterator](): Iterator<readonly [SporeId, Decided]> {
    for (let row = 0; row < this.#order.length; row++) {
      const id = decidedId(this.packed, row)
      if (this.#rowOf(id) === row) yield [id, readDecided(this.packed, row)]
    }
  }

  /** Rows whose id has another one further on; they begin alike, and so stand side by side. */
  #replaced(): number {
    let count = 0
    for (let at = 1; at < this.#order.length; at++) {
      const before = this.#order[at - 1] ?? 0
      if (Math.floor(before / this.#scale) !== Math.floor((this.#order[at] ?? 0) / this.#scale)) continue
      const row = before % this.#scale
      if (this.#rowOf(decidedId(this.packed, row)) !== row) count++
    }
    return count
  }

  /** From the end of those with this beginning, so that the last one of an id is found. */
  #rowOf(id: SporeId): number | undefined {
    const order = this.#order
    if (order.length === 0) return undefined
    const head = Number.parseInt(id.slice(0, HEAD_DIGITS), 16) >>> this.#shift
    for (let at = this.#behind(head) - 1; at >= 0; at--) {
      const each = order[at] ?? 0
      if (Math.floor(each / this.#scale) !== head) return undefined
      const row = each % this.#scale
      if (decidedId(this.packed, row) === id) return row
    }
    return undefined
  }

  /** The first place behind all with this beginning. */
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
