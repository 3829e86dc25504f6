// Imports and exports of programs: pulled in parts, jobs that are found again, and arguments that are checked here.
import { describe, expect, it } from 'vitest'
import type { BulkCursor, BulkJobView, BulkMapping } from '../../../worker/rpc/contract.ts'
import { failing, programNode, settle, type ProgramNode } from './program-node.ts'
import { policyId } from './samples.ts'

const MAPPING: BulkMapping = { into: 'map', key: '{id}', value: 'id', fields: [], read: 'auto', keep: false }

const job = (over: Partial<BulkJobView> = {}): BulkJobView => ({
  id: 'j1',
  policy: policyId(1),
  name: 'people.csv',
  format: 'csv',
  mapping: MAPPING,
  state: 'running',
  startedAt: 0,
  sizeBytes: 10,
  readBytes: 0,
  rowsRead: 0,
  rowsDone: 0,
  rowsRefused: 0,
  open: 0,
  rowsPerSecond: 0,
  ...over,
})

function node(): ProgramNode & { readonly tell: (...jobs: readonly BulkJobView[]) => void } {
  const made = programNode()
  made.answers.set('bulk.preview', () => ({ format: 'csv', delimiter: ';', mapping: MAPPING }))
  made.answers.set('bulk.start', () => job())
  return {
    ...made,
    tell: (...jobs) => made.store.setState({ imports: new Map(jobs.map((each) => [each.id, each])) }),
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('an import of a program', () => {
  it('begins with what is given, and with what the node finds in the file for the rest', async () => {
    const { api, calls } = node()
    const file = new File(['id;name\n1;bob\n'], 'people.csv')
    const { id } = await api.import('orchard 1', file, { key: 'user/{id}', fields: ['name'] })
    expect(id).toBe('j1')
    expect(calls.map(({ method }) => method)).toEqual(['bulk.preview', 'bulk.start'])
    expect(calls[1]?.params).toEqual({
      policy: policyId(1),
      source: file,
      name: 'people.csv',
      format: 'csv',
      delimiter: ';',
      mapping: { ...MAPPING, key: 'user/{id}', fields: ['name'] },
    })
    await api.import('orchard 1', 'id\n1\n', { name: 'ids', format: 'csv' })
    expect(calls[2]?.params).toEqual({ source: expect.any(Blob) as Blob, name: 'ids', format: 'csv' })
  })

  it('is done when every row is, and tells how far it is until then', async () => {
    const { api, tell } = node()
    const made = await api.import('orchard 1', 'id\n1\n')
    tell(job({ rowsDone: 1 }))
    expect(made.job?.rowsDone).toBe(1)
    let isDone = false
    void made.done.then(() => (isDone = true))
    tell(job({ state: 'paused' }))
    await settle()
    expect(isDone).toBe(false)
    tell(job({ state: 'done', rowsDone: 2 }))
    expect((await made.done).rowsDone).toBe(2)
  })

  it.each([
    ['refused', (n: ReturnType<typeof node>) => n.tell(job({ state: 'failed', note: 'Line 3 is no CSV' }))],
    ['unknown', (n: ReturnType<typeof node>) => n.tell()],
    ['stopped', (n: ReturnType<typeof node>) => n.store.setState({ boot: { phase: 'moved' } })],
  ])('rejects with %s when it comes to no end', async (code, happen) => {
    const far = node()
    const { done } = await far.api.import('orchard 1', 'id\n1\n')
    far.tell(job())
    happen(far)
    await expect(done).rejects.toMatchObject({ code })
  })

  it('is found again after a reload, paused, resumed, read and removed by its name', async () => {
    const { api, tell, answers, calls } = node()
    expect(api.imports()).toEqual([])
    tell(job({ state: 'paused' }), job({ id: 'j2' }))
    const [first] = api.imports()
    answers.set('bulk.pause', () => job())
    answers.set('bulk.resume', () => job())
    answers.set('bulk.remove', () => [])
    answers.set('bulk.refused', ({ from }: { from: number }) => ({ rows: [{ row: from }], more: from < 2 }))
    await first?.pause()
    await first?.resume()
    expect(await all(first!.refused())).toEqual([{ row: 0 }, { row: 1 }, { row: 2 }])
    await first?.remove()
    expect(calls.filter(({ method }) => method !== 'bulk.refused')).toEqual(
      ['bulk.pause', 'bulk.resume', 'bulk.remove'].map((method) => ({ method, params: { id: 'j1' } })),
    )
  })

  it('refuses what is no source or no mapping, with its place', async () => {
    const { api } = node()
    const where = async (source: unknown, options: object): Promise<string | undefined> =>
      (await failing(() => api.import('orchard 1', source as Blob, options))).failure.where
    expect(await where(7, {})).toBe('source')
    expect(await where('', { into: 'nothing' })).toBe('into')
    expect(await where('', { format: 'xml' })).toBe('format')
    expect(await where('', { fields: ['a', 1] })).toBe('fields[1]')
    expect(await where('', { key: 'x'.repeat(5_000) })).toBe('key')
    expect(await where('', { delimiter: '::' })).toBe('delimiter')
  })
})

describe('an export of a program', () => {
  it('is pulled part by part, the next one when the last one is taken', async () => {
    const { api, answers, calls } = node()
    answers.set('bulk.export', ({ from }: { from?: BulkCursor }) => ({
      bytes: new TextEncoder().encode(from?.key ?? 'begin '),
      ...(from?.key === 'b' ? {} : { next: { key: from === undefined ? 'a' : 'b' } }),
    }))
    const parts = api.export('orchard 1', { prefix: 'user/', format: 'jsonl' })[Symbol.asyncIterator]()
    await parts.next()
    await settle()
    expect(calls).toEqual([
      { method: 'bulk.export', params: { policy: policyId(1), format: 'jsonl', prefix: 'user/' } },
    ])
    const text = (await all(api.export('orchard 1'))).map((part) => new TextDecoder().decode(part)).join('')
    expect(text).toBe('begin ab')
    expect((await failing(() => api.export('orchard 1', { format: 'xml' as 'csv' }))).failure.where).toBe(
      'format',
    )
  })
})
