// Every type through the whole node: what a page asks for, what comes back, and what happens to writes that lose. Virtual
// time, production engine and core.

import { describe, expect, it } from 'vitest'
import { CallError } from '../../worker/rpc/call-error.ts'
import type { OperationInput } from '../../worker/rpc/contract.ts'
import { all, num, type Page, pages, str } from './page.ts'

describe('arrays over the port', () => {
  it('AR-1 EX-6 are queues from both ends, and what was taken comes back with the commit', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    await a.write([
      { op: 'RPUSH', key: 'l', value: num('1') },
      { op: 'RPUSH', key: 'l', value: str('two') },
      { op: 'LPUSH', key: 'l', value: num('0') },
    ])
    const taken = await a.write([
      { op: 'RPOP', key: 'l' },
      { op: 'LPOP', key: 'l' },
      { op: 'LINSERT', key: 'l', index: 1, value: str('end') },
      { op: 'LSET', key: 'l', index: 0, value: str('start') },
    ])
    expect(taken).toMatchObject({ state: 'committed', results: [str('two'), num('0'), num('2'), null] })
    const { policy } = a.net
    const ask = { policy, key: 'l' }
    expect(await b.data.range({ ...ask, from: 0, to: -1 })).toEqual({
      items: [str('start'), str('end')],
      length: 2,
    })
    expect(await b.data.range({ ...ask, from: -1, to: -1 })).toEqual({ items: [str('end')], length: 2 })
    expect(await b.data.range({ ...ask, from: 5, to: 9 })).toEqual({ items: [], length: 2 })
    expect((await b.get('l')).value).toEqual({ type: 'array', length: 2 })
    const reset = await b.write([{ op: 'RESET', key: 'l' }])
    expect(reset.results).toEqual([null])
    expect((await a.get('l')).value).toEqual({ type: 'array', length: 0 })
  })

  it('AR-2 VA-3 says where an index goes wrong, and takes nothing from what is empty', async () => {
    const [a] = (await pages()) as [Page]
    await a.write([{ op: 'RPUSH', key: 'l', value: num('1') }])
    const beyond = await a.write([{ op: 'LSET', key: 'l', index: 1, value: num('2') }])
    expect(beyond).toMatchObject({
      state: 'refused',
      why: { code: 'TYPE', message: 'There is no place 1 in l: places are 0 to 0.' },
    })
    const empty = await a.write([{ op: 'RPOP', key: 'none' }])
    expect(empty.why?.message).toBe('none has no item to take.')
    expect(() => a.begin([{ op: 'LSET', key: 'l', index: -1, value: num('2') }])).toThrow('counted from 0')
  })

  it('WR-3 a pop that lost its race takes the next item', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    await a.write(['1', '2', '3'].map((each) => ({ op: 'RPUSH' as const, key: 'l', value: num(each) })))
    const done = await all(a, [
      [a, a.begin([{ op: 'LPOP', key: 'l' }])],
      [b, b.begin([{ op: 'LPOP', key: 'l' }])],
    ])
    expect(done.map(({ state }) => state)).toEqual(['committed', 'committed'])
    const taken = done.map(({ results }) => results?.[0])
    expect(taken).toContainEqual(num('1'))
    expect(taken).toContainEqual(num('2'))
    expect(await b.data.range({ policy: a.net.policy, key: 'l', from: 0, to: -1 })).toMatchObject({
      items: [num('3')],
    })
  })
})

