// What leaves the node. Questions leave at once; whatever rests on the round being collected is held until that round is
// durable. Listeners are told in the same moment as peers.

import { encodeBatch } from '../core/codec/batch-codec.ts'
import type { Batch } from '../core/model/batch.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import { assertNever } from '../core/model/result.ts'
import type { Output, StoredRef } from '../core/output.ts'
import type { CoreState } from '../core/state.ts'
import type { Archive } from './archive.ts'
import { certificatesOf } from './certificates.ts'
import type { EvidenceShelf } from './evidence-shelf.ts'
import { MAX_ANSWERS_WAITING, MAX_CERTIFIED_BYTES, MAX_SERVED_BYTES } from './limits.ts'
import type { HostListener, Network } from './ports.ts'

type Kept = Extract<
  Output,
  {
    type:
      'broadcast' | 'certify' | 'spore' | 'changed' | 'silenced' | 'alarm' | 'convict' | 'poison' | 'halted'
  }
>
type Leaving = Kept | Extract<Output, { type: 'send' | 'serve' | 'reach' }>

export class Outgoing {
  /** Everything up to this round may be served. */
  durableRound = 0
  readonly #state: CoreState
  readonly #network: Network
  readonly #archive: Archive
  readonly #listener: HostListener
  readonly #evidence: EvidenceShelf
  #held: Kept[] = []
  readonly #answers = new Map<PublicKeyHex, Extract<Output, { type: 'serve' }>[]>()

  constructor(
    state: CoreState,
    network: Network,
    archive: Archive,
    listener: HostListener,
    evidence: EvidenceShelf,
  ) {
    this.#state = state
    this.#network = network
    this.#archive = archive
    this.#listener = listener
    this.#evidence = evidence
  }

  take(output: Leaving): void {
    if (output.type === 'send') this.#network.send(output.to, output.wire)
    else if (output.type === 'serve') this.#queueAnswer(output)
    else if (output.type === 'reach')
      this.#listener.onReach?.(output.policy, output.change, output.from, output.to)
    else this.#held.push(output)
  }

  /** What was told since the last time; it leaves with the round that is being closed. */
  hold(): readonly Kept[] {
    const held = this.#held
    this.#held = []
    return held
  }

  /** The round is durable: its batches and everything that waited for it go out. */
  release(held: readonly Kept[], batches: readonly Batch[]): void {
    for (const each of held)
      if (each.type === 'broadcast') this.#broadcast(each.policy, each.wire, each.everyone)
    for (const batch of batches) this.#broadcast(batch.header.policy, encodeBatch(batch, 'short'))
    const spores = new Map<string, PolicyId>()
    for (const each of held) {
      if (each.type === 'broadcast') continue
      if (each.type === 'spore') spores.set(each.id, each.policy)
      else this.#tell(each)
    }
    // A spore that changed many times in a round is told once.
    for (const each of held)
      if (each.type === 'spore' && spores.delete(each.id)) this.#listener.onSpore(each.policy, each.id)
  }

  #tell(output: Exclude<Kept, { type: 'broadcast' | 'spore' }>): void {
    switch (output.type) {
      case 'changed':
        return this.#listener.onChanged(output.policy, output.keys)
      case 'silenced':
        return this.#listener.onSilenced(output.policy)
      case 'alarm':
        return this.#listener.onAlarm(output.policy, output.message)
      case 'convict':
        return this.#evidence.take(output)
      case 'poison':
        return this.#listener.onEvidence?.(output.policy, output.id)
      case 'halted':
        return this.#listener.onHalted?.(output.policy)
      case 'certify':
        return void this.#certify(output.policy, output.refs)
      default:
        assertNever(output)
    }
  }

  #broadcast(id: PolicyId, wire: Uint8Array, everyone = false): void {
    const policy = this.#state.policies.get(id)
    for (const key of this.#state.peers)
      if (everyone || policy?.emitters.has(key)) this.#network.send(key, wire)
  }

  /** One answer to a peer at a time, and few that wait: a small question may cost a long read. It will ask again. */
  #queueAnswer(output: Extract<Output, { type: 'serve' }>): void {
    const waiting = this.#answers.get(output.to)
    if (waiting) {
      if (waiting.length < MAX_ANSWERS_WAITING) waiting.push(output)
      return
    }
    const queue = [output]
    this.#answers.set(output.to, queue)
    void this.#answer(output.to, queue)
  }

  async #answer(to: PublicKeyHex, queue: Extract<Output, { type: 'serve' }>[]): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) await this.#serve(next)
    this.#answers.delete(to)
  }

  async #serve({ to, policy, refs }: Extract<Output, { type: 'serve' }>): Promise<void> {
    // A read that fails is the store's failure to report; the peer asks again.
    const answer = await this.#archive.bytes(policy, this.#durable(refs), MAX_SERVED_BYTES).catch(() => [])
    for (const bytes of answer) if (!this.#network.send(to, bytes)) return
  }

  async #certify(policy: PolicyId, refs: readonly StoredRef[]): Promise<void> {
    const emitters = this.#state.policies.get(policy)?.emitters
    // Members hear everything directly; certificates are for replicas.
    if (![...this.#state.peers].some((key) => !emitters?.has(key))) return
    const stored = await this.#archive.read(policy, this.#durable(refs), MAX_CERTIFIED_BYTES).catch(() => [])
    const bundles = stored.flatMap((message) => (message.type === 'bundle' ? [message.bundle] : []))
    const batches = stored.flatMap((message) => (message.type === 'batch' ? [message.batch] : []))
    for (const wire of certificatesOf(policy, bundles, batches)) this.#network.publish(policy, wire)
  }

  #durable(refs: readonly StoredRef[]): readonly StoredRef[] {
    return refs.filter(({ round }) => round <= this.durableRound)
  }
}
