// The suite's ways of looking for faults, each as "run number so-and-so: what was broken". Run numbers begin at 0, so that
// the number of runs to kill a mutant is what an unlucky reader would need, too.

import { deepRun } from '../directed/deep.ts'
import { silentCoordinator, type Scene, splitVote, stream } from '../directed/waiting.ts'
import { type Family, LATER_FAMILIES, PLAIN_FAMILIES } from '../directed/wishes.ts'
import { Moves } from '../explore/moves.ts'
import type { Plan } from '../explore/plan.ts'
import { FAST, FAST_AT_FOUR, PAIRS, SINGLE, TRIPLES } from '../explore/plans.ts'
import { walk } from '../explore/walk.ts'
import { World } from '../explore/world.ts'
import { checkers } from '../checkers/all.ts'
import { planOf } from '../regimes.ts'
import { run } from '../run.ts'
import { playScenario } from '../scenario.ts'
import { S15 } from '../scenarios/bounds.ts'
import { Random } from '../random.ts'
import type { RegimeName } from './mutant.ts'

type Run = (seed: number) => string | undefined | Promise<string | undefined>

/** Schedules of chance through small worlds, in turns. */
function walks(plans: readonly Plan[]): Run {
  const worlds = plans.map((plan) => {
    const world = new World(plan)
    return { world, moves: new Moves(world) }
  })
  return (seed) => {
    const there = worlds[seed % worlds.length]
    if (!there) return undefined
    const { violation } = walk(there.world, there.moves, new Random(seed))
    return violation
  }
}

const SIZES = [
  [4, 1],
  [4, 1],
  [5, 1],
  [6, 1],
  [3, 1],
] as const

/** What is mixed in one run is hidden by what else goes on in it, and what is alone misses how kinds meet: both, in turns. */
const MIXES: readonly { readonly families: readonly Family[]; readonly ahead?: number }[] = [
  { families: PLAIN_FAMILIES },
  { families: ['sets'] },
  { families: ['numbers', 'texts'], ahead: 0.7 },
  { families: ['numbers'] },
  { families: ['sets'], ahead: 0 },
  { families: ['texts', 'sets'] },
]

const deep: Run = (seed) => {
  const [n, f] = SIZES[seed % SIZES.length] ?? [4, 1]
  return deepRun({ seed, n, f, steps: 500, ...MIXES[seed % MIXES.length] }).violation
}

/** Deep schedules of what else there is. */
const types: Run = (seed) => {
  const families = LATER_FAMILIES.filter(
    (_, i) => seed % 2 === 0 || i === (seed >> 1) % LATER_FAMILIES.length,
  )
  return deepRun({ seed, n: 4, f: 1, steps: 500, families }).violation
}

/** Many who spend one balance, and an endorser that lets them. */
const bounds: Run = (seed) => deepRun({ seed, n: 4, f: 1, steps: 500, families: ['bounds'] }).violation

/** The whole simulator: one balance, spent before different endorsers. */
const overspend: Run = async () => (await playScenario(S15)).failure

const scene =
  (play: () => Scene): Run =>
  () =>
    play().fault

/** The whole simulator: production host, disks that lose what was not synced, crashes between any two steps. */
const crash: Run = async (seed) => {
  const { violation } = await run(planOf({ seed, regime: 'crash' }), { checkers: checkers() })
  return violation && `${violation.invariant}: ${violation.message}`
}

export const REGIMES: Record<RegimeName, () => Run> = {
  single: () => walks(SINGLE),
  pairs: () => walks([...PAIRS, ...TRIPLES]),
  fast: () => walks(FAST),
  'fast at four': () => walks(FAST_AT_FOUR),
  deep: () => deep,
  types: () => types,
  bounds: () => bounds,
  overspend: () => overspend,
  'split vote': () => scene(splitVote),
  'silent coordinator': () => scene(silentCoordinator),
  stream: () => scene(stream),
  crash: () => crash,
}
