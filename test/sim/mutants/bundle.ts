// Bundles the suite's regimes with the product, a mutant of it, for a child process. Fails loudly when the text that a
// mutant changes is not there: then the mutant has to follow the product.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { Change, Mutant } from './mutant.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
/** Below node_modules, so that what is not bundled is found. */
const PLACE = join(ROOT, 'node_modules/.cache/sporedb-mutants')

export async function bundle(mutant: Pick<Mutant, 'name' | 'changes'>): Promise<string> {
  const missing = new Set(mutant.changes)
  const output = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { ssr: 'test/sim/mutants/child.ts', write: false, minify: false, target: 'node20' },
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform(code, id) {
          const changes = mutant.changes.filter(({ file }) => id.split('?')[0] === join(ROOT, 'worker', file))
          for (const change of changes) missing.delete(change)
          return changes.length > 0 ? changes.reduce(changed, code) : undefined
        },
      },
    ],
  })
  for (const { file } of missing) throw new Error(`${mutant.name}: ${file} is not part of the bundle`)
  const [first] = Array.isArray(output) ? output : [output]
  const chunk = first && 'output' in first ? first.output[0] : undefined
  if (!chunk) throw new Error('nothing was bundled')
  await mkdir(PLACE, { recursive: true })
  const path = join(PLACE, `${mutant.name.replaceAll(/\W+/g, '-')}.mjs`)
  await writeFile(path, chunk.code)
  return path
}

export function changed(code: string, { file, find, replace }: Change): string {
  const parts = code.split(find)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`)
  return parts.join(replace)
}
