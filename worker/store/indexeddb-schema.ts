// The stored layout and the way from each older version to the newest. The database's own version number is the
// schema version, so a browser refuses to open newer data with older code before anything is touched; the
// `schema` document says the same inside the data.
//
// Each group of stores that one transaction writes has its own copy of the epoch, so that fencing needs no store in
// common: an append to the log never waits for a write-back.

import type { DBSchema } from 'idb'
import { SCHEMA_VERSION } from './limits.ts'

/** Values are frames (frame.ts) unless it says otherwise. */
export interface SporeDbSchema extends DBSchema {
  /** By round number from 1 on; 0 is the epoch, a number. */
  rounds: { key: number; value: Uint8Array | number }
  /** By [policy, page id]. */
  pages: { key: [policy: string, pageId: string]; value: Uint8Array }
  /** `pending`, `watermark` (a number) and `epoch` (a number). */
  state: { key: string; value: Uint8Array | number }
  /** Append-only, in order. */
  segments: { key: number; value: Uint8Array }
  /** By [policy, number of its first change]. */
  journal: { key: [policy: string, first: number]; value: Uint8Array }
  /** Structured clones by name; U+0000 begins the store's own. */
  documents: { key: string; value: unknown }
}

export type StoreName = 'rounds' | 'pages' | 'state' | 'segments' | 'journal' | 'documents'

const FIRST_STORES: readonly StoreName[] = ['rounds', 'pages', 'state', 'segments', 'documents']
export const STORE_NAMES: readonly StoreName[] = [...FIRST_STORES, 'journal']

export const FENCES = [
  { store: 'rounds', key: 0 },
  { store: 'state', key: 'epoch' },
  { store: 'documents', key: '\0epoch' },
] as const satisfies readonly { readonly store: StoreName; readonly key: IDBValidKey }[]

export type Fence = (typeof FENCES)[number]

export const SCHEMA_DOCUMENT = '\0schema'

export type Upgrade = (database: IDBDatabase, transaction: IDBTransaction) => void

/** The step at index v leads from version v to v + 1. Steps are never edited after a release, only added. */
export const UPGRADES: readonly Upgrade[] = [createStores, createJournal, packSegments]

if (UPGRADES.length !== SCHEMA_VERSION) throw new Error('each schema version needs one upgrade step')

export function upgradeFrom(
  oldVersion: number,
  upgrades: readonly Upgrade[],
  database: IDBDatabase,
  transaction: IDBTransaction,
): void {
  for (const upgrade of upgrades.slice(oldVersion)) upgrade(database, transaction)
  transaction.objectStore('documents').put({ version: upgrades.length }, SCHEMA_DOCUMENT)
}

function createStores(database: IDBDatabase): void {
  for (const name of FIRST_STORES) database.createObjectStore(name, { autoIncrement: name === 'segments' })
}

function createJournal(database: IDBDatabase): void {
  database.createObjectStore('journal' satisfies StoreName)
}

/** Older segments are read as they are; newer ones have rows that older code would call damaged. */
function packSegments(): void {}
