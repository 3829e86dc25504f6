// Chance from a seed, in independent streams: what one part of a run draws never shifts what another one does, so that a
// shrunk run keeps the choices of what is left.

export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 ≤ x < 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    const state = this.#state
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  /** Whole, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Each>(of: readonly Each[]): Each {
    const each = of[this.below(of.length)]
    if (each === undefined) throw new Error('nothing to pick from')
    return each
  }

  /** Some of them, each with this probability. */
  some<Each>(of: readonly Each[], probability: number): Each[] {
    return of.filter(() => this.chance(probability))
  }

  shuffle<Each>(of: readonly Each[]): Each[] {
    const all = [...of]
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const [a, b] = [all[i] as Each, all[j] as Each]
      all[i] = b
      all[j] = a
    }
    return all
  }

  /** Around `typical`, at times very much more: the tail of a bad network. */
  heavyTail(typical: number): number {
    return Math.round(typical * Math.min(200, 1 / (1 - this.next()) - 0.5))
  }
}

/** The stream of this name under a seed (FNV-1a). */
export function streamOf(seed: number, ...names: readonly (string | number)[]): Random {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const character of names.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0
  return new Random((hash ^ (hash >>> 13) ^ Math.imul(seed, 0x9e3779b1)) >>> 0)
}
