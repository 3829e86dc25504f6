// What may happen next. The network holds everything that was ever signed, and the byzantine endorsers sign whatever is
// well-formed, so a move is: this endorser takes in just what brings it one step on. Taking in less changes nothing that
// others could see; taking in more is several moves. Moves that mutants would fall for (a message short of a quorum) are
// offered too: a right core makes nothing of them.

import { EXPIRED, OPEN, PAUSE } from './plan.ts'
import { ReportSets } from './report-sets.ts'
import type { LocalInput } from './local-node.ts'
import type { Signed } from './universe.ts'
import type { Facts, Local, Move, State, World } from './world.ts'
import type { Tally } from './formable.ts'
import { coordinatorOf } from '../reference/thresholds.ts'
import type { Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'

/** Name, effect, what is taken in. */
type Step = readonly [string, string, () => readonly LocalInput[]]

const hear = (signed: Signed): LocalInput => ({ type: 'hear', signed })

export class Moves {
  readonly #world: World
  readonly #reports: ReportSets

  constructor(world: World) {
    this.#world = world
    this.#reports = new ReportSets(world)
  }

  /** Every move of every endorser, in a fixed order. */
  *of(state: State): Iterable<Move> {
    const tallies = this.#world.spores.map((_, spore) => this.#world.tally(state, spore))
    for (const self of state)
      for (const [name, effect, inputs] of this.#steps(state, self, tallies))
        yield { name: `${self.node} ${name}`, node: self.node, effect, inputs }
  }

  *#steps(state: State, self: Local, tallies: readonly Tally[]): Iterable<Step> {
    const at = (now: number) => (): readonly LocalInput[] => [{ type: 'time', now }]
    if (self.now < OPEN) yield ['begins to vote', 'open', at(OPEN)]
    if (self.now < EXPIRED) yield ['sees the deadline pass', 'late', at(EXPIRED)]
    for (const [spore, facts] of self.facts.entries()) {
      const tally = tallies[spore]
      if (facts.stage === 'unknown')
        yield [`hears of S${spore + 1}`, `b${spore}`, () => [{ type: 'body', spore }]]
      else if (facts.stage === 'open' && tally) yield* this.#about(state, self, spore, facts, tally)
    }
    const open = self.facts.filter(({ stage }) => stage === 'open').length
    if (open > 1 && self.now >= OPEN && self.now < EXPIRED - 50 * PAUSE)
      yield ['waits', 'wait', at(self.now + PAUSE)]
  }

  *#about(state: State, self: Local, spore: number, facts: Facts, tally: Tally): Iterable<Step> {
    const { limits } = this.#world
    if (tally.endorsed + limits.f >= limits.omega - 1 && !facts.accepted.includes(0) && facts.promised < 2)
      yield [
        `sees the approval of S${spore + 1}`,
        `q${spore} ${whoEndorsed(state, spore)}`,
        () => this.#reports.approval(state, self.node, spore).map(hear),
      ]
    yield* this.#decisions(state, self, spore, tally)
    yield* this.#ballots(state, self, spore, facts)
    yield* this.#proposals(state, self, spore, facts, tally)
  }

  *#decisions(state: State, { node }: Local, spore: number, tally: Tally): Iterable<Step> {
    const { limits, plan } = this.#world
    const others = state.filter((each) => each.node !== node)
    for (const [ballot, honest] of tally.accepted) {
      if (honest + limits.f < limits.q - 1) continue
      yield [
        `hears ACCEPTs ${ballot} of S${spore + 1}`,
        `a${spore} ${ballot} ${who(state, (each) => each.words[spore]?.accepts.has(ballot))}`,
        () => {
          const any = state.flatMap(({ words }) => words[spore]?.accepts.get(ballot) ?? [])[0]
          const said = others.flatMap(({ words }) => words[spore]?.accepts.get(ballot) ?? [])
          return [...said, ...(any ? this.#byzantine(any.item) : [])].map(hear)
        },
      ]
    }
    if (tally.rejected > 0 && tally.rejected + limits.f >= limits.alpha - 1)
      yield [
        `hears REJECTs of S${spore + 1}`,
        `r${spore} ${who(state, (each) => each.facts[spore]?.vote === 'R')}`,
        () => {
          const said = others.flatMap(({ words }) => words[spore]?.reject ?? [])
          const theirs = this.#byzantine({ type: 'REJECT', spore: this.#id(spore), why: 'LOCAL', ref: null })
          return [...said, ...theirs].map(hear)
        },
      ]
    if (plan.fast && tally.endorsed + limits.f >= Math.min(limits.n, limits.fast) - 1)
      yield [
        `hears all ENDORSEs of S${spore + 1}`,
        `e${spore} ${whoEndorsed(state, spore)}`,
        () => this.#reports.endorses(state, node, spore).map(hear),
      ]
  }

  *#ballots(state: State, self: Local, spore: number, { promised }: Facts): Iterable<Step> {
    const { limits, plan, universe } = this.#world
    const { node, now } = self
    for (let ballot = promised + 1; ballot <= plan.maxBallot; ballot++)
      for (const each of state) {
        const report = each === self ? undefined : each.words[spore]?.reports.get(ballot)
        if (report)
          yield [
            `joins ballot ${ballot} of S${spore + 1}`,
            `j${each.node} ${report.sense}`,
            () => [report, ...this.#reports.lies(spore, ballot)].map(hear),
          ]
      }
    if (promised > 0 && promised < plan.maxBallot) {
      const honest = state.map(({ words }) => words[spore]?.reports.get(promised))
      if (honest.filter((each) => each !== undefined).length + limits.f >= limits.r)
        yield [
          `gives up ballot ${promised} of S${spore + 1}`,
          `g${spore} ${promised} ${honest.map((each) => each?.sense ?? '').join()}`,
          () => [
            ...this.#reports.plain(state, node, spore, promised).map(hear),
            { type: 'time', now: now + PAUSE },
          ],
        ]
    }
    const liar = this.#reports.liars[0]
    if (promised > 0 || liar === undefined) return
    for (const [by, { stage }] of self.facts.entries())
      if (by !== spore && stage === 'open')
        yield [
          `is urged to end S${spore + 1} for S${by + 1}`,
          `u${spore} ${by}`,
          () => {
            const id = this.#id(spore)
            const report: Item = {
              type: 'RECOVER',
              spore: id,
              ballot: 1,
              vote: null,
              accepted: null,
              by: this.#id(by),
            }
            return [hear(universe.sign(liar, report)), { type: 'time', now: now + PAUSE }]
          },
        ]
  }

  /** Of each ballot: as its coordinator the reports to propose with, else the proposal to accept. */
  *#proposals(
    state: State,
    { node }: Local,
    spore: number,
    { promised, accepted, proposed }: Facts,
    tally: Tally,
  ): Iterable<Step> {
    const { plan, honest } = this.#world
    for (let ballot = Math.max(1, promised); ballot <= plan.maxBallot; ballot++) {
      if (accepted.includes(ballot) || (accepted.at(-1) ?? 0) > ballot) continue
      const coordinator = coordinatorOf(this.#id(spore), ballot, plan.n)
      if (coordinator === node && proposed.includes(ballot)) continue
      const made = coordinator === node ? undefined : state[coordinator]?.words[spore]?.proposals.get(ballot)
      if (made)
        yield [
          `takes the PROPOSE ${ballot} of S${spore + 1}`,
          `p${spore} ${ballot} ${sensesIn(this.#world, made)} ${whoEndorsed(state, spore)}`,
          () => this.#reports.proof(state, node, made).map(hear),
        ]
      if (coordinator < honest && coordinator !== node) continue
      for (const { reports, kind } of this.#reports.sets(state, spore, ballot, tally))
        if (coordinator === node)
          yield [
            `coordinates ballot ${ballot} of S${spore + 1} with ${kind}`,
            `c${spore} ${ballot} ${sensesOf(reports)} ${whoEndorsed(state, spore)}`,
            () => [...new Set(reports.flatMap((each) => this.#reports.proof(state, node, each)))].map(hear),
          ]
        else
          yield [
            `takes a PROPOSE ${ballot} of S${spore + 1} with ${kind}`,
            `P${spore} ${ballot} ${sensesOf(reports)} ${whoEndorsed(state, spore)}`,
            () => {
              const proposal = this.#reports.propose(coordinator, spore, ballot, reports)
              return this.#reports.proof(state, node, proposal).map(hear)
            },
          ]
    }
  }

  #id(spore: number): SporeId {
    const id = this.#world.spores[spore]?.id
    if (!id) throw new Error('no such spore')
    return id
  }

  #byzantine(item: Item): Signed[] {
    return this.#reports.liars.map((liar) => this.#world.universe.sign(liar, item))
  }
}

const who = (state: State, does: (local: Local) => boolean | undefined): string =>
  state.map((local) => (does(local) ? local.node : '-')).join('')

const whoEndorsed = (state: State, spore: number): string =>
  who(state, ({ facts }) => facts[spore]?.vote === 'E')

const sensesOf = (reports: readonly Signed[]): string =>
  reports.map(({ endorser, sense }) => `${endorser}${sense}`).join()

function sensesIn({ universe }: World, { item }: Signed): string {
  return item.type === 'PROPOSE' ? sensesOf(item.reports.map((ref) => universe.find(ref))) : ''
}
