// JSON Lines and JSON documents as rows: exact numbers, and faults with their place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonDocument, JsonLines } from '../../worker/bulk/json-rows.ts'
import { plain, readAll } from './read.ts'

describe('rows of JSON Lines', () => {
  it('keep all digits of a number, and name what is no JSON', async () => {
    const text = '{"k":"a","v":12345678901234567890.10}\n\n{"k":"b",}\n7\r\n{"v":{"x":[1,2.50]},"k":null}'
    expect((await readAll(new JsonLines(), text)).map(plain)).toEqual([
      { k: 'a', v: '12345678901234567890.1' },
      expect.stringMatching(/^2@3: This is not JSON: .+ at position 9\.$/u),
      { value: '7' },
      { v: '{"x":[1,2.50]}', k: '' },
    ])
  })

  it('say when a row is nested too deeply', async () => {
    const [row] = await readAll(new JsonLines(), '['.repeat(200_000), 1_000_000)
    expect(plain(row!)).toMatch(/^1@1: This is not JSON/u)
  })
})

describe('rows of a JSON document', () => {
  it('are the elements of a list, wherever they break', async () => {
    const text = ' [\n {"k": "a]", "v": [1, {"x": "}"}]},\n\n "b\\"," , 3\n]\n'
    const rows = await readAll(new JsonDocument(), text)
    expect(rows.map(plain)).toEqual([{ k: 'a]', v: '[1,{"x":"}"}]' }, { value: 'b",' }, { value: '3' }])
    expect(rows.map(({ line }) => line)).toEqual([2, 4, 4])
  })

  it('are the members of an object, named by a column', async () => {
    const text = '{"a": 1, "b\\"": {"x": "y"}, "c" : [1]}'
    expect((await readAll(new JsonDocument(), text)).map(plain)).toEqual([
      { key: 'a', value: '1' },
      { key: 'b"', x: 'y' },
      { key: 'c', value: '[1]' },
    ])
  })

  it('may be none', async () => {
    expect(await readAll(new JsonDocument(), ' [ ] ')).toEqual([])
  })

  it.each([
    ['7', 'neither a list nor an object'],
    ['[1,\n2', 'ends inside of the row that begins in line 1'],
    ['[1}', 'wrong bracket'],
    ['[1]\n[2]', 'Line 2: text follows'],
  ])('refuse %j as a whole', async (text, why) => {
    await expect(readAll(new JsonDocument(), text)).rejects.toThrow(why)
  })

  it('go on behind an element that is no JSON', async () => {
    expect((await readAll(new JsonDocument(), '[1, tru, ,2]')).map(plain)).toEqual([
      { value: '1' },
      expect.stringContaining('2@1: This is not JSON'),
      expect.stringContaining('3@1: This is not JSON'),
      { value: '2' },
    ])
  })

  it('are what JSON.parse makes of it, however it is cut', async () => {
    const row = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { maxKeys: 3 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        async (rows, slice) => {
          const kept = rows.map((each) => ({ ...each }))
          const read = await readAll(new JsonDocument(), JSON.stringify(kept, null, 1), slice)
          expect(read.map(plain)).toEqual(kept)
        },
      ),
    )
  })
})