describe('work queues', () => {
  it('QU-3 gives several workers different items at the same time', async () => {
    const workers = await pages()
    const [a] = workers as [Page]
    await a.write(
      Array.from({ length: 8 }, (_, i) => ({ op: 'QADD' as const, key: 'q', value: num(String(i)) })),
    )
    const takes = workers.flatMap((page) =>
      [0, 1].map(() => [page, page.begin([{ op: 'QTAKE', key: 'q' }])] as const),
    )
    const done = await all(a, takes)
    expect(done.map(({ state }) => state)).toEqual(takes.map(() => 'committed'))
    const taken = done.map(({ results }) => (results?.[0] as { number: string } | null)?.number)
    expect([...taken].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    expect((await workers[3]!.get('q')).value).toEqual({ type: 'queue', size: 0 })
    const left = await a.write([{ op: 'QTAKE', key: 'q' }])
    expect(left).toMatchObject({ state: 'refused', why: { message: 'The queue q has no item to take.' } })
  })

  it('QU-4 keeps the order in which one node adds, and lists it', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    const adds = ['x', 'y', 'z'].map(
      (text) => [a, a.begin([{ op: 'QADD', key: 'q', value: str(text) }])] as const,
    )
    await all(a, adds)
    const { policy } = a.net
    expect(await b.data.queue({ policy, key: 'q' })).toEqual({
      items: [str('x'), str('y'), str('z')],
      size: 3,
    })
    const page = await b.data.queue({ policy, key: 'q', limit: 2 })
    expect(page).toMatchObject({ items: [str('x'), str('y')], size: 3 })
    const rest = (): ReturnType<typeof b.data.queue> =>
      b.data.queue({ policy, key: 'q', limit: 2, after: page.next ?? '' })
    expect(await rest()).toEqual({ items: [str('z')], size: 3 })
    await expect(b.data.queue({ policy, key: 'q', after: 'x' })).rejects.toMatchObject({
      failure: { code: 'bad-input', where: 'after' },
    })
    const two = await b.write([
      { op: 'QTAKE', key: 'q' },
      { op: 'QTAKE', key: 'q' },
    ])
    expect(two.results).toEqual([str('x'), str('y')])
    expect(await b.data.queue({ policy, key: 'q', limit: 5 })).toEqual({ items: [str('z')], size: 1 })
    // What was before the place is gone meanwhile; what is behind it is not.
    expect(await rest()).toEqual({ items: [str('z')], size: 1 })
  })

  it('QU-3 waits while all that is left is being taken, and gets it when the taker comes to nothing', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    await a.write([{ op: 'QADD', key: 'q', value: str('only') }])
    // Two of four hear each other: too few to decide.
    a.net.passes = (from, to) => from < 2 && to < 2
    const first = a.begin([{ op: 'QTAKE', key: 'q' }], { patienceMs: 1_000 })
    await a.net.run(30)
    const second = b.begin([{ op: 'QTAKE', key: 'q' }])
    await a.net.run(30)
    expect(b.state(second)).toMatchObject({ state: 'waiting', why: { code: 'RATE' } })
    a.net.passes = () => true
    const done = await all(a, [
      [a, first],
      [b, second],
    ])
    const took = [...done].filter(({ results }) => results?.[0] !== undefined)
    expect(took).toHaveLength(1)
    expect(took[0]?.results).toEqual([str('only')])
  })
})

describe('bounded counters', () => {
  const seat = (): OperationInput => ({ op: 'ADD', key: 'seats', value: num('-1') })

  it('ES-3 ES-5 sells every seat and not one more, whoever asks at once', async () => {
    const buyers = await pages(3)
    const [a] = buyers as [Page]
    await a.write([{ op: 'COUNTER', key: 'seats', value: num('10'), min: '0' }])
    expect((await buyers[2]!.get('seats')).value).toEqual({ ...num('10'), min: '0' })
    const asked = buyers.flatMap((page) => [0, 1, 2].map(() => [page, page.begin([seat()])] as const))
    const done = await all(a, asked)
    const sold = done.filter(({ state }) => state === 'committed')
    expect(sold).toHaveLength(10)
    const refused = done.filter(({ state }) => state !== 'committed')
    expect(refused.map(({ state, why }) => [state, why?.code])).toEqual([
      ['refused', 'TYPE'],
      ['refused', 'TYPE'],
    ])
    expect(refused[0]?.why?.message).toBe('seats would be -1, and its bounds are at least 0.')
    for (const page of buyers) expect((await page.get('seats')).value).toEqual({ ...num('0'), min: '0' })
  })

  it('ES-1 no write leaves the bounds, in whatever form, until the counter is deleted or made anew', async () => {
    const [a] = (await pages()) as [Page]
    await a.write([{ op: 'COUNTER', key: 'n', value: num('5'), min: '0', max: '10' }])
    for (const [operation, message] of [
      [{ op: 'SET', key: 'n', value: num('11') }, 'n would be 11, and its bounds are 0 to 10.'],
      [
        { op: 'SET', key: 'n', value: str('x') },
        'SET needs a number to write, and n holds a bounded number.',
      ],
      [{ op: 'MUL', key: 'n', value: num('-1') }, 'n would be -5, and its bounds are 0 to 10.'],
      [{ op: 'MAX', key: 'n', value: num('11') }, 'n would be 11, and its bounds are 0 to 10.'],
      [{ op: 'ADD', key: 'n', value: num('6') }, 'n would be 11, and its bounds are 0 to 10.'],
      [
        { op: 'CAS', key: 'n', expected: num('5'), value: num('-1') },
        'n would be -1, and its bounds are 0 to 10.',
      ],
      [{ op: 'RESET', key: 'n' }, 'RESET needs anything else, and n holds a bounded number.'],
    ] as const) {
      const refused = await a.write([operation])
      expect([refused.state, refused.why?.message]).toEqual(['refused', message])
    }
    expect(await a.write([{ op: 'MUL', key: 'n', value: num('2') }])).toMatchObject({ results: [num('10')] })
    expect(await a.write([{ op: 'SET', key: 'n', value: num('3') }])).toMatchObject({ state: 'committed' })
    expect((await a.get('n')).value).toEqual({ ...num('3'), min: '0', max: '10' })
    await a.write([{ op: 'DELETE', key: 'n' }])
    await a.write([{ op: 'SET', key: 'n', value: num('-100') }])
    expect((await a.get('n')).value).toEqual(num('-100'))
  })

  it('ES-5 falls back to the exact form within one write when endorsers see less room than it did', async () => {
    const [a, b, c] = (await pages()) as [Page, Page, Page]
    await a.write([{ op: 'COUNTER', key: 'n', value: num('9'), min: '0' }])
    // Within the bound, beyond what escrow lets anybody promise at once.
    const done = await all(a, [
      [a, a.begin([{ op: 'ADD', key: 'n', value: num('-3') }])],
      [b, b.begin([{ op: 'ADD', key: 'n', value: num('-3') }])],
      [c, c.begin([{ op: 'ADD', key: 'n', value: num('-3') }])],
    ])
    expect(done.map(({ state }) => state)).toEqual(['committed', 'committed', 'committed'])
    expect((await b.get('n')).value).toEqual({ ...num('0'), min: '0' })
  })
})

