// What imports need of the node around them; tests bring their own.

import type { PolicyId } from '../core/model/ids.ts'
import type { BulkJobView } from '../rpc/contract-bulk.ts'
import type { OperationInput } from '../rpc/contract-data.ts'

/** How a unit ended, once and for all: nothing else will come of it. */
export type UnitEnd =
  | { readonly type: 'committed' }
  /** Never, as it is. `lasting`: the reason would be the same of these operations next time. */
  | { readonly type: 'refused'; readonly code: string; readonly message: string; readonly lasting: boolean }

export interface SentUnit {
  readonly ended: Promise<UnitEnd>
  /** What it waits for, in a sentence, while an earlier attempt has come to nothing. */
  why(): string | undefined
  /** No new attempts. */
  give(): void
}

export interface BulkHost {
  now(): number
  /** Calls back once, after so many milliseconds; returns how to cancel. */
  after(ms: number, callback: () => void): () => void
  /** 16 random bytes as hex. */
  random(): string
  /** Why nothing can be written in this policy here, in a sentence. */
  closedBecause(policy: PolicyId): string | undefined
  /** One spore, tried until it commits or cannot; of all with one intent at most one commits. */
  send(policy: PolicyId, operations: readonly OperationInput[], intent: string): SentUnit
  told(job: BulkJobView): void
  removed(id: string): void
}
