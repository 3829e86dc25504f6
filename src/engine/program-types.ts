// `globalThis.sporedb`: what programs on the page may do. Typed and documented here, in full. It reads and writes data and
// looks at the network; secrets, unlocking, wiping, inviting and changing policies are for the person at the screen.

import type {
  EndorserVote,
  FieldView,
  PeerView,
  PolicyId,
  PolicyView,
  ProofVerdict,
  PublicKeyHex,
  RecordView,
  RequirementInput,
  ScalarView,
  SporeId,
  SporeView,
  ValueView,
  VersionView,
} from '../../worker/rpc/contract.ts'

export type {
  EndorserVote,
  FieldView,
  PeerView,
  PolicyId,
  PolicyView,
  ProofVerdict,
  PublicKeyHex,
  RecordView,
  RequirementInput,
  ScalarView,
  SporeId,
  SporeView,
  ValueView,
  VersionView,
}

/**
 * A number, text or bytes. Numbers are exact: a bigint, a safe integer, or decimal text as `{ number: '1.5' }`. A float with
 * a fraction is refused, because 0.1 + 0.2 is not 0.3.
 */
export type ProgramValue = bigint | number | string | Uint8Array | { readonly number: string }

export type ProgramNumber = bigint | number | { readonly number: string }

export type ProgramOperation =
  | {
      readonly op: 'SET' | 'SETNX' | 'CONCAT' | 'SADD' | 'SREM' | 'RPUSH' | 'LPUSH' | 'QADD'
      readonly key: string
      readonly value: ProgramValue
    }
  /** `expected` null: nothing is there. */
  | {
      readonly op: 'CAS'
      readonly key: string
      readonly expected: ProgramValue | null
      readonly value: ProgramValue
    }
  | { readonly op: 'ADD' | 'MUL'; readonly key: string; readonly value: ProgramNumber }
  /** Numbers by value, bytes one by one. */
  | { readonly op: 'MAX' | 'MIN'; readonly key: string; readonly value: ProgramNumber | Uint8Array }
  /** A number that no write takes out of its bounds, at least one of which is given. */
  | {
      readonly op: 'COUNTER'
      readonly key: string
      readonly value: ProgramNumber
      readonly min?: ProgramNumber
      readonly max?: ProgramNumber
    }
  | {
      readonly op: 'HSET'
      readonly key: string
      readonly field: ProgramValue
      readonly value: ProgramValue
    }
  | { readonly op: 'HDEL'; readonly key: string; readonly field: ProgramValue }
  | {
      readonly op: 'HADD'
      readonly key: string
      readonly field: ProgramValue
      readonly value: ProgramNumber
    }
  /** Places count from 0; LINSERT puts before what is there, or at the end. */
  | {
      readonly op: 'LINSERT' | 'LSET'
      readonly key: string
      readonly index: number
      readonly value: ProgramValue
    }
  /** RPOP, LPOP and QTAKE take something: `results` of the committed spore tells what. RESET leaves an empty array. */
  | { readonly op: 'DELETE' | 'RPOP' | 'LPOP' | 'RESET' | 'QTAKE'; readonly key: string }

export interface SubmitOptions {
  /** How long endorsers may take, in milliseconds: 1 s to 24 h; unless told, 20 s or 40 round trips. */
  readonly timeoutMs?: number
  /** The spore is refused if a key was changed since this node last saw it, is there, or is at another version. */
  readonly requirements?: readonly RequirementInput[]
  /** 16 bytes as hex: of all spores you submit with it at most one commits, also when you try again without knowing. */
  readonly intent?: string
}

export interface Submitted {
  readonly id: SporeId
  /**
   * Resolves when the spore is committed and executed here; rejects (code `refused`) when it is aborted or dead. It stays
   * pending as long as the spore is undecided, whatever its deadline: a deadline is advice, not a decision.
   */
  readonly committed: Promise<SporeView>
}

export interface ProgramStatus {
  readonly phase: 'starting' | 'running' | 'elsewhere' | 'stopped'
  readonly identity: 'none' | 'locked' | 'unlocked'
  readonly name: string | undefined
  readonly key: PublicKeyHex | undefined
  readonly profile: string
  readonly build: string
  readonly online: boolean
}

/**
 * Every call rejects with an error whose `code` is one of the contract's (`bad-input`, `unknown`, `locked`, `busy`,
 * `too-large`, `refused`, `stopped`, `timeout` …). A policy is named by its id, or by its name when only one has it.
 * At most 256 calls at a time, 256 watches, keys of 512 characters, and 64 KiB a spore.
 */
export interface SporeDb {
  /** Submits one spore: all operations happen, or none. Resolves once the spore is signed, stored and on its way. */
  submit(policy: string, operations: readonly ProgramOperation[], options?: SubmitOptions): Promise<Submitted>
  /** The committed value, undefined when there is none. A set tells its size; `members` lists it. */
  get(policy: string, key: string): Promise<ValueView | undefined>
  /** Equal on all nodes that applied the same writes to the key. */
  version(policy: string, key: string): Promise<VersionView>
  /** At most 1,000 members a call, in a fixed order; go on with `after: members.at(-1)`. */
  members(
    policy: string,
    key: string,
    page?: { readonly after?: ProgramValue; readonly limit?: number },
  ): Promise<{ readonly members: readonly ScalarView[]; readonly more: boolean }>
  contains(policy: string, key: string, value: ProgramValue): Promise<boolean>
  /** The fields of a map, at most 1,000 a call; go on with `after: fields.at(-1).field`. */
  fields(
    policy: string,
    key: string,
    page?: { readonly after?: ProgramValue; readonly limit?: number },
  ): Promise<{ readonly fields: readonly FieldView[]; readonly more: boolean }>
  field(policy: string, key: string, field: ProgramValue): Promise<ScalarView | undefined>
  /** Items of an array, at most 1,000 a call; `to` is included, and negative places count from the end. */
  range(
    policy: string,
    key: string,
    from: number,
    to: number,
  ): Promise<{ readonly items: readonly ScalarView[]; readonly length: number }>
  /** The first items of a queue, at most 1,000, those that somebody is taking included. */
  queue(
    policy: string,
    key: string,
    page?: { readonly limit?: number },
  ): Promise<{ readonly items: readonly ScalarView[]; readonly size: number }>
  /** A part of a string or of bytes; places as in `range`. */
  slice(
    policy: string,
    key: string,
    from: number,
    to: number,
  ): Promise<{ readonly value: ScalarView | undefined; readonly length: number }>
  /** Keys in order, at most 1,000 a call; go on with `after: keys.at(-1)`. */
  keys(
    policy: string,
    page?: { readonly prefix?: string; readonly after?: string; readonly limit?: number },
  ): Promise<{ readonly keys: readonly string[]; readonly more: boolean }>
  /** Calls back with the record now and after every durable change. Returns how to stop. */
  watch(policy: string, key: string, callback: (record: RecordView) => void): () => void
  /** A proof of how a decided spore ended, for anybody who trusts its policy; it brings the policy along. About 1 to 4 kB. */
  prove(spore: string): Promise<Uint8Array>
  /**
   * What such bytes prove, or why they prove nothing. With `policy`, the id (or name) of the one that is trusted: the proof
   * must be about that one. Without, compare `proven.policy` with the one you mean.
   */
  verifyProof(proof: Uint8Array, policy?: string): Promise<ProofVerdict>
  status(): ProgramStatus
  policies(): readonly PolicyView[]
  peers(): readonly PeerView[]
}

declare global {
  var sporedb: SporeDb
}
