// From a seed to a plan. Each seed gets a regime, a size and a random part of the menus with random rates (swarm): what is
// always on hides what only shows when it is off.

import { agreementQuorum } from '../../worker/core/model/policy-parameters.ts'
import { HABITS, type Habit } from './byzantine-habits.ts'
import { FAULT_NAMES, FAULTY_ONLY, type Fault, type FaultName, faultsOf } from './faults.ts'
import { CALM, type Weather } from './network.ts'
import {
  type DevicePlan,
  type FaultyPlan,
  type Plan,
  ROGUE_NAMES,
  type RogueAct,
  type RogueClientPlan,
} from './plan.ts'
import { type Random, streamOf } from './random.ts'
import { clientsOf, type Keys, keysOf } from './workload.ts'

export const REGIMES = [
  'shallow',
  'deep',
  'laggard',
  'contention',
  'partition',
  'crash',
  'byzantine',
] as const
export type Regime = (typeof REGIMES)[number]

export interface Wanted {
  readonly seed: number
  readonly n?: number
  readonly f?: number
  readonly regime?: string
}

interface Size {
  readonly n: number
  readonly f: number
  readonly quorum: number
  readonly fast: boolean
}

const size = (n: number, f: number, quorum = agreementQuorum(n, f), fast = false): Size => ({
  n,
  f,
  quorum,
  fast,
})

/** Faults and acts begin within this time. */
const SPREAD_MS = 7_000

/** In a thousand: mostly four endorsers, one of them faulty; now and then what is rare in practice and hard in theory. */
const SIZES: readonly (readonly [number, Size])[] = [
  [500, size(4, 1)],
  [24, size(6, 1, 4, true)],
  [50, size(4, 1, 4)],
  [30, size(5, 1)],
  [10, size(7, 2)],
  [110, size(3, 0)],
  [90, size(3, 1)],
  [86, size(2, 0)],
  [60, size(2, 1)],
  [20, size(1, 0)],
  [10, size(6, 1)],
  [8, size(7, 1, 5, true)],
  [2, size(10, 3)],
]

function sizeOf(random: Random, { n, f }: Wanted): Size {
  if (n !== undefined) return size(n, f ?? Math.floor((n - 1) / 3))
  let left = random.below(SIZES.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, each] of SIZES) if ((left -= weight) < 0) return each
  return size(4, 1)
}

const between = (random: Random, least: number, most: number): number =>
  least + random.next() * (most - least)

const MAX_TIMEOUT_MS = 60_000
/** T0 of BA-9, where it is longest. */
const LONGEST_T0_MS = 1_000

/**
 * Until everything has an end (I16): a deadline that a clock set forward wrote may lie as far ahead as the policy allows; then
 * f+2 pairs of ballots bring the end, after one that was under way. Pair k takes 2·T0·2^k.
 */
const quietMs = (f: number): number => MAX_TIMEOUT_MS + 2 * LONGEST_T0_MS * (2 ** (f + 4) - 2)

export function planOf(wanted: Wanted): Plan {
  const { seed } = wanted
  const random = streamOf(seed, 'plan')
  const { n, f, quorum, fast } = sizeOf(random, wanted)
  const regime = REGIMES.find((each) => each === wanted.regime) ?? random.pick(REGIMES)
  const small = n <= 5
  const replicas = random.chance(0.12) ? random.between(1, small ? 2 : 1) : 0
  const submitters = random.chance(0.12) ? 1 : 0
  const faulty = faultyOf(streamOf(seed, 'faulty'), n, f, regime)
  const liars = new Set(faulty.filter((each) => each.as === 'liar').map(({ index }) => index))
  const engines = Array.from({ length: n + submitters + replicas }, (_, i) => i).filter((i) => !liars.has(i))
  const members = engines.filter((i) => i < n + submitters)
  const hot = regime === 'contention' ? 1 : regime === 'deep' ? 2 : random.between(1, 4)
  const keys = keysOf(streamOf(seed, 'keys'), hot, regime === 'deep' ? 3 : random.between(40, 120))
  const longestMs = 20_000
  const rogueCount = random.chance(0.5) ? 1 : 0
  const spores = 203 + random.below(4)
  const wanting = streamOf(seed, 'clients')
  const clients = clientsOf(wanting, {
    nodes: wanting.shuffle(members.length > 0 ? members : engines),
    clients: wanting.between(5, 8),
    // Lists are longer than what is written of them: much is refused at once.
    writes: 3 * spores,
    keys,
    heat: regime === 'contention' ? 0.8 : regime === 'deep' ? 0.9 : random.next() * 0.3,
    timeoutMs: random.between(4_000, 12_000),
    thinkMs: random.between(100, 1_000),
    burst: random.pick([0.8, 0.9, 0.96]),
    window: regime === 'deep' ? random.between(3, 5) : random.between(6, 16),
  })
  return {
    seed,
    regime,
    n,
    f,
    quorum,
    fast,
    replicas,
    submitters,
    maxTimeoutMs: MAX_TIMEOUT_MS,
    weather: weatherOf(random),
    devices: Array.from({ length: n + submitters + replicas }, (_, i) =>
      deviceOf(streamOf(seed, 'device', i)),
    ),
    grainMs: streamOf(seed, 'grain').pick([1, 10, 20, 40]),
    writeBack: {
      rounds: random.chance(0.1) ? 32 : random.pick([100, 300, 512]),
      logBytes: 4_194_304,
      idleMs: random.pick([1_000, 3_000]),
      cacheBytes: random.pick([0, 16_384, 67_108_864]),
    },
    faulty,
    clients,
    spores,
    rogues: Array.from({ length: rogueCount }, (_, id) =>
      rogueOf(streamOf(seed, 'rogue', id), id, n + submitters + replicas + id, keys, members),
    ),
    faults: faultListOf(streamOf(seed, 'faults'), regime, engines, faulty, members),
    longestMs,
    quietMs: quietMs(f),
  }
}

