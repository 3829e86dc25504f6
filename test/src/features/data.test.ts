// What the data screen says of values, what typed text becomes, and how the list of keys loads.
import { describe, expect, it } from 'vitest'
import { KeyFeed } from '../../../src/features/data/key-feed.ts'
import { readElements } from '../../../src/features/data/elements.ts'
import {
  counterOperation,
  createOperation,
  crumbs,
  glimpse,
  hexLines,
  type NewKey,
  parseIndex,
  parseTyped,
  sizeWords,
  typeName,
} from '../../../src/features/data/view-model.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import type { EngineEvent, PolicyId, ScalarView, ValueView } from '../../../worker/rpc/contract.ts'
import { tree } from '../../../worker/rpc/tree-calls.ts'

const POLICY = 'p' as PolicyId

describe('a value in words', () => {
  it.each<[ValueView, string, string]>([
    [{ type: 'number', number: '1' }, 'number', ''],
    [{ type: 'number', number: '1', min: '0' }, 'bounded counter', 'It can never go below 0.'],
    [{ type: 'number', number: '1', max: '9' }, 'bounded counter', 'It can never go above 9.'],
    [{ type: 'number', number: '1', min: '0', max: '9' }, 'bounded counter', 'It always stays from 0 to 9.'],
    [{ type: 'string', text: 'a😀' }, 'string', '2 characters'],
    [{ type: 'bytes', bytes: new Uint8Array(1_000) }, 'bytes', '1,000 bytes'],
    [{ type: 'set', size: 1 }, 'set', '1 member'],
    [{ type: 'map', size: 2 }, 'map', '2 fields'],
    [{ type: 'array', length: 0 }, 'array', '0 items'],
    [{ type: 'queue', size: 1 }, 'queue', '1 entry'],
  ])('%j is a %s', (value, name, size) => {
    expect(typeName(value)).toBe(name)
    expect(sizeWords(value)).toBe(size)
  })

  it('is cut to one line', () => {
    expect(glimpse({ type: 'string', text: 'x'.repeat(500) }, 10)).toBe('"xxxxxxxxx…')
    expect(glimpse({ type: 'map', size: 2 })).toBe('map, 2 fields')
    expect(hexLines(new Uint8Array([0, 65, 255]))[0]).toMatch(/^000000 {2}00 41 ff +·A·$/u)
  })
})

describe('what is typed', () => {
  it('becomes a scalar of the chosen type, or a sentence', () => {
    expect(parseTyped('number', ' +1.50 ')).toEqual({ ok: true, value: { type: 'number', number: '1.5' } })
    expect(parseTyped('number', 'ten').ok).toBe(false)
    expect(parseTyped('bytes', '0x01 FF')).toEqual({
      ok: true,
      value: { type: 'bytes', bytes: new Uint8Array([1, 255]) },
    })
    expect(parseTyped('bytes', '0x1').ok).toBe(false)
    expect(parseIndex('-1')).toEqual({ ok: true, value: -1 })
    expect(parseIndex('').ok).toBe(false)
  })

  const FORM: NewKey = { key: 'k', type: 'string', as: 'string', value: '1', field: 'f', min: '0', max: '' }
  it.each<[Partial<NewKey>, unknown]>([
    [{}, { op: 'SET', key: 'k', value: { type: 'string', text: '1' } }],
    [{ type: 'number' }, { op: 'SET', key: 'k', value: { type: 'number', number: '1' } }],
    [{ type: 'counter' }, { op: 'COUNTER', key: 'k', value: { type: 'number', number: '1' }, min: '0' }],
    [
      { type: 'set', as: 'number' },
      { op: 'SADD', key: 'k', value: { type: 'number', number: '1' } },
    ],
    [
      { type: 'map' },
      { op: 'HSET', key: 'k', field: { type: 'string', text: 'f' }, value: { type: 'string', text: '1' } },
    ],
    [{ type: 'array' }, { op: 'RPUSH', key: 'k', value: { type: 'string', text: '1' } }],
    [{ type: 'queue' }, { op: 'QADD', key: 'k', value: { type: 'string', text: '1' } }],
  ])('creates with %j', (form, operation) => {
    expect(createOperation({ ...FORM, ...form })).toEqual({ ok: true, value: operation })
  })

  it.each<[Partial<NewKey>, keyof NewKey]>([
    [{ key: '' }, 'key'],
    [{ key: 'x'.repeat(513) }, 'key'],
    [{ key: 'a\tb' }, 'key'],
    [{ type: 'number', value: 'x' }, 'value'],
    [{ type: 'counter', min: '', max: '' }, 'min'],
    [{ type: 'counter', max: 'x' }, 'max'],
    [{ type: 'counter', value: 'x' }, 'value'],
  ])('says which field is wrong with %j', (form, field) => {
    expect(createOperation({ ...FORM, ...form })).toMatchObject({ ok: false, reason: { field } })
  })
})

