// One write as its author sees it: however many spores it takes, it is one thing with one outcome (WR-1).

import type { Intended, IntendedRequirement } from '../core/input.ts'
import type { RefusedWhy } from '../core/output.ts'
import type { PolicyId, SporeId } from '../core/model/ids.ts'
import type { Scalar } from '../core/model/value.ts'

export interface WriteRequest {
  readonly policy: PolicyId
  readonly operations: readonly Intended[]
  readonly requirements: readonly Omit<IntendedRequirement, 'base'>[]
  /** Milliseconds until this node stops trying. */
  readonly patienceMs: number
  /** 16 bytes as hex: of all writes of this key with it at most one commits, across restarts too. */
  readonly intent?: string | null
  /** Also try again when what was required has changed: then it is required as it is now. */
  readonly retryChanged?: boolean
  /** Told of every change instead of the page: a write of many like it, which is in no list. */
  readonly follow?: (write: Write) => void
}

export type WriteState =
  /** Under way: an attempt is undecided, or the next one waits for its moment. */
  | 'waiting'
  /** Patience has ended and the last attempt is not decided: it was cancelled, and may still commit. */
  | 'undecided'
  | 'committed'
  /** Nothing of it will ever happen: the reason would be the same next time. */
  | 'refused'
  /** Nothing of it will ever happen: patience ended first. */
  | 'given-up'

/** Why an attempt, or the whole write, came to nothing. ABORTED: by a ballot, for the sake of another or of its deadline. */
export type WriteWhy = RefusedWhy | 'ABORTED' | 'PATIENCE' | 'CANCELLED' | 'stopped'

export interface Write {
  /** 16 random bytes as hex; known to this node only. */
  readonly id: string
  readonly request: WriteRequest
  readonly startedAt: number
  readonly patientUntil: number
  readonly state: WriteState
  /** The spores made for it, oldest first. All but the last have definitely come to nothing. */
  readonly attempts: readonly SporeId[]
  /** What the next thing to happen is, while it waits. */
  readonly waitsFor: 'spore' | 'decision' | 'turn' | 'pause' | undefined
  /** The spore that committed: the last attempt, or one of an earlier write with the same intent. */
  readonly committed: SporeId | undefined
  /** Once it has committed: what each operation gave back (EX-6), if that is still known. */
  readonly results: readonly (Scalar | null)[] | undefined
  /** Why the last attempt came to nothing, also while the write goes on. */
  readonly why: { readonly code: WriteWhy; readonly message: string } | undefined
}

export const isOver = ({ state }: Write): boolean => state !== 'waiting' && state !== 'undecided'
