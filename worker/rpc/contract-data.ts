// What is read and written: values, versions, operations, and a write that the node sees through.

import type { PolicyId, SporeId } from '../core/model/ids.ts'
import type { EndorserAnswer } from './contract-levels.ts'

// ---- values -------------------------------------------------------------------------------------------------------

/**
 * A value as the page sees it. Numbers are exact decimal text, e.g. "12" or "-0.5": never a float. `min` and `max` are given
 * for a bounded counter.
 */
export type ValueView =
  | {
      readonly type: 'number'
      readonly number: string
      readonly min?: string
      readonly max?: string
    }
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

export type NumberView = Extract<ScalarView, { readonly type: 'number' }>

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
  /** Of level 'endorsed': the undecided spores that this rests on besides what is committed; none when it is as committed. */
  readonly tentative?: readonly SporeId[]
  /** Of level 'certified': what each endorser said. */
  readonly certified?: readonly EndorserAnswer[]
}

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
  /** Creates a bounded counter, or begins it anew; at least one bound. */
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
  /** Places count from 0. LINSERT puts the value before what stands there; at the length it appends. */
  | {
      readonly op: 'LINSERT' | 'LSET'
      readonly key: string
      readonly index: number
      readonly value: ScalarView
    }
  /** An empty array, whatever was there. */
  | { readonly op: 'RESET'; readonly key: string }
  | { readonly op: 'QADD'; readonly key: string; readonly value: ScalarView }
  /** The first item that nobody else is taking; which one, the results tell. */
  | { readonly op: 'QTAKE'; readonly key: string }

/** What each operation gave back: what RPOP, LPOP and QTAKE took, what an exact one came to; null for none. */
export type Results = readonly (ScalarView | null)[]

export interface RequirementInput {
  readonly key: string
  /**
   * 'unwritten-since': no exclusive write since; 'unchanged': nothing at all changed since the version this node has now;
   * 'absent': nothing is there now, and that stays so.
   */
  readonly mode: 'unwritten-since' | 'unchanged' | 'absent'
  /** Refused unless the key is at this version now. */
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
  /** Once committed, if this node knows them still. */
  readonly results?: Results
  /** Why the last attempt came to nothing, while the write goes on too. A refused CAS or SETNX names the value it met. */
  readonly why?: { readonly code: string; readonly message: string }
  readonly intent?: string
  /** One sentence in plain words. Empty when committed at the first attempt. */
  readonly explanation: string
}

// ---- pages of values ----------------------------------------------------------------------------------------------

export interface FieldView {
  readonly field: ScalarView
  readonly value: ScalarView
}

/** Methods of `Methods` (contract.ts) that read what a key holds. */
export interface ReadMethods {
  /** The fields of a map, in a fixed order, at most 1,000 a call; go on with `after`. Empty for what is no map. */
  'data.fields': [
    { readonly policy: PolicyId; readonly key: string; readonly after?: ScalarView; readonly limit?: number },
    { readonly fields: readonly FieldView[]; readonly more: boolean },
  ]
  'data.field': [
    { readonly policy: PolicyId; readonly key: string; readonly field: ScalarView },
    { readonly value: ScalarView | undefined; readonly version: VersionView },
  ]
  /** Items of an array from `from` to `to`, both included; negative places count from the end. At most 1,000. */
  'data.range': [
    { readonly policy: PolicyId; readonly key: string; readonly from: number; readonly to: number },
    { readonly items: readonly ScalarView[]; readonly length: number },
  ]
  /**
   * Items of a queue in their order, at most 1,000 a call, those that are being taken included; go on with `after: next`, which
   * there is when there are more. Items may be equal, so their place is named by the node and not by the last of them.
   */
  'data.queue': [
    { readonly policy: PolicyId; readonly key: string; readonly after?: string; readonly limit?: number },
    { readonly items: readonly ScalarView[]; readonly size: number; readonly next?: string },
  ]
  /** A part of a string (UTF-16 units, no half of a pair at its ends) or of bytes; places as in `data.range`. */
  'data.slice': [
    { readonly policy: PolicyId; readonly key: string; readonly from: number; readonly to: number },
    { readonly value: ScalarView | undefined; readonly length: number },
  ]
}
