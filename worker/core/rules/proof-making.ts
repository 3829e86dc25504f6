// Makes light proofs from the signed messages that a node holds (rule PF-5): shows one spore of a bundle, one item of a
// batch, and gathers votes until they decide. It believes what it is given: those messages were verified when they came.

import { encodeItem } from '../codec/item-codec.ts'
import { hexToBytes } from '../codec/hex.ts'
import { merklePath, merkleSides } from '../codec/merkle.ts'
import type { Batch, Item } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import type { PolicyParameters } from '../model/policy-parameters.ts'
import type { MerklePath, ShownSpore, ShownVote, ShownVotes } from '../model/proof.ts'
import type { Bundle } from '../model/spore.ts'
import { commits } from './safety.ts'

const pathOf = (leaves: readonly Uint8Array[], index: number): MerklePath => ({
  sides: merkleSides(index, leaves.length),
  siblings: merklePath(leaves, index),
})

export function showSpore({ spores, signature }: Bundle, id: SporeId): ShownSpore | undefined {
  const index = spores.findIndex((spore) => spore.id === id)
  const spore = spores[index]
  const leaves = spores.map((each) => hexToBytes(each.id))
  return spore && { spore, signature, path: pathOf(leaves, index) }
}

function showVote({ header, signature, items }: Batch, index: number): ShownVote | undefined {
  const item = items[index]
  const { endorser, seq, previous, count } = header
  const leaves = items.map(encodeItem)
  return item && { endorser, seq, previous, count, signature, item, path: pathOf(leaves, index) }
}

interface Place {
  readonly batch: Batch
  readonly index: number
}

/** The votes on one spore, as the batches show them: the first of each endorser and kind. */
export class VoteGathering {
  readonly #spore: SporeId
  readonly #parameters: PolicyParameters
  readonly #endorses = new Map<number, Place>()
  readonly #rejects = new Map<number, Place>()
  readonly #accepts = new Map<number, Map<number, Place>>()

  constructor(spore: SporeId, parameters: PolicyParameters) {
    this.#spore = spore
    this.#parameters = parameters
  }

  add(batch: Batch): void {
    for (const [index, item] of batch.items.entries())
      if (item.spore === this.#spore) this.#take(item, { batch, index })
  }

  #take(item: Item, place: Place): void {
    const { endorser } = place.batch.header
    const kind =
      item.type === 'ENDORSE'
        ? this.#endorses
        : item.type === 'REJECT'
          ? this.#rejects
          : item.type === 'ACCEPT'
            ? this.#ballot(item.ballot)
            : undefined
    if (kind && !kind.has(endorser)) kind.set(endorser, place)
  }

  #ballot(ballot: number): Map<number, Place> {
    const known = this.#accepts.get(ballot) ?? new Map<number, Place>()
    this.#accepts.set(ballot, known)
    return known
  }

  /** The votes that decide it so; ACCEPTs first, for their proof is the smallest. Undefined while there are too few. */
  deciding(decision: 'committed' | 'aborted'): ShownVotes | undefined {
    const { q, qF, alpha } = this.#parameters
    for (const [ballot, places] of this.#accepts)
      if (places.size >= q && commits(ballot) === (decision === 'committed'))
        return { type: 'accepts', ballot, votes: show(places, q) }
    if (decision === 'aborted' && this.#rejects.size >= alpha)
      return { type: 'rejects', votes: show(this.#rejects, alpha) }
    if (decision === 'committed' && qF !== undefined && this.#endorses.size >= qF)
      return { type: 'endorses', votes: show(this.#endorses, qF) }
    return undefined
  }
}

/** Exactly as many as decide, ascending by endorser (PF-3). */
function show(places: ReadonlyMap<number, Place>, count: number): ShownVote[] {
  const first = [...places].sort(([a], [b]) => a - b).slice(0, count)
  return first.flatMap(([, { batch, index }]) => showVote(batch, index) ?? [])
}
