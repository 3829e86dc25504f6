// I7, its third part: what an honest ACCEPT or PROPOSE rests on exists and suffices (protocol 3.6). ACCEPT 0 needs an approval
// certificate, ACCEPT w a PROPOSE of the ballot's coordinator whose reports make the outcome of w safe. Everything referred
// to is looked up by digest among what was durable or signed before.

import type { BatchRef, Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import { commitsAt, coordinatorOf } from '../reference/thresholds.ts'
import type { Ledger } from './ledger.ts'

type Accept = Extract<Item, { type: 'ACCEPT' }>
type Recover = Extract<Item, { type: 'RECOVER' }>
type Propose = Extract<Item, { type: 'PROPOSE' }>

export class Justification {
  readonly #ledger: Ledger
  /** PROPOSEs found sound: by digest of the batch, spore and ballot. */
  readonly #sound = new Set<string>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  ofAccept({ spore, ballot, just }: Accept): string | undefined {
    if (commitsAt(ballot) && !this.#ledger.isApproved(spore)) return 'there is no approval'
    if (ballot === 0) return just === null ? undefined : 'ballot 0 follows no PROPOSE'
    return just === null ? 'it names no PROPOSE' : this.#ofReference(spore, ballot, just)
  }

  #ofReference(spore: SporeId, ballot: number, ref: BatchRef): string | undefined {
    const known = `${ref.digest}/${spore}/${ballot}`
    if (this.#sound.has(known)) return undefined
    const propose = this.#find(ref, spore, ballot, 'PROPOSE')
    const fault = propose ? this.ofPropose(ref.endorser, propose) : 'its PROPOSE is nowhere'
    if (fault === undefined) this.#sound.add(known)
    return fault
  }

  ofPropose(endorser: number, { spore, ballot, reports }: Propose): string | undefined {
    const { n, r } = this.#ledger.thresholds
    if (coordinatorOf(spore, ballot, n) !== endorser) return `endorser ${endorser} does not coordinate`
    const speakers = new Set(reports.map(({ endorser: speaker }) => speaker))
    if (speakers.size !== reports.length) return 'two reports are of one endorser'
    if (speakers.size < r) return `it shows ${speakers.size} reports of ${r}`
    const recovers: Recover[] = []
    for (const ref of reports) {
      const recover = this.#find(ref, spore, ballot, 'RECOVER')
      if (!recover) return `the report of endorser ${ref.endorser} is nowhere`
      recovers.push(recover)
    }
    return this.#unsafe(spore, ballot, recovers)
  }

  /** Safe(w, R): no decision of the other kind can have come about, or come about any more, below w. */
  #unsafe(spore: SporeId, ballot: number, reports: readonly Recover[]): string | undefined {
    let highest: number | undefined
    for (const { accepted } of reports) {
      if (accepted === null) continue
      if (accepted.ballot >= ballot) return `a report claims ballot ${accepted.ballot}`
      const fault = this.ofAccept({ type: 'ACCEPT', spore, ...accepted })
      if (fault !== undefined) return `the claim of ballot ${accepted.ballot} has no ground: ${fault}`
      highest = Math.max(highest ?? 0, accepted.ballot)
    }
    if (highest !== undefined)
      return commitsAt(highest) === commitsAt(ballot) ? undefined : `ballot ${highest} was accepted`
    if (commitsAt(ballot)) return this.#ledger.isApproved(spore) ? undefined : 'there is no approval'
    const endorsed = reports.filter(({ vote }) => vote === 'E').length
    return endorsed < this.#ledger.thresholds.omega
      ? undefined
      : `its reports hold an approval of ${endorsed}`
  }

  /** In the batch that is meant, the first item that fits. */
  #find<Type extends 'RECOVER' | 'PROPOSE'>(
    { endorser, seq, digest }: BatchRef,
    spore: SporeId,
    ballot: number,
    type: Type,
  ): Extract<Item, { type: Type }> | undefined {
    const batch = this.#ledger.batches.get(digest)
    if (!batch || batch.header.endorser !== endorser || batch.header.seq !== seq) return undefined
    return batch.items.find(
      (item): item is Extract<Item, { type: Type }> =>
        item.type === type && item.spore === spore && 'ballot' in item && item.ballot === ballot,
    )
  }
}
