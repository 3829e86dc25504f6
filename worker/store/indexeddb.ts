// The store in IndexedDB. A round is on disk when its strict transaction is complete; every write checks the fence in
// its own transaction; the first write that fails is the last one (health.ts).

import { openDB, unwrap } from 'idb'
import { fail, invariant, ok, type Result } from '../core/model/result.ts'
import { failureOfError, StoreError, storeFailure, type StoreFailure } from './failure.ts'
import { sealFrame } from './frame.ts'
import { StoreHealth, type FailureListener } from './health.ts'
import { claim, type Claim } from './indexeddb-claim.ts'
import * as read from './indexeddb-read.ts'
import { STORE_NAMES, UPGRADES, upgradeFrom, type SporeDbSchema, type Upgrade } from './indexeddb-schema.ts'
import { runWrite, type WriteRequest } from './indexeddb-transaction.ts'
import { OPEN_AGAIN_MS, OPEN_TRIES } from './limits.ts'
import { checkDocumentName, type Snapshot, type Store, type StoredDocument } from './port.ts'
import type { JournalSegment, StoredPage, StoredRound, WriteBack } from './port.ts'

export interface IndexedDbOptions {
  readonly name: string
  /** Of another release; a test's way into the future. */
  readonly upgrades?: readonly Upgrade[]
}

/** Tries again when the browser closes what it just opened: it may still be clearing the data of the site. */
export async function openIndexedDbStore(options: IndexedDbOptions): Promise<Result<Store, StoreFailure>> {
  if (typeof indexedDB === 'undefined') return fail(storeFailure('unavailable'))
  for (let tries = 1; ; tries++) {
    const store = await openOnce(options)
    if (store.ok || store.reason.tag !== 'deleted' || tries === OPEN_TRIES) return store
    await new Promise((resolve) => setTimeout(resolve, OPEN_AGAIN_MS))
  }
}

async function openOnce(options: IndexedDbOptions): Promise<Result<Store, StoreFailure>> {
  const health = new StoreHealth()
  const database = await openDatabase(options, health)
  if (!database.ok) return database
  try {
    const claimed = await health.unlessGone(claim(database.value, (options.upgrades ?? UPGRADES).length))
    return ok(new IndexedDbStore(database.value, options.name, claimed, health))
  } catch (error) {
    database.value.close()
    return fail(error instanceof StoreError ? error.failure : failureOfError(error))
  }
}

function openDatabase(
  { name, upgrades = UPGRADES }: IndexedDbOptions,
  health: StoreHealth,
): Promise<Result<read.Database, StoreFailure>> {
  return new Promise((resolve) => {
    let blocked = false
    /** Why the upgrade failed. The opening itself only says that it was aborted. */
    let cause: unknown
    const opening = openDB<SporeDbSchema>(name, upgrades.length, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        transaction.done.catch(() => undefined)
        transaction.addEventListener('abort', () => (cause ??= transaction.error))
        try {
          upgradeFrom(oldVersion, upgrades, unwrap(database), unwrap(transaction))
        } catch (error) {
          cause = error
          transaction.abort()
        }
      },
      blocked() {
        blocked = true
        resolve(fail(storeFailure('blocked')))
      },
      // Standing in the way would only hang the other side: the data is theirs now.
      blocking(_currentVersion, nextVersion, event) {
        const { target } = event
        health.fail(storeFailure(nextVersion === null ? 'deleted' : 'newer-schema'))
        if (target instanceof IDBDatabase) target.close()
      },
      terminated() {
        health.fail(storeFailure('deleted'))
      },
    })
    opening.then(
      (database) => {
        // The user was already told to close the other tab and reload.
        if (blocked) database.close()
        else resolve(ok(database))
      },
      (error: unknown) => resolve(fail(failureOfError(cause ?? error))),
    )
  })
}

class IndexedDbStore implements Store {
  readonly #database: read.Database
  readonly #name: string
  readonly #epoch: number
  readonly #health: StoreHealth
  #lastRound: number
  #watermark: number
  /** Ends with the append asked for last: a round goes out only when the one before it is on disk. */
  #appends: Promise<unknown> = Promise.resolve()

  constructor(database: read.Database, name: string, claimed: Claim, health: StoreHealth) {
    this.#database = database
    this.#name = name
    this.#epoch = claimed.epoch
    this.#lastRound = claimed.lastRound
    this.#watermark = claimed.watermark
    this.#health = health
  }

