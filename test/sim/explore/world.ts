// States of an exploration. A state is one local state for each honest endorser; what an endorser does next follows from
// what it has taken in so far, so every local transition is computed once, with the production core, and then remembered.
// Two local states are one when their owner can show the same to others: votes, ballots, decisions, its clock's phase.

import { misconduct } from './conduct.ts'
import { Contents } from './contents.ts'
import { brokenAgreement, canAbort, canCommit, emptyTally, type Tally } from './formable.ts'
import { LocalNode, type LocalInput } from './local-node.ts'
import { DEADLINE, EARLY, OPEN, type Plan, recordOf, sporesOf } from './plan.ts'
import { Universe, type Signed } from './universe.ts'
import { type Accesses, accessesOf } from '../reference/footprint.ts'
import { type Thresholds, thresholdsOf } from '../reference/thresholds.ts'
import type { Bundle, Spore } from '../../../worker/core/model/spore.ts'
import type { Stage } from '../../../worker/core/state.ts'
import { bundleOf } from '../../core/builders.ts'

/** How one spore stands at one endorser. */
export interface Facts {
  readonly stage: Stage | 'unknown'
  readonly executed: boolean
  readonly vote: 'E' | 'R' | null
  readonly promised: number
  readonly accepted: readonly number[]
  readonly proposed: readonly number[]
}

/** What an endorser said of one spore; of ballots, by ballot. */
export interface Words {
  readonly endorse: Signed | undefined
  readonly reject: Signed | undefined
  readonly accepts: ReadonlyMap<number, Signed>
  readonly reports: ReadonlyMap<number, Signed>
  readonly proposals: ReadonlyMap<number, Signed>
}

export interface Local {
  readonly id: number
  readonly node: number
  /** What its owner may do, who it is left out. */
  readonly key: string
  /** Words of other honest endorsers that may still make a difference to it. */
  readonly heard: readonly Signed[]
  readonly now: number
  /** Every word so far, in order. */
  readonly said: readonly Signed[]
  readonly facts: readonly Facts[]
  /** The same words, by spore. */
  readonly words: readonly Words[]
  readonly parent: Local | undefined
  /** From the parent. */
  readonly inputs: readonly LocalInput[]
}

export type State = readonly Local[]

export interface Move {
  readonly name: string
  readonly node: number
  /** Moves of one effect bring an endorser from one state to one state. */
  readonly effect: string
  readonly inputs: () => readonly LocalInput[]
}

/** Running cores kept for going on; others are brought back by taking their inputs again. */
const MAX_RUNNING = 300

export class World {
  readonly plan: Plan
  readonly universe: Universe
  readonly limits: Thresholds
  readonly spores: readonly Spore[]
  readonly accesses: readonly Accesses[]
  readonly honest: number
  /** The first fault of an honest endorser's conduct, or an alarm. */
  fault: string | undefined
  /** Cores started over, and inputs that were taken. */
  readonly effort = { restarts: 0, inputs: 0, locals: 0 }
  readonly #merged: boolean
  readonly #contents: Contents
  readonly #bundles: readonly Bundle[]
  readonly #byKey = new Map<string, Local>()
  readonly #next = new Map<string, Local>()
  readonly #running = new Map<Local, LocalNode>()

  /** `merged`: local states that nobody can tell apart are one. Without it every schedule is told word by word. */
  constructor(plan: Plan, merged = true) {
    this.plan = plan
    this.#merged = merged
    this.spores = sporesOf(plan)
    const ids = this.spores.map(({ id }) => id)
    this.universe = new Universe(recordOf(plan), ids)
    this.limits = thresholdsOf(this.universe.record)
    this.accesses = this.spores.map((spore) => accessesOf(spore) ?? new Map())
    this.#contents = new Contents(this.spores, this.accesses)
    this.honest = plan.n - plan.f
    this.#bundles = this.spores.map((spore) => bundleOf(spore))
  }

  start(): State {
    const bodies = this.spores.map((_, spore): LocalInput => ({ type: 'body', spore }))
    return Array.from({ length: this.honest }, (_, node) => {
      const inputs = this.plan.start === 'empty' ? [] : bodies
      const core = this.#boot(node)
      const said = inputs.flatMap((input) => core.take(input))
      return this.#settle(core, node, undefined, inputs, said)
    })
  }

