// A network of memory: nodes in one process, for tests of everything above the Transport. Behaves as the real one does at the
// port (see test/contract/transport.ts) and can cut, heal and slow down each pair. All time is the clock's.
import { systemClock, type Clock } from './clock.ts'
import { MemoryTransport } from './memory-transport.ts'
import type { PeerKey } from './port.ts'

export interface MemoryNetworkOptions {
  readonly clock?: Clock
  readonly random?: () => number
  /** One way, ms. Called for every frame, so it may vary; frames of one link stay in order. */
  readonly delayMs?: (from: PeerKey, to: PeerKey) => number
}

export class MemoryNetwork {
  readonly clock: Clock
  readonly random: () => number
  readonly delayMs: (from: PeerKey, to: PeerKey) => number
  readonly #nodes = new Map<PeerKey, MemoryTransport>()
  readonly #cuts = new Set<string>()

  constructor(options: MemoryNetworkOptions = {}) {
    this.clock = options.clock ?? systemClock
    this.random = options.random ?? Math.random
    this.delayMs = options.delayMs ?? (() => 0)
  }

  /** A new node; a stopped one with the same key is replaced, as after a reload. */
  transport(key: PeerKey): MemoryTransport {
    const transport = new MemoryTransport(this, key)
    this.#nodes.set(key, transport)
    return transport
  }

  /** From now on nothing passes between the two. Neither is told; both will notice the silence. */
  cut(a: PeerKey, b: PeerKey): void {
    this.#cuts.add(pairOf(a, b))
  }

  heal(a: PeerKey, b: PeerKey): void {
    this.#cuts.delete(pairOf(a, b))
    this.#nodes.get(a)?.nudge()
    this.#nodes.get(b)?.nudge()
  }

  isCut(a: PeerKey, b: PeerKey): boolean {
    return this.#cuts.has(pairOf(a, b))
  }

  /** The running node with this key, unless the pair is cut. */
  reach(from: PeerKey, to: PeerKey): MemoryTransport | undefined {
    const node = this.#nodes.get(to)
    return node?.isRunning === true && !this.isCut(from, to) ? node : undefined
  }
}

const pairOf = (a: PeerKey, b: PeerKey): string => (a < b ? `${a}${b}` : `${b}${a}`)
