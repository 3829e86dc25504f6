// What honest clients want written: every operation, alone and together, with requirements, on hot keys and cold ones. Each key keeps to a kind of value most of the time, so that most writes make sense.

import type { OperationName } from '../../worker/core/model/operation.ts'
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

const on =
  (op: OperationName) =>
  (key: string, argument: Scalar | null = null, more?: readonly (Scalar | null)[]): Intended => ({
    op,
    key,
    sub: null,
    argument,
    ...(more && { more }),
  })
const below =
  (op: OperationName) =>
  (key: string, field: string, argument: Scalar | null = null): Intended => ({
    op,
    key,
    sub: text(field),
    argument,
  })

/** Keys by what they hold: `text-3`, `count-0`, `set-1`. Bounded counters first of all: many spend them at once. */
const KINDS = ['text', 'count', 'set', 'bound', 'map', 'list', 'queue', 'peak'] as const
export type Kind = (typeof KINDS)[number]

export interface Keys {
  readonly hot: readonly string[]
  readonly cold: readonly string[]
}

export function keysOf(random: Random, hot: number, cold: number): Keys {
  const name = (temperature: string, i: number): string => `${random.pick(KINDS)}-${temperature}${i}`
  return {
    hot: Array.from({ length: hot }, (_, i) => name('hot', i)),
    cold: Array.from({ length: cold }, (_, i) => name('cold', i)),
  }
}

const isKind = (kind: string | undefined): kind is Kind => KINDS.some((each) => each === kind)

/** What fits the kind of a key; at times what does not. */
export function operationOn(random: Random, key: string): Intended {
  const named = key.split('-')[0]
  const kind = random.chance(0.03) || !isKind(named) ? random.pick(KINDS) : named
  return MAKERS[kind](random, key, random.below(20))
}

const value = (random: Random): Scalar => text(`v${random.below(1_000)}`)
const digits = (random: Random, least = -9, most = 9): Scalar => number(String(random.between(least, most)))

const MAKERS: Readonly<Record<Kind, (random: Random, key: string, chance: number) => Intended>> = {
  text(random, key, chance) {
    if (chance < 10) return on('SET')(key, value(random))
    if (chance < 15) return on('CONCAT')(key, value(random))
    if (chance < 17) return on('SETNX')(key, value(random))
    return chance < 18 ? on('CAS')(key, value(random), [null]) : del(key)
  },
  count(random, key, chance) {
    if (chance < 11) return on('ADD')(key, digits(random))
    if (chance < 14) return on('MUL')(key, number(String(random.pick([-1, 0, 1, 2, 3]))))
    if (chance < 18) return on('SET')(key, digits(random))
    return chance === 18 ? del(key) : on('SET')(key, value(random))
  },
  set(random, key, chance) {
    const element = `e${random.below(4)}`
    if (chance < 11) return sadd(key, element)
    if (chance < 17) return srem(key, element)
    return chance < 19 ? del(key) : on('SET')(key, value(random))
  },
  bound(random, key, chance) {
    if (chance < 2)
      return on('COUNTER')(key, digits(random, 0, 20), [
        number('0'),
        random.chance(0.5) ? number('20') : null,
      ])
    if (chance < 12) return on('ADD')(key, digits(random, -9, -1))
    if (chance < 17) return on('ADD')(key, digits(random, 1, 9))
    return chance < 18 ? on('MUL')(key, number('2')) : on('SET')(key, digits(random, -2, 22))
  },
  map(random, key, chance) {
    const field = `f${random.below(4)}`
    if (chance < 7) return below('HSET')(key, field, random.chance(0.5) ? digits(random) : value(random))
    if (chance < 14) return below('HADD')(key, field, digits(random))
    return chance < 18 ? below('HDEL')(key, field) : del(key)
  },
  list(random, key, chance) {
    if (chance < 8) return on(random.pick(['RPUSH', 'LPUSH']))(key, value(random))
    if (chance < 14) return on(random.pick(['RPOP', 'LPOP']))(key)
    if (chance < 19)
      return on(random.pick(['LINSERT', 'LSET']))(key, value(random), [number(String(random.below(3)))])
    return on('RESET')(key)
  },
  queue(random, key, chance) {
    if (chance < 10) return on('QADD')(key, value(random))
    return chance < 19 ? on('QTAKE')(key) : del(key)
  },
  peak(random, key, chance) {
    const of = random.chance(0.8)
      ? digits(random)
      : { type: 'bytes' as const, bytes: Uint8Array.of(random.below(4)) }
    if (chance < 12) return on('MAX')(key, of)
    return chance < 18 ? on('MIN')(key, of) : del(key)
  },
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
    timeoutMs: random.chance(0.06) ? random.between(100, 1_000) : timing.timeoutMs,
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
    window: random.chance(0.1) ? 1 : random.between(3, options.window),
    isPatient: random.chance(0.7),
    writes: thrice(
      Array.from({ length: Math.ceil(writes / clients) }, () => writeOf(random, keys, heat, options)),
    ),
  }))
}

/** Now and then most is refused at once, and a list that is gone through once does not give the spores of a run (seed 500993). */
const thrice = <Item>(list: readonly Item[]): readonly Item[] => [...list, ...list, ...list]
