// What the host may ask of storage: a log of rounds, the state written back behind it, and small documents.
// Two implementations (memory, IndexedDB) pass one contract suite, test/contract/store.ts.
//
// The order that keeps votes safe: append a round, wait, then send what depends on it. Pages follow
// lazily; the watermark says how far, and a restart replays the rounds behind it. Operations reject with StoreError;
// after a failed write every later write rejects with the same failure.

import { invariant } from '../core/model/result.ts'
import type { StoreFailure } from './failure.ts'

export interface StoredRound {
  readonly round: number
  readonly bytes: Uint8Array
}

export interface StoredPage {
  readonly pageId: string
  readonly bytes: Uint8Array
}

export interface StoredDocument {
  readonly name: string
  readonly value: unknown
}

export interface PolicyPages {
  readonly policy: string
  readonly puts: readonly (readonly [pageId: string, bytes: Uint8Array])[]
  readonly deletes: readonly string[]
}

/** Of the journal of one policy: segments by the number of their first change. */
export interface JournalWrite {
  readonly policy: string
  /** The last one stored may be replaced by a longer one. */
  readonly puts: readonly (readonly [first: number, bytes: Uint8Array])[]
  readonly deletes: readonly number[]
}

export interface JournalSegment {
  readonly first: number
  readonly bytes: Uint8Array
}

export interface WriteBack {
  readonly policies: readonly PolicyPages[]
  /** Replaces the last one. */
  readonly pending: Uint8Array
  /** Appended to the index, if there is one. */
  readonly segment: Uint8Array | undefined
  readonly journal: readonly JournalWrite[]
  /** The last round whose effects are in the pages: never behind the last write-back, never ahead of the log. */
  readonly watermark: number
}

export interface Snapshot {
  /** 0 before the first write-back. */
  readonly watermark: number
  readonly pending: Uint8Array | undefined
  readonly segments: readonly Uint8Array[]
  /** Page ids ascending. */
  readonly directories: readonly { readonly policy: string; readonly pageIds: readonly string[] }[]
  /** Of each policy that has a journal, the numbers at which its segments begin, ascending. */
  readonly journal: readonly { readonly policy: string; readonly firsts: readonly number[] }[]
  /** 0 for an empty log. */
  readonly lastRound: number
}

export interface Store {
  /** One strict transaction; resolves when it is on disk. Rounds are 1, 2, 3 … without a gap. */
  appendRound(round: number, bytes: Uint8Array): Promise<void>
  /** Rounds from `from` on, at least one if there is one, then as many as fit. Rejects at a missing or damaged round. */
  readRounds(from: number, limitBytes: number): Promise<readonly StoredRound[]>
  readRound(round: number): Promise<Uint8Array | undefined>

  /** One relaxed transaction, all or nothing. The rounds up to the watermark must have been appended. */
  writeBack(write: WriteBack): Promise<void>
  /** Everything a restart needs besides pages and rounds. */
  readSnapshot(): Promise<Snapshot>
  readPages(policy: string, pageIds: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>
  /** Pages with from <= id < to, ascending. */
  readPageRange(
    policy: string,
    from: string,
    to: string | undefined,
    limit: number,
  ): Promise<readonly StoredPage[]>

  /** The segment of the journal that begins at `number` or last before it. */
  readJournal(policy: string, number: number): Promise<JournalSegment | undefined>

  /** Documents hold whatever can be structured-cloned, a CryptoKey included. Written strictly. Names don't begin with U+0000. */
  getDocument(name: string): Promise<unknown>
  putDocument(name: string, value: unknown): Promise<void>
  /** All or nothing. */
  putDocuments(documents: readonly StoredDocument[]): Promise<void>
  deleteDocument(name: string): Promise<void>
  listDocuments(prefix: string): Promise<readonly StoredDocument[]>

  /** Told once, of the first failure that stops writing; at once if it already happened. Returns how to stop listening. */
  onFailure(listener: (failure: StoreFailure) => void): () => void
  /** What is under way still happens; everything queued or asked later is refused. */
  close(): void
  /** Erases everything and closes. Works on a store that failed, too. */
  wipe(): Promise<void>
}

/** Names that begin with U+0000 are the store's own. */
export const checkDocumentName = (name: string): void =>
  invariant(!name.startsWith('\0'), `${JSON.stringify(name)} is a reserved name`)
