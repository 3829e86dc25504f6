// Three scenes about waiting (protocol 3.7, corrections V8 to V10): one endorser of four is silent, so every spore needs all
// the others.

import { coordinatorOf } from '../reference/thresholds.ts'
import type { PublicKeyHex } from '../../../worker/core/model/ids.ts'
import type { Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { priorityOf } from '../../../worker/core/rules/priority.ts'
import { add, set, sporeOf } from '../../core/builders.ts'
import { keyOf } from '../../core/policy-samples.ts'
import { START, Timed } from './timed.ts'

const SILENT = 3
const CLIENTS = 12
const PATIENCE_MS = 20_000

export interface Scene {
  readonly trace: readonly string[]
  /** What did not come about as it must; undefined when all is well. */
  readonly fault: string | undefined
}

const clients: readonly PublicKeyHex[] = Array.from({ length: CLIENTS }, (_, i) => keyOf(0x100 + i))

let nonces = 0
function spore(
  world: Timed,
  emitter: PublicKeyHex,
  operations: readonly Operation[],
  coordinator?: number,
): Spore {
  for (;;) {
    const made = sporeOf(operations, {
      policy: world.id,
      emitter,
      nonce: (++nonces).toString(16).padStart(32, '0'),
      deadline: START + PATIENCE_MS,
    })
    if (coordinator === undefined || coordinatorOf(made.id, 1, 4) === coordinator) return made
  }
}

/** The clients, the one that goes first in front. */
const byPriority = (world: Timed): readonly PublicKeyHex[] =>
  [...clients].sort((a, b) => {
    const [x, y] = [a, b].map((emitter) => priorityOf(spore(world, emitter, [set('k', '1')])))
    return (x ?? '') < (y ?? '') ? -1 : 1
  })

const begin = (): Timed => new Timed({ n: 4, f: 1, silent: [SILENT], clients: CLIENTS })

/**
 * Votes are split: one endorser has promised the later spore's place to the other. It alone sees why the preferred spore
 * cannot go on; f others have to believe it [V8]. Without that, the preferred one is aborted in the end.
 */
export function splitVote(): Scene {
  nonces = 0
  const world = begin()
  const [first, second] = byPriority(world)
  if (first === undefined || second === undefined) throw new Error('two clients are needed')
  const preferred = spore(world, first, [set('k', 'preferred')], 0)
  const other = spore(world, second, [set('k', 'other')], 0)
  world.bring(preferred, 'the preferred', { 0: 40, 1: 5, 2: 5 })
  world.bring(other, 'the other', { 0: 5, 1: 40, 2: 40 })
  world.run(1_500)
  return sceneOf(
    world,
    [0, 1, 2].every((i) => world.stage(i, preferred) === 'committed'),
    () => `the preferred spore is ${[0, 1, 2].map((i) => world.stage(i, preferred)).join(', ')} after 1.5 s`,
  )
}

/**
 * The same, and the silent endorser coordinates the first two ballots of the other: they take their whole time. A third
 * spore waits behind the preferred one, and must not have it aborted meanwhile [V10].
 */
export function silentCoordinator(): Scene {
  nonces = 0
  const world = begin()
  const [first, second, third] = byPriority(world)
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('three clients are needed')
  const preferred = spore(world, first, [set('k', 'preferred')], 0)
  const other = spore(world, second, [set('k', 'other')], SILENT)
  const last = spore(world, third, [set('k', 'last')], 0)
  world.bring(preferred, 'the preferred', { 0: 40, 1: 5, 2: 5 })
  world.bring(other, 'the other', { 0: 5, 1: 40, 2: 40 })
  world.bring(last, 'the last', { 0: 60, 1: 60, 2: 60 })
  world.run(6_000)
  return sceneOf(
    world,
    [0, 1, 2].every((i) => world.stage(i, preferred) === 'committed'),
    () => `the preferred spore is ${[0, 1, 2].map((i) => world.stage(i, preferred)).join(', ')} after 6 s`,
  )
}

/** Commutative writes keep coming and never exclude each other; an overwrite that is preferred wants its turn [V9]. */
export function stream(): Scene {
  nonces = 0
  const world = begin()
  const [first, ...rest] = byPriority(world)
  if (first === undefined) throw new Error('a client is needed')
  const overwrite = spore(world, first, [set('k', '0')])
  world.bring(overwrite, 'the overwrite', { 0: 300, 1: 310, 2: 305 })
  for (let i = 0; i < 300; i++) {
    const emitter = rest[i % rest.length]
    if (emitter === undefined) throw new Error('a client is needed')
    const increment = spore(world, emitter, [add('k', '1')])
    world.bring(increment, `add ${i}`, { 0: i * 15 + (i % 3), 1: i * 15 + (i % 5), 2: i * 15 })
  }
  world.run(3_000)
  return sceneOf(
    world,
    [0, 1, 2].every((i) => world.stage(i, overwrite) === 'committed'),
    () =>
      `the overwrite is ${[0, 1, 2].map((i) => world.stage(i, overwrite)).join(', ')} after 2.7 s of increments`,
  )
}

function sceneOf({ trace }: Timed, isWell: boolean, fault: () => string): Scene {
  return { trace, fault: isWell ? undefined : `I16: ${fault()}` }
}
