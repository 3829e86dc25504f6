// The adversary: all byzantine endorsers of a run as one mind. It hears what any of them hears, and for each spore each of
// them follows one of its habits: votes for both sides, hides votes and shows them late, lies in reports, proposes what
// suits it, accepts anything. Often enough it is honest, or it would only ever be outvoted.

import { encodeFrontier } from '../../worker/core/codec/message-codec.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Want } from '../../worker/core/model/message.ts'
import { type PolicyParameters, policyParameters } from '../../worker/core/model/policy-parameters.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { leaps, lyingReport, proposalItems } from './byzantine-ballots.ts'
import type { Habit } from './byzantine-habits.ts'
import { type Dossier, Knowledge } from './knowledge.ts'
import { Liar, type Said } from './liar.ts'
import type { FaultyPlan } from './plan.ts'
import { type Random, streamOf } from './random.ts'
import type { World } from './world.ts'

type Conduct = Habit | 'honest'

/** What may share a batch with more for the same audience. */
interface Waiting {
  readonly to: readonly number[]
  readonly items: Item[]
}

class Mind {
  readonly hand: Liar
  readonly habits: readonly Habit[]
  readonly random: Random
  readonly conduct = new Map<SporeId, Conduct>()
  readonly accepted = new Set<string>()
  /** Signed and shown to nobody yet. */
  readonly hidden = new Map<SporeId, Said[]>()
  readonly waiting = new Map<string, Waiting>()
  /** Whom it leaves out for now. */
  some: { readonly until: number; readonly to: readonly number[] } = { until: 0, to: [] }

  constructor(world: World, { index, habits }: FaultyPlan) {
    this.hand = new Liar(world, index)
    this.habits = habits
    this.random = streamOf(world.seed, 'liar', index)
  }
}

export class Adversary {
  readonly #world: World
  readonly #minds: readonly Mind[]
  readonly #knowledge: Knowledge
  readonly #parameters: PolicyParameters
  /** Frames heard, to be said again. */
  readonly #heard: Uint8Array[] = []

  constructor(world: World, faulty: readonly FaultyPlan[]) {
    this.#world = world
    this.#minds = faulty.filter(({ as }) => as === 'liar').map((each) => new Mind(world, each))
    this.#knowledge = new Knowledge(world.n)
    this.#parameters = policyParameters(world.record)
    if (this.#minds.length > 0) world.onFrame = (from, to, bytes) => this.#hear(from, to, bytes)
    for (const mind of this.#minds) this.#tellFrontier(mind)
  }

  get knowledge(): Knowledge {
    return this.#knowledge
  }

  #hear(from: number, to: number, bytes: Uint8Array): void {
    const mind = this.#minds.find(({ hand }) => hand.index === to)
    if (!mind) return
    if (this.#heard.length < 500) this.#heard.push(bytes)
    const message = this.#world.decoded(bytes)
    if (message?.type === 'want') this.#answer(mind, from, message)
    if (message?.type === 'bundle') {
      const fresh = this.#knowledge.learnBundle(message.bundle)
      for (const each of this.#minds) for (const id of fresh) this.#meet(each, id)
    }
    if (message?.type === 'batch') {
      const { endorser } = message.batch.header
      if (this.#minds.some(({ hand }) => hand.index === endorser)) return
      for (const item of this.#knowledge.learnBatch(message.batch)) this.#react(item)
    }
  }

  #everybody(): number[] {
    return this.#world.keys.map((_, i) => i).filter((i) => this.#world.nodes[i] !== undefined)
  }

  #later(mind: Mind, ms: number, act: () => void): void {
    this.#world.plan(this.#world.now + 1 + mind.random.below(ms), act)
  }

  #note(name: Conduct, mind: Mind, id: SporeId): void {
    const detail = `liar ${mind.hand.index}: ${name} on ${id.slice(0, 8)}`
    if (name !== 'honest')
      this.#world.emit({ type: 'fault', at: this.#world.now, name: `liar: ${name}`, detail })
  }

  /** A spore is new: how each of them will treat it. */
  #meet(mind: Mind, id: SporeId): void {
    const { random, habits } = mind
    const conduct: Conduct = habits.length === 0 || random.chance(0.45) ? 'honest' : random.pick(habits)
    mind.conduct.set(id, conduct)
    this.#note(conduct, mind, id)
    this.#later(mind, 60, () => this.#vote(mind, id, conduct))
  }

  #vote(mind: Mind, id: SporeId, conduct: Conduct): void {
    const { random } = mind
    const all = this.#everybody()
    const yes: Item = { type: 'ENDORSE', spore: id, freed: [] }
    const no: Item = { type: 'REJECT', spore: id, why: 'LOCAL', ref: null }
    const early: Item = { type: 'ACCEPT', spore: id, ballot: 0, just: null }
    const half = random.some(all, 0.5)
    const others = all.filter((i) => !half.includes(i))
    switch (conduct) {
      case 'stay silent':
        return
      case 'equivocate':
        mind.hand.say([yes], half)
        return void mind.hand.say(random.chance(0.5) ? [no] : [no, early], others)
      case 'fork':
        return void mind.hand.fork([yes], [no], [half, others], random.chance(0.5))
      case 'hide votes':
        return void mind.hand.say([yes], [random.pick(all)])
      case 'reveal late':
        return this.#hide(mind, id, [yes, early], random.between(500, 6_000))
      case 'reveal after abort':
        return this.#hide(mind, id, [yes, early], undefined)
      case 'reject everything':
        return this.#say(mind, [no], all)
      case 'accept everything':
      case 'endorse everything':
        return this.#say(mind, [yes, early], all)
      case 'recover everything':
        return this.#say(mind, [yes, recover(id, 1)], all)
      case 'leap ballots':
        return this.#say(mind, [yes, ...leaps(random, this.#knowledge.of(id), 0)], all)
      case 'sign anything': {
        const some = random.shuffle([yes, no, early, recover(id, random.between(1, 3))])
        for (const item of some) if (random.chance(0.6)) mind.hand.say([item], random.some(all, 0.6))
        return
      }
      case 'replay':
        return this.#replay(mind)
      case 'garbage':
        return this.#garbage(mind)
      default:
        return this.#say(mind, [yes], all)
    }
  }

