// `globalThis.sporedb`: what programs on the page may do. Typed and documented here, in full. It reads and writes data and
// looks at the network; secrets, unlocking, wiping, inviting and changing policies are for the person at the screen.

import type {
  ChangeView,
  EffectView,
  EndorserAnswer,
  EndorserVote,
  FieldView,
  PeerView,
  PolicyId,
  PolicyView,
  ProofVerdict,
  PublicKeyHex,
  ReadLevel,
  RecordView,
  RequirementInput,
  ScalarView,
  SporeId,
  SporeView,
  ValueView,
  VersionView,
  WriteView,
} from '../../worker/rpc/contract.ts'
import type { ExportOptions, ImportOptions, ProgramImport } from './program-file-types.ts'

export type {
  ChangeView,
  EffectView,
  EndorserAnswer,
  EndorserVote,
  FieldView,
  PeerView,
  PolicyId,
  PolicyView,
  ProofVerdict,
  PublicKeyHex,
  ReadLevel,
  RecordView,
  RequirementInput,
  ScalarView,
  SporeId,
  SporeView,
  ValueView,
  VersionView,
  WriteView,
}
export type * from './program-file-types.ts'

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

export interface WriteOptions {
  /** How long the node goes on trying, in milliseconds: 1 s to 24 h, 1 minute unless told. No single spore takes that long. */
  readonly patienceMs?: number
  /** As of a spore; all attempts require what the first one did. */
  readonly requirements?: readonly RequirementInput[]
  /** When what was required has changed, require it as it is then, instead of being refused. */
  readonly retryChanged?: boolean
  readonly intent?: string
}

export interface Written {
  readonly id: string
  /**
   * Resolves when one of its spores is committed and executed here: `committed` names it, `results` has what it gave back.
   * Rejects when nothing of it will ever happen: code `refused` when it would be refused again, `expired` when patience
   * ended first. When that ends with an attempt undecided, which may still commit, it stays pending; code `stopped` when the node
   * was locked or stopped meanwhile, and nobody can say: give an `intent`, and the same write may safely be made again.
   */
  readonly committed: Promise<WriteView>
}

export interface SubscribeOptions {
  readonly policy: string
  /** Keys that begin so; all without it. */
  readonly prefix?: string
  /** 'now' (the default), 'oldest' (all that this node still keeps), or the cursor of a change. */
  readonly from?: string
}

export interface Subscription {
  stop(): void
  /** Behind the last change told; undefined before the node answered. */
  readonly cursor: string | undefined
  /**
   * Resolves after `stop`. Rejects when it cannot go on: code `expired` when the cursor is too old (at least the last 262,144
   * spores or 64 MiB are kept), `unknown` when it belongs to another database, as after a wipe; or what `onChange` threw. While
   * the node is locked or away it waits.
   */
  readonly ended: Promise<void>
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
 * At most 256 calls at a time, 256 watches, 64 subscriptions, keys of 512 characters, and 64 KiB a spore.
 */
export interface SporeDb {
  /** Submits one spore: all operations happen, or none. Resolves once the spore is signed, stored and on its way. */
  submit(policy: string, operations: readonly ProgramOperation[], options?: SubmitOptions): Promise<Submitted>
  /**
   * The same, seen through: a write that loses to others is built anew on what is there then and tried again, until it commits
   * or patience ends. At most one of its spores commits. Resolves once it is under way.
   */
  write(policy: string, operations: readonly ProgramOperation[], options?: WriteOptions): Promise<Written>
  /** The committed value, undefined when there is none. A set tells its size; `members` lists it. */
  get(policy: string, key: string): Promise<ValueView | undefined>
  /**
   * The record of a key, as sure as asked for: 'committed' here; 'endorsed' with the undecided spores applied that enough
   * endorsers have endorsed (`tentative` names them); 'certified' when f+1 endorsers hold the same. That rejects with code
   * `unreachable` or `disagreement` after 5 s at most, and `failure.answers` says which endorser said what.
   */
  read(policy: string, key: string, level?: ReadLevel): Promise<RecordView>
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
  /** Items of a queue in order, at most 1,000 a call, those that somebody is taking included; while there are more, go on with `after: next`. */
  queue(
    policy: string,
    key: string,
    page?: { readonly after?: string; readonly limit?: number },
  ): Promise<{ readonly items: readonly ScalarView[]; readonly size: number; readonly next?: string }>
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
  /** How many keys with a value begin with the prefix, or there are at all. Does not read them. */
  count(policy: string, keys?: { readonly prefix?: string }): Promise<number>
  /** The key holds a committed value. */
  exists(policy: string, key: string): Promise<boolean>
  /** Calls back with the record now and after every durable change. Returns how to stop. */
  watch(policy: string, key: string, callback: (record: RecordView) => void): () => void
  /**
   * Tells every change of committed data from `from` on, in the order in which this node executed the spores: one spore at a
   * time, with all that it did under `prefix`. The next is told when the promise that `onChange` may return has resolved: a
   * slow reader is waited for. Keep `change.cursor` with what you made of the change and give it as `from` after a reload:
   * nothing is repeated and nothing left out. Each node has its own order, and its own cursors.
   */
  subscribe(feed: SubscribeOptions, onChange: (change: ChangeView) => unknown): Subscription
  /** A proof of how a decided spore ended, for anybody who trusts its policy; it brings the policy along. About 1 to 4 kB. */
  prove(spore: string): Promise<Uint8Array>
  /**
   * What such bytes prove, or why they prove nothing. With `policy`, the id (or name) of the one that is trusted: the proof
   * must be about that one. Without, compare `proven.policy` with the one you mean.
   */
  verifyProof(proof: Uint8Array, policy?: string): Promise<ProofVerdict>
  /**
   * Writes the rows of a CSV, JSON or JSON Lines file, each at most once, as a job of the node that outlives the page. Resolves
   * once the node has the file.
   */
  import(policy: string, source: Blob | string, options?: ImportOptions): Promise<ProgramImport>
  /** All imports of this node, those of people too. */
  imports(): readonly ProgramImport[]
  /** Keys as a file, in parts: in their order, so that equal contents give equal bytes on every node. */
  export(policy: string, options?: ExportOptions): AsyncIterable<Uint8Array<ArrayBuffer>>
  status(): ProgramStatus
  policies(): readonly PolicyView[]
  peers(): readonly PeerView[]
}

declare global {
  var sporedb: SporeDb
}
