// The store fixture for IndexedDB: fake-indexeddb under Node, the real one in a page. Works on the global indexedDB.

import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import { UPGRADES } from '../../worker/store/indexeddb-schema.ts'
import type { StoreFixture } from './store-fixture.ts'

export function indexedDbFixture(name: string): StoreFixture {
  return {
    open: () => openIndexedDbStore({ name }),
    damageRound: (round) =>
      edit(name, async (rounds) => {
        const frame = (await answered(rounds.get(round))) as Uint8Array
        rounds.put(frame.slice(0, -1), round)
      }),
    removeRound: (round) => edit(name, (rounds) => void rounds.delete(round)),
    fill() {
      const { add, put } = IDBObjectStore.prototype
      const full = (): never => {
        throw new DOMException('injected', 'QuotaExceededError')
      }
      IDBObjectStore.prototype.add = full
      IDBObjectStore.prototype.put = full
      return Promise.resolve(() => {
        IDBObjectStore.prototype.add = add
        IDBObjectStore.prototype.put = put
      })
    },
    async deleteUnderneath() {
      await answered(indexedDB.deleteDatabase(name))
    },
    async raiseSchema() {
      const later = await openIndexedDbStore({ name, upgrades: [...UPGRADES, () => undefined] })
      if (!later.ok) throw new Error(later.reason.sentence)
      later.value.close()
    },
  }
}

export function answered<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('aborted'))
  })
}

async function edit(name: string, change: (rounds: IDBObjectStore) => Promise<void> | void): Promise<void> {
  const database = await answered(indexedDB.open(name))
  const transaction = database.transaction('rounds', 'readwrite')
  const complete = new Promise<void>((resolve) => {
    transaction.oncomplete = () => resolve()
  })
  await change(transaction.objectStore('rounds'))
  await complete
  database.close()
}

/** Only then does closing its connection let a newer schema in. */
export const completed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve()
    }
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the transaction was aborted'))
    }
  })
