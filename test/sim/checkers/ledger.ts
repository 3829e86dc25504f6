// What was really said in a run, and what follows from it. Honest statements count when they are durable on the disk of who
// made them (from then on they may have been sent), those of faulty endorsers when they are signed. All checkers of a run
// share one ledger; each hands it every event, and it takes each event once.

import type { Batch, Item } from '../../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../../worker/core/model/ids.ts'
import type { Bundle, Spore } from '../../../worker/core/model/spore.ts'
import type { SimEvent, WorldView } from '../events.ts'
import { rivals } from '../reference/conflict.ts'
import { type Accesses, isCommutative, isExclusive } from '../reference/footprint.ts'
import { commitsAt, type Thresholds, thresholdsOf } from '../reference/thresholds.ts'
import { validAccesses } from '../reference/validity.ts'

export interface Body {
  readonly spore: Spore
  /** Undefined for a body that no honest endorser endorses. */
  readonly accesses: Accesses | undefined
}

/** Who said what of one spore: bit e stands for endorser e. */
export interface Tally {
  endorsed: number
  rejected: number
  readonly accepted: Map<number, number>
  /** When a COMMIT, an ABORT could first be formed with the help of everybody who is faulty. */
  commitAt: number | undefined
  abortAt: number | undefined
}

const NOBODY: Tally = {
  endorsed: 0,
  rejected: 0,
  accepted: new Map(),
  commitAt: undefined,
  abortAt: undefined,
}

const count = (set: number): number => {
  let members = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) members++
  return members
}

export class Ledger {
  readonly bodies = new Map<SporeId, Body>()
  readonly tallies = new Map<SporeId, Tally>()
  readonly batches = new Map<string, Batch>()
  /** Ids of spores and digests of batches that are on the disk of a node. */
  readonly disks = new Map<number, Set<string>>()
  /** Every slot that a known spore touches. */
  readonly slots = new Set<string>()
  /** Spores that can commit, in the order in which their commit became formable: the serial order. */
  readonly order: SporeId[] = []
  readonly faulty = new Set<number>()
  /** Made formable by the event taken last. */
  committable: readonly SporeId[] = []
  abortable: readonly SporeId[] = []
  #thresholds: Thresholds | undefined
  /** Where a node has several, one is watched. */
  #policy: PolicyId | undefined
  #last: SimEvent | undefined
  #moments = 0
  #faultyBits = 0
  readonly #places = new Map<string, Map<SporeId, Accesses>>()

  get thresholds(): Thresholds {
    if (!this.#thresholds) throw new Error('the ledger has taken no event')
    return this.#thresholds
  }

  tally(id: SporeId): Tally {
    return this.tallies.get(id) ?? NOBODY
  }

  isFaulty = (endorser: number): boolean => this.faulty.has(endorser)

  take(event: SimEvent, world: WorldView): void {
    if (event === this.#last) return
    this.#begin(world)
    this.#last = event
    this.committable = []
    this.abortable = []
    if (event.type === 'submitted') this.learn(event.spore)
    else if (event.type === 'fault' && event.faulty !== undefined) this.#suspect(event.faulty)
    else if (event.type === 'signed') this.#hear(event.batch)
    else if (event.type === 'stored') this.#store(event.node, event.bundles, event.batches)
  }

  /** What can be known before the event itself is weighed: who plays, and the bodies that it brings. */
  prepare(event: SimEvent, world: WorldView): void {
    this.#begin(world)
    if (event.type === 'submitted') this.learn(event.spore)
    if (event.type === 'stored')
      for (const { spores } of event.bundles) spores.forEach((each) => this.learn(each))
  }

  #begin(world: WorldView): void {
    if (this.#thresholds) return
    this.#thresholds = thresholdsOf(world.record)
    this.#policy = world.policy
    for (const endorser of world.byzantine) this.#suspect(endorser)
  }

  #suspect(endorser: number): void {
    this.faulty.add(endorser)
    this.#faultyBits |= 1 << endorser
    for (const id of this.tallies.keys()) this.#weigh(id)
  }

  learn(spore: Spore): void {
    if (this.bodies.has(spore.id) || spore.policy !== this.#policy) return
    const accesses = validAccesses(spore)
    this.bodies.set(spore.id, { spore, accesses })
    for (const slot of accesses?.keys() ?? []) this.slots.add(slot)
    if (this.tally(spore.id).commitAt !== undefined) this.#occupy(spore.id)
  }

  diskOf(node: number): Set<string> {
    let disk = this.disks.get(node)
    if (!disk) this.disks.set(node, (disk = new Set()))
    return disk
  }

  #store(node: number, bundles: readonly Bundle[], batches: readonly Batch[]): void {
    const disk = this.diskOf(node)
    for (const { spores } of bundles)
      for (const spore of spores) {
        this.learn(spore)
        disk.add(spore.id)
      }
    for (const batch of batches) {
      disk.add(batch.digest)
      if (batch.header.policy !== this.#policy) continue
      if (batch.header.endorser === node || this.faulty.has(batch.header.endorser)) this.#hear(batch)
    }
  }

  #hear(batch: Batch): void {
    if (this.batches.has(batch.digest)) return
    this.batches.set(batch.digest, batch)
    for (const item of batch.items) this.#count(batch.header.endorser, item)
  }

  #count(endorser: number, item: Item): void {
    if (item.type !== 'ENDORSE' && item.type !== 'REJECT' && item.type !== 'ACCEPT') return
    const bit = 1 << endorser
    let tally = this.tallies.get(item.spore)
    if (!tally) this.tallies.set(item.spore, (tally = { ...NOBODY, accepted: new Map() }))
    if (item.type === 'ENDORSE') tally.endorsed |= bit
    else if (item.type === 'REJECT') tally.rejected |= bit
    else tally.accepted.set(item.ballot, (tally.accepted.get(item.ballot) ?? 0) | bit)
    this.#weigh(item.spore)
  }

