// Spores for deep schedules, built on what one node holds: few slots, so that they meet, every kind of operation, reads of
// what was there, and spores on top of what is not decided yet.

import type { Random } from '../random.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { Operation, OperationName, Requirement } from '../../../worker/core/model/operation.ts'
import { slotOf } from '../../../worker/core/model/slot.ts'
import { isExclusive } from '../../../worker/core/rules/footprint.ts'
import { recordAt, type Records, ZERO_DIGEST } from '../../../worker/core/rules/version.ts'
import { scalar } from '../../core/builders.ts'
import { baseOf, operationsFor, type Wish } from '../../core/history.ts'
import { type Accesses } from '../reference/footprint.ts'

/** `numbers`: ADD against MUL against SET on one key. `sets`: elements against their key. `texts`: exact writes. */
export const PLAIN_FAMILIES = ['numbers', 'sets', 'texts'] as const
/** `bounds`: what a bounded number forbids, in every form. `extremes`: of numbers and of bytes. */
export const LATER_FAMILIES = ['bounds', 'extremes', 'maps', 'arrays', 'queues'] as const
export const FAMILIES = [...PLAIN_FAMILIES, ...LATER_FAMILIES] as const
export type Family = (typeof FAMILIES)[number]

const OPERATIONS: Record<Family, readonly OperationName[]> = {
  numbers: ['ADD', 'ADD', 'ADD', 'MUL', 'MUL', 'SET'],
  sets: ['SADD', 'SADD', 'SADD', 'SREM', 'SREM', 'DELETE'],
  texts: ['CONCAT', 'CONCAT', 'SET'],
  bounds: ['ADD', 'ADD', 'ADD', 'ADD', 'ADD', 'ADD', 'ADD', 'COUNTER', 'COUNTER', 'SET', 'MUL', 'CAS'],
  extremes: ['MAX', 'MAX', 'MAX', 'MIN', 'MIN', 'SETNX', 'DELETE'],
  maps: ['HSET', 'HSET', 'HADD', 'HADD', 'HDEL', 'DELETE'],
  arrays: ['RPUSH', 'LPUSH', 'RPOP', 'LPOP', 'LINSERT', 'LSET', 'RESET'],
  queues: ['QADD', 'QADD', 'QADD', 'QTAKE', 'QTAKE', 'DELETE'],
}
const KEY: Record<Family, string> = {
  numbers: 'n',
  sets: 's',
  texts: 't',
  bounds: 'b',
  extremes: 'e',
  maps: 'm',
  arrays: 'l',
  queues: 'q',
}
const ARGUMENTS: Record<Family, readonly string[]> = {
  numbers: ['1', '2', '3', '-0.5'],
  sets: ['a', 'b'],
  texts: ['a', 'b'],
  bounds: ['-4', '-4', '-3', '-3', '5', '2', '12'],
  extremes: ['1', '2', '-0.5', '0x01', '0x0100', '0x02'],
  maps: ['1', '2', 'a'],
  arrays: ['1', 'a'],
  queues: ['1', 'a'],
}

export interface Draft {
  readonly operations: readonly Operation[]
  readonly requirements: readonly Requirement[]
}

/** Undefined when the choices do not fit together. */
export function draftOf(
  random: Random,
  records: Records,
  families: readonly Family[],
  share: number,
  open: readonly { readonly spore: Spore; readonly accesses: Accesses }[],
): Draft | undefined {
  const family = random.pick(families)
  const wishes = [wishOf(random, family)]
  const second = random.pick(families)
  if (second !== family && random.chance(0.4)) wishes.push(wishOf(random, second))
  const operations = operationsFor(records, wishes)
  if (!operations) return undefined
  const requirements: Requirement[] = []
  const other = random.pick(families)
  if (random.chance(0.35) && !wishes.some(({ key }) => key === KEY[other]))
    requirements.push(readOf(random, records, other))
  const ahead = random.chance(share) ? aheadOf(random, open, operations, requirements) : undefined
  return ahead ?? { operations, requirements }
}

function wishOf(random: Random, family: Family): Wish {
  const op = random.pick(OPERATIONS[family])
  // Now and then a number gives way to a text: what fits depends on how far a node has come.
  const isText = family === 'numbers' && op === 'SET' && random.chance(0.3)
  // A counter begins with room for some of what is then taken.
  const argument = isText ? 'a' : op === 'COUNTER' ? '5' : random.pick(ARGUMENTS[family])
  return { op, key: KEY[family], element: random.pick(['a', 'b']), argument, index: random.below(3) }
}

function readOf(random: Random, records: Records, family: Family): Requirement {
  const key = KEY[family]
  const sub =
    (family === 'sets' || family === 'maps') && random.chance(0.5) ? scalar(random.pick(['a', 'b'])) : null
  const slot = slotOf(key, sub)
  const mode = random.pick(['RE', 'RD'] as const)
  const base = { ...baseOf(records, slot, mode), w: recordAt(records, slot).w }
  return { key, sub, mode, base }
}

/** Built on an overwrite that is not decided: the next version of its slot, by name [V4]. */
function aheadOf(
  random: Random,
  open: readonly { readonly spore: Spore; readonly accesses: Accesses }[],
  operations: readonly Operation[],
  requirements: readonly Requirement[],
): Draft | undefined {
  const writers = open.flatMap(({ spore, accesses }) =>
    spore.operations.flatMap((operation) => {
      const access = accesses.get(slotOf(operation.key, operation.sub))
      return access && isExclusive(access.mode) && operation.sub === null
        ? [{ spore, operation, access }]
        : []
    }),
  )
  if (writers.length === 0) return undefined
  const { spore, operation, access } = random.pick(writers)
  const path = [(access.base.path[0] ?? 0) + 1]
  const next = { path, w: spore.id.slice(0, 16), c: null, h: null }
  const exact = { ...next, c: 0, h: ZERO_DIGEST }
  if (random.chance(0.6)) {
    if (operations.some(({ key }) => key === operation.key)) return undefined
    const mode = random.pick(['RE', 'RD'] as const)
    const read = { key: operation.key, sub: null, mode, base: mode === 'RD' ? exact : next }
    return { operations, requirements: [...requirements.filter(({ key }) => key !== operation.key), read] }
  }
  const write: Operation = { op: 'SET', key: operation.key, sub: null, argument: scalar('7'), base: next }
  return { operations: [write], requirements: requirements.filter(({ key }) => key !== operation.key) }
}
