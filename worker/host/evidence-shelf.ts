// Evidence as the host handles it: makes it from what a suspicion names in the log, verifies it, and reads it back. Nothing
// is stored, shown or sent that the verifier does not accept, whoever it comes from.

import { findEvidence } from '../core/handle/evidence.ts'
import type { Batch } from '../core/model/batch.ts'
import type { Evidence } from '../core/model/evidence.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import type { Bundle } from '../core/model/spore.ts'
import type { Output } from '../core/output.ts'
import { assemble } from '../core/rules/evidence-assembly.ts'
import type { Check } from '../core/rules/evidence-shown.ts'
import { judgeEvidence } from '../core/rules/evidence.ts'
import type { CoreState } from '../core/state.ts'
import type { Archive } from './archive.ts'
import { EVIDENCE_RETRY_MS, MAX_EXHIBIT_BYTES, MAX_SUSPICIONS_WAITING } from './limits.ts'
import type { Clock, Signing } from './ports.ts'

type Convict = Extract<Output, { type: 'convict' }>

export interface Verdict {
  readonly valid: boolean
  /** Everything that was checked, in words; ends at the first that failed. */
  readonly checks: readonly Check[]
}

export class EvidenceShelf {
  readonly #state: CoreState
  readonly #archive: Archive
  readonly #signing: Signing
  readonly #clock: Clock
  readonly #give: (evidence: Evidence) => void
  readonly #waiting: Convict[] = []
  /** Those for which the log could not be read. Nobody raises them a second time. */
  readonly #unread: Convict[] = []
  #busy = false
  #isStopped = false
  #cancelRetry: (() => void) | undefined

  constructor(
    state: CoreState,
    archive: Archive,
    { signing, clock }: { readonly signing: Signing; readonly clock: Clock },
    give: (evidence: Evidence) => void,
  ) {
    this.#state = state
    this.#archive = archive
    this.#signing = signing
    this.#clock = clock
    this.#give = give
  }

  /** Looks into it when its turn comes; what it names is durable. Beyond the bound a suspicion is dropped. */
  take(suspicion: Convict): void {
    if (this.#waiting.length + this.#unread.length >= MAX_SUSPICIONS_WAITING) return
    this.#waiting.push(suspicion)
    if (!this.#busy) void this.#work()
  }

  stop(): void {
    this.#isStopped = true
    this.#waiting.length = 0
    this.#unread.length = 0
    this.#cancelRetry?.()
  }

  async #work(): Promise<void> {
    this.#busy = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      if (!(await this.#lookInto(next))) this.#tryLater(next)
    this.#busy = false
  }

  /** The others need not wait for it. A log that stays unreadable stops the engine elsewhere. */
  #tryLater(suspicion: Convict): void {
    if (this.#isStopped) return
    this.#unread.push(suspicion)
    this.#cancelRetry ??= this.#clock.at(this.#clock.now() + EVIDENCE_RETRY_MS, () => {
      this.#cancelRetry = undefined
      this.#waiting.push(...this.#unread.splice(0))
      if (!this.#busy) void this.#work()
    })
  }

  /** False when the log could not be read. */
  async #lookInto({ policy, suspicion, refs }: Convict): Promise<boolean> {
    const record = this.#state.policies.get(policy)?.record
    if (!record) return true
    const stored = await this.#archive.read(policy, refs, MAX_EXHIBIT_BYTES).catch(() => undefined)
    if (!stored) return false
    const batches: Batch[] = []
    const bundles: Bundle[] = []
    for (const message of stored) {
      if (message.type === 'bundle') bundles.push(message.bundle)
      if (message.type === 'batch') batches.push(message.batch)
    }
    const evidence = assemble(policy, record, suspicion, { batches, bundles })
    if (evidence && (await this.judge(record, evidence)).valid) this.#give(evidence)
    return true
  }

  /** The record must be that of the policy which the evidence names. */
  async judge(record: PolicyRecord, evidence: Evidence): Promise<Verdict> {
    const { checks, signatures, holds } = judgeEvidence(record, evidence)
    if (!holds || signatures.length === 0) return { valid: false, checks }
    const signed: Check[] = []
    for (const { label, key, digest, signature } of signatures) {
      const passed = await this.#signing.verify(key, digest, signature)
      signed.push({ label, passed })
      // One that fails says enough; the others need not be paid for.
      if (!passed) return { valid: false, checks: [...checks, ...signed] }
    }
    return { valid: true, checks: [...checks, ...signed] }
  }

  /** From the log, by its id. */
  async read(id: string): Promise<Evidence | undefined> {
    const found = findEvidence(this.#state, id)
    if (!found) return undefined
    const ref = { type: 'evidence', id, round: found.held.round } as const
    const [stored] = await this.#archive.read(found.policy, [ref], MAX_EXHIBIT_BYTES)
    return stored?.type === 'evidence' ? stored.evidence : undefined
  }

  /** «Verify again»: from the stored bytes, against the policy. Undefined when this node holds no such evidence. */
  async verify(id: string): Promise<Verdict | undefined> {
    const evidence = await this.read(id)
    const record = evidence && this.#state.policies.get(evidence.policy)?.record
    return record && this.judge(record, evidence)
  }
}
