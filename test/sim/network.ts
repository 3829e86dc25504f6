// The links between devices: each with its delay, in order as data channels are, until a fault makes them lose, double or
// overtake frames, cuts one direction or both, or closes the connection, which both ends are told of.

import type { EventQueue } from './event-queue.ts'
import { type Random, streamOf } from './random.ts'

/** What a link does to a frame. Several at once add up: the worst of each holds. */
export interface Weather {
  readonly leastMs: number
  readonly typicalMs: number
  /** How often a frame takes many times as long. */
  readonly tail: number
  readonly loss: number
  readonly duplicate: number
  /** How often a frame may be overtaken. */
  readonly reorder: number
}

export const CALM: Weather = { leastMs: 1, typicalMs: 0, tail: 0, loss: 0, duplicate: 0, reorder: 0 }

export interface NetworkSurroundings {
  readonly queue: EventQueue
  now(): number
  isUp(node: number): boolean
  arrive(from: number, to: number, bytes: Uint8Array): void
  /** `at` learns that its connection with `with` opened or closed. */
  peer(at: number, other: number, up: boolean): void
}

/** For scenarios: what becomes of a frame. 'hold' keeps it until `release`. */
export type Rule = (from: number, to: number, bytes: Uint8Array) => 'deliver' | 'hold' | 'drop'

interface Held {
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

export class Network {
  readonly #around: NetworkSurroundings
  readonly #size: number
  readonly #base: Weather
  readonly #streams: Random[] = []
  readonly #seed: number
  /** How many faults cut this direction now. */
  readonly #cuts: number[]
  /** Both ends have the connection open. */
  readonly #open: boolean[]
  readonly #lastAt: number[]
  readonly #storms = new Map<number, { readonly weather: Weather; readonly nodes: ReadonlySet<number> }>()
  #stormIds = 0
  #healings = 0
  rule: Rule | undefined
  held: Held[] = []

  constructor(around: NetworkSurroundings, size: number, base: Weather, seed: number) {
    this.#around = around
    this.#size = size
    this.#base = base
    this.#seed = seed
    this.#cuts = new Array<number>(size * size).fill(0)
    this.#open = new Array<boolean>(size * size).fill(false)
    this.#lastAt = new Array<number>(size * size).fill(0)
  }

  #link(from: number, to: number): number {
    return from * this.#size + to
  }

  /** False when there is no connection. */
  send(from: number, to: number, bytes: Uint8Array): boolean {
    if (!this.isOpen(from, to)) return false
    const what = this.rule?.(from, to, bytes) ?? 'deliver'
    if (what === 'hold') this.held.push({ from, to, bytes })
    if (what === 'deliver') this.transmit(from, to, bytes)
    return true
  }

  /** Puts a frame on the way, connection or not. */
  transmit(from: number, to: number, bytes: Uint8Array): void {
    const link = this.#link(from, to)
    if (this.#cuts[link] !== 0) return
    const random = (this.#streams[link] ??= streamOf(this.#seed, 'link', from, to))
    const { leastMs, typicalMs, tail, loss, duplicate, reorder } = this.#weatherOf(from, to)
    if (loss > 0 && random.chance(loss)) return
    const copies = duplicate > 0 && random.chance(duplicate) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const extra = tail > 0 && random.chance(tail) ? random.heavyTail(typicalMs + 20) : 0
      let at = this.#around.now() + leastMs + (typicalMs > 0 ? random.below(typicalMs + 1) : 0) + extra
      if (copy === 0 && !(reorder > 0 && random.chance(reorder))) {
        at = Math.max(at, this.#lastAt[link] ?? 0)
        this.#lastAt[link] = at
      } else at += random.below(200)
      this.#around.queue.add(at, () => {
        if (this.#cuts[link] === 0) this.#around.arrive(from, to, bytes)
      })
    }
  }

  #weatherOf(from: number, to: number): Weather {
    let worst = this.#base
    for (const { weather, nodes } of this.#storms.values()) {
      if (!nodes.has(from) && !nodes.has(to)) continue
      worst = {
        leastMs: Math.max(worst.leastMs, weather.leastMs),
        typicalMs: Math.max(worst.typicalMs, weather.typicalMs),
        tail: Math.max(worst.tail, weather.tail),
        loss: Math.max(worst.loss, weather.loss),
        duplicate: Math.max(worst.duplicate, weather.duplicate),
        reorder: Math.max(worst.reorder, weather.reorder),
      }
    }
    return worst
  }

  /** Returns how it ends. */
  storm(nodes: ReadonlySet<number>, weather: Weather): () => void {
    const id = this.#stormIds++
    this.#storms.set(id, { weather, nodes })
    return () => void this.#storms.delete(id)
  }

  /** Frames of one direction vanish; the ends need not notice. Returns how it ends. */
  cut(from: number, to: number): () => void {
    const link = this.#link(from, to)
    const healings = this.#healings
    let isCut = true
    this.#cuts[link] = (this.#cuts[link] ?? 0) + 1
    return () => {
      if (!isCut || healings !== this.#healings) return
      isCut = false
      this.#cuts[link] = (this.#cuts[link] ?? 1) - 1
    }
  }

  isCut(a: number, b: number): boolean {
    return this.#cuts[this.#link(a, b)] !== 0 || this.#cuts[this.#link(b, a)] !== 0
  }

  isOpen(a: number, b: number): boolean {
    return this.#open[this.#link(Math.min(a, b), Math.max(a, b))] === true
  }

  close(a: number, b: number): void {
    if (!this.isOpen(a, b)) return
    this.#open[this.#link(Math.min(a, b), Math.max(a, b))] = false
    this.#tell(a, b, false)
  }

  /** Unless it is open, cut, or an end is down. */
  connect(a: number, b: number): void {
    if (a === b || this.isOpen(a, b) || this.isCut(a, b)) return
    if (!this.#around.isUp(a) || !this.#around.isUp(b)) return
    this.#open[this.#link(Math.min(a, b), Math.max(a, b))] = true
    this.#tell(a, b, true)
  }

  connectAll(): void {
    for (let a = 0; a < this.#size; a++) for (let b = a + 1; b < this.#size; b++) this.connect(a, b)
  }

  closeAllOf(node: number): void {
    for (let other = 0; other < this.#size; other++) if (other !== node) this.close(node, other)
  }

  /** Everything back to the base: cuts, storms, frames stuck on the way. Connections are opened by `connectAll`. */
  heal(): void {
    this.#cuts.fill(0)
    this.#storms.clear()
    this.#lastAt.fill(0)
    // What ends later has ended already.
    this.#healings++
  }

  /** Held frames that fit go on their way now, in the order in which they were sent. */
  release(fits: (from: number, to: number, bytes: Uint8Array) => boolean = () => true): number {
    const out = this.held.filter(({ from, to, bytes }) => fits(from, to, bytes))
    this.held = this.held.filter((frame) => !out.includes(frame))
    for (const { from, to, bytes } of out) this.transmit(from, to, bytes)
    return out.length
  }

  #tell(a: number, b: number, up: boolean): void {
    this.#around.peer(a, b, up)
    this.#around.peer(b, a, up)
  }
}
