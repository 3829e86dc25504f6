import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { InvariantError } from '../../worker/core/model/result.ts'
import { PARTITION_LIMITS, rankOf, type PartitionLimits } from '../../worker/core/sync/partition.ts'
import { StateTree, type RecordCodec } from '../../worker/core/sync/state-tree.ts'

beforeAll(loadHash)

const codec: RecordCodec<string> = {
  encode: (record) => new TextEncoder().encode(record),
  decode: (bytes) => new TextDecoder().decode(bytes),
}
/** Small pages, so that a few dozen slots meet every kind of cut. */
const SMALL: PartitionLimits = { meanRecords: 8, pageBound: 6 }

type Disk = Map<string, Uint8Array>
const ids = (disk: Disk): string[] => [...disk.keys()].sort()
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const image = (disk: Disk): [string, string][] =>
  ids(disk).map((id) => [id, hex(disk.get(id) ?? new Uint8Array())])

function load(tree: StateTree<string>, disk: Disk, pages: readonly string[]): void {
  for (const id of pages) tree.load(id, disk.get(id) ?? new Uint8Array())
}

function writeBack(tree: StateTree<string>, disk: Disk): void {
  for (let need = tree.missingToSettle(); need.length > 0; need = tree.missingToSettle())
    load(tree, disk, need)
  const { puts, deletes } = tree.takeDirty()
  for (const id of deletes) disk.delete(id)
  for (const [id, bytes] of puts) disk.set(id, bytes)
  tree.writeBackDone()
}

function put(tree: StateTree<string>, disk: Disk, slot: string, record: string): void {
  load(tree, disk, tree.missing([slot]))
  tree.put(slot, record)
}

/** protocol.md 7.4 word for word: cut by rank, then split at the smallest hash while above the bound. */
function referenceCuts(slots: readonly string[], limits: PartitionLimits): string[] {
  const sorted = [...new Set(slots)].sort()
  const cuts: string[] = []
  const split = (run: readonly string[], startsAtCut: boolean): void => {
    const inner = startsAtCut ? run.slice(1) : run
    const weakest = inner.reduce<string | undefined>(
      (best, slot) => (best === undefined || rankOf(slot) < rankOf(best) ? slot : best),
      undefined,
    )
    if (weakest === undefined) return
    if (rankOf(weakest) >= 2 ** 32 / limits.meanRecords && run.length <= limits.pageBound) return
    cuts.push(weakest)
    const at = run.indexOf(weakest)
    split(run.slice(0, at), startsAtCut)
    split(run.slice(at), true)
  }
  split(sorted, sorted[0] === '')
  if (sorted.length > 0 && !cuts.includes(sorted[0] ?? '')) cuts.push('')
  return cuts.sort()
}

function build(slots: Iterable<string>, limits = SMALL): Disk {
  const disk: Disk = new Map()
  const tree = new StateTree<string>([], codec, limits)
  for (const slot of slots) tree.put(slot, `value of ${slot}`)
  writeBack(tree, disk)
  return disk
}

const keyed = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `key/${String(i).padStart(6, '0')}`)

/** Slots in ascending order whose ranks ascend (or descend) too, none cutting by itself: what an attacker would mine. */
function minedRun(count: number, direction: 'ascending' | 'descending', limits: PartitionLimits): string[] {
  const floor = 2 ** 32 / limits.meanRecords
  const step = (2 ** 32 - floor) / count
  return Array.from({ length: count }, (_, i) => {
    const low = floor + step * (direction === 'ascending' ? i : count - 1 - i)
    for (let nonce = 0; ; nonce++) {
      const slot = `m${String(i).padStart(5, '0')}/${nonce}`
      const rank = rankOf(slot)
      if (rank >= low && rank < low + step) return slot
    }
  })
}

