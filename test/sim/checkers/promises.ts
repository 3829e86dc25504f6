// I7: "an honest endorser never emits: 2 votes per spore, ACCEPT<prom, conflicting ENDORSE without release, 2 batches per seq
// (also across crashes)"; nor a vote after RECOVER, a RECOVER that goes back or does not tell the truth. Each endorser's
// own chain is followed here from its disk, item by item, through all its crashes.

import type { Batch, Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import { Justification } from './justification.ts'
import type { Ledger } from './ledger.ts'
import { Releases } from './releases.ts'

interface Said {
  vote: 'E' | 'R' | null
  /** The highest ballot it took part in. */
  promised: number
  accepted: { readonly ballot: number; readonly just: string | null } | null
}

interface Own {
  seq: number
  digest: string | undefined
  readonly digests: Map<number, string>
  readonly said: Map<SporeId, Said>
  readonly releases: Releases
}

export class Promises implements Checker {
  readonly id = 'I7'
  readonly #ledger: Ledger
  readonly #justification: Justification
  readonly #own = new Map<number, Own>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
    this.#justification = new Justification(ledger)
  }

  on(event: SimEvent, world: WorldView): void {
    const ledger = this.#ledger
    // Judged by what existed before the round: nobody may count its own votes before they are durable.
    ledger.prepare(event, world)
    if (event.type === 'stored')
      for (const batch of event.batches) {
        const { endorser, policy } = batch.header
        if (policy !== world.policy || ledger.isFaulty(endorser)) continue
        if (endorser === event.node) this.#follow(batch, world)
        else if (!ledger.diskOf(endorser).has(batch.digest))
          throw new Violation(
            'I7',
            `node ${event.node} has batch ${batch.header.seq} of endorser ${endorser}, which has not stored it`,
          )
      }
    ledger.take(event, world)
  }

  #follow(batch: Batch, world: WorldView): void {
    const { endorser, seq, previous } = batch.header
    let own = this.#own.get(endorser)
    if (!own) {
      const releases = new Releases(this.#ledger, endorser)
      own = { seq: 0, digest: undefined, digests: new Map(), said: new Map(), releases }
      this.#own.set(endorser, own)
    }
    const before = own.digests.get(seq)
    if (before === batch.digest) return
    if (before !== undefined) throw this.#broken(endorser, `made two batches ${seq}`)
    if (seq !== own.seq) throw this.#broken(endorser, `made batch ${seq} where ${own.seq} follows`)
    if (own.digest !== undefined && previous !== own.digest)
      throw this.#broken(endorser, `linked batch ${seq} to another than its last`)
    own.digests.set(seq, batch.digest)
    own.digest = batch.digest
    own.seq++
    for (const item of batch.items) this.#judge(endorser, own, item, world)
  }

  #judge(endorser: number, own: Own, item: Item, world: WorldView): void {
    const id = item.spore
    const broken = (what: string): Violation => this.#broken(endorser, `${what} of ${id.slice(0, 16)}`)
    let said = own.said.get(id)
    if (!said) own.said.set(id, (said = { vote: null, promised: 0, accepted: null }))
    switch (item.type) {
      case 'ENDORSE':
      case 'REJECT': {
        if (said.vote !== null) throw broken(`${item.type} after a vote (${said.vote})`)
        if (said.promised > 0) throw broken(`${item.type} in ballot ${said.promised}`)
        said.vote = item.type === 'ENDORSE' ? 'E' : 'R'
        const fault = item.type === 'ENDORSE' ? own.releases.endorse(item, world) : undefined
        if (fault !== undefined) throw broken(`ENDORSE that ${fault},`)
        return
      }
      case 'HOLD':
        return
      case 'ACCEPT': {
        if (item.ballot < said.promised) throw broken(`ACCEPT ${item.ballot} below ${said.promised}`)
        const fault = this.#justification.ofAccept(item)
        if (fault !== undefined) throw broken(`ACCEPT ${item.ballot}, but ${fault}: that`)
        said.promised = item.ballot
        said.accepted = { ballot: item.ballot, just: item.just?.digest ?? null }
        return
      }
      case 'RECOVER': {
        if (item.ballot <= said.promised) throw broken(`RECOVER ${item.ballot} after ${said.promised}`)
        if (item.vote !== said.vote)
          throw broken(`RECOVER that reports ${item.vote ?? 'no vote'} for ${said.vote}`)
        const reported = item.accepted && {
          ballot: item.accepted.ballot,
          just: item.accepted.just?.digest ?? null,
        }
        if (reported?.ballot !== said.accepted?.ballot || reported?.just !== said.accepted?.just)
          throw broken(`RECOVER that reports ACCEPT ${reported?.ballot} for ${said.accepted?.ballot}`)
        said.promised = item.ballot
        return
      }
      case 'PROPOSE': {
        const fault = this.#justification.ofPropose(endorser, item)
        if (fault !== undefined) throw broken(`PROPOSE ${item.ballot}, but ${fault}: that`)
      }
    }
  }

  #broken(endorser: number, what: string): Violation {
    return new Violation('I7', `endorser ${endorser}: ${what}`)
  }
}