describe('conditions', () => {
  it('WR-3 CAS and SETNX take effect once, and a refusal names what they met', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    const first = await all(a, [
      [a, a.begin([{ op: 'SETNX', key: 'k', value: str('a') }])],
      [b, b.begin([{ op: 'SETNX', key: 'k', value: str('b') }])],
    ])
    expect(first.map(({ state }) => state).sort()).toEqual(['committed', 'refused'])
    const { value } = await a.get('k')
    const winner = (value as { text: string }).text
    const lost = first.find(({ state }) => state === 'refused')
    expect(lost?.why).toEqual({ code: 'TYPE', message: `k is there already: it holds "${winner}".` })
    const swaps = await all(a, [
      [a, a.begin([{ op: 'CAS', key: 'k', expected: str(winner), value: num('1') }])],
      [b, b.begin([{ op: 'CAS', key: 'k', expected: str(winner), value: num('2') }])],
    ])
    expect(swaps.map(({ state }) => state).sort()).toEqual(['committed', 'refused'])
    const met = swaps.find(({ state }) => state === 'refused')?.why?.message
    expect(met).toMatch(new RegExp(`^CAS expects "${winner}", and k holds [12]\\.$`))
  })

  it('PI-4 requires a key to be absent, or to be at a version', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    const set = (key: string): readonly OperationInput[] => [{ op: 'SET', key, value: str('x') }]
    const absent = { key: 'k', mode: 'absent' } as const
    expect(await a.write(set('l'), { requirements: [absent] })).toMatchObject({ state: 'committed' })
    await b.write(set('k'))
    expect(await a.write(set('l'), { requirements: [absent] })).toMatchObject({
      state: 'refused',
      why: { code: 'STALE', message: 'k was required to be absent, and holds a string.' },
    })
    const { version } = await a.get('k')
    const at = { key: 'k', mode: 'unchanged', version } as const
    expect(await a.write(set('l'), { requirements: [at] })).toMatchObject({ state: 'committed' })
    await b.write([{ op: 'CONCAT', key: 'k', value: str('y') }])
    expect(await a.write(set('l'), { requirements: [at] })).toMatchObject({
      state: 'refused',
      why: { message: 'k is not at the version that was required.' },
    })
  })

  it('WR-7 a SET that lost to one of the same value has what it wanted', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    const set = (): OperationInput => ({ op: 'SET', key: 'k', value: str('same') })
    const done = await all(a, [
      [a, a.begin([set()])],
      [b, b.begin([set()])],
    ])
    expect(done.map(({ state }) => state)).toEqual(['committed', 'committed'])
    expect((await a.get('k')).version.text).toBe('1')
    expect(done[0]?.committed).toBe(done[1]?.committed)
    expect(done.map(({ explanation }) => explanation)).toContain('Another write had just set the same.')
  })
})