function weatherOf(random: Random): Weather {
  const leastMs = random.chance(0.4) ? 1 : random.between(1, 60)
  return {
    ...CALM,
    leastMs,
    typicalMs: random.chance(0.3) ? 0 : random.between(1, 80),
    tail: random.chance(0.3) ? random.next() * 0.05 : 0,
  }
}

function deviceOf(random: Random): DevicePlan {
  return {
    offsetMs: random.chance(0.5) ? 0 : random.between(-2_000, 2_000),
    rate: random.chance(0.5) ? 1 : between(random, 0.995, 1.005),
    syncMs: random.chance(0.08) ? random.between(0, 3) : random.between(40, random.pick([200, 450])),
  }
}

function faultyOf(random: Random, n: number, f: number, regime: string): FaultyPlan[] {
  const count = regime === 'byzantine' || random.chance(0.6) ? f : random.below(f + 1)
  return Array.from({ length: count }, (_, i): FaultyPlan => {
    const as =
      regime === 'byzantine' || random.chance(0.8) ? 'liar' : random.pick(['rollback', 'wipe'] as const)
    return { index: n - 1 - i, as, habits: habitsOf(random) }
  })
}

function habitsOf(random: Random): Habit[] {
  const some = random.some(HABITS, 0.15 + random.next() * 0.4)
  return some.length > 0 ? some : [random.pick(HABITS)]
}

/** Names that a regime is about come more often. */
const FAVOURITES: { readonly [regime: string]: readonly FaultName[] } = {
  partition: ['partition', 'one-way partition', 'flapping partition', 'bridge partition', 'link closed'],
  crash: [
    'crash now',
    'crash before persist',
    'crash after persist',
    'crash between sends',
    'blackout',
    'slow disk',
  ],
  laggard: ['freeze', 'partition', 'slow disk', 'heavy delay'],
}

function faultListOf(
  random: Random,
  regime: string,
  engines: readonly number[],
  faulty: readonly FaultyPlan[],
  members: readonly number[],
): Fault[] {
  const menu = FAULT_NAMES.filter((name) => !FAULTY_ONLY.has(name))
  const some = random.some(menu, 0.2 + random.next() * 0.5)
  const names = [...(some.length > 0 ? some : menu), ...(FAVOURITES[regime] ?? [])]
  const spreadMs = SPREAD_MS
  const list = faultsOf(random, { names, count: 21 + random.below(5), spreadMs, nodes: engines })
  for (const { as } of faulty) {
    if (as === 'liar') continue
    const atMs = random.between(2_000, spreadMs)
    const [extra] = faultsOf(random, { names: [as], count: 1, spreadMs: 1, nodes: members })
    if (extra) list.push({ ...extra, atMs, lastsMs: 300 })
  }
  return list.sort((a, b) => a.atMs - b.atMs)
}

function rogueOf(
  random: Random,
  id: number,
  node: number,
  keys: Keys,
  members: readonly number[],
): RogueClientPlan {
  const names = random.some(ROGUE_NAMES, 0.5)
  const all = [...keys.hot, ...keys.cold]
  const acts = Array.from({ length: random.between(3, 12) }, (): RogueAct => ({
    atMs: random.below(SPREAD_MS),
    name: random.pick(names.length > 0 ? names : ROGUE_NAMES),
    // Balances first: to spend one twice is what they are for.
    keys: random
      .shuffle(all)
      .sort((a, b) => Number(b.startsWith('bound')) - Number(a.startsWith('bound')))
      .slice(0, 4),
    to: random.shuffle(members).slice(0, random.between(1, Math.max(1, members.length))),
    chance: random.next(),
  }))
  return { id, node, acts }
}
