// Measures two layouts of the same records on IndexedDB inside a browser's worker: the state tree's packed pages, and
// a row per key. Posts one line a figure, then `undefined`.

import { openDB, unwrap, type IDBPDatabase } from 'idb'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { StateTree, type RecordCodec } from '../../worker/core/sync/state-tree.ts'
import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import type { Store } from '../../worker/store/port.ts'

const KEYS = 100_000
const MANY_KEYS = 1_000_000
const UPDATES = 1000
const SCAN = 1000
const POINT_READS = 200
const ROWS_PER_TRANSACTION = 10_000
const POLICY = 'a'.repeat(64)

const codec: RecordCodec<Uint8Array> = { encode: (record) => record, decode: (bytes) => bytes }
const slotAt = (index: number): string => `user/${String(index).padStart(8, '0')}/name`

/** 100 bytes of noise (xorshift), since a browser compresses what it stores. */
function recordOf(index: number, version: number): Uint8Array<ArrayBuffer> {
  const words = new Int32Array(25)
  let state = (index + 1) * 2_654_435_761 + version
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[at] = state
  }
  return new Uint8Array(words.buffer)
}

/** Every index once, in an order far from sorted. */
function* shuffled(count: number): Generator<number> {
  for (let step = 0, index = 0; step < count; step++, index = (index + 7_368_787) % count) yield index
}

const randomIndexes = (count: number): number[] => [...shuffled(KEYS)].slice(5000, 5000 + count)

