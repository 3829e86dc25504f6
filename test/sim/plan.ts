// Everything that a run will do, drawn from its seed before it begins: a list of things, each with its own stream of
// chance. Leaving one out changes nothing about the others, which is what shrinking needs; a run is a pure function of
// its plan.

import type { Intended, IntendedRequirement } from '../../worker/core/input.ts'
import type { WriteBackLimits } from '../../worker/host/write-back.ts'
import type { Fault } from './faults.ts'
import type { Habits } from './byzantine-habits.ts'
import type { Weather } from './network.ts'

export interface Write {
  readonly operations: readonly Intended[]
  readonly requirements: readonly IntendedRequirement[]
  readonly timeoutMs: number
  /** After the one before; 0 is with it, in one bundle. */
  readonly thinkMs: number
}

export interface ClientPlan {
  readonly id: number
  readonly node: number
  readonly startMs: number
  /** So many undecided at once; then the next one waits. */
  readonly window: number
  /** Until all of them have ended, and not only one. */
  readonly isPatient: boolean
  readonly writes: readonly Write[]
}

/** A client whose key the world holds: it builds spores as it pleases. */
export interface RogueClientPlan {
  readonly id: number
  /** Place of its key: behind all honest nodes. */
  readonly node: number
  readonly acts: readonly RogueAct[]
}

export interface RogueAct {
  readonly atMs: number
  readonly name: RogueName
  readonly keys: readonly string[]
  readonly to: readonly number[]
  readonly chance: number
}

export const ROGUE_NAMES = [
  'double-spend',
  'overspend',
  'partial-dissemination',
  'lock-spam',
  'huge-footprint',
  'same-intent',
  'same-nonce',
  'stale-base',
  'future-base',
  'deadline-past',
  'deadline-far',
  'wrong-types',
  'garbage',
  'replay',
] as const
export type RogueName = (typeof ROGUE_NAMES)[number]

/** An endorser that counts against f. */
export interface FaultyPlan {
  readonly index: number
  /** Played by the world, or the product's engine on a disk that goes back in time or is emptied. */
  readonly as: 'liar' | 'rollback' | 'wipe'
  readonly habits: Habits
}

export interface DevicePlan {
  readonly offsetMs: number
  readonly rate: number
  readonly syncMs: number
}

export interface Plan {
  readonly seed: number
  readonly regime: string
  readonly n: number
  readonly f: number
  readonly quorum: number
  readonly fast: boolean
  readonly replicas: number
  /** Honest members that only submit. */
  readonly submitters: number
  readonly maxTimeoutMs: number
  readonly weather: Weather
  readonly devices: readonly DevicePlan[]
  readonly grainMs: number
  readonly writeBack: WriteBackLimits
  readonly faulty: readonly FaultyPlan[]
  readonly clients: readonly ClientPlan[]
  /** Spores that clients write altogether; their lists are longer, for some of it will be refused at once. */
  readonly spores: number
  readonly rogues: readonly RogueClientPlan[]
  readonly faults: readonly Fault[]
  /** The faulty phase ends when all is written and all faults are over, and not later than this. */
  readonly longestMs: number
  /** After it: time for everything to come to rest. */
  readonly quietMs: number
}
