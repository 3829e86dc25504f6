// One byzantine endorser's hand: its key, its chain or chains, and what it showed to whom. It signs whatever it is told to.

import { encodeBatch, headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import type { Batch, BatchRef, Item } from '../../worker/core/model/batch.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { simSignature } from './signing.ts'
import type { World } from './world.ts'

export interface Said {
  readonly batch: Batch
  readonly wire: Uint8Array
  readonly to: ReadonlySet<number>
}

export class Liar {
  readonly index: number
  readonly said: Said[] = []
  readonly #world: World
  #seq = 0
  #head: string

  constructor(world: World, index: number) {
    this.#world = world
    this.index = index
    this.#head = world.policy
  }

  get next(): number {
    return this.#seq
  }

  /** The next batch of its chain, shown to these. */
  say(items: readonly Item[], to: Iterable<number>): Said {
    const said = this.#sign(this.#seq, this.#head, items, to)
    this.#seq++
    this.#head = said.batch.digest
    return said
  }

  /** Two batches under one number: the second is a branch that ends there, or the first is. */
  fork(
    first: readonly Item[],
    second: readonly Item[],
    to: readonly [Iterable<number>, Iterable<number>],
    goOnWithSecond: boolean,
  ): readonly [Said, Said] {
    const [seq, head] = [this.#seq, this.#head]
    const one = this.#sign(seq, head, first, to[0])
    const other = this.#sign(seq, head, second, to[1])
    this.#seq++
    this.#head = (goOnWithSecond ? other : one).batch.digest
    return [one, other]
  }

  /** Shows what it signed before to others, too. */
  show({ wire }: Said, to: Iterable<number>): void {
    for (const each of to) this.#world.send(this.index, each, wire)
  }

  refOf({ batch }: Said): BatchRef {
    return { endorser: this.index, seq: batch.header.seq, digest: batch.digest }
  }

  #sign(seq: number, previous: string, items: readonly Item[], to: Iterable<number>): Said {
    const world = this.#world
    const header = {
      policy: world.policy,
      era: 0,
      endorser: this.index,
      incarnation: 0,
      seq,
      previous,
      root: itemsRoot(items),
      count: items.length,
    }
    const digest = headerDigest(header)
    const signature = simSignature(world.keys[this.index] as PublicKeyHex, hexToBytes(digest))
    const batch: Batch = { header, digest, signature, items }
    const said = { batch, wire: encodeBatch(batch, 'full'), to: new Set(to) }
    this.said.push(said)
    world.emit({ type: 'signed', at: world.now, endorser: this.index, batch })
    this.show(said, said.to)
    return said
  }
}
