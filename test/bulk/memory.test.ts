// A large file costs time and no memory: 100 MB of CSV go through with a small part of that in use.
import { expect, it } from 'vitest'
import { unitsOf } from '../../worker/bulk/units.ts'
import { SLICE_BYTES } from '../../worker/bulk/limits.ts'
import { MAPPING } from './bulk-world.ts'

const SIZE = 100 * 1_048_576
const MOST_BYTES = 80 * 1_048_576
const VALUE = 'x'.repeat(1_000)

async function* pieces(): AsyncGenerator<{ readonly text: string; readonly readBytes: number }> {
  let row = 0
  for (let at = 0; at < SIZE;) {
    let text = at === 0 ? 'k,v\n' : ''
    while (text.length < SLICE_BYTES) text += `key ${row++},"${VALUE}, ""quoted"""\n`
    at += text.length
    // Each slice comes from the disk.
    await Promise.resolve()
    yield { text, readBytes: Math.min(at, SIZE) }
  }
}

it('reads 100 MB in bounded memory', async () => {
  // Only its size is asked for: the slices are made here.
  const source = Object.defineProperty(new Blob([]), 'size', { value: SIZE })
  const before = process.memoryUsage().heapUsed
  let most = 0
  let rows = 0
  for await (const packed of unitsOf({ source, format: 'csv', mapping: MAPPING }, pieces())) {
    if (packed.type === 'unit') rows += packed.unit.rows.length
    if (packed.type === 'read') most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  expect(rows).toBeGreaterThan(95_000)
  expect(most).toBeLessThan(MOST_BYTES)
})