describe('a counter that is set anew', () => {
  it('says its number and its bounds again, of which one may be given up', () => {
    const form = { key: 'k', value: ' 3 ', min: '-1', max: '' }
    expect(counterOperation(form)).toEqual({
      ok: true,
      value: { op: 'COUNTER', key: 'k', value: { type: 'number', number: '3' }, min: '-1' },
    })
    expect(counterOperation({ ...form, min: '' })).toMatchObject({ ok: false, reason: { field: 'min' } })
    for (const bounds of [{ min: '3.01' }, { max: '2' }, { min: '9', max: '-9' }])
      expect(counterOperation({ ...form, ...bounds })).toMatchObject({
        ok: false,
        reason: { field: 'value' },
      })
    expect(counterOperation({ ...form, min: '3.0', max: '3' }).ok).toBe(true)
  })
})

/** A node with these keys that counts what it was asked. */
function nodeOf(keys: readonly string[]): {
  engine: Engine
  asked: () => number
  emit: (event: EngineEvent) => void
} {
  let asked = 0
  let listener: (event: EngineEvent) => void = () => undefined
  const engine = {
    call: (_method: string, params: { prefix?: string; after?: string; limit?: number }) => {
      const { prefix = '', after = '', limit = 1_000 } = params
      asked++
      const fits = keys.filter((key) => key.startsWith(prefix) && key > after)
      return Promise.resolve({ keys: fits.slice(0, limit), more: fits.length > limit })
    },
    subscribe: (next: typeof listener) => {
      listener = next
      return () => undefined
    },
  } as unknown as Engine
  return { engine, asked: () => asked, emit: (event) => listener(event) }
}

const settled = async (feed: KeyFeed): Promise<void> => {
  while (feed.snapshot().busy) await new Promise((resolve) => setTimeout(resolve, 1))
}
const KEYS = Array.from({ length: 25_000 }, (_, i) => `k/${String(i).padStart(6, '0')}`)

describe('the list of keys', () => {
  it('loads no more than somebody scrolls to', async () => {
    const node = nodeOf(KEYS)
    const feed = new KeyFeed(node.engine, POLICY, '', '')
    const stop = feed.subscribe(() => undefined)
    await settled(feed)
    expect(feed.snapshot()).toMatchObject({ searched: 1_000, more: true, stale: false })
    feed.reach(30)
    expect(node.asked()).toBe(1)
    feed.reach(990)
    await settled(feed)
    expect(feed.snapshot().keys).toEqual(KEYS.slice(0, 2_000))
    stop()
  })

  it('searches on until a filter has enough, or nothing is left', async () => {
    const node = nodeOf(KEYS)
    const feed = new KeyFeed(node.engine, POLICY, 'k/', '24999')
    feed.subscribe(() => undefined)
    await settled(feed)
    expect(feed.snapshot()).toMatchObject({ keys: ['k/024999'], searched: 25_000, more: false })
  })

  it('says that keys came, and does not push them under the reader of a long list', async () => {
    const node = nodeOf(KEYS)
    const feed = new KeyFeed(node.engine, POLICY, '', '')
    feed.subscribe(() => undefined)
    await settled(feed)
    feed.reach(5_000)
    await settled(feed)
    const before = node.asked()
    node.emit({ type: 'changed', policy: POLICY, keys: [KEYS[3]!], more: false })
    expect(feed.snapshot().stale).toBe(false)
    node.emit({ type: 'changed', policy: POLICY, keys: ['new'], more: false })
    expect(feed.snapshot().stale).toBe(true)
    expect(node.asked()).toBe(before)
    feed.refresh()
    await settled(feed)
    expect(feed.snapshot().stale).toBe(false)
  })
})

