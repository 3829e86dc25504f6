// What a run reached, read off its events: outcomes, rules of SPEC.md that spoke, ballots, ways to abort, evidence.

import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { SimEvent, WorldView } from './events.ts'

type Counts = { readonly [name: string]: number }

export interface Reached {
  readonly rules: Counts
  readonly ballots: Counts
  readonly aborts: Counts
  readonly evidence: Counts
}

class Tally {
  readonly #counts = new Map<string, number>()

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  get all(): Counts {
    return Object.fromEntries(
      [...this.#counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })),
    )
  }
}

/** The rule behind a REJECT. */
const REJECT_RULES = {
  STALE: 'EN-4',
  POLICY: 'EN-3 POLICY',
  TYPE: 'EN-3/EN-5 TYPE',
  ESCROW: 'EN-5 ESCROW',
  EXPIRED: 'EN-2',
  ERA: 'EN-1 ERA',
  RATE: 'EN-3/EN-8 RATE',
  LOCAL: 'EN-6',
} as const

export class Coverage {
  readonly #world: WorldView
  readonly #spores = new Set<SporeId>()
  readonly #stages = new Map<SporeId, string>()
  readonly #faults = new Tally()
  readonly #rules = new Tally()
  readonly #ballots = new Tally()
  readonly #aborts = new Tally()
  readonly #evidence = new Tally()
  /** How many endorsers refused, and accepted in which odd ballot: how an abort came about. */
  readonly #rejections = new Map<SporeId, number>()
  readonly #lastBallot = new Map<SporeId, number>()

  constructor(world: WorldView) {
    this.#world = world
  }

  on(event: SimEvent): void {
    switch (event.type) {
      case 'submitted':
        this.#spores.add(event.spore.id)
        return
      case 'stored':
        for (const bundle of event.bundles) for (const { id } of bundle.spores) this.#spores.add(id)
        for (const { header, items } of event.batches)
          if (header.endorser === event.node) for (const item of items) this.#said(item)
        return
      case 'decided':
        return this.#decided(event.spore, event.stage)
      case 'fault':
        return this.#faults.add(event.name)
      case 'evidence':
        return this.#evidence.add(event.code)
      case 'alarm':
        return this.#rules.add(event.message === 'silenced' ? 'WA-4' : 'DE-5 alarm')
      case 'restarted':
        return this.#rules.add('SN-1')
      case 'sent':
      case 'signed':
      case 'executed':
      case 'told':
      case 'crashed':
      case 'healed':
      case 'quiet':
        return
    }
  }

  #said(item: Item): void {
    const { spore } = item
    switch (item.type) {
      case 'ENDORSE':
        return this.#rules.add(item.freed.length > 0 ? 'EN-8 freed' : 'EN-8')
      case 'REJECT':
        this.#rejections.set(spore, (this.#rejections.get(spore) ?? 0) + 1)
        return this.#rules.add(item.why === 'STALE' && item.ref ? 'EN-4 with winner' : REJECT_RULES[item.why])
      case 'HOLD':
        return this.#rules.add('EN-7')
      case 'ACCEPT':
        if (item.ballot > 0) this.#lastBallot.set(spore, item.ballot)
        this.#ballots.add(`ACCEPT ${item.ballot}`)
        return this.#rules.add(item.ballot === 0 ? 'DE-3' : 'BA accept')
      case 'RECOVER':
        this.#ballots.add(`RECOVER ${item.ballot}`)
        return this.#rules.add(item.by === null ? 'BA recover' : 'BA wound')
      case 'PROPOSE':
        this.#ballots.add(`PROPOSE ${item.ballot}`)
        return this.#rules.add('BA propose')
    }
  }

  #decided(spore: SporeId, stage: string): void {
    if (this.#stages.has(spore)) return
    this.#stages.set(spore, stage)
    const ballot = this.#lastBallot.get(spore)
    if (stage === 'dead') this.#aborts.add('dead')
    if (stage === 'aborted')
      this.#aborts.add(ballot === undefined ? 'by rejections' : `by ballot, odd up to ${ballot}`)
    if (stage === 'committed') this.#rules.add(ballot === undefined ? 'DE-1' : 'BA commit')
    if (stage === 'aborted') this.#rules.add(ballot === undefined ? 'DE-2' : 'BA abort')
    if (stage === 'dead') this.#rules.add('DE-4')
  }

  outcomes(): { spores: number; committed: number; aborted: number; dead: number; undecided: number } {
    const count = (wanted: string): number =>
      [...this.#stages.values()].filter((stage) => stage === wanted).length
    const decided = [...this.#spores].filter((id) => this.#stages.has(id)).length
    return {
      spores: this.#spores.size,
      committed: count('committed'),
      aborted: count('aborted'),
      dead: count('dead'),
      undecided: this.#spores.size - decided,
    }
  }

  faults(): Counts {
    return this.#faults.all
  }

  reached(): Reached {
    return {
      rules: this.#rules.all,
      ballots: this.#ballots.all,
      aborts: this.#aborts.all,
      evidence: this.#evidence.all,
    }
  }

  get world(): WorldView {
    return this.#world
  }
}
