// What the byzantine endorsers know, together: everything that any of them was sent, votes counted by spore, reports and
// proposals by ballot. Nobody hides anything from the adversary but what never reached it.

import type { Batch, BatchRef, Item, PackedBatch, PackedItem } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Bundle } from '../../worker/core/model/spore.ts'

export interface Report {
  readonly endorser: number
  readonly ref: BatchRef
  readonly item: Extract<Item, { type: 'RECOVER' }>
}

/** Of one spore. */
export interface Dossier {
  readonly id: SporeId
  readonly endorsed: Set<number>
  readonly rejected: Set<number>
  readonly accepted: Set<number>
  /** By ballot, one of each endorser. */
  readonly reports: Map<number, Map<number, Report>>
  readonly proposals: Map<number, BatchRef[]>
}

export class Knowledge {
  readonly bundles = new Map<SporeId, Bundle>()
  readonly #dossiers = new Map<SporeId, Dossier>()
  readonly #byPrefix = new Map<string, SporeId>()
  readonly #heard = new Set<string>()
  /** First number lacking of every chain, as it looks from here. */
  readonly next: number[]

  constructor(n: number) {
    this.next = new Array<number>(n).fill(0)
  }

  learnBundle(bundle: Bundle): SporeId[] {
    const fresh = bundle.spores.filter(({ id }) => !this.bundles.has(id)).map(({ id }) => id)
    for (const id of fresh) {
      this.bundles.set(id, bundle)
      this.#byPrefix.set(id.slice(0, 16), id)
    }
    return fresh
  }

  /** What is new in it; nothing when it was heard before. */
  learnBatch({ header, digest, items }: PackedBatch | Batch): readonly Item[] {
    if (this.#heard.has(digest)) return []
    this.#heard.add(digest)
    const { endorser, seq } = header
    this.next[endorser] = Math.max(this.next[endorser] ?? 0, seq + 1)
    const known = items.flatMap((item) => this.#expand(item) ?? [])
    for (const item of known) this.#note(endorser, item, { endorser, seq, digest })
    return known
  }

  of(id: SporeId): Dossier {
    let dossier = this.#dossiers.get(id)
    if (!dossier) {
      dossier = {
        id,
        endorsed: new Set(),
        rejected: new Set(),
        accepted: new Set(),
        reports: new Map(),
        proposals: new Map(),
      }
      this.#dossiers.set(id, dossier)
    }
    return dossier
  }

  #expand(item: PackedItem): Item | undefined {
    const spore = this.#full(item.spore)
    if (spore === undefined) return undefined
    if (item.type === 'ENDORSE') return { ...item, spore, freed: [] }
    if (item.type === 'REJECT') return { ...item, spore, ref: null }
    if (item.type === 'HOLD') return undefined
    return item.type === 'RECOVER' ? { ...item, spore, by: null } : { ...item, spore }
  }

  #full(id: string): SporeId | undefined {
    return id.length === 64 ? (id as SporeId) : this.#byPrefix.get(id)
  }

  #note(endorser: number, item: Item, ref: BatchRef): void {
    const dossier = this.of(item.spore)
    if (item.type === 'ENDORSE') dossier.endorsed.add(endorser)
    if (item.type === 'REJECT') dossier.rejected.add(endorser)
    if (item.type === 'ACCEPT') dossier.accepted.add(endorser)
    if (item.type === 'RECOVER') {
      const reports = dossier.reports.get(item.ballot) ?? new Map<number, Report>()
      dossier.reports.set(item.ballot, reports)
      reports.set(endorser, { endorser, ref, item })
    }
    if (item.type === 'PROPOSE')
      dossier.proposals.set(item.ballot, [...(dossier.proposals.get(item.ballot) ?? []), ref])
  }
}
