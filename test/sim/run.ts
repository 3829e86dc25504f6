// One run: a world, its plan, and everything that watches. Pure: the same plan gives the same result.

import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { loadSlots } from '../../worker/host/pages.ts'
import { Adversary } from './byzantine.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { Client } from './client.ts'
import { isEndPromised } from './checkers/quiescence.ts'
import { Coverage, type Reached } from './coverage.ts'
import type { Checker, SimEvent } from './events.ts'
import { inject } from './faults.ts'
import type { Plan } from './plan.ts'
import { streamOf } from './random.ts'
import { Rogue } from './rogue.ts'
import type { SimNode } from './sim-node.ts'
import { START, World } from './world.ts'

/** Where no end is promised: for a few ballots more, which must not break anything either. */
const UNPROMISED_MS = 10_000
const PAUSE_WITHIN_MS = 90_000

export interface RunResult {
  readonly seed: number
  readonly regime: string
  readonly size: string
  readonly spores: number
  readonly committed: number
  readonly aborted: number
  readonly dead: number
  readonly undecided: number
  /** How often each fault of the menus happened. */
  readonly faults: { readonly [name: string]: number }
  readonly reached: Reached
  readonly virtualMs: number
  readonly cpuMs: number
  readonly steps: number
  readonly violation: { readonly invariant: string; readonly message: string } | undefined
}

export interface RunOptions {
  readonly checkers: readonly Checker[]
  /** Sees every event, before the checkers: traces. */
  readonly watch?: (event: SimEvent, world: World) => void
}

export async function worldOf(plan: Plan): Promise<World> {
  const { seed, n, f, quorum, fast, replicas, submitters, rogues, maxTimeoutMs, weather, devices, grainMs } =
    plan
  return World.create({
    seed,
    n,
    f,
    quorum,
    fast,
    replicas,
    submitters,
    rogues: rogues.length,
    maxTimeoutMs,
    weather,
    devices,
    grainMs,
    liars: new Set(plan.faulty.filter(({ as }) => as === 'liar').map(({ index }) => index)),
    writeBack: plan.writeBack,
  })
}

export async function run(plan: Plan, options: RunOptions): Promise<RunResult> {
  const before = process.cpuUsage()
  const world = await worldOf(plan)
  const coverage = new Coverage(world)
  const { watch } = options
  if (watch) world.on((event) => watch(event, world))
  world.on((event) => coverage.on(event))
  for (const checker of options.checkers) world.on((event) => checker.on(event, world))
  try {
    await world.start()
    const adversary = new Adversary(world, plan.faulty)
    for (const each of plan.rogues) new Rogue(world, each, adversary.knowledge).start()
    const clients = await faultyPhase(world, plan)
    await quietPhase(world, plan, clients)
  } finally {
    world.end()
  }
  const { user, system } = process.cpuUsage(before)
  const { violation } = world
  return {
    seed: plan.seed,
    regime: plan.regime,
    size: `${plan.n}/${plan.f}`,
    ...coverage.outcomes(),
    faults: coverage.faults(),
    reached: coverage.reached(),
    virtualMs: world.now - START,
    cpuMs: (user + system) / 1_000,
    steps: world.steps,
    violation: violation && { invariant: violation.invariant, message: violation.message },
  }
}

async function faultyPhase(world: World, plan: Plan): Promise<readonly Client[]> {
  const random = streamOf(plan.seed, 'choices')
  const nodeOf = (index: number): (() => SimNode | undefined) => {
    if (plan.regime !== 'laggard') return () => world.nodes[index]
    // From the most advanced member, so that what others lag behind in is built upon.
    return () => (random.chance(0.7) ? mostAdvanced(world, plan) : world.nodes[index])
  }
  const quota = { left: plan.spores }
  const clients = plan.clients.map((each) => new Client(world, each, quota, nodeOf(each.node)))
  for (const client of clients) client.start()
  let lastFault = 0
  for (const fault of plan.faults) {
    lastFault = Math.max(lastFault, fault.atMs + fault.lastsMs)
    world.plan(START + fault.atMs, () => {
      if (!world.isHealed) inject(world, fault, plan)
    })
  }
  for (let at = 1_500; at < plan.longestMs; at += 1_500) world.plan(START + at, () => keepImages(world, plan))
  const over = (): boolean => world.now > START + lastFault && clients.every(({ isDone }) => isDone)
  await world.runUntil(START + plan.longestMs, over)
  return clients
}

function keepImages(world: World, plan: Plan): void {
  for (const { index } of plan.faulty) world.nodes[index]?.keepImage()
}

function mostAdvanced(world: World, { n, submitters }: Plan): SimNode | undefined {
  const members = world.running.filter(({ index }) => index < n + submitters && !world.byzantine.has(index))
  return members.reduce<SimNode | undefined>(
    (best, node) => (best && best.policy.decided.size >= node.policy.decided.size ? best : node),
    undefined,
  )
}

/** Everything works again; within bounded time all must come to rest. */
async function quietPhase(world: World, plan: Plan, clients: readonly Client[]): Promise<void> {
  if (world.violation) return
  world.heal()
  await loadEverything(world)
  world.emit({ type: 'healed', at: world.now })
  await world.settle()
  // What the faults kept back is written now.
  await world.runUntil(world.now + plan.quietMs, () => clients.every(({ isDone }) => isDone))
  const start = world.now
  // Endorsers whose clocks were ahead, too, took deadlines that lie further ahead than the policy allows.
  const open = world.running.flatMap(({ policy }) => [...policy.open.values()])
  const latest = Math.max(start, ...open.map(({ spore }) => spore.deadline))
  const end = isEndPromised(world) ? latest + plan.quietMs : start + UNPROMISED_MS
  await world.runUntil(end, () => world.now > start + 1_000 && isAtRest(world))
  // Where ballots go on for ever, in a pause between them, when what is committed has come to everybody.
  await world.runUntil(world.now + PAUSE_WITHIN_MS, () => isAllTold(world) && !isAnyWaiting(world))
  if (world.violation) return
  await loadEverything(world)
  world.emit({ type: 'quiet', at: world.now })
}

/** Checkers compare states, and cannot wait for pages. */
async function loadEverything(world: World): Promise<void> {
  for (const { store, policy } of world.running) await loadSlots(store, policy, world.slots)
}

/** Nothing is told before it is durable. */
const isAllTold = (world: World): boolean => world.running.every(({ isTold }) => isTold)

/** Committed, and not executed: something that it follows is still on its way. */
const isAnyWaiting = (world: World): boolean =>
  world.running.some(({ policy }) => [...policy.open.values()].some(({ stage }) => stage === 'committed'))

function isAtRest(world: World): boolean {
  let ended: number | undefined
  if (!isAllTold(world)) return false
  for (const { index, policy } of world.running) {
    for (const { spore } of policy.open.values())
      if (spore.deadline <= world.now + world.record.maxTimeoutMs) return false
    // Replicas are not told how spores died.
    if (!policy.emitters.has(world.keys[index] as PublicKeyHex)) continue
    const known = policy.decided.size + policy.open.size
    ended ??= known
    if (known !== ended) return false
  }
  // But of every commit.
  const commits = world.running.map(({ policy }) => commitsOf(policy))
  return commits.every((count) => count === commits[0])
}

function commitsOf({ decided }: PolicyState): number {
  let count = 0
  for (const [, { stage }] of decided) if (stage === 'committed') count++
  return count
}
