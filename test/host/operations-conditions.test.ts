// Conditions, maps, maxima and parts through the whole node: what a page asks for, what comes back, and what happens to writes that lose. Virtual
// time, production engine and core.

import { describe, expect, it } from 'vitest'
import { CallError } from '../../worker/rpc/call-error.ts'
import type { OperationInput } from '../../worker/rpc/contract.ts'
import { all, num, type Page, pages, str } from './page.ts'

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
