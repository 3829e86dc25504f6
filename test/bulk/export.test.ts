// An export is the same on every node, byte for byte, and importing it gives the same contents again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportHead, exportRows, exportTail } from '../../worker/bulk/export-format.ts'
import { exportPart, type ExportReads } from '../../worker/bulk/exporter.ts'
import type { BulkCursor, BulkFormat } from '../../worker/rpc/contract-bulk.ts'
import type { OperationInput, ScalarView, ValueView } from '../../worker/rpc/contract-data.ts'
import type { PolicyId, Returns } from '../../worker/rpc/contract.ts'
import { unitsOf } from '../../worker/bulk/units.ts'
import { piecesOf } from '../../worker/bulk/decode.ts'
import { BulkWorld, MAPPING } from './bulk-world.ts'

const FORMATS: readonly BulkFormat[] = ['csv', 'json', 'jsonl']

/** Every key with what it holds, as plain as can be. */
type Held =
  | { readonly type: 'scalar'; readonly value: ScalarView }
  | { readonly type: 'counter'; readonly number: string; readonly min?: string; readonly max?: string }
  | { readonly type: 'set' | 'array' | 'queue'; readonly items: readonly ScalarView[] }
  | { readonly type: 'map'; readonly fields: readonly { field: ScalarView; value: ScalarView }[] }

const text = fc.string({ unit: 'binary', maxLength: 8 })
const scalar: fc.Arbitrary<ScalarView> = fc.oneof(
  text.map((each): ScalarView => ({ type: 'string', text: each })),
  fc.constantFrom('"', ',', '\n', '\r\n', ' x ', '0123', '\ufeffbom', '{}').map((each): ScalarView => ({
    type: 'string',
    text: each,
  })),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((each): ScalarView => ({
    type: 'number',
    number: String(each),
  })),
  fc
    .uint8Array({ maxLength: 6 })
    .map((bytes): ScalarView => ({ type: 'bytes', bytes: new Uint8Array(bytes) })),
)
const id = (value: ScalarView): string =>
  JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? [...each] : each))
const unique = <Value>(values: readonly Value[], by: (value: Value) => string): readonly Value[] => [
  ...new Map(values.map((each) => [by(each), each])).values(),
]
const held: fc.Arbitrary<Held> = fc.oneof(
  scalar.map((value): Held => ({ type: 'scalar', value })),
  fc.array(scalar, { maxLength: 5 }).map((items): Held => ({ type: 'set', items: unique(items, id) })),
  fc.array(scalar, { maxLength: 5 }).map((items): Held => ({ type: 'array', items })),
  fc.array(scalar, { minLength: 1, maxLength: 5 }).map((items): Held => ({ type: 'queue', items })),
  fc
    .array(fc.record({ field: scalar, value: scalar }), { maxLength: 5 })
    .map((fields): Held => ({ type: 'map', fields: unique(fields, ({ field }) => id(field)) })),
  fc.constantFrom<Held>(
    { type: 'counter', number: '5', min: '0' },
    { type: 'counter', number: '5', min: '-1', max: '7' },
  ),
)
const key = fc.oneof(fc.constantFrom('a/b', 'a:b', 'c,"d"', ' e', '=f'), fc.stringMatching(/^[a-z]{1,6}$/u))
const contents = fc.dictionary(key, held, { maxKeys: 12 }).map((each) => new Map(Object.entries(each)))

const viewOf = (value: Held): ValueView => {
  if (value.type === 'scalar') return value.value
  if (value.type === 'counter') return { ...value, type: 'number' }
  if (value.type === 'map') return { type: 'map', size: value.fields.length }
  if (value.type === 'array') return { type: 'array', length: value.items.length }
  return { type: value.type, size: value.items.length }
}

const itemsOf = (value: Held | undefined): readonly ScalarView[] =>
  value !== undefined && 'items' in value ? value.items : []

/** A node that holds these contents; pages are small, so that cursors are used. */
function readsOf(all: ReadonlyMap<string, Held>): ExportReads {
  const names = [...all.keys()].sort()
  const at = <Item>(
    items: readonly Item[],
    from: number,
    limit = 2,
  ): { page: readonly Item[]; more: boolean } => ({
    page: items.slice(from, from + Math.min(limit, 2)),
    more: from + Math.min(limit, 2) < items.length,
  })
  const behind = (items: readonly ScalarView[], after: ScalarView | undefined): number =>
    after === undefined ? 0 : items.findIndex((each) => id(each) === id(after)) + 1
  return {
    keys: ({ after }) => {
      const { page, more } = at(names, after === undefined ? 0 : names.findIndex((name) => name > after))
      const none = after !== undefined && !names.some((name) => name > after)
      return Promise.resolve({ keys: none ? [] : page, more: !none && more })
    },
    get: ({ key: name }) => {
      const value = all.get(name)
      return Promise.resolve({
        key: name,
        value: value && viewOf(value),
        version: { x: 1, c: 0, h: '', text: '1' },
      })
    },
    members: ({ key: name, after }) => {
      const items = itemsOf(all.get(name))
      const { page, more } = at(items, behind(items, after))
      return Promise.resolve({ members: page, more })
    },
    fields: ({ key: name, after }) => {
      const value = all.get(name)
      const fields = value?.type === 'map' ? value.fields : []
      const { page, more } = at(
        fields,
        behind(
          fields.map(({ field }) => field),
          after,
        ),
      )
      return Promise.resolve({ fields: page, more })
    },
    range: ({ key: name, from }): Promise<Returns<'data.range'>> => {
      const items = itemsOf(all.get(name))
      return Promise.resolve({ items: at(items, from).page, length: items.length })
    },
    queue: ({ key: name, after }) => {
      const items = itemsOf(all.get(name))
      const { page, more } = at(items, Number(after ?? 0))
      const next = more ? { next: String(Number(after ?? 0) + page.length) } : {}
      return Promise.resolve({ items: page, size: items.length, ...next })
    },
  }
}

