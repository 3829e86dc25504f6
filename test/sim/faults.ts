// The fault menu: what can happen to devices and links, when, and how it ends. Each fault is one entry of a plan.

import { streamOf, type Random } from './random.ts'
import type { Weather } from './network.ts'
import type { Plan } from './plan.ts'
import type { CrashPoint, SimNode } from './sim-node.ts'
import type { World } from './world.ts'

export const FAULT_NAMES = [
  'crash now',
  'crash before persist',
  'crash after persist',
  'crash between sends',
  'blackout',
  'freeze',
  'clock jump',
  'timer throttling',
  'slow disk',
  'full disk',
  'fetch failures',
  'partition',
  'one-way partition',
  'flapping partition',
  'bridge partition',
  'link closed',
  'loss',
  'duplication',
  'reordering',
  'heavy delay',
  'rollback',
  'wipe',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

export interface Fault {
  readonly name: FaultName
  /** After the start. */
  readonly atMs: number
  readonly lastsMs: number
  readonly nodes: readonly number[]
  /** What else the fault needs: a share, a time, a number of sends. */
  readonly amount: number
  /** The devices notice at once that connections are gone; else frames just vanish. */
  readonly told: boolean
}

/** Happens only to endorsers that count against f. */
export const FAULTY_ONLY: ReadonlySet<FaultName> = new Set(['rollback', 'wipe'])

export interface FaultChoice {
  readonly names: readonly FaultName[]
  readonly count: number
  readonly spreadMs: number
  /** Devices with an engine. */
  readonly nodes: readonly number[]
}

export function faultsOf(random: Random, { names, count, spreadMs, nodes }: FaultChoice): Fault[] {
  return Array.from({ length: count }, () => {
    const name = random.pick(names)
    const brief = random.between(50, 800)
    return {
      name,
      atMs: random.below(spreadMs),
      lastsMs: random.chance(0.15) ? random.between(1_000, 6_000) : brief,
      nodes: random.shuffle(nodes).slice(0, Math.max(1, random.below(nodes.length))),
      amount: random.next(),
      told: random.chance(0.5),
    }
  }).sort((a, b) => a.atMs - b.atMs)
}

const POINTS: { readonly [name: string]: CrashPoint } = {
  'crash now': 'now',
  'crash before persist': 'before persist',
  'crash after persist': 'after persist',
  'crash between sends': 'between sends',
}

/** Does it, and plans its end. */
export function inject(world: World, fault: Fault, plan: Plan): void {
  const first = world.nodes[fault.nodes[0] ?? 0]
  const detail = describeFault(fault)
  if (fault.name === 'rollback' || fault.name === 'wipe') return goBack(world, fault, plan)
  world.emit({ type: 'fault', at: world.now, name: fault.name, detail })
  const end = (undo: () => void): void => world.later(fault.lastsMs, undo)
  const point = POINTS[fault.name]
  if (point) {
    const sends = Math.floor(fault.amount * 8)
    if (first?.isUp === true) first.arm({ point, downMs: fault.lastsMs, sends })
    return
  }
  switch (fault.name) {
    case 'blackout':
      for (const node of world.running) node.arm({ point: 'now', downMs: fault.lastsMs, sends: 0 })
      return
    case 'freeze':
      if (first) first.frozenUntil = world.now + fault.lastsMs
      return
    case 'clock jump': {
      const ms = Math.round((fault.amount - 0.5) * 1_200_000)
      first?.clock.jump(ms)
      // Until somebody, or something, sets it right.
      return end(() => first?.clock.jump(-ms))
    }
    case 'timer throttling':
      return setFor(first, 'lateMs', Math.round(fault.amount * 60_000), end)
    case 'slow disk':
      return setFor(first, 'syncMs', Math.round(fault.amount * 400), end)
    case 'fetch failures':
      return setFor(first, 'fetchFailures', fault.amount, end)
    case 'full disk':
      if (first) {
        first.disk.disk.capacityBytes = 0
        end(() => {
          first.disk.disk.capacityBytes = Infinity
        })
      }
      return
    case 'loss':
      return storm(world, fault, { loss: fault.amount * 0.6 }, end)
    case 'duplication':
      return storm(world, fault, { duplicate: fault.amount }, end)
    case 'reordering':
      return storm(world, fault, { reorder: fault.amount, typicalMs: 50 }, end)
    case 'heavy delay':
      return storm(world, fault, { tail: fault.amount * 0.5, typicalMs: Math.round(fault.amount * 300) }, end)
    default:
      return cutLinks(world, fault, end)
  }
}

type End = (undo: () => void) => void

function setFor(
  node: SimNode | undefined,
  field: 'lateMs' | 'syncMs' | 'fetchFailures',
  value: number,
  end: End,
): void {
  if (!node) return
  node[field] = value
  end(() => {
    node[field] = field === 'syncMs' ? node.usualSyncMs : 0
  })
}

function storm(world: World, fault: Fault, weather: Partial<Weather>, end: End): void {
  end(
    world.network.storm(new Set(fault.nodes), {
      leastMs: 0,
      typicalMs: 0,
      tail: 0,
      loss: 0,
      duplicate: 0,
      reorder: 0,
      ...weather,
    }),
  )
}

/** To an old image of its disk, or to an empty one: from now on this endorser counts against f. */
function goBack(world: World, fault: Fault, plan: Plan): void {
  const index = plan.faulty.find(
    ({ as, index: each }) => as === fault.name && !world.byzantine.has(each),
  )?.index
  const node = world.nodes[index ?? -1]
  if (index === undefined || !node) return
  const old = fault.name === 'wipe' ? undefined : node.images[Math.floor(fault.amount * node.images.length)]
  node.crash()
  node.goBackTo(old)
  world.byzantine.add(index)
  const detail = `${fault.name} of ${index}`
  world.emit({ type: 'fault', at: world.now, name: fault.name, detail, faulty: index })
  world.plan(world.now + fault.lastsMs, () => world.restart(node))
}

function cutLinks(world: World, fault: Fault, end: End): void {
  const { network } = world
  const side = new Set(fault.nodes)
  const others = world.keys.map((_, i) => i).filter((i) => !side.has(i))
  const pairs: [number, number][] = []
  const bridge = fault.name === 'bridge partition' ? others[Math.floor(fault.amount * others.length)] : -1
  if (fault.name === 'link closed') {
    const other = others[Math.floor(fault.amount * others.length)]
    if (other !== undefined) pairs.push([fault.nodes[0] ?? 0, other])
  } else for (const a of side) for (const b of others) if (b !== bridge) pairs.push([a, b])
  const cutAll = (): void => {
    const undo: (() => void)[] = []
    for (const [a, b] of pairs) {
      undo.push(network.cut(a, b))
      if (fault.name !== 'one-way partition') undo.push(network.cut(b, a))
      if (fault.told || fault.name === 'link closed') network.close(a, b)
    }
    end(() => {
      for (const each of undo) each()
      for (const [a, b] of pairs) network.connect(a, b)
    })
  }
  cutAll()
  if (fault.name !== 'flapping partition') return
  const random = streamOf(world.seed, 'flapping', fault.atMs)
  for (let i = 1; i <= 3; i++)
    world.plan(world.now + fault.lastsMs * (i + random.next()), () => {
      if (!world.isHealed) cutAll()
    })
}

export const describeFault = ({ name, lastsMs, nodes, amount, told }: Fault): string =>
  `${name} of ${nodes.join(',')} for ${lastsMs} ms (${amount.toFixed(2)}${told ? ', told' : ''})`
