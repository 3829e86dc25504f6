// What rows become: keys by template, values by type, and one sentence for each that cannot be.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactNumber, isCanonical } from '../../worker/bulk/exact-number.ts'
import { parseKeyTemplate } from '../../worker/bulk/key-template.ts'
import { compileMapping, guessMapping } from '../../worker/bulk/mapping.ts'
import type { Row } from '../../worker/bulk/row.ts'
import { parseDecimal } from '../../worker/core/model/number.ts'
import type { BulkMapping } from '../../worker/rpc/contract-bulk.ts'

const PLAIN: BulkMapping = {
  into: 'value',
  key: 'p/{k}',
  value: 'v',
  fields: ['v', 'w'],
  read: 'auto',
  keep: false,
}

const row = (cells: Record<string, unknown>): Row => ({
  row: 1,
  line: 2,
  cells: new Map(Object.entries(cells)),
})

function map(mapping: Partial<BulkMapping>, cells: Record<string, unknown>): unknown {
  const mapper = compileMapping({ ...PLAIN, ...mapping }, ['k', 'v', 'w'])
  if (!mapper.ok) return mapper.reason
  const made = mapper.value(row(cells))
  return made.ok ? made.value : made.reason
}

describe('a mapping', () => {
  it('makes each kind of write', () => {
    const cells = { k: 'a', v: '12', w: 'x' }
    const number = { type: 'number', number: '12' }
    expect(map({}, cells)).toEqual([{ op: 'SET', key: 'p/a', value: number }])
    expect(map({ keep: true }, cells)).toEqual([{ op: 'SETNX', key: 'p/a', value: number }])
    expect(map({ into: 'add' }, cells)).toEqual([{ op: 'ADD', key: 'p/a', value: number }])
    expect(map({ into: 'set', key: 'all', read: 'string' }, cells)).toEqual([
      { op: 'SADD', key: 'all', value: { type: 'string', text: '12' } },
    ])
    expect(map({ into: 'array' }, cells)).toEqual([{ op: 'RPUSH', key: 'p/a', value: number }])
    expect(map({ into: 'queue' }, cells)).toEqual([{ op: 'QADD', key: 'p/a', value: number }])
    expect(map({ into: 'map' }, { ...cells, w: '' })).toEqual([
      { op: 'HSET', key: 'p/a', field: { type: 'string', text: 'v' }, value: number },
    ])
    expect(map({ read: 'bytes' }, { k: 'a', v: '0x01FF' })).toEqual([
      { op: 'SET', key: 'p/a', value: { type: 'bytes', bytes: new Uint8Array([1, 255]) } },
    ])
  })

  it.each([
    [{ key: 'p/{x}' }, {}, 'The file has no column "x".'],
    [{ key: 'p/{k' }, {}, 'The brace at character 3 of the key is not closed.'],
    [{ key: '' }, {}, 'Say what the keys are to be, such as {name}.'],
    [{ into: 'map', fields: [] }, {}, 'Choose at least one column for the fields of the map.'],
    [{}, { k: '', v: '1' }, 'Column "k" is empty, and the key needs it.'],
    [{}, { k: 'a\nb', v: '1' }, 'The key "p/a\\nb": character 4 of the key is a control character.'],
    [{}, { k: 'a' }, 'Column "v" has no value.'],
    [{ read: 'number' }, { k: 'a', v: 'ten' }, 'Column "v": "ten" is not a number.'],
    [{ into: 'add' }, { k: 'a', v: '' }, 'Column "v": "" is not a number.'],
    [{ read: 'bytes' }, { k: 'a', v: '0x1' }, 'Column "v": "0x1" is not hexadecimal, such as 0x01ff.'],
    [{ read: 'number' }, { k: 'a', v: '9'.repeat(65) }, 'A number has at most 64 digits.'],
    [{}, { k: 'a', v: 'x'.repeat(70_000) }, 'It has about 70051 bytes, and one write takes at most 65536.'],
  ] as const)('says of %j with %j what is wrong', (mapping, cells, sentence) => {
    expect(map(mapping as Partial<BulkMapping>, cells)).toBe(sentence)
  })

  it('is guessed from the columns', () => {
    expect(guessMapping(['id', 'name', 'age'])).toMatchObject({
      into: 'map',
      key: '{id}',
      fields: ['name', 'age'],
    })
    expect(guessMapping(['word', 'count'])).toMatchObject({ into: 'value', key: '{word}', value: 'count' })
    expect(guessMapping(['key', 'type', 'value'])).toMatchObject({ into: 'exported' })
  })
})

describe('a key template', () => {
  it('takes doubled braces for braces', () => {
    const template = parseKeyTemplate('{{{a}}}/{b}')
    expect(template.ok && template.value.fill((column) => column.toUpperCase())).toBe('{A}/B')
    expect(parseKeyTemplate('a}')).toMatchObject({ ok: false })
  })
})

describe('a number of a file', () => {
  it.each([
    ['007', '7'],
    ['+5', '5'],
    ['1.50', '1.5'],
    ['-0', '0'],
    ['-0.0e5', '0'],
    ['1e3', '1000'],
    ['12.5E-2', '0.125'],
    ['.5', undefined],
    ['5.', '5'],
    ['1e9999', undefined],
    ['0x10', undefined],
    ['1,000', undefined],
    ['', undefined],
  ])('%s is %s', (text, number) => {
    expect(exactNumber(text)).toBe(number)
  })

  it('is canonical as the core has it', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.nat(40),
        fc.integer({ min: -40, max: 40 }),
        (digits, fraction, exponent) => {
          const number = exactNumber(`${digits}.${fraction}e${exponent}`)
          expect(number !== undefined && parseDecimal(number)).toBeTruthy()
          expect(isCanonical(number ?? '')).toBe((number ?? '').length <= 66)
        },
      ),
    )
    for (const text of ['01', '1.0', '1e3', '+1']) expect(isCanonical(text)).toBe(false)
  })
})