  /** The state after this move; the same one when nothing came of it. */
  move(state: State, move: Move): State {
    const from = state[move.node]
    if (!from) throw new Error('no such endorser')
    const to = this.#after(from, move)
    return to === from ? state : state.map((each) => (each === from ? to : each))
  }

  #after(from: Local, { effect, inputs: inputsOf }: Move): Local {
    const name = `${from.id} ${effect}`
    const known = this.#next.get(name)
    if (known) return known
    const inputs = inputsOf()
    const core = this.#resume(from)
    const said = [...from.said]
    for (const input of inputs) {
      this.effort.inputs++
      for (const word of core.take(input)) {
        said.push(word)
        this.fault ??= this.#judge(core, said)
      }
    }
    this.fault ??= core.alarms[0]
    const to = this.#settle(core, from.node, from, inputs, said)
    this.#next.set(name, to)
    return to
  }

  /** A core of its own in this state, for going on outside the exploration. */
  core(local: Local): LocalNode {
    const inputs: LocalInput[] = []
    for (let at: Local | undefined = local; at; at = at.parent) inputs.unshift(...at.inputs)
    const core = this.#boot(local.node)
    for (const input of inputs) core.take(input)
    this.effort.inputs += inputs.length
    return core
  }

  tally(state: State, spore: number): Tally {
    const tally = emptyTally()
    for (const { facts } of state) {
      const { vote, accepted } = facts[spore] ?? NOTHING
      if (vote === 'E') tally.endorsed++
      if (vote === 'R') tally.rejected++
      for (const ballot of accepted) tally.accepted.set(ballot, (tally.accepted.get(ballot) ?? 0) + 1)
    }
    return tally
  }

  /** What is wrong with a state, or undefined. */
  broken(state: State): string | undefined {
    if (this.fault !== undefined) return this.fault
    const judged = this.spores.map((_, i) => ({
      name: `S${i + 1}`,
      accesses: this.accesses[i] ?? new Map(),
      tally: this.tally(state, i),
    }))
    const broken = brokenAgreement(this.limits, judged)
    if (broken !== undefined) return broken
    for (const [i, { name, tally }] of judged.entries())
      for (const { node, facts } of state) {
        const stage = facts[i]?.stage ?? 'unknown'
        if (stage === 'committed' && !canCommit(this.limits, tally))
          return `I1: endorser ${node} takes ${name} as committed, which nothing can show`
        if (stage === 'aborted' && !canAbort(this.limits, tally))
          return `I1: endorser ${node} takes ${name} as aborted, which nothing can show`
        if (stage === 'dead' && canCommit(this.limits, tally))
          return `I1: endorser ${node} takes ${name} as dead, and it can be shown to have committed`
      }
    return undefined
  }

  #boot(node: number): LocalNode {
    this.effort.restarts++
    return new LocalNode(this.universe, this.#bundles, node, this.plan.start === 'known' ? EARLY : OPEN)
  }

  #resume(local: Local): LocalNode {
    const running = this.#running.get(local)
    this.#running.delete(local)
    return running ?? this.core(local)
  }

  #judge(core: LocalNode, said: readonly Signed[]): string | undefined {
    const words = said.map(({ item }) => item)
    const word = words.pop()
    if (!word) return undefined
    const index = (id: string): number => this.spores.findIndex((spore) => spore.id === id)
    return misconduct(
      words,
      word,
      (id) => this.accesses[index(id)],
      (id) => standing(core, id),
    )
  }

  /** Words on what is decided change nothing any more, nor do reports below the promise. */
  #stillOfUse(heard: readonly Signed[], facts: readonly Facts[]): readonly Signed[] {
    return [...new Set(heard)].filter(({ endorser, item }) => {
      const { stage, promised } = facts[this.spores.findIndex(({ id }) => id === item.spore)] ?? NOTHING
      if (endorser >= this.honest || item.type === 'HOLD' || (stage !== 'open' && stage !== 'unknown'))
        return false
      return (item.type !== 'RECOVER' && item.type !== 'PROPOSE') || item.ballot >= promised
    })
  }

  #settle(
    core: LocalNode,
    node: number,
    parent: Local | undefined,
    inputs: readonly LocalInput[],
    said: readonly Signed[],
  ): Local {
    const { now } = core.state
    const facts = this.spores.map(({ id }) => factsOf(core, id, said))
    this.fault ??= this.#contents.faultOf(
      core,
      facts.flatMap(({ executed }, i) => (executed ? [i] : [])),
    )
    const phase = now > DEADLINE ? 'late' : now < OPEN ? 'early' : 'open'
    const key = `${phase} ${facts.map(shownFacts).join(' ')}`
    // Nobody can tell, and whatever this would lead to later, the later move brings along itself.
    if (parent?.key === key) return parent
    const heard = this.#stillOfUse([...(parent?.heard ?? []), ...inputs.flatMap(wordOf)], facts)
    const full = `${node} ${key} ${heard
      .map(({ endorser, sense }) => `${endorser}${sense}`)
      .sort()
      .join(' ')}`
    let local = this.#merged ? this.#byKey.get(full) : undefined
    if (!local) {
      const words = this.spores.map(({ id: spore }) => wordsOn(spore, said))
      local = { id: this.#byKey.size, node, key, now, heard, said, facts, words, parent, inputs }
      this.#byKey.set(this.#merged ? full : `${this.#byKey.size}`, local)
      this.effort.locals++
      this.#running.set(local, core)
      const oldest = this.#running.size > MAX_RUNNING ? this.#running.keys().next().value : undefined
      if (oldest) this.#running.delete(oldest)
    }
    return local
  }
}

