// Where evidence is tried: a policy of real keys, batches and bundles with real signatures, and the verdict as a node
// reaches it, from bytes.

import { headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { decodeEvidence } from '../../worker/core/codec/evidence-codec.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { bundleDigest, makeBundle } from '../../worker/core/codec/spore-codec.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { Evidence } from '../../worker/core/model/evidence.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import { assemble, type Exhibits, type Suspicion } from '../../worker/core/rules/evidence-assembly.ts'
import { judgeEvidence } from '../../worker/core/rules/evidence.ts'
import { createSigner, type OpenSigner } from '../../worker/crypto/signer.ts'
import { createVerifier, type Verifier } from '../../worker/crypto/verifier.ts'
import { testPolicy, type TestPolicyOptions } from '../host/test-policy.ts'
import { sporeOf, type SporeChanges } from './builders.ts'

export class Court {
  readonly record: PolicyRecord
  readonly policy: PolicyId
  readonly #signers: readonly OpenSigner[]
  readonly #verifier: Verifier

  private constructor(signers: readonly OpenSigner[], verifier: Verifier, options: TestPolicyOptions) {
    this.#signers = signers
    this.#verifier = verifier
    this.record = testPolicy(
      signers.map(({ publicKey }) => bytesToHex(publicKey) as PublicKeyHex),
      options,
    )
    this.policy = policyIdOf(this.record)
  }

  static async open(options: TestPolicyOptions): Promise<Court> {
    const signers: OpenSigner[] = []
    for (let i = 0; i < options.n + (options.submitters ?? 0); i++)
      signers.push(await createSigner(new Uint8Array(32).fill(i + 1)))
    return new Court(signers, await createVerifier(), options)
  }

  keyOf(person: number): PublicKeyHex {
    return bytesToHex(this.#signers[person]!.publicKey) as PublicKeyHex
  }

  /** A signed batch of that endorser. */
  async batch(
    endorser: number,
    seq: number,
    items: readonly Item[],
    previous = 'cd'.repeat(32),
  ): Promise<Batch> {
    const of = { policy: this.policy, era: 0, endorser, incarnation: 0, seq, previous }
    const header = { ...of, root: itemsRoot(items), count: items.length }
    const digest = headerDigest(header)
    return { header, digest, items, signature: await this.#signers[endorser]!.sign(hexToBytes(digest)) }
  }

  spore(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    return sporeOf(operations, { policy: this.policy, emitter: this.keyOf(0), ...changes })
  }

  /** A bundle signed by the person whose spores these are. */
  async bundle(...spores: readonly Spore[]): Promise<Bundle> {
    const person = this.#signers.findIndex(({ publicKey }) => bytesToHex(publicKey) === spores[0]!.emitter)
    const ids = spores.map(({ id }) => id)
    const signature = await this.#signers[person]!.sign(bundleDigest(spores[0]!.emitter, ids))
    return makeBundle(spores, signature)!
  }

  assemble(suspicion: Suspicion, exhibits: Partial<Exhibits>): Evidence | undefined {
    return assemble(this.policy, this.record, suspicion, { batches: [], bundles: [], ...exhibits })
  }

  /** As a node judges what it is sent. */
  async holds(bytes: Uint8Array): Promise<boolean> {
    const evidence = decodeEvidence(bytes)
    return evidence?.policy === this.policy && this.holdsFor(evidence)
  }

  async holdsFor(evidence: Evidence): Promise<boolean> {
    const { holds, signatures } = judgeEvidence(this.record, evidence)
    if (!holds || signatures.length === 0) return false
    for (const { key, digest, signature } of signatures)
      if (!(await this.#verifier.verify(hexToBytes(key), digest, signature))) return false
    return true
  }
}

/** Every byte of it with a bit turned, in so many ways. */
export function* bitFlips(bytes: Uint8Array, ways: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at++)
    for (let way = 0; way < ways; way++)
      yield bytes.map((byte, i) => (i === at ? byte ^ (1 << ((at + way) % 8)) : byte))
}