  /** Some of the others: the same ones for a while, so that those do not hear of much. */
  #some(mind: Mind): readonly number[] {
    const { now } = this.#world
    if (now >= mind.some.until)
      mind.some = { until: now + mind.random.between(50, 600), to: mind.random.some(this.#everybody(), 0.65) }
    return mind.some.to
  }

  /** What it says within a moment to one audience shares a batch. */
  #say(mind: Mind, items: readonly Item[], to: readonly number[]): void {
    const key = to.join()
    const waiting = mind.waiting.get(key)
    if (waiting) return void waiting.items.push(...items)
    const fresh = { to, items: [...items] }
    mind.waiting.set(key, fresh)
    this.#later(mind, 40, () => {
      mind.waiting.delete(key)
      this.#knowledge.learnBatch(mind.hand.say(fresh.items, fresh.to).batch)
    })
  }

  #hide(mind: Mind, id: SporeId, items: readonly Item[], forMs: number | undefined): void {
    const said = mind.hand.say(items, [])
    mind.hidden.set(id, [...(mind.hidden.get(id) ?? []), said])
    if (forMs !== undefined) this.#later(mind, forMs, () => this.#reveal(mind, id))
  }

  #reveal(mind: Mind, id: SporeId): void {
    for (const said of mind.hidden.get(id) ?? []) mind.hand.show(said, this.#everybody())
    mind.hidden.delete(id)
  }

  /** Somebody else said something: accept with them, report, propose, or show what was hidden. */
  #react(item: Item): void {
    const dossier = this.#knowledge.of(item.spore)
    for (const mind of this.#minds) {
      const conduct = mind.conduct.get(item.spore) ?? 'honest'
      if (conduct === 'stay silent') continue
      if (item.type === 'ENDORSE') this.#acceptFirst(mind, dossier, conduct)
      if (item.type === 'RECOVER') this.#report(mind, dossier, item.ballot, conduct)
      if (item.type === 'PROPOSE') this.#acceptProposal(mind, dossier, item.ballot, conduct)
      if (item.type === 'ACCEPT' && item.ballot % 2 === 1 && conduct === 'reveal after abort')
        this.#later(mind, 400, () => this.#reveal(mind, item.spore))
    }
  }

  #acceptFirst(mind: Mind, dossier: Dossier, conduct: Conduct): void {
    const { omega } = this.#parameters
    const others = [...dossier.endorsed].filter((index) => !this.#world.liars.has(index))
    if (others.length + this.#minds.length < omega || !once(mind, `${dossier.id}/0`)) return
    const all = this.#everybody()
    this.#later(mind, 20, () => {
      const to = conduct === 'honest' ? all : this.#some(mind)
      this.#say(mind, [{ type: 'ACCEPT', spore: dossier.id, ballot: 0, just: null }], to)
    })
  }

  #report(mind: Mind, dossier: Dossier, ballot: number, conduct: Conduct): void {
    if (!once(mind, `${dossier.id}/r${ballot}`)) return
    const { random } = mind
    this.#later(mind, 80, () => {
      const own = lyingReport(random, dossier, ballot, conduct === 'lie in reports')
      const all = this.#everybody()
      this.#say(mind, [own], conduct === 'honest' ? all : this.#some(mind))
      if (conduct === 'recover everything') this.#say(mind, [recover(dossier.id, ballot + 1)], all)
      if (conduct === 'leap ballots') this.#say(mind, leaps(random, dossier, ballot), this.#some(mind))
      this.#later(mind, 150, () => this.#propose(mind, dossier, ballot, conduct))
    })
  }

  #propose(mind: Mind, dossier: Dossier, ballot: number, conduct: Conduct): void {
    const { n } = this.#world
    if (coordinatorOf(dossier.id, ballot, n) !== mind.hand.index || conduct === 'propose nothing') return
    const { random } = mind
    for (const item of proposalItems(random, dossier, ballot, this.#parameters.r, conduct)) {
      const all = this.#everybody()
      const said = mind.hand.say([item], conduct === 'propose to some' ? random.some(all, 0.5) : all)
      this.#knowledge.learnBatch(said.batch)
      for (const each of this.#minds) this.#acceptProposal(each, dossier, ballot, conduct)
    }
  }

  #acceptProposal(mind: Mind, dossier: Dossier, ballot: number, conduct: Conduct): void {
    const just = dossier.proposals.get(ballot)?.at(-1)
    if (!just || !once(mind, `${dossier.id}/${ballot}`)) return
    const items: Item[] = [{ type: 'ACCEPT', spore: dossier.id, ballot, just }]
    // Of the other parity, by a proposal that proposes no such thing.
    if (conduct === 'accept everything')
      items.push({ type: 'ACCEPT', spore: dossier.id, ballot: ballot + 1, just })
    const all = this.#everybody()
    this.#later(mind, 30, () => this.#say(mind, items, conduct === 'honest' ? all : this.#some(mind)))
  }

  /** Answers like anybody, for what it wants others to have; half the time not at all. */
  #answer(mind: Mind, to: number, want: Want): void {
    const { hand, random } = mind
    const asked = ({ batch, to: shown }: Said): boolean =>
      (shown.has(to) || random.chance(0.1)) &&
      (want.batches.some(
        ([endorser, from, end]) =>
          endorser === hand.index && batch.header.seq >= from && batch.header.seq < end,
      ) ||
        want.refs.some(({ digest }) => digest === batch.digest) ||
        want.votes.some(({ spore }) => batch.items.some((item) => item.spore === spore)))
    const answers = hand.said.filter(asked).slice(0, 64)
    for (const said of answers) if (random.chance(0.8)) hand.show(said, [to])
    for (const id of want.spores) {
      const bundle = this.#knowledge.bundles.get(id)
      if (bundle && random.chance(0.7)) this.#world.send(hand.index, to, bundle.wire)
    }
  }

  #tellFrontier(mind: Mind): void {
    this.#later(mind, 4_000, () => {
      const next = this.#knowledge.next.map((each, i) => (i === mind.hand.index ? mind.hand.next : each))
      const heads = next.map((_, i) => this.#headOf(mind, i))
      const wire = encodeFrontier({ type: 'frontier', policy: this.#world.policy, next, heads })
      for (const to of mind.random.some(this.#everybody(), 0.5)) this.#world.send(mind.hand.index, to, wire)
      this.#tellFrontier(mind)
    })
  }

  /** Where it stands in a chain: of its own one of its branches, of others anything. */
  #headOf({ hand, random }: Mind, chain: number): string {
    const own =
      chain === hand.index ? hand.said.findLast(({ batch }) => batch.header.seq === hand.next - 1) : undefined
    return (
      own?.batch.digest.slice(0, 16) ??
      random
        .below(2 ** 32)
        .toString(16)
        .padStart(16, '0')
    )
  }

  #replay({ hand, random }: Mind): void {
    for (let i = 0; i < 3 && this.#heard.length > 0; i++)
      this.#world.send(hand.index, random.pick(this.#everybody()), random.pick(this.#heard))
  }

  #garbage({ hand, random }: Mind): void {
    const bytes =
      random.chance(0.5) && this.#heard.length > 0 ? random.pick(this.#heard).slice() : new Uint8Array(80)
    for (let i = 0; i < 4; i++) bytes[random.below(bytes.length)] = random.below(256)
    this.#world.send(hand.index, random.pick(this.#everybody()), bytes)
  }
}

const recover = (spore: SporeId, ballot: number): Item => ({
  type: 'RECOVER',
  spore,
  ballot,
  vote: null,
  accepted: null,
  by: null,
})

function once({ accepted }: Mind, what: string): boolean {
  if (accepted.has(what)) return false
  accepted.add(what)
  return true
}
