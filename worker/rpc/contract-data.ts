// What is read and written: values, versions, operations, and a write that the node sees through.

import type { PolicyId, SporeId } from '../core/model/ids.ts'

// ---- values -------------------------------------------------------------------------------------------------------

/** A value as the page sees it. Numbers are exact decimal text, e.g. "12" or "-0.5": never a float. */
export type ValueView =
  /** With `min` or `max` it is a bounded counter. */
  | { readonly type: 'number'; readonly number: string; readonly min?: string; readonly max?: string }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'set'; readonly size: number }
  | { readonly type: 'map'; readonly size: number }
  | { readonly type: 'array'; readonly length: number }
  | { readonly type: 'queue'; readonly size: number }

/** A scalar argument. In the console an unquoted number is a number; everything else is a string unless 0x… bytes. */
export type ScalarView =
  | { readonly type: 'number'; readonly number: string }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }

/** Replica-independent version of a slot: exclusive writes so far, commutative writes since, digest of the latter. */
export interface VersionView {
  readonly x: number
  readonly c: number
  /** Hex SHA-256 over the sorted ids of the commutative writes; '' when c is 0. */
  readonly h: string
  /** Short text for people, equal on every node that applied the same writes: "3", "3+2·9f86d081". */
  readonly text: string
}

export interface RecordView {
  readonly key: string
  readonly value: ValueView | undefined
  readonly version: VersionView
  /** The spore that last wrote here, if any. */
  readonly last?: SporeId
}

type NumberView = Extract<ScalarView, { readonly type: 'number' }>

export type OperationInput =
  | {
      readonly op: 'SET' | 'SETNX' | 'CONCAT' | 'SADD' | 'SREM'
      readonly key: string
      readonly value: ScalarView
    }
  /** `expected` null: the key is absent. */
  | {
      readonly op: 'CAS'
      readonly key: string
      readonly expected: ScalarView | null
      readonly value: ScalarView
    }
  | { readonly op: 'ADD' | 'MUL'; readonly key: string; readonly value: NumberView }
  /** Numbers or bytes. */
  | { readonly op: 'MAX' | 'MIN'; readonly key: string; readonly value: ScalarView }
  /** Creates or re-bases a bounded counter. */
  | {
      readonly op: 'COUNTER'
      readonly key: string
      readonly value: NumberView
      readonly min?: string
      readonly max?: string
    }
  | { readonly op: 'DELETE'; readonly key: string }
  | { readonly op: 'HSET'; readonly key: string; readonly field: ScalarView; readonly value: ScalarView }
  | { readonly op: 'HDEL'; readonly key: string; readonly field: ScalarView }
  | { readonly op: 'HADD'; readonly key: string; readonly field: ScalarView; readonly value: NumberView }
  | { readonly op: 'RPUSH' | 'LPUSH'; readonly key: string; readonly value: ScalarView }
  | { readonly op: 'RPOP' | 'LPOP'; readonly key: string }
  | {
      readonly op: 'LINSERT' | 'LSET'
      readonly key: string
      readonly index: number
      readonly value: ScalarView
    }
  | { readonly op: 'RESET'; readonly key: string }
  | { readonly op: 'QADD'; readonly key: string; readonly value: ScalarView }
  | { readonly op: 'QTAKE'; readonly key: string }

export interface RequirementInput {
  readonly key: string
  /**
   * 'unwritten-since': no exclusive write since; 'unchanged': nothing at all changed since the version this node has now;
   * 'absent': refused unless the key is absent now and stays so.
   */
  readonly mode: 'unwritten-since' | 'unchanged' | 'absent'
  /** Refused unless the key is at that version now. */
  readonly version?: VersionView
}

export interface SubmitInput {
  readonly policy: PolicyId
  readonly operations: readonly OperationInput[]
  readonly requirements?: readonly RequirementInput[]
  /** How long endorsers may take, 1 s to 24 h; unless told what the node thinks right. */
  readonly timeoutMs?: number
  /** 16 bytes as hex: of everything this identity submits with it at most one spore commits, across restarts too. */
  readonly intent?: string
}

// ---- writes -------------------------------------------------------------------------------------------------------

export interface WriteInput {
  readonly policy: PolicyId
  readonly operations: readonly OperationInput[]
  readonly requirements?: readonly RequirementInput[]
  /** How long the node goes on trying, 1 s to 24 h; default 1 minute. No single spore takes that long. */
  readonly patienceMs?: number
  readonly intent?: string
  /** When what was required has changed, require it as it is now instead of refusing. */
  readonly retryChanged?: boolean
}

export type WriteStateView =
  | 'waiting' // under way
  | 'undecided' // patience has ended; the last attempt was cancelled and may still commit
  | 'committed'
  | 'refused' // nothing of it will ever happen: it would be refused again
  | 'given-up' // nothing of it will ever happen: patience ended first

/** One write, however many spores it takes. */
export interface WriteView {
  readonly id: string
  readonly policy: PolicyId
  readonly operations: readonly OperationInput[]
  readonly startedAt: number
  readonly patientUntil: number
  readonly state: WriteStateView
  /** The spores made for it, oldest first; all but the last came to nothing. */
  readonly attempts: readonly SporeId[]
  readonly waitsFor?: 'spore' | 'decision' | 'turn' | 'pause'
  /** The spore that committed: the last attempt, or that of an earlier write with the same intent. */
  readonly committed?: SporeId
  /** Why the last attempt came to nothing, while the write goes on too. */
  readonly why?: { readonly code: string; readonly message: string }
  readonly intent?: string
  /** Once committed, per operation: what was taken, or what an exact read-modify-write came to; null without a result. */
  readonly results?: readonly (ScalarView | null)[]
  /** One sentence in plain words. Empty when committed at the first attempt. */
  readonly explanation: string
}