  /** With the help of all who are faulty, who may say anything at any time. */
  #weigh(id: SporeId): void {
    const tally = this.tally(id)
    const { q, alpha, fast } = this.thresholds
    const helped = (set: number): number => count(set | this.#faultyBits)
    const accepts = (even: boolean): boolean =>
      [...tally.accepted].some(([w, set]) => commitsAt(w) === even && helped(set) >= q)
    if (tally.commitAt === undefined && (helped(tally.endorsed) >= fast || accepts(true))) {
      tally.commitAt = ++this.#moments
      this.order.push(id)
      this.committable = [...this.committable, id]
      this.#occupy(id)
    }
    if (tally.abortAt === undefined && (helped(tally.rejected) >= alpha || accepts(false))) {
      tally.abortAt = ++this.#moments
      this.abortable = [...this.abortable, id]
    }
  }

  #occupy(id: SporeId): void {
    const accesses = this.bodies.get(id)?.accesses
    for (const { slot, mode, base } of accesses?.values() ?? []) {
      if (!isExclusive(mode) && !isCommutative(mode)) continue
      const place = `${slot}@${base.path.join('.')}`
      const there = this.#places.get(place)
      if (accesses && there) there.set(id, accesses)
      else if (accesses) this.#places.set(place, new Map([[id, accesses]]))
    }
  }

  /** A committable spore other than this that wants a place which this one wants, too. */
  rivalOf(id: SporeId): { readonly rival: SporeId; readonly slot: string } | undefined {
    for (const { slot, mode, base } of this.bodies.get(id)?.accesses?.values() ?? [])
      for (const [rival, theirs] of this.#places.get(`${slot}@${base.path.join('.')}`) ?? [])
        if (rival !== id && rivals(theirs.get(slot)?.mode ?? 'RE', mode)) return { rival, slot }
    return undefined
  }

  /** ω ENDORSEs that exist. */
  isApproved(id: SporeId): boolean {
    return count(this.tally(id).endorsed) >= this.thresholds.omega
  }

  /** A certificate that exists, without any help. */
  isCommitted(id: SporeId): boolean {
    const { endorsed, accepted } = this.tally(id)
    const { q, fast } = this.thresholds
    return count(endorsed) >= fast || [...accepted].some(([w, set]) => commitsAt(w) && count(set) >= q)
  }

  isAborted(id: SporeId): boolean {
    const { rejected, accepted } = this.tally(id)
    const { q, alpha } = this.thresholds
    return count(rejected) >= alpha || [...accepted].some(([w, set]) => !commitsAt(w) && count(set) >= q)
  }

  honest(set: number): number {
    return count(set & ~this.#faultyBits)
  }
}