const slotArb = fc.oneof(
  fc.integer({ min: 0, max: 120 }).map((n) => `k${String(n).padStart(3, '0')}`),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom('', '\u0000', '\ufeff', '\ufeffa', 'é', '😀', '\uffff'),
)
const stepArb = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('put' as const), slot: slotArb, record: fc.string() }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('delete' as const), slot: slotArb }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('writeBack' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('evict' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
)

describe('the pages of the state tree', () => {
  test('are those of the recursive definition, and follow a map through any history of puts, deletes, evictions and restarts', () => {
    fc.assert(
      fc.property(
        fc.array(stepArb, { maxLength: 300, size: 'max' }),
        fc.integer({ min: 1, max: 8 }),
        (steps, pageBound) => {
          const limits = { meanRecords: 8, pageBound }
          const disk: Disk = new Map()
          const model = new Map<string, string>()
          let tree = new StateTree<string>([], codec, limits)
          for (const step of steps) {
            if (step.type === 'put') {
              put(tree, disk, step.slot, step.record)
              model.set(step.slot, step.record)
            } else if (step.type === 'delete') {
              load(tree, disk, tree.missing([step.slot]))
              expect(tree.delete(step.slot)).toBe(model.delete(step.slot))
            } else if (step.type === 'writeBack') writeBack(tree, disk)
            else if (step.type === 'evict') tree.evict(0)
            else {
              writeBack(tree, disk)
              tree = new StateTree<string>(ids(disk), codec, limits)
            }
          }
          writeBack(tree, disk)
          const slots = [...model.keys()].sort()
          expect(ids(disk)).toEqual(referenceCuts(slots, limits))
          expect(tree.pageIds()).toEqual(ids(disk))

          const fresh = new StateTree<string>([], codec, limits)
          for (const slot of slots.reverse()) fresh.put(slot, model.get(slot) ?? '')
          const freshDisk: Disk = new Map()
          writeBack(fresh, freshDisk)
          expect(image(disk)).toEqual(image(freshDisk))

          const reopened = new StateTree<string>(ids(disk), codec, limits)
          load(reopened, disk, reopened.missingRange('', undefined))
          expect([...reopened.range('')]).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('have the mean size asked for, and none is above the bound', () => {
    const disk = build(keyed(20_000), PARTITION_LIMITS)
    expect(disk.size).toBeGreaterThan(20_000 / 80)
    expect(disk.size).toBeLessThan(20_000 / 50)
    expect(ids(disk)).toEqual(referenceCuts(keyed(20_000), PARTITION_LIMITS))
  })

  test.each(['ascending', 'descending'] as const)(
    'stay bounded when slots are mined for %s hashes, and one insert still moves few pages',
    (direction) => {
      const limits = { meanRecords: 64, pageBound: 12 }
      const slots = minedRun(240, direction, limits)
      const disk = build(slots, limits)
      expect(ids(disk)).toEqual(referenceCuts(slots, limits))
      const tree = new StateTree<string>(ids(disk), codec, limits)
      load(tree, disk, ids(disk))
      for (const id of ids(disk)) {
        const next = ids(disk).find((other) => other > id)
        expect([...tree.range(id, next)].length).toBeLessThanOrEqual(limits.pageBound)
      }
      for (const nonce of ['x', 'y', 'z']) {
        tree.put(`m00120/${nonce}`, 'one more')
        const { puts, deletes } = tree.takeDirty()
        tree.writeBackDone()
        expect(puts.length + deletes.length).toBeLessThanOrEqual(2 * limits.pageBound + 2)
      }
    },
  )

  test('of a large state need only neighbours within reach of a change', () => {
    const slots = keyed(20_000)
    const disk = build(slots, PARTITION_LIMITS)
    const tree = new StateTree<string>(ids(disk), codec)
    const loaded = new Set<string>()
    for (const slot of [slots[5000], slots[12_345]] as string[]) {
      for (const id of tree.missing([slot])) loaded.add(id)
      load(tree, disk, tree.missing([slot]))
      expect(tree.delete(slot)).toBe(true)
    }
    for (let need = tree.missingToSettle(); need.length > 0; need = tree.missingToSettle()) {
      for (const id of need) loaded.add(id)
      load(tree, disk, need)
    }
    tree.takeDirty()
    expect(loaded.size).toBeLessThan(40)
  })

  test('are equal bytes for equal records, so that a page digest compares states', () => {
    const slots = keyed(500)
    const forward = new StateTree<string>([], codec, SMALL)
    const backward = new StateTree<string>([], codec, SMALL)
    for (const slot of slots) forward.put(slot, slot)
    for (const slot of [...slots].reverse()) backward.put(slot, 'first')
    for (const slot of slots) backward.put(slot, slot)
    expect(forward.pageIds()).toEqual(backward.pageIds())
    for (const id of forward.pageIds()) expect(hex(forward.pageDigest(id))).toBe(hex(backward.pageDigest(id)))
    const changed = slots[250] ?? ''
    const before = forward.pageIds().map((id) => hex(forward.pageDigest(id)))
    forward.put(changed, 'other')
    const after = forward.pageIds().map((id) => hex(forward.pageDigest(id)))
    expect(after.filter((digest, index) => digest !== before[index])).toHaveLength(1)
  })
})

describe('a state tree', () => {
  const stored = (): { disk: Disk; tree: StateTree<string>; slots: string[] } => {
    const slots = keyed(400)
    const disk = build(slots)
    return { disk, tree: new StateTree<string>(ids(disk), codec, SMALL), slots }
  }

  test('refuses to read, write, delete or scan a page that is not loaded', () => {
    const { tree } = stored()
    expect(() => tree.get('key/000100')).toThrow(InvariantError)
    expect(() => tree.put('key/000100', 'x')).toThrow(InvariantError)
    expect(() => tree.delete('key/000100')).toThrow(InvariantError)
    expect(() => [...tree.range('key/000100', 'key/000101')]).toThrow(InvariantError)
  })

  test('scans a range with a limit after loading only what the scan needs', () => {
    const { disk, tree, slots } = stored()
    let loaded = 0
    for (;;) {
      const need = tree.missingRange('key/000100', 'key/000399', 50)
      if (need.length === 0) break
      loaded += need.length
      load(tree, disk, need)
    }
    expect([...tree.range('key/000100', 'key/000399', 50)].map(([slot]) => slot)).toEqual(
      slots.slice(100, 150),
    )
    expect(loaded).toBeLessThan(disk.size / 2)
    expect([...tree.range('key/000100', 'key/000100')]).toEqual([])
    expect([...tree.range('key/000120', 'key/000110')]).toEqual([])
  })

  test('notices when records come or go during a scan', () => {
    const { disk, tree } = stored()
    load(tree, disk, ids(disk))
    expect(() => {
      for (const [slot] of tree.range('')) tree.delete(slot)
    }).toThrow(InvariantError)
  })

  test('keeps dirty, pinned and in-flight pages through an eviction', () => {
    const { disk, tree } = stored()
    load(tree, disk, ids(disk))
    tree.put('key/000010', 'dirty')
    tree.pin('key/000200')
    tree.pin('key/000200')
    tree.evict(0)
    expect(tree.get('key/000010')).toBe('dirty')
    expect(tree.missing(['key/000200'])).toEqual([])
    expect(tree.missing(['key/000399'])).toHaveLength(1)

    tree.takeDirty()
    tree.unpin('key/000200')
    tree.evict(0)
    expect(tree.get('key/000010')).toBe('dirty')
    expect(tree.missing(['key/000200'])).toEqual([])

    tree.writeBackDone()
    tree.unpin('key/000200')
    tree.evict(0)
    expect(tree.missing(['key/000010', 'key/000200'])).toHaveLength(2)
    expect(tree.loadedBytes()).toBe(0)
    expect(() => tree.unpin('key/000200')).toThrow(InvariantError)
  })

  test('evicts the least recently used pages first', () => {
    const { disk, tree } = stored()
    load(tree, disk, ids(disk))
    tree.get('key/000300')
    tree.evict(600)
    expect(tree.missing(['key/000300'])).toEqual([])
    expect(tree.missing(['key/000000'])).toHaveLength(1)
  })

  test('puts changes made during a write-back into the next one', () => {
    const { disk, tree } = stored()
    load(tree, disk, ids(disk))
    tree.put('key/000010', 'first')
    const first = tree.takeDirty()
    tree.put('key/000010', 'second')
    expect(tree.unwrittenChanges()).toBe(1)
    expect(() => tree.takeDirty()).toThrow(InvariantError)
    tree.writeBackDone()
    const second = tree.takeDirty()
    expect(first.puts.map(([id]) => id)).toEqual(second.puts.map(([id]) => id))
    expect(new TextDecoder().decode(first.puts[0]?.[1])).toContain('first')
    expect(new TextDecoder().decode(second.puts[0]?.[1])).toContain('second')
  })

  test('deletes every page when the last record goes', () => {
    const { disk, tree, slots } = stored()
    load(tree, disk, ids(disk))
    for (const slot of slots) tree.delete(slot)
    writeBack(tree, disk)
    expect(disk.size).toBe(0)
    expect(tree.get('key/000010')).toBeUndefined()
  })

  test('stops at damaged pages, a directory out of order and slots that are not text', () => {
    const { disk, tree } = stored()
    const [id] = ids(disk)
    const bytes = disk.get(id ?? '') ?? new Uint8Array()
    expect(() => tree.load(id ?? '', bytes.subarray(0, bytes.length - 1))).toThrow(InvariantError)
    expect(() => tree.load(id ?? '', new Uint8Array())).toThrow(InvariantError)
    expect(() => tree.load('zzz', bytes)).toThrow(InvariantError)
    expect(() => tree.load(ids(disk)[1] ?? '', bytes)).toThrow(InvariantError)
    expect(() => new StateTree<string>(['b', 'a'], codec)).toThrow(InvariantError)
    expect(() => new StateTree<string>([], codec).put('\ud800', 'x')).toThrow(InvariantError)
  })
})
