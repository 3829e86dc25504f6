// Visits every state that can be reached, each once, and judges it. Endorsers that play the same part are interchangeable:
// of states that differ only in who is who among them, one is visited.

import { Moves } from './moves.ts'
import type { Plan } from './plan.ts'
import { type Move, type State, World } from './world.ts'
import { coordinatorOf } from '../reference/thresholds.ts'

export interface Bounds {
  readonly states: number
  readonly milliseconds: number
}

export interface Exploration {
  readonly plan: string
  readonly states: number
  readonly moves: number
  readonly locals: number
  /** States without a move that leads anywhere new. */
  readonly ends: number
  /** Every reachable state was visited. */
  readonly complete: boolean
  /** Decisions seen at endorsers and what they had executed, in all states. */
  readonly reached: Readonly<Record<string, number>>
  readonly violation: { readonly what: string; readonly trace: readonly Step[] } | undefined
  readonly milliseconds: number
}

export type Step = Pick<Move, 'name' | 'effect'>

interface Visit {
  readonly state: State
  readonly from: Visit | undefined
  readonly move: Step | undefined
}

export interface Exploring {
  readonly exploration: Exploration
  /** Some schedules to their last states, for the question whether these can still end well. */
  readonly lasts: readonly (readonly Step[])[]
}

const MAX_LASTS = 400

/** Depth first from the newest state: decisions are reached early, and so are faults. */
export function explore(plan: Plan, bounds: Bounds, clock: () => number): Exploring {
  const since = clock()
  const world = new World(plan)
  const moves = new Moves(world)
  const classes = partsOf(world)
  const seen = new Set<string>()
  const spores = plan.spores.length
  const reached: Record<string, number> = {}
  const stack: Visit[] = []
  const lasts: Visit[] = []
  let count = 0
  let ends = 0
  let violation: Exploration['violation']
  const visit = (state: State, from: Visit | undefined, move: Step | undefined): boolean => {
    const key = symmetricKey(state, classes)
    if (seen.has(key)) return false
    seen.add(key)
    const at = { state, from, move }
    const what = world.broken(state)
    if (what !== undefined) violation = { what, trace: traceOf(at) }
    note(reached, state)
    // With one spore, whoever knows the outcome has nothing more to say, and others hear of it without him.
    if (spores > 1 || state.every(({ facts }) => facts[0]?.stage === 'open')) stack.push(at)
    return true
  }
  visit(world.start(), undefined, undefined)
  let isCut = false
  for (let at = stack.pop(); at && !violation; at = stack.pop()) {
    if (seen.size >= bounds.states || clock() - since > bounds.milliseconds) {
      isCut = true
      break
    }
    let isLast = true
    for (const move of moves.of(at.state)) {
      const next = world.move(at.state, move)
      count++
      if (next === at.state) continue
      isLast = false
      visit(next, at, { name: move.name, effect: move.effect })
      if (violation) break
    }
    if (!isLast) continue
    ends++
    // Any of them, evenly: the first ones are all alike.
    if (lasts.length < MAX_LASTS) lasts.push(at)
    else if (ends % 7 === 0) lasts[(ends / 7) % MAX_LASTS] = at
  }
  const exploration: Exploration = {
    plan: plan.name,
    states: seen.size,
    moves: count,
    locals: world.effort.locals,
    ends,
    complete: !isCut && !violation,
    reached,
    violation,
    milliseconds: clock() - since,
  }
  return { exploration, lasts: lasts.map(traceOf) }
}

/** Endorsers that never coordinate are alike. */
export function partsOf(world: World): readonly number[] {
  const { plan, spores, honest } = world
  return Array.from({ length: honest }, (_, node) => {
    for (const { id } of spores)
      for (let ballot = 1; ballot <= plan.maxBallot; ballot++)
        if (coordinatorOf(id, ballot, plan.n) === node) return node + 1
    return 0
  })
}

/** Endorsers of one part are put in the order of what they may do; what others heard from them follows. */
function symmetricKey(state: State, parts: readonly number[]): string {
  const order = [...state].sort(
    (a, b) => (parts[a.node] ?? 0) - (parts[b.node] ?? 0) || compare(a.key, b.key),
  )
  const place: number[] = []
  for (const [i, { node }] of order.entries()) place[node] = i
  const shown = ({ key, heard }: State[number]): string =>
    `${key} ${heard
      .map(({ endorser, sense }) => `${place[endorser] ?? ''}${sense}`)
      .sort()
      .join(' ')}`
  return order.map(shown).join('|')
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function note(reached: Record<string, number>, state: State): void {
  for (const { facts } of state) {
    const executed = facts.flatMap((each, i) => (each.executed ? [`S${i + 1}`] : [])).join()
    if (executed !== '') reached[`executed ${executed}`] = (reached[`executed ${executed}`] ?? 0) + 1
    for (const { stage, accepted } of facts) {
      if (stage !== 'open' && stage !== 'unknown') reached[stage] = (reached[stage] ?? 0) + 1
      for (const ballot of accepted) reached[`accept ${ballot}`] = (reached[`accept ${ballot}`] ?? 0) + 1
    }
  }
}

function traceOf(visit: Visit): Step[] {
  const trace: Step[] = []
  for (let at: Visit | undefined = visit; at; at = at.from) if (at.move) trace.unshift(at.move)
  return trace
}