const say = (line: string): void => postMessage(line)
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`

async function timed<Value>(work: () => Promise<Value>): Promise<{ took: number; value: Value }> {
  const since = performance.now()
  const value = await work()
  return { took: performance.now() - since, value }
}

interface Layout {
  readonly name: string
  bulk(): Promise<void>
  /** Each of these begins with nothing in memory. */
  update(indexes: readonly number[]): Promise<void>
  scan(from: number, count: number): Promise<number>
  point(index: number): Promise<boolean>
}

async function openStore(name: string): Promise<Store> {
  const opened = await openIndexedDbStore({ name })
  if (!opened.ok) throw new Error(opened.reason.sentence)
  return opened.value
}

async function loadAll(
  tree: StateTree<Uint8Array>,
  store: Store,
  missing: () => readonly string[],
): Promise<void> {
  for (let ids = missing(); ids.length > 0; ids = missing()) {
    const pages = await store.readPages(POLICY, ids)
    pages.forEach((bytes, index) => bytes && tree.load(ids[index] ?? '', bytes))
  }
}

async function flush(tree: StateTree<Uint8Array>, store: Store): Promise<void> {
  await loadAll(tree, store, () => tree.missingToSettle())
  const policies = [{ policy: POLICY, ...tree.takeDirty() }]
  await store.writeBack({
    policies,
    pending: new Uint8Array(),
    segment: undefined,
    journal: [],
    watermark: 0,
  })
  tree.writeBackDone()
}

async function openTree(store: Store): Promise<StateTree<Uint8Array>> {
  const { directories } = await store.readSnapshot()
  return new StateTree(directories[0]?.pageIds ?? [], codec)
}

function pages(store: Store): Layout {
  return {
    name: 'packed pages',
    async bulk() {
      const tree = await openTree(store)
      for (const index of shuffled(KEYS)) tree.put(slotAt(index), recordOf(index, 0))
      await flush(tree, store)
    },
    async update(indexes) {
      const tree = await openTree(store)
      await loadAll(tree, store, () => tree.missing(indexes.map(slotAt)))
      for (const index of indexes) tree.put(slotAt(index), recordOf(index, 1))
      await flush(tree, store)
    },
    async scan(from, count) {
      const tree = await openTree(store)
      await loadAll(tree, store, () => tree.missingRange(slotAt(from), undefined, count))
      return [...tree.range(slotAt(from), undefined, count)].length
    },
    async point(index) {
      const [bytes] = await store.readPages(POLICY, [pageOf(index)])
      const tree = new StateTree<Uint8Array>(['', pageOf(index)], codec)
      if (bytes !== undefined) tree.load(pageOf(index), bytes)
      return tree.get(slotAt(index)) !== undefined
    },
  }
}

let directory: readonly string[] = []
const pageOf = (index: number): string => directory.findLast((pageId) => pageId <= slotAt(index)) ?? ''

function rows(database: IDBPDatabase): Layout {
  const write = async (entries: readonly (readonly [string, Uint8Array])[]): Promise<void> => {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
    const store: IDBObjectStore = unwrap(transaction).objectStore('rows')
    for (const [slot, record] of entries) store.put(record, [POLICY, slot])
    await transaction.done
  }
  return {
    name: 'a row per key',
    async bulk() {
      const batch: [string, Uint8Array][] = []
      for (const index of shuffled(KEYS)) {
        batch.push([slotAt(index), recordOf(index, 0)])
        if (batch.length === ROWS_PER_TRANSACTION) await write(batch.splice(0))
      }
      await write(batch)
    },
    update: (indexes) => write(indexes.map((index) => [slotAt(index), recordOf(index, 1)])),
    async scan(from, count) {
      const range = IDBKeyRange.lowerBound([POLICY, slotAt(from)])
      const { store } = database.transaction('rows')
      const [slots, records] = await Promise.all([store.getAllKeys(range, count), store.getAll(range, count)])
      return Math.min(slots.length, records.length)
    },
    point: async (index) => (await database.get('rows', [POLICY, slotAt(index)])) !== undefined,
  }
}

async function measure(layout: Layout): Promise<void> {
  const before = await navigator.storage.estimate()
  const bulk = await timed(() => layout.bulk())
  const indexes = randomIndexes(UPDATES)
  const update = await timed(() => layout.update(indexes))
  const scan = await timed(() => layout.scan(50_000, SCAN))
  if (scan.value !== SCAN) throw new Error(`${layout.name}: the scan found ${scan.value} records`)
  const point = await timed(async () => {
    for (const index of randomIndexes(POINT_READS))
      if (!(await layout.point(index))) throw new Error(`${layout.name}: record ${index} is missing`)
  })
  const after = await navigator.storage.estimate()
  const megabytes = ((after.usage ?? 0) - (before.usage ?? 0)) / 1e6
  say(
    `${layout.name.padEnd(14)} ${KEYS} records in bulk ${ms(bulk.took)}; ${UPDATES} random updates and flush ${ms(update.took)}; ` +
      `scan of ${SCAN} ${ms(scan.took)}; point read ${ms(point.took / POINT_READS)}; on disk ${megabytes.toFixed(1)} MB`,
  )
}

async function measureManyKeys(): Promise<void> {
  const store = await openStore('bench-many')
  const tree = new StateTree<Uint8Array>([], codec)
  const put = await timed(() => {
    for (const index of shuffled(MANY_KEYS)) tree.put(slotAt(index), recordOf(index, 0))
    return Promise.resolve()
  })
  const cut = await timed(() => Promise.resolve(tree.takeDirty()))
  const policies = [{ policy: POLICY, ...cut.value }]
  const write = await timed(() =>
    store.writeBack({ policies, pending: new Uint8Array(), segment: undefined, journal: [], watermark: 0 }),
  )
  store.close()
  const open = await timed(async () => {
    const again = await openStore('bench-many')
    return { again, tree: await openTree(again) }
  })
  const { again, tree: opened } = open.value
  const read = await timed(async () => {
    await loadAll(opened, again, () => opened.missing([slotAt(123_456)]))
    return opened.get(slotAt(123_456))
  })
  if (read.value === undefined) throw new Error('a record of the large state is missing')
  const update = await timed(async () => {
    const slots = [...shuffled(MANY_KEYS)].slice(0, UPDATES).map(slotAt)
    await loadAll(opened, again, () => opened.missing(slots))
    for (const slot of slots) opened.put(slot, recordOf(1, 2))
    await flush(opened, again)
  })
  say(
    `packed pages   ${MANY_KEYS} keys: put in memory ${ms(put.took)}, cut into ${cut.value.puts.length} pages and encoded ${ms(cut.took)}, ` +
      `written ${ms(write.took)}; opened ${ms(open.took)}, first read ${ms(read.took)}, ${UPDATES} random updates and flush ${ms(update.took)}`,
  )
  await again.wipe()
}

async function measureAll(): Promise<void> {
  await loadHash()
  const store = await openStore('bench-pages')
  const paged = pages(store)
  const database = await openDB('bench-rows', 1, {
    upgrade: (opening) => void opening.createObjectStore('rows'),
  })
  await measure(rows(database))
  const measured = {
    ...paged,
    async bulk() {
      await paged.bulk()
      directory = (await store.readSnapshot()).directories[0]?.pageIds ?? []
    },
  }
  await measure(measured)
  database.close()
  await store.wipe()
  await measureManyKeys()
}

measureAll().then(
  () => postMessage(undefined),
  (error: unknown) => {
    say(`failed: ${String(error)}`)
    postMessage(undefined)
  },
)