const wordOf = (input: LocalInput): readonly Signed[] => (input.type === 'hear' ? [input.signed] : [])

const NOTHING: Facts = {
  stage: 'unknown',
  executed: false,
  vote: null,
  promised: 0,
  accepted: [],
  proposed: [],
}

function standing({ policy }: LocalNode, id: string): Pick<Facts, 'stage' | 'executed'> {
  const decided = policy.decided.get(id as Spore['id'])
  const open = policy.open.get(id as Spore['id'])
  return {
    stage: decided?.stage ?? open?.stage ?? 'unknown',
    executed: decided ? decided.stage === 'committed' : (open?.executed ?? false),
  }
}

function factsOf(core: LocalNode, id: string, said: readonly Signed[]): Facts {
  const own = said.flatMap(({ item }) => (item.spore === id ? [item] : []))
  const vote = own.find(({ type }) => type === 'ENDORSE' || type === 'REJECT')
  const ballots = (type: 'ACCEPT' | 'RECOVER' | 'PROPOSE'): number[] =>
    own.flatMap((item) => (item.type === type ? [item.ballot] : [])).sort((a, b) => a - b)
  const accepted = ballots('ACCEPT')
  return {
    ...standing(core, id),
    vote: vote === undefined ? null : vote.type === 'ENDORSE' ? 'E' : 'R',
    promised: Math.max(0, ...ballots('RECOVER'), ...accepted),
    accepted,
    proposed: ballots('PROPOSE'),
  }
}

const shownFacts = ({ stage, executed, vote, promised, accepted, proposed }: Facts): string =>
  `${stage}${executed ? '!' : ''}:${vote ?? '-'}:${promised}:${accepted.join('')}:${proposed.join('')}`

function wordsOn(spore: string, said: readonly Signed[]): Words {
  const own = said.filter(({ item }) => item.spore === spore)
  const byBallot = (type: 'ACCEPT' | 'RECOVER' | 'PROPOSE'): Map<number, Signed> =>
    new Map(own.flatMap((each) => (each.item.type === type ? [[each.item.ballot, each] as const] : [])))
  return {
    endorse: own.find(({ item }) => item.type === 'ENDORSE'),
    reject: own.find(({ item }) => item.type === 'REJECT'),
    accepts: byBallot('ACCEPT'),
    reports: byBallot('RECOVER'),
    proposals: byBallot('PROPOSE'),
  }
}
