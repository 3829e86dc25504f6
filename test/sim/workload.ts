// What honest clients want written: SET, DELETE, CONCAT, ADD, MUL, SADD and SREM, alone and together, with requirements,
// on hot keys and cold ones. Each key keeps to a kind of value most of the time, so that most writes make sense.

import { parseDecimal } from '../../worker/core/model/number.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import type { Intended, IntendedRequirement } from '../../worker/core/input.ts'
import type { ClientPlan, Write } from './plan.ts'
import type { Random } from './random.ts'

export const text = (content: string): Scalar => ({ type: 'string', text: content })

export function number(digits: string): Scalar {
  const parsed = parseDecimal(digits)
  if (!parsed) throw new Error(`not a number: ${digits}`)
  return { type: 'number', number: parsed }
}

export const set = (key: string, value: string): Intended => ({
  op: 'SET',
  key,
  sub: null,
  argument: parseDecimal(value) ? number(value) : text(value),
})
export const del = (key: string): Intended => ({ op: 'DELETE', key, sub: null, argument: null })
export const concat = (key: string, value: string): Intended => ({
  op: 'CONCAT',
  key,
  sub: null,
  argument: text(value),
})
export const add = (key: string, value: string): Intended => ({
  op: 'ADD',
  key,
  sub: null,
  argument: number(value),
})
export const mul = (key: string, value: string): Intended => ({
  op: 'MUL',
  key,
  sub: null,
  argument: number(value),
})
export const sadd = (key: string, element: string): Intended => ({
  op: 'SADD',
  key,
  sub: text(element),
  argument: null,
})
export const srem = (key: string, element: string): Intended => ({
  op: 'SREM',
  key,
  sub: text(element),
  argument: null,
})

/** Keys by what they hold: `text-3`, `count-0`, `set-1`. */
export interface Keys {
  readonly hot: readonly string[]
  readonly cold: readonly string[]
}

export function keysOf(random: Random, hot: number, cold: number): Keys {
  const name = (temperature: string, i: number): string =>
    `${random.pick(['text', 'count', 'set'])}-${temperature}${i}`
  return {
    hot: Array.from({ length: hot }, (_, i) => name('hot', i)),
    cold: Array.from({ length: cold }, (_, i) => name('cold', i)),
  }
}

/** What fits the kind of a key; at times what does not. */
export function operationOn(random: Random, key: string): Intended {
  const value = `v${random.below(1_000)}`
  const digits = String(random.between(-9, 9))
  const element = `e${random.below(4)}`
  const kind = random.chance(0.03) ? random.pick(['text', 'count', 'set']) : key.split('-')[0]
  if (kind === 'count') {
    const chance = random.below(20)
    if (chance < 11) return add(key, digits)
    if (chance < 14) return mul(key, String(random.pick([-1, 0, 1, 2, 3])))
    if (chance < 18) return set(key, digits)
    return chance === 18 ? del(key) : set(key, value)
  }
  if (kind === 'set') {
    const chance = random.below(20)
    if (chance < 11) return sadd(key, element)
    if (chance < 17) return srem(key, element)
    return chance < 19 ? del(key) : set(key, value)
  }
  const chance = random.below(20)
  if (chance < 12) return set(key, value)
  return chance < 17 ? concat(key, value) : del(key)
}

function writeOf(random: Random, keys: Keys, heat: number, timing: Timing): Write {
  const pick = (): string => random.pick(random.chance(heat) ? keys.hot : keys.cold)
  const count = random.chance(0.75) ? 1 : random.between(2, 4)
  const operations = Array.from({ length: count }, () => operationOn(random, pick()))
  const requirements: IntendedRequirement[] = []
  if (random.chance(0.2))
    requirements.push({
      // Of a key that it writes, this is compare-and-set; of another, what write skew needs.
      key: random.chance(0.4) ? (operations[0] as Intended).key : pick(),
      mode: random.pick(['RE', 'RD']),
    })
  return {
    operations,
    requirements,
    timeoutMs: random.chance(0.1) ? random.between(100, 1_000) : timing.timeoutMs,
    thinkMs: random.chance(timing.burst) ? 0 : random.between(1, timing.thinkMs),
  }
}

export interface Timing {
  readonly timeoutMs: number
  readonly thinkMs: number
  /** How often a write comes together with the one before. */
  readonly burst: number
  /** Undecided spores of one client. */
  readonly window: number
}

export interface WorkloadOptions extends Timing {
  readonly nodes: readonly number[]
  readonly clients: number
  readonly writes: number
  readonly keys: Keys
  /** How often a hot key is chosen. */
  readonly heat: number
}

export function clientsOf(random: Random, options: WorkloadOptions): ClientPlan[] {
  const { clients, writes, nodes, keys, heat } = options
  return Array.from({ length: clients }, (_, id) => ({
    id,
    node: nodes[id % nodes.length] as number,
    startMs: random.between(0, 500),
    window: random.chance(0.15) ? 1 : random.between(1, options.window),
    writes: Array.from({ length: Math.ceil(writes / clients) }, () => writeOf(random, keys, heat, options)),
  }))
}
