// Builds the app into dist/, or the pages of the browser tests into dist-test/, when they are missing or were
// made from other sources. Each build leaves its sources' hash in build.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runNode } from './run.mjs'
import { sourceHash } from './source-hash.mjs'

const VITE = 'node_modules/vite/bin/vite.js'
const BUILD_LIMIT_MS = 10 * 60_000

/** @returns {Promise<boolean>} false when the build failed; Vite has said why */
export async function buildApp() {
  if (isFresh('dist', sourceHash(ROOT))) return true
  console.log('Building the app into dist/.')
  return build([])
}

/** @returns {Promise<boolean>} */
export async function buildTestPages() {
  const pages = join(ROOT, 'test/browser')
  if (!existsSync(pages) || !readdirSync(pages).some((name) => name.endsWith('.html'))) return true
  if (isFresh('dist-test', sourceHash(ROOT, ['test', 'vite.test.config.ts']))) return true
  console.log('Building the pages of the browser tests into dist-test/.')
  return build(['--config', 'vite.test.config.ts'])
}

async function build(args) {
  const { code } = await runNode(VITE, ['build', '--logLevel', 'warn', ...args], {
    timeoutMs: BUILD_LIMIT_MS,
  })
  if (code !== 0) console.error(`The build failed with code ${code}.`)
  return code === 0
}

function isFresh(folder, sources) {
  try {
    return JSON.parse(readFileSync(join(ROOT, folder, 'build.json'), 'utf8')).sources === sources
  } catch {
    return false
  }
}
