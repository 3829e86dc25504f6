// How many rows share a spore: as many as its bounds allow, counted as the core counts them.
import { describe, expect, it } from 'vitest'
import { unitsOf } from '../../worker/bulk/units.ts'
import type { BulkInto } from '../../worker/rpc/contract-bulk.ts'
import { MAPPING } from './bulk-world.ts'

async function sizesOf(into: BulkInto, values: readonly string[]): Promise<readonly number[]> {
  const source = new Blob([`v\n${values.join('\n')}\n`])
  const mapping = { ...MAPPING, into, key: 'all', value: 'v' }
  const sizes: number[] = []
  for await (const packed of unitsOf({ source, format: 'csv', mapping }))
    if (packed.type === 'unit') sizes.push(packed.unit.rows.length)
  return sizes
}

describe('a unit', () => {
  const equal = Array.from({ length: 100 }, () => 'same')
  const distinct = Array.from({ length: 100 }, (_, i) => `${i}`)

  it('leaves room for the key above its elements', async () => {
    expect(await sizesOf('set', distinct)).toEqual([63, 37])
    expect(await sizesOf('array', distinct)).toEqual([64, 36])
  })

  it('counts equal entries of a queue one by one: each has a slot of its own (QU-1)', async () => {
    expect(await sizesOf('queue', equal)).toEqual([63, 37])
    expect(await sizesOf('set', equal)).toEqual([64, 36])
  })
})
