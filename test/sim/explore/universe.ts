// Everything that may ever be signed in an exploration. Each statement is a batch of its own, and its digest follows from
// its content alone: whoever says the same thing in another schedule says it in the same bytes, so states can be compared.

import { headerDigest } from '../../../worker/core/codec/batch-codec.ts'
import { encodeItem, itemsRoot } from '../../../worker/core/codec/item-codec.ts'
import { bytesToHex } from '../../../worker/core/codec/hex.ts'
import { policyIdOf } from '../../../worker/core/codec/policy-codec.ts'
import type { Batch, BatchRef, Item, PackedBatch } from '../../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../../worker/core/model/policy.ts'
import { NO_SIGNATURE } from '../../core/builders.ts'

export interface Signed {
  readonly id: number
  readonly endorser: number
  readonly item: Item
  readonly packed: PackedBatch
  readonly ref: BatchRef
  /** What it says, whatever it refers to in proof of it. */
  readonly sense: string
}

export function senseOf(item: Item, spore: number): string {
  switch (item.type) {
    case 'RECOVER':
      return `${spore}?${item.ballot}${item.vote ?? '-'}${item.accepted?.ballot ?? '-'}${item.by === null ? '' : '!'}`
    case 'ACCEPT':
      return `${spore}=${item.ballot}`
    case 'PROPOSE':
      return `${spore}:${item.ballot}`
    default:
      return `${spore}${item.type[0] ?? ''}`
  }
}

export class Universe {
  readonly record: PolicyRecord
  readonly policy: PolicyId
  readonly #spores: ReadonlyMap<SporeId, number>
  readonly #all: Signed[] = []
  readonly #byContent = new Map<string, Signed>()
  readonly #byDigest = new Map<string, Signed>()

  constructor(record: PolicyRecord, spores: readonly SporeId[]) {
    this.record = record
    this.#spores = new Map(spores.map((id, i) => [id, i]))
    this.policy = policyIdOf(record)
  }

  /** The one batch in which this endorser says this. */
  sign(endorser: number, item: Item): Signed {
    const content = `${endorser} ${bytesToHex(encodeItem(item))}`
    const known = this.#byContent.get(content)
    if (known) return known
    // Numbers have gaps, so no batch claims to follow another: chains are not the subject here.
    const batch = this.batchOf(endorser, item, 2 * this.#all.length + 1)
    const { header, digest, signature, items } = batch
    const made: Signed = {
      id: this.#all.length,
      endorser,
      item,
      packed: { header, digest, signature, short: false, items },
      ref: { endorser, seq: header.seq, digest },
      sense: senseOf(item, this.#spores.get(item.spore) ?? -1),
    }
    this.#all.push(made)
    this.#byContent.set(content, made)
    this.#byDigest.set(digest, made)
    return made
  }

  find({ digest }: BatchRef): Signed {
    const found = this.#byDigest.get(digest)
    if (!found) throw new Error('a reference to something nobody signed')
    return found
  }

  get size(): number {
    return this.#all.length
  }

  private batchOf(endorser: number, item: Item, seq: number): Batch {
    const header = {
      policy: this.policy,
      era: 0,
      endorser,
      incarnation: 0,
      seq,
      previous: this.policy,
      root: itemsRoot([item]),
      count: 1,
    }
    return { header, digest: headerDigest(header), signature: NO_SIGNATURE, items: [item] }
  }
}
