// I13: "soundness: no valid evidence ever against a node the simulator did not fault; completeness: P1, P2, P5 detected once
// both items reach one honest node". What each honest node has stored of the faulty is read here for contradictions;
// by 'quiet' it must have accepted evidence of each.

import type { Batch, Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import type { Ledger } from './ledger.ts'
import { policyIn } from './records.ts'

/** What one honest node has of one faulty endorser. */
interface Known {
  readonly digests: Map<number, string>
  readonly votes: Map<SporeId, 'ENDORSE' | 'REJECT'>
  readonly recovers: Map<SporeId, Said[]>
  /** What must not come after a RECOVER of more than its height. */
  readonly bound: Map<SporeId, Said[]>
}

interface Said {
  readonly place: Place
  readonly height: number
}

type Place = readonly [seq: number, item: number]

export class EvidenceTruth implements Checker {
  readonly id = 'I13'
  readonly #ledger: Ledger
  readonly #known = new Map<string, Known>()
  /** `node/accused/code`, with what shows it. */
  readonly #due = new Map<string, string>()
  readonly #accepted = new Set<string>()
  readonly #complete: boolean

  constructor(ledger: Ledger, complete = true) {
    this.#ledger = ledger
    this.#complete = complete
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'evidence') {
      this.#accept(event.node, event.accused, event.code)
    } else if (event.type === 'stored') {
      for (const batch of event.batches)
        if (batch.header.policy === world.policy && this.#ledger.isFaulty(batch.header.endorser))
          this.#read(event.node, batch)
    } else if (event.type === 'quiet') this.#atRest(world)
  }

  /** What a node holds it may have told nobody: it crashed in between. */
  #atRest(world: WorldView): void {
    for (const { index, state } of world.honest)
      for (const { code, accused } of policyIn(state, world.policy)?.evidence.held.values() ?? [])
        this.#accept(index, accused, code)
    if (!this.#complete) return
    for (const [due, what] of this.#due)
      if (!this.#accepted.has(due)) {
        const [node = '', accused = '', code = ''] = due.split('/')
        throw new Violation('I13', `node ${node} has no ${code} against endorser ${accused}: ${what}`)
      }
  }

  #accept(node: number, accused: number, code: string): void {
    // P11 says only that a key was used twice, perhaps by two honest tabs.
    if (code !== 'P11' && !this.#ledger.isFaulty(accused))
      throw new Violation('I13', `node ${node} holds ${code} against endorser ${accused}, which is honest`)
    this.#accepted.add(`${node}/${accused}/${code}`)
  }

  #read(node: number, { header: { endorser, seq }, digest, items }: Batch): void {
    const name = `${node}/${endorser}`
    let known = this.#known.get(name)
    if (!known) {
      known = { digests: new Map(), votes: new Map(), recovers: new Map(), bound: new Map() }
      this.#known.set(name, known)
    }
    const before = known.digests.get(seq)
    if (before === digest) return
    if (before !== undefined) {
      this.#due.set(`${name}/P1`, `two batches ${seq}`)
      // On a forked chain nothing has an order.
      this.#due.delete(`${name}/P5`)
    } else known.digests.set(seq, digest)
    for (const [at, item] of items.entries()) this.#hear(name, known, [seq, at], item)
  }

  #hear(name: string, known: Known, place: Place, item: Item): void {
    const { spore } = item
    if (item.type === 'ENDORSE' || item.type === 'REJECT') {
      const vote = known.votes.get(spore)
      if (vote === undefined) known.votes.set(spore, item.type)
      else if (vote !== item.type) this.#due.set(`${name}/P2`, `both votes on ${spore.slice(0, 16)}`)
    }
    // Half a step up, so that ACCEPT w may follow RECOVER w, and a vote none at all.
    const height = item.type === 'RECOVER' ? item.ballot : item.type === 'ACCEPT' ? item.ballot + 0.5 : 0
    if (item.type === 'HOLD' || item.type === 'PROPOSE') return
    const isRecover = item.type === 'RECOVER'
    const [same, others] = isRecover ? [known.recovers, known.bound] : [known.bound, known.recovers]
    const here = { place, height }
    const there = same.get(spore)
    if (there) there.push(here)
    else same.set(spore, [here])
    const found = others.get(spore)?.some((other) => {
      const [recover, low] = isRecover ? [here, other] : [other, here]
      return low.height < recover.height && isBefore(recover.place, low.place)
    })
    if (found === true && !this.#due.has(`${name}/P1`))
      this.#due.set(`${name}/P5`, `a step back in the ballots of ${spore.slice(0, 16)}`)
  }
}

const isBefore = ([seq, at]: Place, [otherSeq, otherAt]: Place): boolean =>
  seq < otherSeq || (seq === otherSeq && at < otherAt)
