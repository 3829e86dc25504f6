// What will happen, by virtual time; what falls on one instant happens in the order in which it was planned.

export interface Planned {
  readonly at: number
  /** Called back unless it was cancelled. */
  run: (() => void) | undefined
}

interface Entry extends Planned {
  readonly order: number
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export class EventQueue {
  readonly #heap: Entry[] = []
  #orders = 0

  get size(): number {
    return this.#heap.length
  }

  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity
  }

  add(at: number, run: () => void): Planned {
    const entry: Entry = { at, run, order: this.#orders++ }
    const heap = this.#heap
    let i = heap.length
    heap.push(entry)
    while (i > 0) {
      const up = (i - 1) >> 1
      const above = heap[up] as Entry
      if (!isBefore(entry, above)) break
      heap[i] = above
      i = up
    }
    heap[i] = entry
    return entry
  }

  pop(): Planned | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || first === last) return first
    let i = 0
    for (;;) {
      let down = 2 * i + 1
      if (down >= heap.length) break
      if (down + 1 < heap.length && isBefore(heap[down + 1] as Entry, heap[down] as Entry)) down++
      if (!isBefore(heap[down] as Entry, last)) break
      heap[i] = heap[down] as Entry
      i = down
    }
    heap[i] = last
    return first
  }
}