describe('the tree of prefixes', () => {
  const keys = ['a', 'a/b', 'a/c/d', 'a/c/e', 'a:x', 'b.c', 'z']
  const data = {
    keys: (params: { prefix?: string; after?: string; limit?: number }) =>
      nodeOf(keys).engine.call('data.keys', { policy: POLICY, ...params }),
  }
  const levelOf = async (prefix: string, after?: string, limit?: number): Promise<unknown> =>
    tree(data, {
      policy: POLICY,
      prefix,
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
    })

  it('has each level once, keys and branches told apart', async () => {
    expect(await levelOf('')).toEqual({
      branches: [
        { name: 'a', leaf: true },
        { name: 'a/', leaf: false },
        { name: 'a:', leaf: false },
        { name: 'b.', leaf: false },
        { name: 'z', leaf: true },
      ],
      more: false,
    })
    expect(await levelOf('a/')).toEqual({
      branches: [
        { name: 'a/b', leaf: true },
        { name: 'a/c/', leaf: false },
      ],
      more: false,
    })
  })

  it('goes on behind any branch', async () => {
    expect(await levelOf('', undefined, 2)).toMatchObject({ more: true })
    expect(await levelOf('', 'a/', 2)).toEqual({
      branches: [
        { name: 'a:', leaf: false },
        { name: 'b.', leaf: false },
      ],
      more: true,
    })
  })
})

describe('the elements of a collection', () => {
  it('are read page by page with their cursor', async () => {
    const members = Array.from({ length: 450 }, (_, i): ScalarView => ({ type: 'number', number: String(i) }))
    const engine = {
      call: (_: string, { after, limit }: { after?: ScalarView; limit: number }) => {
        const from = after?.type === 'number' ? Number(after.number) + 1 : 0
        return Promise.resolve({ members: members.slice(from, from + limit), more: from + limit < 450 })
      },
    } as unknown as Engine
    const at = { policy: POLICY, key: 'k' }
    expect(await readElements(engine, at, 'set', 200)).toMatchObject({ more: true })
    const all = await readElements(engine, at, 'set', 600)
    expect(all.elements.map(({ value }) => value)).toEqual(members)
    expect(all.more).toBe(false)
  })

  it('of a queue go on from the place that the node gave, since entries may be equal', async () => {
    const items = Array.from({ length: 450 }, (): ScalarView => ({ type: 'string', text: 'the same' }))
    const engine = {
      call: (_: string, { after = '0', limit }: { after?: string; limit: number }) => {
        const to = Number(after) + limit
        return Promise.resolve({ items: items.slice(Number(after), to), ...(to < 450 && { next: `${to}` }) })
      },
    } as unknown as Engine
    const at = { policy: POLICY, key: 'k' }
    expect((await readElements(engine, at, 'queue', 200)).elements).toHaveLength(200)
    expect(await readElements(engine, at, 'queue', 600)).toMatchObject({
      elements: { length: 450 },
      more: false,
    })
  })
})

describe('a prefix', () => {
  it('is shown level by level', () => {
    expect(crumbs('a/b:c')).toEqual([
      { prefix: 'a/', label: 'a/' },
      { prefix: 'a/b:', label: 'b:' },
      { prefix: 'a/b:c', label: 'c' },
    ])
    expect(crumbs('')).toEqual([])
  })
})
