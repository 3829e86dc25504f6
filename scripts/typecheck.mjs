// Type-checks the three worlds of the project (see the comments in the tsconfig files), and all of them even
// when the first fails, so that one run shows every mistake.
import './requirements.mjs'
import { runNode } from './run.mjs'

const WORLDS = ['tsconfig.json', 'tsconfig.browser.json', 'tsconfig.core.json']

let failed = 0
for (const world of WORLDS) {
  const { code } = await runNode('node_modules/typescript/bin/tsc', ['--project', world])
  if (code !== 0) {
    failed += 1
    console.error(`tsc --project ${world} found mistakes`)
  }
}
process.exit(failed === 0 ? 0 : 1)
