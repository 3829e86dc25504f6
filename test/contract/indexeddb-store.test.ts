import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import { UPGRADES, type Upgrade } from '../../worker/store/indexeddb-schema.ts'
import type { Store } from '../../worker/store/port.ts'
import { answered, indexedDbFixture } from './indexeddb-fixture.ts'
import { STORE_CASES } from './store.ts'

let databases = 0
const freshName = (): string => `sporedb-test-${++databases}`

async function open(name: string, upgrades?: readonly Upgrade[]): Promise<Store> {
  const result = await openIndexedDbStore(upgrades === undefined ? { name } : { name, upgrades })
  if (!result.ok) throw new Error(result.reason.sentence)
  return result.value
}

describe('a store in IndexedDB', () => {
  test.each(STORE_CASES)('$title', ({ run }) => run(indexedDbFixture(freshName())))

  test('says that it is blocked while an older version holds the database, and lets go when that ends', async () => {
    const name = freshName()
    ;(await open(name)).close()
    const stubborn = await answered(indexedDB.open(name))
    const later = [...UPGRADES, () => undefined]
    const blocked = await openIndexedDbStore({ name, upgrades: later })
    expect(blocked).toMatchObject({ ok: false, reason: { tag: 'blocked' } })
    stubborn.close()
    const store = await open(name, later)
    await store.putDocument('x', 1)
    store.close()
    await answered(indexedDB.deleteDatabase(name))
  })

  test('gives way to a newer version of the program', async () => {
    const name = freshName()
    const older = await open(name)
    const told = new Promise((resolve) => older.onFailure(resolve))
    const newer = await open(name, [...UPGRADES, () => undefined])
    expect(await told).toMatchObject({ tag: 'newer-schema' })
    await expect(older.appendRound(1, new Uint8Array(1))).rejects.toMatchObject({
      failure: { tag: 'newer-schema' },
    })
    await newer.appendRound(1, new Uint8Array(1))
    newer.close()
  })

  test('runs exactly the upgrade steps that are missing, and keeps the data', async () => {
    const name = freshName()
    const first = await open(name)
    await first.putDocument('kept', 'yes')
    first.close()
    const ran: string[] = []
    const step =
      (label: string): Upgrade =>
      () =>
        ran.push(label)
    const store = await open(name, [...UPGRADES, step('1 to 2'), step('2 to 3')])
    expect(ran).toEqual(['1 to 2', '2 to 3'])
    expect(await store.getDocument('kept')).toBe('yes')
    store.close()
  })

  test('keeps nothing of a transaction that the browser aborts in its middle', async () => {
    const name = freshName()
    const store = await open(name)
    await store.appendRound(1, new Uint8Array([1]))
    const { put } = IDBObjectStore.prototype
    let puts = 0
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
      const request = put.apply(this, given)
      if (++puts === 3) queueMicrotask(() => this.transaction.abort())
      return request
    }
    const policies = [
      { policy: 'p', puts: ['a', 'b', 'c', 'd'].map((id) => [id, new Uint8Array(8)] as const), deletes: [] },
    ]
    const write = store.writeBack({ policies, pending: new Uint8Array(), segment: undefined, watermark: 1 })
    await expect(write).rejects.toMatchObject({ failure: { tag: 'deleted' } })
    IDBObjectStore.prototype.put = put
    store.close()
    const again = await open(name)
    expect(await again.readSnapshot()).toMatchObject({ watermark: 0, directories: [], lastRound: 1 })
    again.close()
  })

  test('names a damaged page and a log that ends before its watermark', async () => {
    const name = freshName()
    const store = await open(name)
    await store.appendRound(1, new Uint8Array([1]))
    const policies = [{ policy: 'p', puts: [['a', new Uint8Array(8)] as const], deletes: [] }]
    await store.writeBack({ policies, pending: new Uint8Array(), segment: undefined, watermark: 1 })
    store.close()
    const raw = await answered(indexedDB.open(name))
    const transaction = raw.transaction(['pages', 'rounds'], 'readwrite')
    transaction.objectStore('pages').put(new Uint8Array([0, 0, 0, 1, 0, 0, 0, 0, 7]), ['p', 'a'])
    await answered(transaction.objectStore('rounds').delete(1))
    raw.close()
    const again = await open(name)
    await expect(again.readPages('p', ['a'])).rejects.toMatchObject({ failure: { tag: 'unreadable' } })
    await expect(again.readPageRange('p', '', undefined, 9)).rejects.toMatchObject({
      failure: { tag: 'unreadable' },
    })
    await expect(again.readSnapshot()).rejects.toMatchObject({ failure: { tag: 'unreadable', round: 1 } })
    again.close()
  })
})