async function exportOf(all: ReadonlyMap<string, Held>, format: BulkFormat): Promise<string> {
  const reads = readsOf(all)
  let out = ''
  let from: BulkCursor | undefined
  do {
    const part = await exportPart(reads, { policy: 'p' as PolicyId, format, ...(from ? { from } : {}) })
    out += new TextDecoder('utf-8', { ignoreBOM: true }).decode(part.bytes)
    from = part.next
  } while (from)
  return out
}

/** What the operations of an import make of an empty database. */
function apply(operations: readonly OperationInput[]): ReadonlyMap<string, Held> {
  const all = new Map<string, Held>()
  for (const operation of operations) {
    const before = all.get(operation.key)
    const items = itemsOf(before)
    switch (operation.op) {
      case 'SET':
        all.set(operation.key, { type: 'scalar', value: operation.value })
        break
      case 'COUNTER': {
        const { value, min, max } = operation
        all.set(operation.key, {
          type: 'counter',
          number: value.number,
          ...(min === undefined ? {} : { min }),
          ...(max === undefined ? {} : { max }),
        })
        break
      }
      case 'SADD':
        all.set(operation.key, { type: 'set', items: [...items, operation.value] })
        break
      case 'RPUSH':
        all.set(operation.key, { type: 'array', items: [...items, operation.value] })
        break
      case 'QADD':
        all.set(operation.key, { type: 'queue', items: [...items, operation.value] })
        break
      case 'HSET': {
        const fields = before?.type === 'map' ? before.fields : []
        all.set(operation.key, {
          type: 'map',
          fields: [...fields, { field: operation.field, value: operation.value }],
        })
        break
      }
      case 'SREM':
        all.set(operation.key, { type: 'set', items: [] })
        break
      case 'HDEL':
        all.set(operation.key, { type: 'map', fields: [] })
        break
      case 'RESET':
        all.set(operation.key, { type: 'array', items: [] })
        break
      default:
        throw new Error(`${operation.op} is no operation of an import`)
    }
  }
  return all
}

describe('an export', () => {
  it.each(FORMATS)('as %s gives the same contents when it is imported', async (format) => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 64 }), async (all, slice) => {
        const source = new Blob([await exportOf(all, format)])
        const operations: OperationInput[] = []
        for await (const packed of unitsOf(
          { source, format, mapping: { ...MAPPING, into: 'exported' } },
          piecesOf(source, Math.max(slice, 60)),
        )) {
          if (packed.type === 'bad') throw new Error(packed.row.fault)
          if (packed.type === 'unit') operations.push(...packed.unit.rows.flatMap((row) => row.operations))
        }
        expect(apply(operations)).toEqual(all)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    [
      'csv',
      'key,container,field_type,field,type,value,min,max\na,,,,number,12,,\nb,map,string,"x,""y""",bytes,0x01,,\n',
    ],
    [
      'json',
      '[\n{"key":"a","type":"number","value":"12"},\n{"key":"b","container":"map","field_type":"string","field":"x,\\"y\\"","type":"bytes","value":"0x01"}\n]\n',
    ],
    [
      'jsonl',
      '{"key":"a","type":"number","value":"12"}\n{"key":"b","container":"map","field_type":"string","field":"x,\\"y\\"","type":"bytes","value":"0x01"}\n',
    ],
  ] as const)('as %s has this form for ever', (format, form) => {
    const rows = [
      { key: 'a', container: '', value: { type: 'number', number: '12' } },
      {
        key: 'b',
        container: 'map',
        field: { type: 'string', text: 'x,"y"' },
        value: { type: 'bytes', bytes: new Uint8Array([1]) },
      },
    ] as const
    expect(exportHead(format) + exportRows(format, rows, true) + exportTail(format)).toBe(form)
    expect(exportHead('json') + exportTail('json')).toBe('[\n]\n')
  })

  it('is equal on all nodes, and again after it was imported under another policy of the same form', async () => {
    const world = await BulkWorld.create()
    const lines = Array.from({ length: 1_500 }, (_, i) => `word/${i},"line ${i}\nof, ""it"""`)
    await world.ended((await world.start(`k,v\n${lines.join('\n')}\n`)).id)
    await world.ended(
      (await world.start(`k,v\n${lines.join('\n')}\n`, { into: 'set', key: 'all', value: 'k' })).id,
    )
    const equal = lines.map((_, i) => `${i % 7}`)
    await world.ended(
      (await world.start(`v\n${equal.join('\n')}\n`, { into: 'queue', key: 'jobs', value: 'v' })).id,
    )
    await world.settled(['word/0', 'word/1499', 'all', 'jobs'])
    for (const format of FORMATS) {
      const exports = await Promise.all([0, 1, 2, 3].map((node) => world.exported(node, format)))
      expect(new Set(exports).size).toBe(1)
      expect(await world.exported(2, format, 'word/14')).not.toContain('"all"')
      const again = await BulkWorld.create()
      const { id: job } = await again.start(exports[0]!, { into: 'exported' }, { format })
      expect(await again.ended(job)).toMatchObject({ state: 'done', rowsRefused: 0, rowsDone: 4_500 })
      expect(await again.exported(0, format)).toBe(exports[0])
      again.cluster.stop()
    }
    world.cluster.stop()
  })
})
