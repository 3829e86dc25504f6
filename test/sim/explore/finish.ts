// From a state of an exploration on, the network is whole, honest endorsers' clocks run, and byzantine ones are silent: does
// every honest endorser come to know the outcome of every spore, and the same one?

import type { LocalNode } from './local-node.ts'
import type { Step } from './explorer.ts'
import { Moves } from './moves.ts'
import { EXPIRED, PAUSE, type Plan } from './plan.ts'
import type { Signed } from './universe.ts'
import { type State, World } from './world.ts'

/** f + 2 coordinators have their ballots in this time, from any ballot that an exploration reaches. */
const ROUNDS = 40

/**
 * The same schedule word by word, in a world where no two states are taken for one. Undefined where a step is not there: its
 * state was reached with other words to the same effect.
 */
export function retrace(
  plan: Plan,
  steps: readonly Step[],
): { readonly world: World; readonly state: State } | undefined {
  const world = new World(plan, false)
  const moves = new Moves(world)
  let state = world.start()
  for (const { name, effect } of steps) {
    const move = [...moves.of(state)].find((each) => each.name === name && each.effect === effect)
    if (!move) return undefined
    state = world.move(state, move)
  }
  return { world, state }
}

/** What does not come to an end; undefined when all is well. */
export function canFinish(world: World, state: State): string | undefined {
  const cores = state.map((local) => world.core(local))
  // What byzantine endorsers showed to one of them, that one hands on to whoever asks what a report rests on.
  const words = [...new Set(state.flatMap((local) => [...heardBy(local), ...local.said]))]
  let now = Math.max(EXPIRED, ...cores.map((core) => core.state.now))
  for (let round = 0; round < ROUNDS; round++) {
    for (const core of cores)
      for (const spore of world.spores.keys()) words.push(...core.take({ type: 'body', spore }))
    // Words make others speak; until nobody has anything to add.
    for (let heard = 0; heard < words.length; heard++) {
      const signed = words[heard]
      for (const core of cores)
        if (signed && signed.endorser !== core.policy.self) words.push(...core.take({ type: 'hear', signed }))
    }
    const outcome = outcomeOf(world, cores)
    if (outcome !== 'open') return outcome
    now += PAUSE
    for (const core of cores) words.push(...core.take({ type: 'time', now }))
  }
  return `still undecided after ${ROUNDS} rounds: ${cores.map((core) => stagesOf(world, core)).join(' | ')}`
}

function* heardBy(local: State[number]): Iterable<Signed> {
  for (let at: State[number] | undefined = local; at; at = at.parent)
    for (const input of at.inputs) if (input.type === 'hear') yield input.signed
}

/** 'open' while somebody does not know; undefined when all know the same. */
function outcomeOf(world: World, cores: readonly LocalNode[]): string | undefined {
  const stages = cores.map((core) => stagesOf(world, core))
  if (stages.some((each) => each.includes('open') || each.includes('unknown'))) return 'open'
  // Dead is aborted, for who knows why; no outcome is both of these and committed.
  const plain = new Set(stages.map((each) => each.replaceAll('dead', 'aborted')))
  return plain.size === 1 ? undefined : `endorsers disagree: ${stages.join(' | ')}`
}

const stagesOf = ({ spores }: World, { policy }: LocalNode): string =>
  spores.map(({ id }) => policy.decided.get(id)?.stage ?? policy.open.get(id)?.stage ?? 'unknown').join()
