// CSV as people's files have it: quoted line breaks, any line ending, and faults with their place.
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvShape, CsvRows } from '../../worker/bulk/csv-rows.ts'
import { MAX_RECORD_CHARS } from '../../worker/bulk/limits.ts'
import { csv, plain, readAll } from './read.ts'

describe('rows of CSV', () => {
  it('keep quoted delimiters, quotes and line breaks', async () => {
    const text = 'name,note\nann,"a, b"\nbob,"says ""hi""\nand leaves"\n\ncarol,\n'
    const rows = await readAll(csv(text), text)
    expect(rows.map(plain)).toEqual([
      { name: 'ann', note: 'a, b' },
      { name: 'bob', note: 'says "hi"\nand leaves' },
      { name: 'carol', note: '' },
    ])
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 3],
      [3, 6],
    ])
  })

  it.each([
    ['a;b\r\n1;2\r\n3;4', ';', '\r\n'],
    ['a\tb\n1\t2\n', '\t', '\n'],
    ['a|b\r1|2\r', '|', '\r'],
  ] as const)('finds out how %j is divided', async (text, delimiter, newline) => {
    expect(csvShape(text)).toEqual({ delimiter, newline })
    expect(plain((await readAll(csv(text), text, 3))[0]!)).toEqual({ a: '1', b: '2' })
  })

  it('name what is wrong by row and line, and go on behind it', async () => {
    const text = 'a,b\n1,2\n3\n"4"x,5\n6,7\n'
    expect((await readAll(csv(text), text)).map(plain)).toEqual([
      { a: '1', b: '2' },
      '2@3: It has 1 fields where the header has 2.',
      '3@4: Text follows a closing quote. A quote inside of a quoted field is written as two quotes ("").',
      { a: '6', b: '7' },
    ])
  })

  it('say when a quote is never closed, at the end or as soon as it took too much', async () => {
    const open = 'a,b\n1,"2\n3,4\n'
    expect((await readAll(csv(open), open)).map(plain)).toEqual([
      '1@2: A quoted field has no closing quote before the end of the file.',
    ])
    const endless = `a,b\n1,"${'x'.repeat(MAX_RECORD_CHARS + 2_000_000)}`
    await expect(readAll(csv('a,b\n'), endless, 1_000_000)).rejects.toThrow('begins in line 2 has no end')
  })

  it('give each column a name of its own', async () => {
    const text = 'a,a,\n1,2,3\n'
    expect((await readAll(csv(text), text)).map(plain)).toEqual([{ a: '1', 'a (2)': '2', 'column 3': '3' }])
  })

  it('are the same however the file is cut into slices', async () => {
    const field = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'é', '😀'),
    )
    const records = fc.array(
      fc.tuple(fc.string({ minLength: 1, unit: fc.constantFrom('x', 'y') }), field, field),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 1, max: 40 }), async (rows, slice) => {
        const text = `${Papa.unparse([['k', 'a', 'b'], ...rows], { newline: '\n' })}\n`
        const read = await readAll(new CsvRows({ delimiter: ',', newline: '\n' }), text, slice)
        expect(read.map(plain)).toEqual(rows.map(([k, a, b]) => ({ k, a, b })))
      }),
      { numRuns: 200 },
    )
  })
})
