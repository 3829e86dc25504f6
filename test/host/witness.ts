// Sees every frame that leaves an honest node, across all its crashes, and says when one breaks rule W or contradicts another
// (I1, I7):
// two votes on one spore, two batches under one number, a certificate of both outcomes within reach of the liars.

import { shortId } from '../../worker/core/codec/item-codec.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { decodeRound } from '../../worker/host/round-codec.ts'
import type { PackedBatch } from '../../worker/core/model/batch.ts'

interface Said {
  endorsed: Set<number>
  rejected: Set<number>
  accepted: Set<number>
}

export class Witness {
  readonly faults: string[] = []
  readonly said = new Map<string, Said>()
  readonly #digests = new Map<string, string>()
  /** Signatures of bundles and batches that are on the disk of a node. */
  readonly #stored = new Set<string>()
  readonly #record: PolicyRecord
  readonly #honest: number

  constructor(record: PolicyRecord, honest: number) {
    this.#record = record
    this.#honest = honest
  }

  stored(node: number, round: Uint8Array): void {
    for (const message of decodeRound(round)) {
      if (message.type === 'bundle') this.#stored.add(`${node}/${bytesToHex(message.bundle.signature)}`)
      if (message.type === 'batch') this.#stored.add(`${node}/${bytesToHex(message.batch.signature)}`)
    }
  }

  sees(from: number, wire: Uint8Array): void {
    const message = decodeMessage(wire)
    if (message === undefined) this.faults.push(`node ${from} sent what does not decode`)
    // Rule W: nothing of this kind leaves that is not on the sender's disk, its own or not.
    const signature =
      message?.type === 'bundle'
        ? message.bundle.signature
        : message?.type === 'batch'
          ? message.batch.signature
          : undefined
    if (signature && !this.#stored.has(`${from}/${bytesToHex(signature)}`))
      this.faults.push(`node ${from} sent what it had not stored`)
    if (message?.type === 'batch' && message.batch.header.endorser < this.#honest) this.#hear(message.batch)
  }

  #hear({ header, digest, items }: PackedBatch): void {
    const place = `${header.endorser}/${header.seq}`
    const before = this.#digests.get(place)
    if (before !== undefined && before !== digest)
      this.faults.push(`endorser ${header.endorser} forked at ${header.seq}`)
    this.#digests.set(place, digest)
    for (const item of items) {
      const { type, spore } = item
      const id = shortId(spore)
      const said = this.said.get(id) ?? { endorsed: new Set(), rejected: new Set(), accepted: new Set() }
      this.said.set(id, said)
      if (type === 'ENDORSE') said.endorsed.add(header.endorser)
      if (type === 'REJECT') said.rejected.add(header.endorser)
      if (type === 'ACCEPT' && item.ballot === 0) said.accepted.add(header.endorser)
      if (said.endorsed.has(header.endorser) && said.rejected.has(header.endorser))
        this.faults.push(`endorser ${header.endorser} endorsed and rejected ${id}`)
    }
  }

  /** I1: counting every endorser that may lie as voting for both. */
  outcomes(): string[] {
    const { q, alpha, omega } = policyParameters(this.#record)
    const liars = this.#record.endorsers.length - this.#honest
    const found: string[] = []
    for (const [id, { endorsed, rejected, accepted }] of this.said) {
      if (accepted.size + liars >= q && rejected.size + liars >= alpha && accepted.size > 0)
        found.push(`${id} can both commit and abort`)
      if (accepted.size > 0 && endorsed.size + liars < omega)
        found.push(`${id} was accepted without an approval certificate`)
    }
    return found
  }

  canCommit(id: SporeId): boolean {
    const { q } = policyParameters(this.#record)
    const accepted = this.said.get(shortId(id))?.accepted.size ?? 0
    return accepted + this.#record.endorsers.length - this.#honest >= q
  }
}