describe('maps, maxima, parts', () => {
  it('FP-2 fields of a map are written by many at once', async () => {
    const [a, b] = (await pages()) as [Page, Page]
    await all(a, [
      [a, a.begin([{ op: 'HSET', key: 'm', field: str('a'), value: str('x') }])],
      [b, b.begin([{ op: 'HSET', key: 'm', field: num('1'), value: num('2') }])],
      [a, a.begin([{ op: 'HADD', key: 'm', field: str('hits'), value: num('1') }])],
      [b, b.begin([{ op: 'HADD', key: 'm', field: str('hits'), value: num('2') }])],
    ])
    const ask = { policy: a.net.policy, key: 'm' }
    expect(await a.data.fields(ask)).toEqual({
      fields: [
        { field: num('1'), value: num('2') },
        { field: str('a'), value: str('x') },
        { field: str('hits'), value: num('3') },
      ],
      more: false,
    })
    expect(await b.data.fields({ ...ask, after: num('1'), limit: 1 })).toEqual({
      fields: [{ field: str('a'), value: str('x') }],
      more: true,
    })
    expect(await b.data.field({ ...ask, field: str('hits') })).toMatchObject({
      value: num('3'),
      version: { x: 0, c: 2 },
    })
    await b.write([{ op: 'HDEL', key: 'm', field: str('a') }])
    expect((await a.data.field({ ...ask, field: str('a') })).value).toBeUndefined()
    expect((await a.get('m')).value).toEqual({ type: 'map', size: 2 })
    // A map is no set.
    expect(await a.data.members(ask)).toEqual({ members: [], more: false })
    expect(await a.data.contains({ ...ask, value: str('hits') })).toBe(false)
  })

  it('NU-4 keeps the largest number and the smallest bytes', async () => {
    const [a] = (await pages()) as [Page]
    const low = (bytes: number[]): OperationInput => ({
      op: 'MIN',
      key: 'b',
      value: { type: 'bytes', bytes: Uint8Array.from(bytes) },
    })
    await a.write([{ op: 'MAX', key: 'n', value: num('9') }, low([1, 2])])
    await a.write([{ op: 'MAX', key: 'n', value: num('10') }, low([1])])
    await a.write([{ op: 'MAX', key: 'n', value: num('9.5') }, low([2])])
    expect((await a.get('n')).value).toEqual(num('10'))
    expect((await a.get('b')).value).toMatchObject({ bytes: Uint8Array.of(1) })
  })

  it('shows parts of strings and bytes, and never half a character', async () => {
    const [a] = (await pages()) as [Page]
    await a.write([{ op: 'SET', key: 't', value: str('ab🍄cd') }])
    const slice = async (from: number, to: number): Promise<unknown> =>
      (await a.data.slice({ policy: a.net.policy, key: 't', from, to })).value
    expect(await slice(0, 1)).toEqual(str('ab'))
    expect(await slice(2, 3)).toEqual(str('🍄'))
    expect(await slice(1, 2)).toEqual(str('b'))
    expect(await slice(3, -1)).toEqual(str('cd'))
    await expect(a.data.range({ policy: a.net.policy, key: 't', from: 0, to: 1 })).rejects.toThrow(
      'not an array',
    )
  })

  it('VA-1 names the place of what is wrong', async () => {
    const [a] = (await pages()) as [Page]
    const fault = (operation: unknown): unknown => {
      try {
        a.begin([operation as OperationInput])
      } catch (error) {
        if (error instanceof CallError) return [error.failure.where, error.failure.message]
        throw error
      }
      return undefined
    }
    expect(fault({ op: 'FLY', key: 'k' })).toEqual([
      'operations[0]',
      expect.stringMatching(/^Operations are SET, DELETE/),
    ])
    expect(fault({ op: 'HSET', key: 'k', value: num('1') })).toEqual([
      'operations[0].field',
      expect.stringMatching(/A value is/),
    ])
    expect(fault({ op: 'CAS', key: 'k', value: num('1') })).toEqual([
      'operations[0].expected',
      expect.stringMatching(/./),
    ])
    expect(fault({ op: 'COUNTER', key: 'k', value: num('1'), min: '1e3' })).toMatchObject([
      'operations[0].min',
      /exact number/,
    ])
    expect(fault({ op: 'LSET', key: 'k', index: 0.5, value: num('1') })).toEqual([
      'operations[0].index',
      expect.stringMatching(/./),
    ])
    expect((await a.write([{ op: 'COUNTER', key: 'k', value: num('1') }])).why?.message).toBe(
      'COUNTER needs a minimum, a maximum or both.',
    )
    expect((await a.write([{ op: 'MAX', key: 'k', value: str('x') }])).why?.message).toBe(
      'MAX takes a number or bytes, not a string.',
    )
  })
})
