// One schedule of chance through the states of an exploration: for worlds too large to visit whole, and to say how many
// schedules a fault needs to show.

import type { Random } from '../random.ts'
import type { Moves } from './moves.ts'
import type { Move, State, World } from './world.ts'

export interface Walk {
  readonly violation: string | undefined
  readonly trace: readonly string[]
  readonly last: State
}

/** Seeing an approval, hearing all ENDORSEs, giving up a ballot. */
const HIDDEN = 'qeg'
/** Moves that lead nowhere cost nothing to others, but somebody has to find out. */
const MAX_MOVES = 120

export function walk(world: World, moves: Moves, random: Random): Walk {
  const taste = new Taste(random, world.plan.hidden === true ? HIDDEN : '')
  let state = world.start()
  const trace: string[] = []
  while (trace.length < MAX_MOVES) {
    const step = next(world, moves, state, taste)
    if (!step) break
    state = step.state
    trace.push(step.name)
    const violation = world.broken(state)
    if (violation !== undefined) return { violation, trace, last: state }
  }
  return { violation: undefined, trace, last: state }
}

/** Swarm: each schedule likes some kinds of moves and shuns others, so that rare combinations come about. */
class Taste {
  readonly #random: Random
  readonly #likes = new Map<string, number>()

  constructor(random: Random, shunned: string) {
    this.#random = random
    for (const letter of shunned) this.#likes.set(letter, 0.02)
  }

  /** In the order in which to try them: kinds have their chances, moves of a kind equal ones. */
  order(all: Iterable<Move>): Move[] {
    const kinds = new Map<string, Move[]>()
    for (const move of all) {
      const kind = `${move.effect[0] ?? ''}${move.node}`
      const there = kinds.get(kind)
      if (there) there.push(move)
      else kinds.set(kind, [move])
    }
    const drawn = [...kinds].map(([kind, there]) => ({ there, rank: this.#rank(kind[0] ?? '') }))
    return drawn.sort((a, b) => a.rank - b.rank).flatMap(({ there }) => this.#random.shuffle(there))
  }

  #rank(letter: string): number {
    let like = this.#likes.get(letter)
    if (like === undefined) this.#likes.set(letter, (like = this.#random.pick([0.02, 0.2, 1, 1, 4])))
    return -Math.log(1 - this.#random.next()) / like
  }
}

function next(
  world: World,
  moves: Moves,
  state: State,
  taste: Taste,
): { readonly state: State; readonly name: string } | undefined {
  for (const move of taste.order(moves.of(state))) {
    const to = world.move(state, move)
    if (to !== state) return { state: to, name: move.name }
  }
  return undefined
}
