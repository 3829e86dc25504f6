import { describe, expect, it } from 'vitest'
import { parseKept } from '../../../src/features/console/choice.ts'
import {
  exportsOf,
  markFault,
  positionOf,
  recall,
  resultsOf,
  textOf,
  viewsOf,
} from '../../../src/features/console/view-model.ts'
import { readScript } from '../../../worker/console/read-script.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import type { WriteView } from '../../../worker/rpc/contract.ts'
import { policyId } from '../engine/samples.ts'

describe('what is kept', () => {
  it('reads back what was stored and nothing that has another shape', () => {
    const kept = { policy: policyId(1), timeoutMs: 5_000, level: 'endorsed' }
    expect(parseKept(JSON.stringify({ ...kept, history: ['of an older version'] }))).toEqual(kept)
    for (const bad of [null, '', '{', '[]', '"x"', '{"policy":"x","timeoutMs":-1,"level":"all"}'])
      expect(parseKept(bad)).toEqual({ policy: undefined, timeoutMs: 600_000, level: 'committed' })
  })
})

describe('the history', () => {
  it('is walked with the arrows, and comes back to what was being typed', () => {
    const history = ['first', 'second']
    expect(recall(history, -1, 1, 'typing')).toEqual({ index: 0, text: 'second' })
    expect(recall(history, 0, 1, 'typing')).toEqual({ index: 1, text: 'first' })
    expect(recall(history, 1, 1, 'typing')).toBeUndefined()
    expect(recall(history, 0, -1, 'typing')).toEqual({ index: -1, text: 'typing' })
    expect(recall(history, -1, -1, 'typing')).toBeUndefined()
  })
})

describe('cards', () => {
  const faultOf = (text: string) => readScript(text).diagnostics[0]!

  it('mark the place of a fault on its line, also where nothing is', () => {
    expect(markFault('GTE foo', faultOf('GTE foo'))).toEqual({
      before: '',
      at: 'GTE',
      after: ' foo',
      place: 'at character 1',
    })
    expect(markFault('GET a\nSET "b', faultOf('GET a\nSET "b'))).toMatchObject({
      before: 'SET ',
      at: '"b',
      place: 'at line 2, character 5',
    })
    expect(markFault('abc', { from: 3, to: 3, message: '' })).toMatchObject({
      before: 'abc',
      at: ' ',
      after: '',
    })
    expect(positionOf('a\nbc', 4)).toEqual({ line: 2, column: 3 })
  })

  it('show results in the ways that they have, copy what is looked at, and give files', () => {
    const items: Outcome = {
      type: 'items',
      items: [
        { type: 'string', text: 'a,"b"' },
        { type: 'number', number: '123456789012345678901234567890.5' },
      ],
      of: 'member',
      more: false,
    }
    expect(viewsOf(items)).toEqual(['table', 'json', 'raw'])
    expect(textOf(items, 'raw')).toBe('"a,\\"b\\""\n123456789012345678901234567890.5')
    expect(textOf(items, 'json')).toBe('[\n  "a,\\"b\\"",\n  123456789012345678901234567890.5\n]')
    expect(exportsOf(items).map(([, { name, text }]) => [name, text])).toEqual([
      ['sporedb-result.csv', 'member\r\n"a,""b"""\r\n123456789012345678901234567890.5\r\n'],
      ['sporedb-result.json', textOf(items, 'json')],
    ])
    expect(viewsOf({ type: 'write', id: 'w' })).toEqual([])
    expect(viewsOf({ type: 'value', value: undefined })).toEqual(['raw', 'json'])
  })

  it('tell what came with a commit, and nothing before it', () => {
    const write = {
      operations: [
        { op: 'RPOP', key: 'line' },
        { op: 'QTAKE', key: 'jobs' },
        { op: 'ADD', key: 'n', value: { type: 'number', number: '1' } },
      ],
      results: [{ type: 'string', text: 'c' }, null, null],
      state: 'committed',
    } as unknown as WriteView
    expect(resultsOf(write)).toEqual([
      ['RPOP line', '"c"'],
      ['QTAKE jobs', 'nothing: there was none'],
    ])
    expect(resultsOf({ ...write, state: 'waiting' })).toEqual([])
  })
})