  appendRound(round: number, bytes: Uint8Array): Promise<void> {
    const frame = sealFrame(bytes)
    const append = this.#appends.then(async () => {
      this.#health.checkWrite()
      invariant(round === this.#lastRound + 1, `round ${round} was appended after round ${this.#lastRound}`)
      await this.#write({
        stores: ['rounds'],
        durability: 'strict',
        fence: { store: 'rounds', key: 0 },
        body: (transaction) => transaction.objectStore('rounds').add(frame, round),
      })
      this.#lastRound = round
    })
    this.#appends = append.catch(() => undefined)
    return append
  }

  readRounds(from: number, limitBytes: number): Promise<readonly StoredRound[]> {
    return this.#read(() => read.readRounds(this.#database, from, this.#lastRound, limitBytes))
  }

  readRound(round: number): Promise<Uint8Array | undefined> {
    return this.#read(async () => {
      if (round < 1 || round > this.#lastRound) return undefined
      return read.roundBytes(await this.#database.get('rounds', round), round)
    })
  }

  async writeBack(write: WriteBack): Promise<void> {
    this.#health.checkWrite()
    invariant(write.watermark >= this.#watermark, 'the watermark went back')
    invariant(write.watermark <= this.#lastRound, 'the watermark ran ahead of the log')
    await this.#write({
      stores: ['pages', 'state', 'segments', 'journal'],
      // Losing it only means replaying more of the log.
      durability: 'relaxed',
      fence: { store: 'state', key: 'epoch' },
      body: (transaction) => putWriteBack(transaction, write),
    })
    this.#watermark = write.watermark
  }

  readSnapshot(): Promise<Snapshot> {
    return this.#read(() => read.readSnapshot(this.#database, this.#lastRound))
  }

  readPages(policy: string, pageIds: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#read(() => read.readPages(this.#database, policy, pageIds))
  }

  readPageRange(
    policy: string,
    from: string,
    to: string | undefined,
    limit: number,
  ): Promise<readonly StoredPage[]> {
    return this.#read(() => read.readPageRange(this.#database, policy, from, to, limit))
  }

  readJournal(policy: string, number: number): Promise<JournalSegment | undefined> {
    return this.#read(() => read.readJournal(this.#database, policy, number))
  }

  getDocument(name: string): Promise<unknown> {
    return this.#read(() => this.#database.get('documents', name))
  }

  putDocument(name: string, value: unknown): Promise<void> {
    return this.putDocuments([{ name, value }])
  }

  async putDocuments(documents: readonly StoredDocument[]): Promise<void> {
    for (const { name } of documents) checkDocumentName(name)
    await this.#writeDocuments((store) => {
      for (const { name, value } of documents) store.put(value, name)
    })
  }

  async deleteDocument(name: string): Promise<void> {
    checkDocumentName(name)
    await this.#writeDocuments((store) => store.delete(name))
  }

  listDocuments(prefix: string): Promise<readonly StoredDocument[]> {
    return this.#read(async () => {
      const range = IDBKeyRange.bound(prefix === '' ? '\u0001' : prefix, `${prefix}\uffff`)
      const { store } = this.#database.transaction('documents')
      const [names, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)])
      return names.map((name, index) => ({ name, value: values[index] }))
    })
  }

  onFailure(listener: FailureListener): () => void {
    return this.#health.onFailure(listener)
  }

  close(): void {
    this.#health.close()
    this.#database.close()
  }

  async wipe(): Promise<void> {
    this.#health.close()
    await this.#appends
    // Emptied first: deleting waits for other tabs, which may hold the database open for long.
    await this.#empty()
    this.#database.close()
    await deleteDatabase(this.#name)
  }

  #writeDocuments(body: (store: IDBObjectStore) => void): Promise<void> {
    return this.#write({
      stores: ['documents'],
      durability: 'strict',
      fence: { store: 'documents', key: '\0epoch' },
      body: (transaction) => body(transaction.objectStore('documents')),
    })
  }

  async #write(request: Omit<WriteRequest, 'epoch'>): Promise<void> {
    this.#health.checkWrite()
    const write = runWrite(unwrap(this.#database), { ...request, epoch: this.#epoch })
    const failure = await this.#health.unlessGone(write)
    if (failure !== undefined) throw this.#health.fail(failure)
  }

  async #read<Value>(look: () => Promise<Value>): Promise<Value> {
    this.#health.checkRead()
    try {
      return await this.#health.unlessGone(look())
    } catch (error) {
      if (error instanceof StoreError) throw error
      const failure = failureOfError(error)
      // A connection that is gone is gone for writes, too; a value that can't be read says nothing about them.
      throw failure.tag === 'deleted' ? this.#health.fail(failure) : new StoreError(failure)
    }
  }

  async #empty(): Promise<void> {
    try {
      const transaction = this.#database.transaction(STORE_NAMES, 'readwrite', { durability: 'strict' })
      const clears = STORE_NAMES.map((name) => transaction.objectStore(name).clear())
      await Promise.all([...clears, transaction.done])
    } catch {
      // A connection that is gone or a full disk: deleting the database is what counts, and it needs neither.
    }
  }
}

function putWriteBack(transaction: IDBTransaction, write: WriteBack): void {
  const pages = transaction.objectStore('pages')
  for (const { policy, puts, deletes } of write.policies) {
    for (const pageId of deletes) pages.delete([policy, pageId])
    for (const [pageId, bytes] of puts) pages.put(sealFrame(bytes), [policy, pageId])
  }
  const journal = transaction.objectStore('journal')
  for (const { policy, puts, deletes } of write.journal) {
    for (const first of deletes) journal.delete([policy, first])
    for (const [first, bytes] of puts) journal.put(sealFrame(bytes), [policy, first])
  }
  const state = transaction.objectStore('state')
  state.put(sealFrame(write.pending), 'pending')
  state.put(write.watermark, 'watermark')
  if (write.segment !== undefined) transaction.objectStore('segments').add(sealFrame(write.segment))
}

/** Resolves when the database is gone, or will be once the last tab lets go of it. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onblocked = () => resolve()
    request.onerror = () => reject(new StoreError(failureOfError(request.error)))
  })
}
