// The small worlds that are explored. What can go wrong differs with who coordinates and with what the spores want from
// each other, so each plan is one such constellation.

import type { Plan, PlannedSpore } from './plan.ts'
import { add, base, del, exact, mul, requires, sadd, set, srem } from '../../core/builders.ts'
import { hadd, hset, qadd, qtake, reset, rpush } from '../../core/operations.ts'

const write = (key: string, coordinator: number, value = '1'): PlannedSpore => ({
  operations: [set(key, value)],
  coordinator,
})

const four = { n: 4, f: 1, maxBallot: 3, start: 'empty' } as const

/** One spore, everything about it. */
export const SINGLE: readonly Plan[] = [
  { ...four, name: 'one spore, byzantine coordinator', spores: [write('k', 3)], start: 'known' },
  { ...four, name: 'one spore, honest coordinator, then byzantine', spores: [write('k', 2)], start: 'known' },
  { ...four, name: 'one spore, honest coordinators', spores: [write('k', 0)], start: 'known' },
]

/** The second has an hour more than the first: whoever lets a lock end with its deadline gives it away. */
const LATER: Plan = {
  ...four,
  name: 'a write, and one with a later deadline',
  spores: [write('k', 3), { ...write('k', 3, '2'), hoursLater: 1 }],
  maxBallot: 2,
}

export const PAIRS: readonly Plan[] = [
  LATER,
  { ...four, name: 'two writes of a slot', spores: [write('k', 3), write('k', 3, '2')], maxBallot: 2 },
  {
    ...four,
    name: 'two classes of a slot',
    spores: [
      { operations: [add('k', '1')], coordinator: 3 },
      { operations: [mul('k', '3')], coordinator: 3 },
    ],
    maxBallot: 2,
  },
  {
    ...four,
    name: 'a read against a write',
    spores: [
      { operations: [set('k', '1')], requirements: [requires('RD', 'l', exact([0]))], coordinator: 3 },
      { operations: [set('l', '1', base(0))], coordinator: 3 },
    ],
    maxBallot: 2,
  },
]

export const TRIPLES: readonly Plan[] = [
  {
    ...four,
    name: 'three writes over two slots',
    spores: [
      { operations: [set('k', '1'), set('l', '1')], coordinator: 3 },
      write('k', 3, '2'),
      write('l', 3, '3'),
    ],
    maxBallot: 1,
  },
]

/** Below one key, with an overwrite of it: what commits before that may be executed behind it, and is absorbed. */
export const BELOW: readonly Plan[] = [
  {
    ...four,
    name: 'a field of a map that is deleted',
    spores: [
      { operations: [hset('m', 'a', '1')], coordinator: 3 },
      { operations: [del('m')], coordinator: 3 },
    ],
    maxBallot: 1,
  },
  {
    ...four,
    name: 'two fields of a map that is deleted and begun anew',
    spores: [
      { operations: [hset('m', 'a', '1')], coordinator: 3 },
      { operations: [hadd('m', 'b', '2')], coordinator: 3 },
      { operations: [del('m'), hset('m', 'b', '3', base(0, 0))], coordinator: 3 },
    ],
    maxBallot: 0,
  },
  {
    ...four,
    name: 'an item that is added and taken, and the end of its queue',
    spores: [
      { operations: [qadd('q', 1, 'job')], coordinator: 3 },
      { operations: [qtake('q', 1)], coordinator: 3 },
      { operations: [del('q')], coordinator: 3 },
    ],
    maxBallot: 0,
  },
  {
    ...four,
    name: 'a member that comes and goes, and the end of its set',
    spores: [
      { operations: [sadd('s', 'a')], coordinator: 3 },
      { operations: [srem('s', 'a')], coordinator: 3 },
      { operations: [del('s')], coordinator: 3 },
    ],
    maxBallot: 0,
  },
  {
    ...four,
    name: 'an array that is pushed to and begun anew',
    spores: [
      { operations: [rpush('l', '1')], coordinator: 3 },
      { operations: [reset('l')], coordinator: 3 },
      { operations: [rpush('l', '2')], coordinator: 3 },
    ],
    maxBallot: 0,
  },
]

/** The fast path, where random search does not find its way by itself: one spore, two ballots, each n that has one. */
export const FAST: readonly Plan[] = (
  [
    [6, 1, 5, 'voted'],
    [6, 1, 5, 'known'],
    [3, 0, 2, 'known'],
    [8, 1, 7, 'voted'],
    [6, 1, 0, 'known'],
    [11, 2, 10, 'voted'],
  ] as const
).map(([n, f, coordinator, start]) => ({
  name: `fast path, n=${n} f=${f}, coordinator ${coordinator < n - f ? 'honest' : 'byzantine'}, ${start}`,
  n,
  f,
  fast: true,
  spores: [write('k', coordinator)],
  maxBallot: 2,
  start,
  hidden: start === 'voted',
}))

/** A policy that asks for a fast path where there is none: four endorsers are too few for it, and it stays off. */
export const FAST_AT_FOUR: readonly Plan[] = [3, 0].map((coordinator) => ({
  name: `fast path asked for at n=4, coordinator ${coordinator}`,
  n: 4,
  f: 1,
  fast: true,
  spores: [write('k', coordinator)],
  maxBallot: 2,
  start: 'known',
}))
