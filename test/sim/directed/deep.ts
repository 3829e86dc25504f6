// Deep schedules of production cores: many spores on few slots, decided and executed in an order of the adversary's choice.
// Spores are made from the most advanced node, and two replicas lag far behind. Byzantine endorsers sign whatever is asked of
// them. Shallow runs, with a commit or two a slot, miss what this is for: exactness, epochs, absorbed writes.

import { Random } from '../random.ts'
import { heldAt, shownHeld } from '../checkers/records.ts'
import { misconduct } from '../explore/conduct.ts'
import {
  brokenAgreement,
  canAbort,
  canApprove,
  canCommit,
  emptyTally,
  type Tally,
  wantOnePlace,
} from '../explore/formable.ts'
import { LocalNode } from '../explore/local-node.ts'
import { DEADLINE, OPEN, PAUSE } from '../explore/plan.ts'
import { type Signed, Universe } from '../explore/universe.ts'
import { above, type Access, type Accesses, accessesOf } from '../reference/footprint.ts'
import { ReferenceStore } from '../reference/store.ts'
import { type Thresholds, thresholdsOf } from '../reference/thresholds.ts'
import { draftOf, FAMILIES, type Family } from './wishes.ts'
import type { Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { Bundle, Spore } from '../../../worker/core/model/spore.ts'
import { bundleOf, sporeOf } from '../../core/builders.ts'
import { keyOf, policyOf } from '../../core/policy-samples.ts'

export interface DeepOptions {
  readonly seed: number
  readonly n: number
  readonly f: number
  readonly steps: number
  readonly families?: readonly Family[]
  /** How many spores build on what is not decided. */
  readonly ahead?: number
}

export interface DeepResult {
  readonly spores: number
  readonly committed: number
  readonly aborted: number
  readonly violation: string | undefined
}

interface Known {
  readonly index: number
  readonly spore: Spore
  readonly accesses: Accesses
  readonly words: Signed[]
  readonly tally: Tally
  committed: boolean
  aborted: boolean
}

const REPLICAS = 2
const MAX_SPORES = 80
const MAX_OPEN = 6
/** Rounds of telling everybody everything; each may make somebody speak again. */
const MAX_ROUNDS = 12

class Broken extends Error {}

export function deepRun(options: DeepOptions): DeepResult {
  const run = new DeepRun(options)
  let violation: string | undefined
  try {
    run.go()
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    violation = error.message
  }
  return { ...run.counts(), violation }
}

class DeepRun {
  readonly #random: Random
  readonly #options: DeepOptions
  readonly #universe: Universe
  readonly #limits: Thresholds
  readonly #bundles: Bundle[] = []
  readonly #spores: Known[] = []
  readonly #byId = new Map<SporeId, Known>()
  readonly #nodes: readonly LocalNode[]
  readonly #said: readonly Item[][]
  readonly #heard: readonly Set<number>[]
  readonly #serial = new ReferenceStore()
  #nonces = 0

  constructor(options: DeepOptions) {
    const { seed, n, f } = options
    this.#options = options
    this.#random = new Random(seed)
    this.#universe = new Universe(policyOf(n, f), [])
    this.#limits = thresholdsOf(this.#universe.record)
    const seats = [
      ...Array.from({ length: n - f }, (_, i) => i),
      ...Array.from({ length: REPLICAS }, (_, i) => n + i),
    ]
    this.#nodes = seats.map((seat) => new LocalNode(this.#universe, this.#bundles, seat, OPEN))
    this.#said = seats.map(() => [])
    this.#heard = seats.map(() => new Set())
  }

  counts(): Omit<DeepResult, 'violation'> {
    return {
      spores: this.#spores.length,
      committed: this.#spores.filter(({ committed }) => committed).length,
      aborted: this.#spores.filter(({ aborted }) => aborted).length,
    }
  }

  go(): void {
    for (let i = 0; i < this.#options.steps; i++) this.#step()
    this.#drain()
    this.#compare()
  }

  #step(): void {
    const random = this.#random
    const node = random.pick(this.#nodes.slice(0, -REPLICAS))
    const open = this.#spores.filter(({ committed, aborted }) => !committed && !aborted)
    const choice = random.next()
    if (open.length === 0 || (choice < 0.12 && open.length < MAX_OPEN && this.#spores.length < MAX_SPORES))
      return this.#draft(open)
    const recent = random.chance(0.85) ? this.#spores.slice(-4) : this.#spores
    if (choice < 0.42) return this.#take(node, { type: 'body', spore: random.pick(recent).index })
    if (choice < 0.68) {
      const ripe = open.filter(({ tally }) => canApprove(this.#limits, tally))
      return ripe.length === 0 ? undefined : this.#approve(node, random.pick(ripe))
    }
    if (choice < 0.7) return this.#reject(node, random.pick(open))
    if (choice < 0.72) return this.#press(node, random.pick(open))
    if (choice < 0.77) return this.#finish(open[0])
    const listener = random.chance(0.12) ? random.pick(this.#nodes.slice(-REPLICAS)) : node
    for (const each of random.shuffle(this.#spores.slice(-6)))
      if (random.chance(0.5)) this.#tell(listener, each)
    if (random.chance(0.02)) this.#take(listener, { type: 'body', spore: random.pick(this.#spores).index })
  }

  #draft(open: readonly Known[]): void {
    const random = this.#random
    const executed = (node: LocalNode): number =>
      [...node.policy.decided].filter(([, { stage }]) => stage === 'committed').length
    const [first, ...rest] = this.#nodes
    if (!first) return
    const advanced = rest.reduce((best, node) => (executed(node) > executed(best) ? node : best), first)
    const source = random.chance(0.2) ? random.pick(this.#nodes) : advanced
    const draft = draftOf(
      random,
      source.policy.records,
      this.#options.families ?? FAMILIES,
      this.#options.ahead ?? 0.2,
      open,
    )
    if (!draft) return
    const spore = sporeOf(draft.operations, {
      policy: this.#universe.policy,
      emitter: keyOf(random.below(this.#options.n) + 1),
      nonce: (++this.#nonces).toString(16).padStart(32, '0'),
      deadline: DEADLINE,
      requirements: draft.requirements,
    })
    const accesses = accessesOf(spore)
    if (!accesses) return
    const index = this.#spores.length
    const known = { index, spore, accesses, words: [], tally: emptyTally(), committed: false, aborted: false }
    this.#spores.push(known)
    this.#byId.set(spore.id, known)
    this.#bundles.push(bundleOf(spore))
  }

  #approve(node: LocalNode, known: Known): void {
    if (!canApprove(this.#limits, known.tally)) return
    this.#hear(node, known, ({ type }) => type === 'ENDORSE')
  }

  /** A byzantine REJECT brings an abort nearer; so do the honest ones. */
  #reject(node: LocalNode, known: Known): void {
    if (known.tally.rejected + this.#limits.f >= this.#limits.alpha)
      this.#hear(node, known, ({ type }) => type === 'REJECT')
  }

  /** Time passes, and everything about one spore arrives: ballots begin and go on. */
  #press(node: LocalNode, known: Known): void {
    if (node.state.now > DEADLINE - 10 * PAUSE) return
    this.#hear(node, known, () => true)
    this.#take(node, { type: 'time', now: node.state.now + PAUSE })
  }

  /** The oldest that is undecided comes to an end, so that its locks do not end the run. */
  #finish(known: Known | undefined): void {
    for (let round = 0; known && round < 5 && !known.committed && !known.aborted; round++)
      for (const node of this.#nodes.slice(0, -REPLICAS)) {
        this.#take(node, { type: 'body', spore: known.index })
        this.#press(node, known)
      }
  }

  #tell(node: LocalNode, known: Known): void {
    if (!known.committed && !known.aborted) return
    this.#take(node, { type: 'body', spore: known.index })
    this.#hear(node, known, ({ type }) => (known.committed ? type === 'ACCEPT' : type !== 'ENDORSE'))
  }

  #hear(node: LocalNode, { spore, words }: Known, fits: (item: Item) => boolean): void {
    const self = node.policy.self
    const heard = words.filter(({ item }) => fits(item))
    const kinds: Item[] = [
      { type: 'ENDORSE', spore: spore.id, freed: [] },
      { type: 'REJECT', spore: spore.id, why: 'LOCAL', ref: null },
      { type: 'ACCEPT', spore: spore.id, ballot: 0, just: null },
    ]
    for (const { item } of heard)
      if (item.type === 'ACCEPT' && item.ballot > 0) kinds.push(item)
      else if (item.type === 'RECOVER') kinds.push({ ...item, vote: null, accepted: null })
    for (const signed of heard) if (signed.endorser !== self) this.#take(node, { type: 'hear', signed })
    for (let liar = this.#options.n - this.#options.f; liar < this.#options.n; liar++)
      for (const item of kinds)
        if (fits(item)) this.#take(node, { type: 'hear', signed: this.#universe.sign(liar, item) })
  }

  #take(node: LocalNode, input: Parameters<LocalNode['take']>[0]): void {
    const at = this.#nodes.indexOf(node)
    const name = input.type === 'hear' ? input.signed.id : undefined
    if (name !== undefined && this.#heard[at]?.has(name)) return
    if (name !== undefined) this.#heard[at]?.add(name)
    const before = this.#said[at] ?? []
    for (const signed of node.take(input)) {
      const { item } = signed
      const known = this.#byId.get(item.spore)
      if (!known) throw new Broken('a word about nothing')
      const fault = misconduct(
        before,
        item,
        (id) => this.#byId.get(id)?.accesses,
        (id) => standingAt(node, id),
      )
      if (fault !== undefined) throw new Broken(fault)
      const unjust = unjustified(node, known, item)
      if (unjust !== undefined) throw new Broken(unjust)
      before.push(item)
      known.words.push(signed)
      this.#count(known, item)
    }
    if (node.alarms.length > 0) throw new Broken(`alarm: ${node.alarms[0] ?? ''}`)
  }

  #count(known: Known, item: Item): void {
    const { tally } = known
    if (item.type === 'ENDORSE') tally.endorsed++
    else if (item.type === 'REJECT') tally.rejected++
    else if (item.type === 'ACCEPT')
      tally.accepted.set(item.ballot, (tally.accepted.get(item.ballot) ?? 0) + 1)
    else return
    const name = `S${known.index}`
    const broken = brokenAgreement(this.#limits, [{ name, accesses: known.accesses, tally }])
    if (broken !== undefined) throw new Broken(broken)
    if (canAbort(this.#limits, tally)) known.aborted = true
    if (known.committed || !canCommit(this.#limits, tally)) return
    known.committed = true
    for (const other of this.#spores)
      if (other !== known && other.committed && wantOnePlace(other.accesses, known.accesses))
        throw new Broken(`I2: S${other.index} and ${name} both commit in one place`)
    this.#append(known)
  }

  /** The next in serial order: what it was made against must be true now. */
  #append({ index, spore, accesses }: Known): void {
    for (const access of accesses.values()) {
      const untruth = this.#serial.untruth(access)
      if (untruth !== undefined)
        throw new Broken(`I4: S${index} commits out of order at ${access.slot}: ${untruth}`)
    }
    const misfit = this.#serial.misfit(spore.operations)
    if (misfit !== undefined) throw new Broken(`I4: S${index} commits and does not fit: ${misfit}`)
    if (this.#serial.execute(spore, accesses) !== 'done')
      throw new Broken(`I4: S${index} is not ready in serial order`)
  }

  /** The network is whole: everybody hears everything, in an order of chance. */
  #drain(): void {
    // Bodies first: who learns of a commit while its rivals are open must not take a winner for dead.
    for (const node of this.#nodes)
      for (const { index } of this.#random.shuffle(this.#spores))
        this.#take(node, { type: 'body', spore: index })
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = this.#said.map(({ length }) => length).join()
      for (const node of this.#nodes)
        for (const known of this.#random.shuffle(this.#spores)) {
          this.#take(node, { type: 'body', spore: known.index })
          this.#tell(node, known)
        }
      if (this.#said.map(({ length }) => length).join() === before) return
    }
  }

  #compare(): void {
    const slots = new Set(this.#spores.flatMap(({ accesses }) => [...accesses.keys()]))
    for (const [i, { policy }] of this.#nodes.entries()) {
      for (const { index, spore, committed } of this.#spores) {
        const { stage, executed } = standingAt(this.#nodes[i], spore.id)
        if (committed && stage !== 'committed')
          throw new Broken(`I1: S${index} committed and is ${stage} at node ${i}`)
        if (committed && !executed)
          throw new Broken(`I6: S${index} committed and never executes at node ${i}`)
      }
      for (const slot of slots) {
        const held = heldAt(policy, slot)
        const shown = held && held !== 'unloaded' ? shownHeld(held) : 'nothing at all'
        const wanted = this.#serial.show(slot) ?? 'nothing at all'
        if (shown !== wanted)
          throw new Broken(`I3/I4: node ${i} holds ${shown} at ${slot}, serial order gives ${wanted}`)
      }
    }
  }
}

/**
 * A refusal binds and can end a valid spore, so a node that lags must not refuse: STALE only where it is ahead of the spore
 * somewhere, TYPE only where it is level with it everywhere [V2, V12]. Nodes only move on, so it is enough to look now.
 */
function unjustified(node: LocalNode, { index, spore, accesses }: Known, item: Item): string | undefined {
  if (item.type !== 'REJECT' || (item.why !== 'STALE' && item.why !== 'TYPE')) return undefined
  const orders = [...accesses.values()].map((access) => orderOf(node, access))
  if (item.why === 'TYPE')
    return orders.includes('ahead') ? `V12: a node that lags refuses S${index} for its type` : undefined
  if (orders.includes('behind') || standingAt(node, spore.id).stage === 'dead') return undefined
  // Level by path: then the writer, the exact version or the class is another one.
  return orders.includes('level') && !orders.includes('ahead')
    ? undefined
    : isBesides(node, accesses)
      ? undefined
      : `V2: a node that lags refuses S${index} as stale`
}

function orderOf({ policy }: LocalNode, { slot, base }: Access): 'behind' | 'level' | 'ahead' {
  const key = above(slot)
  const held = heldAt(policy, slot)
  const top = key === undefined ? undefined : (policy.records.get(key)?.x ?? 0)
  const own = held && held !== 'unloaded' ? held.record.x : 0
  for (const [level, x] of (top === undefined ? [own] : [top, own]).entries()) {
    const wanted = base.path[level] ?? 0
    if (wanted !== x) return wanted < x ? 'behind' : 'ahead'
  }
  return 'level'
}

/** Some level access names another writer, exact version or class than the node has, or a writer that never came. */
function isBesides(node: LocalNode, accesses: Accesses): boolean {
  return [...accesses.values()].some((access) => {
    if (access.base.w !== null && access.base.w !== '0'.repeat(16)) return true
    return orderOf(node, access) === 'level' && (access.base.c !== null || access.mode.startsWith('C'))
  })
}

function standingAt(
  node: LocalNode | undefined,
  id: SporeId,
): { readonly stage: string; readonly executed: boolean } {
  const decided = node?.policy.decided.get(id)
  const open = node?.policy.open.get(id)
  return {
    stage: decided?.stage ?? open?.stage ?? 'unknown',
    executed: decided ? decided.stage === 'committed' : (open?.executed ?? false),
  }
}
