// What only a store in IndexedDB must do: upgrades, blocked connections, aborted transactions, damaged values.
// Runs on fake-indexeddb under Node and inside a real browser.

import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import { UPGRADES, type Upgrade, upgradeFrom } from '../../worker/store/indexeddb-schema.ts'
import { OPEN_TRIES } from '../../worker/store/limits.ts'
import type { Store, WriteBack } from '../../worker/store/port.ts'
import { answered, completed } from './indexeddb-fixture.ts'
import { check, same } from './check.ts'
import { refused } from './store-fixture.ts'

export interface IndexedDbCase {
  readonly title: string
  run(name: string): Promise<void>
}

const LATER: readonly Upgrade[] = [...UPGRADES, () => undefined]

async function open(name: string, upgrades = UPGRADES): Promise<Store> {
  const result = await openIndexedDbStore({ name, upgrades })
  check(result.ok, result.ok ? '' : result.reason.sentence)
  return result.value
}

const pages = (...ids: string[]): WriteBack => ({
  policies: [{ policy: 'p', puts: ids.map((id) => [id, new Uint8Array(8)] as const), deletes: [] }],
  pending: new Uint8Array(),
  segment: undefined,
  journal: [],
  watermark: 1,
})

export const INDEXEDDB_CASES: readonly IndexedDbCase[] = [
  {
    title: 'adds the journal to a database of the first schema, and keeps what is in it',
    async run(name) {
      const request = indexedDB.open(name, 1)
      request.onupgradeneeded = () => {
        if (request.transaction) upgradeFrom(0, UPGRADES.slice(0, 1), request.result, request.transaction)
      }
      const old = await answered(request)
      const writing = old.transaction('documents', 'readwrite')
      writing.objectStore('documents').put('kept', 'name')
      await completed(writing)
      old.close()
      const store = await open(name)
      check((await store.getDocument('name')) === 'kept', 'the document must be kept')
      await store.appendRound(1, new Uint8Array(1))
      const segment = { policy: 'p', puts: [[1, new Uint8Array(3)] as const], deletes: [] }
      await store.writeBack({ ...pages('a'), journal: [segment] })
      check((await store.readJournal('p', 1))?.bytes.length === 3, 'the journal must be there')
      await store.wipe()
    },
  },
  {
    title: 'says that it is blocked while an older version holds the database, and lets go when that ends',
    async run(name) {
      ;(await open(name)).close()
      const stubborn = await answered(indexedDB.open(name))
      const blocked = await openIndexedDbStore({ name, upgrades: LATER })
      check(!blocked.ok && blocked.reason.tag === 'blocked', 'it must be blocked')
      stubborn.close()
      const store = await open(name, LATER)
      await store.putDocument('x', 1)
      store.close()
      await answered(indexedDB.deleteDatabase(name))
    },
  },
  {
    title: 'gives way to a newer version of the program',
    async run(name) {
      const older = await open(name)
      const told = new Promise<string>((resolve) => older.onFailure(({ tag }) => resolve(tag)))
      const newer = await open(name, LATER)
      same(await told, 'newer-schema', 'what the older one is told')
      await refused(older.appendRound(1, new Uint8Array(1)), 'newer-schema')
      await newer.appendRound(1, new Uint8Array(1))
      newer.close()
    },
  },
  {
    title: 'runs exactly the upgrade steps that are missing, and keeps the data',
    async run(name) {
      const first = await open(name)
      await first.putDocument('kept', 'yes')
      first.close()
      const ran: string[] = []
      const step =
        (label: string): Upgrade =>
        () =>
          ran.push(label)
      const store = await open(name, [...UPGRADES, step('1 to 2'), step('2 to 3')])
      same(ran, ['1 to 2', '2 to 3'], 'the steps')
      same(await store.getDocument('kept'), 'yes', 'the data')
      store.close()
    },
  },
  {
    title: 'opens again when the browser aborts the opening, and says so when it goes on doing that',
    async run(name) {
      let openings = 0
      const aborted =
        (times: number): Upgrade =>
        (_database, transaction) => {
          if (++openings <= times) queueMicrotask(() => transaction.abort())
        }
      const never = await openIndexedDbStore({ name, upgrades: [...UPGRADES, aborted(Infinity)] })
      check(!never.ok && never.reason.tag === 'deleted', 'it must give up')
      same(openings, OPEN_TRIES, 'the openings')
      openings = 0
      const store = await open(name, [...UPGRADES, aborted(2)])
      await store.appendRound(1, new Uint8Array(1))
      same(openings, 3, 'the openings')
      await store.wipe()
    },
  },
  {
    title: 'opens again when the data is deleted while it is taken over, and a request is never answered',
    async run(name) {
      const { get } = IDBObjectStore.prototype
      let deleting: Promise<unknown> | undefined
      IDBObjectStore.prototype.get = function () {
        IDBObjectStore.prototype.get = get
        deleting = answered(indexedDB.deleteDatabase(name))
        return new Promise(() => undefined) as unknown as IDBRequest
      }
      const store = await open(name)
      await deleting
      await store.appendRound(1, new Uint8Array(1))
      await store.wipe()
    },
  },
  {
    title: 'says why an upgrade failed, and does not try that again',
    async run(name) {
      let openings = 0
      const failing: Upgrade = () => {
        openings++
        throw new DOMException('injected', 'QuotaExceededError')
      }
      const full = await openIndexedDbStore({ name, upgrades: [...UPGRADES, failing] })
      check(!full.ok && full.reason.tag === 'full', 'it must be full')
      const twice: Upgrade = (database) => {
        openings++
        const documents = database.createObjectStore('twice')
        documents.add(1, 1)
        documents.add(1, 1)
      }
      const broken = await openIndexedDbStore({ name, upgrades: [...UPGRADES, twice] })
      check(!broken.ok && broken.reason.tag === 'broken', 'it must be broken')
      check(!broken.ok && /ConstraintError/.test(broken.reason.detail ?? ''), 'the cause must be told')
      same(openings, 2, 'the openings')
      const store = await open(name)
      await store.wipe()
    },
  },
  {
    title: 'keeps nothing of a transaction that is aborted in its middle',
    async run(name) {
      const store = await open(name)
      await store.appendRound(1, new Uint8Array([1]))
      const { put } = IDBObjectStore.prototype
      let puts = 0
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
        const request = put.apply(this, given)
        if (++puts === 3) queueMicrotask(() => this.transaction.abort())
        return request
      }
      const write = store.writeBack(pages('a', 'b', 'c', 'd'))
      await refused(write, 'deleted').finally(() => {
        IDBObjectStore.prototype.put = put
      })
      store.close()
      const again = await open(name)
      const { watermark, directories, lastRound } = await again.readSnapshot()
      same(
        { watermark, directories, lastRound },
        { watermark: 0, directories: [], lastRound: 1 },
        'the snapshot',
      )
      again.close()
    },
  },
  {
    title: 'names a damaged page and a log that ends before its watermark',
    async run(name) {
      const store = await open(name)
      await store.appendRound(1, new Uint8Array([1]))
      await store.writeBack(pages('a'))
      store.close()
      const raw = await answered(indexedDB.open(name))
      const transaction = raw.transaction(['pages', 'rounds'], 'readwrite')
      transaction.objectStore('pages').put(new Uint8Array([0, 0, 0, 1, 0, 0, 0, 0, 7]), ['p', 'a'])
      await answered(transaction.objectStore('rounds').delete(1))
      raw.close()
      const again = await open(name)
      await refused(again.readPages('p', ['a']), 'unreadable')
      await refused(again.readPageRange('p', '', undefined, 9), 'unreadable')
      same((await refused(again.readSnapshot(), 'unreadable')).round, 1, 'the round')
      again.close()
    },
  },
]
