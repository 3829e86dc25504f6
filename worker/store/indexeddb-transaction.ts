// One write transaction of the IndexedDB store: fenced, all or nothing, its outcome told apart. Native requests,
// since a promise for each row would cost more than the row.

import { failureOfError, storeFailure, type StoreFailure } from './failure.ts'
import type { Fence, StoreName } from './indexeddb-schema.ts'

export interface WriteRequest {
  readonly stores: readonly StoreName[]
  readonly durability: IDBTransactionDurability
  readonly fence: Fence
  readonly epoch: number
  /** Issues the requests, all at once. What it throws about a value (not cloneable) is thrown to the caller. */
  readonly body: (transaction: IDBTransaction) => void
}

/** Resolves with undefined once the transaction is complete, or with why it is not. Nothing of it is stored then. */
export function runWrite(database: IDBDatabase, request: WriteRequest): Promise<StoreFailure | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = begin(database, request)
    if (!(transaction instanceof IDBTransaction)) {
      resolve(transaction)
      return
    }
    let outcome: StoreFailure | undefined
    transaction.oncomplete = () => resolve(undefined)
    transaction.onabort = () => resolve(outcome ?? failureOfError(transaction.error))
    const fence = transaction.objectStore(request.fence.store).get(request.fence.key)
    fence.onsuccess = () => {
      if (fence.result === request.epoch) return
      outcome = storeFailure('fenced')
      transaction.abort()
    }
    try {
      request.body(transaction)
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      if (!(error instanceof DOMException) || error.name === 'DataCloneError') reject(error)
      outcome = failureOfError(error)
      abortIfActive(transaction)
    }
  })
}

function begin(database: IDBDatabase, { stores, durability }: WriteRequest): IDBTransaction | StoreFailure {
  try {
    return database.transaction(stores, 'readwrite', { durability })
  } catch (error) {
    return failureOfError(error)
  }
}

function abortIfActive(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // The browser aborted it already; onabort tells.
  }
}
