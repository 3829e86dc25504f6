import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildId, sourceHash } from '../../scripts/source-hash.mjs'
import { folderWith } from './folder.ts'

const FILES = { 'package.json': '{"version":"1.2.3"}', 'src/a.ts': 'a', 'worker/b.ts': 'b', 'README.md': 'r' }

describe('the name of a build', () => {
  it('is the same for the same sources wherever they lie', () => {
    expect(sourceHash(folderWith(FILES))).toBe(sourceHash(folderWith(FILES)))
    expect(buildId(folderWith(FILES))).toMatch(/^1\.2\.3\+[0-9a-f]{10}$/)
  })

  it('changes with the text, the name or the number of source files', () => {
    const before = sourceHash(folderWith(FILES))
    expect(sourceHash(folderWith({ ...FILES, 'src/a.ts': 'A' }))).not.toBe(before)
    expect(sourceHash(folderWith({ ...FILES, 'src/c.ts': '' }))).not.toBe(before)
    const { 'src/a.ts': moved, ...rest } = FILES
    expect(sourceHash(folderWith({ ...rest, 'src/z.ts': moved }))).not.toBe(before)
  })

  it('does not change with what is not built', () => {
    const root = folderWith(FILES)
    const before = sourceHash(root)
    writeFileSync(join(root, 'README.md'), 'other')
    expect(sourceHash(root)).toBe(before)
    expect(sourceHash(root, ['README.md'])).not.toBe(before)
  })
})
