// The round being collected and its way to disk: bundles of ours are signed together, own batches are signed, all of it
// becomes one packed value, appended strictly.

import { encodeBatch } from '../core/codec/batch-codec.ts'
import { cancelDigest, makeCancel } from '../core/codec/cancel-codec.ts'
import { hexToBytes } from '../core/codec/hex.ts'
import { bundleDigest, makeBundle } from '../core/codec/spore-codec.ts'
import { MAX_BUNDLE_BYTES, MAX_SPORES_PER_BUNDLE } from '../core/limits.ts'
import type { Batch } from '../core/model/batch.ts'
import type { PolicyId, SporeId } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import type { Spore } from '../core/model/spore.ts'
import type { UnsignedBatch } from '../core/output.ts'
import type { Store } from '../store/port.ts'
import type { UntimedInput } from './intake.ts'
import type { Signing } from './ports.ts'
import { encodeRound, type LogEntry } from './round-codec.ts'

export interface ClosedRound {
  readonly number: number
  readonly at: number
  readonly entries: readonly LogEntry[]
  readonly batches: readonly UnsignedBatch[]
}

/** Room for the array around the bodies and the signature. */
const BUNDLE_OVERHEAD = 1_024

export class RoundWriter {
  readonly #store: Store
  readonly #signing: Signing
  #entries: LogEntry[] = []
  #closed: ClosedRound | undefined
  #drafts: Spore[] = []
  #cancels: { readonly policy: PolicyId; readonly spores: readonly SporeId[] }[] = []

  constructor(store: Store, signing: Signing) {
    this.#store = store
    this.#signing = signing
  }

  log(entry: LogEntry): void {
    this.#entries.push(entry)
  }

  addDraft(spores: readonly Spore[]): void {
    this.#drafts.push(...spores)
  }

  addCancel(policy: PolicyId, spores: readonly SporeId[]): void {
    this.#cancels.push({ policy, spores })
  }

  get hasDrafts(): boolean {
    return this.#drafts.length > 0 || this.#cancels.length > 0
  }

  /** Our submissions as signed bundles, as many spores under one signature as fit, and what we cancel. */
  async signDrafts(): Promise<UntimedInput[]> {
    const drafts = this.#drafts
    const cancels = this.#cancels
    this.#drafts = []
    this.#cancels = []
    return Promise.all([
      ...groups(drafts).map((spores) => this.#signBundle(spores)),
      ...cancels.map(({ policy, spores }) => this.#signCancel(policy, spores)),
    ])
  }

  async #signCancel(policy: PolicyId, spores: readonly SporeId[]): Promise<UntimedInput> {
    const { publicKey } = this.#signing
    const signature = await this.#signing.sign(cancelDigest(policy, publicKey, spores))
    return { type: 'cancel', from: publicKey, cancel: makeCancel(policy, spores, signature) }
  }

  async #signBundle(spores: readonly Spore[]): Promise<UntimedInput> {
    const { publicKey } = this.#signing
    const signature = await this.#signing.sign(
      bundleDigest(
        publicKey,
        spores.map(({ id }) => id),
      ),
    )
    const bundle = makeBundle(spores, signature)
    invariant(bundle, 'a bundle has spores')
    return { type: 'bundle', from: publicKey, bundle }
  }

  /** What was logged since the last round belongs to this one. */
  close(number: number, at: number, batches: readonly UnsignedBatch[]): void {
    this.#closed = { number, at, entries: this.#entries, batches }
    this.#entries = []
  }

  take(): ClosedRound | undefined {
    const closed = this.#closed
    this.#closed = undefined
    return closed
  }

  /** Resolves when the round is durable: only then may its batches leave or count. */
  async write(round: ClosedRound): Promise<{ readonly batches: readonly Batch[]; readonly bytes: number }> {
    const batches = await Promise.all(
      round.batches.map(async (each): Promise<Batch> => ({
        ...each,
        signature: await this.#signing.sign(hexToBytes(each.digest)),
      })),
    )
    const own = batches.map((batch): LogEntry => ({ kind: 'batch', bytes: encodeBatch(batch, 'full') }))
    const bytes = encodeRound(round.at, [...round.entries, ...own])
    await this.#store.appendRound(round.number, bytes)
    return { batches, bytes: bytes.length }
  }
}

/** Consecutive spores of one policy, within the bounds of a bundle. */
function groups(spores: readonly Spore[]): Spore[][] {
  const found: Spore[][] = []
  let size = 0
  for (const spore of spores) {
    const last = found.at(-1)
    size += spore.body.length
    const fits =
      last?.[0]?.policy === spore.policy &&
      last.length < MAX_SPORES_PER_BUNDLE &&
      size < MAX_BUNDLE_BYTES - BUNDLE_OVERHEAD
    if (last && fits) last.push(spore)
    else {
      found.push([spore])
      size = spore.body.length
    }
  }
  return found
}
