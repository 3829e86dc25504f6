// A policy with real keys whose endorsers say what the test wants, and proofs of what follows from it.

import { headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { encodeProof } from '../../worker/core/codec/proof-codec.ts'
import { bundleDigest, makeBundle } from '../../worker/core/codec/spore-codec.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import type { Proof, ShownVotes } from '../../worker/core/model/proof.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import { showSpore, VoteGathering } from '../../worker/core/rules/proof-making.ts'
import { createSigner, type OpenSigner } from '../../worker/crypto/signer.ts'
import { set, sporeOf } from '../core/builders.ts'
import { policyOf } from '../core/policy-samples.ts'

export class ProofWorld {
  readonly record: PolicyRecord
  readonly policy: PolicyId
  readonly #signers: readonly OpenSigner[]
  /** Sequence number and digest of each chain's end. */
  readonly #ends = new Map<number, readonly [seq: number, digest: string]>()

  private constructor(signers: readonly OpenSigner[], f: number, fast: boolean) {
    this.#signers = signers
    const keys = signers.map(({ publicKey }) => bytesToHex(publicKey) as PublicKeyHex)
    this.record = policyOf(signers.length, f, {
      endorsers: keys.map((key, i) => ({ key, name: `endorser ${i}`, join: null })),
      fast,
    })
    this.policy = policyIdOf(this.record)
  }

  static async create(n: number, f: number, fast = false): Promise<ProofWorld> {
    await loadHash()
    const seeds = Array.from({ length: n }, (_, i) => new Uint8Array(32).fill(i + 1))
    return new ProofWorld(await Promise.all(seeds.map(createSigner)), f, fast)
  }

  get parameters() {
    return policyParameters(this.record)
  }

  keyOf(endorser: number): PublicKeyHex {
    return this.record.endorsers[endorser]!.key
  }

  spore(operations: readonly Operation[] = [set('k', 'v')], emitter = 0): Spore {
    return sporeOf(operations, { policy: this.policy, emitter: this.keyOf(emitter) })
  }

  async bundle(...spores: readonly Spore[]): Promise<Bundle> {
    const emitter = spores[0]!.emitter
    const signer = this.#signers[this.record.endorsers.findIndex(({ key }) => key === emitter)]!
    const digest = bundleDigest(
      emitter,
      spores.map(({ id }) => id),
    )
    return makeBundle(spores, await signer.sign(digest))!
  }

  /** The endorser's next batch. */
  async says(endorser: number, ...items: readonly Item[]): Promise<Batch> {
    const [seq, previous] = this.#ends.get(endorser) ?? [0, this.policy]
    const header = {
      policy: this.policy,
      era: 0,
      endorser,
      incarnation: 0,
      seq,
      previous,
      root: itemsRoot(items),
      count: items.length,
    }
    const digest = headerDigest(header)
    this.#ends.set(endorser, [seq + 1, digest])
    return { header, digest, signature: await this.#signers[endorser]!.sign(hexToBytes(digest)), items }
  }

  /** What the first `count` endorsers say about the spore, each in a batch of its own after these other items. */
  async saidBy(count: number, item: Item, others: readonly Item[] = []): Promise<readonly Batch[]> {
    return Promise.all(Array.from({ length: count }, (_, endorser) => this.says(endorser, ...others, item)))
  }

  votes(spore: Spore, batches: readonly Batch[], decision: 'committed' | 'aborted'): ShownVotes | undefined {
    const gathering = new VoteGathering(spore.id, this.parameters)
    for (const batch of batches) gathering.add(batch)
    return gathering.deciding(decision)
  }

  /** The proof of a spore alone in its bundle, decided by these batches. */
  async proof(
    spore: Spore,
    batches: readonly Batch[],
    decision: 'committed' | 'aborted' = 'committed',
  ): Promise<Proof> {
    const shown = showSpore(await this.bundle(spore), spore.id)!
    return {
      policy: this.policy,
      record: undefined,
      shown,
      outcome: this.votes(spore, batches, decision)!,
    }
  }

  /** Of a spore that q endorsers accepted in ballot 0, in batches of k items, in a bundle of `together`. */
  async committed(k = 1, together = 1): Promise<Proof> {
    const spores = Array.from({ length: Math.max(k, together) }, (_, i) => this.spore([set(`k${i}`, 'v')]))
    const spore = spores[0]!
    const bundle = await this.bundle(...spores.slice(0, together))
    const batches = await Promise.all(
      Array.from({ length: this.parameters.q }, (_, endorser) =>
        this.says(endorser, ...spores.slice(0, k).map(accepts())),
      ),
    )
    const outcome = this.votes(spore, batches, 'committed')!
    return { policy: this.policy, record: undefined, shown: showSpore(bundle, spore.id)!, outcome }
  }
}

export const accepts =
  (ballot = 0) =>
  ({ id }: Spore): Item => ({
    type: 'ACCEPT',
    spore: id,
    ballot,
    just: ballot === 0 ? null : { endorser: 1, seq: 7, digest: 'ab'.repeat(32) },
  })

export const bytesOf = (proof: Proof, record?: PolicyRecord): Uint8Array =>
  encodeProof(record ? { ...proof, record } : proof)
