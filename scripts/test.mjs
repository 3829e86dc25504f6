// `npm test`: everything that must hold, cheap things first, and one plain line at the end:
// `N passed, N failed`. `--only unit` leaves out checks, builds and browsers; `--only browser` runs just those.
import './requirements.mjs'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp, buildTestPages } from './build.mjs'
import { getChromium } from './chromium.mjs'
import { installMissing } from './install.mjs'
import { ROOT, runNode, wasInterrupted } from './run.mjs'
import { countTests } from './test-count.mjs'

const STAGE_LIMIT_MS = 30 * 60_000
const REPORTS = join(ROOT, 'test-results')

const onlyAt = process.argv.indexOf('--only')
const only = onlyAt === -1 ? undefined : process.argv[onlyAt + 1]
if (onlyAt !== -1 && only !== 'unit' && only !== 'browser') {
  console.error(`--only takes unit or browser, not ${only ?? 'nothing'}`)
  process.exit(1)
}

/** Name, group and what it does; resolves to counts. */
const STAGES = [
  ['typecheck', 'check', () => check(() => runNode('scripts/typecheck.mjs', []))],
  ['unit', 'unit', () => vitest('unit')],
  ['contract', 'unit', () => vitest('contract')],
  // Kept apart because runs of many seeds are long; without that folder there is nothing to run.
  ...(existsSync(join(ROOT, 'test/sim')) ? [['simulation', 'unit', () => vitest('sim')]] : []),
  ['relay', 'unit', () => vitest('relay')],
  ['lint', 'check', () => check(lint)],
  ['build', 'browser', () => check(builds)],
  ['browser', 'browser', browser],
]

const startedAt = Date.now()
const plan = {
  unit: 'run the tests that need no browser',
  browser: 'find or get a Chromium, build, test in the browser',
}
const everything = 'find or get a Chromium, type-check, test, lint, build, test in the browser'
console.log(`SporeDB: install what is missing, ${only === undefined ? everything : plan[only]}.`)
const total = { passed: 0, failed: 0, skipped: 0 }
const summary = []
const failures = []
let isBuilt = false

if (!(await installMissing())) finish('the packages could not be installed')
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })

for (const [name, group, stage] of STAGES) {
  if (wasInterrupted() || (only !== undefined && group !== only)) continue
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`)
  const since = Date.now()
  const counts = await stage().catch((error) => ({ passed: 0, failed: 1, skipped: 0, reason: error.message }))
  for (const key of Object.keys(total)) total[key] += counts[key]
  if (counts.reason !== undefined) failures.push(`${name}: ${counts.reason}`)
  failures.push(...(counts.failures ?? []))
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  const seconds = ((Date.now() - since) / 1000).toFixed(1)
  summary.push(`${name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds} s)`)
}
finish(wasInterrupted() ? 'interrupted' : undefined)

async function check(step) {
  const { code } = await step()
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function lint() {
  const prettier = await runNode('node_modules/prettier/bin/prettier.cjs', [
    '--check',
    '--log-level',
    'warn',
    '.',
  ])
  const eslint = await runNode('node_modules/eslint/bin/eslint.js', ['.'], { timeoutMs: STAGE_LIMIT_MS })
  return { code: prettier.code === 0 && eslint.code === 0 ? 0 : 1 }
}

async function builds() {
  const app = await buildApp()
  const pages = await buildTestPages()
  isBuilt = app && pages
  return { code: isBuilt ? 0 : 1 }
}

async function browser() {
  if (!isBuilt) throw new Error('not run, for there is no build of these sources')
  const chromium = await getChromium()
  console.log(`Using ${chromium}`)
  return vitest('browser', { CHROMIUM_PATH: chromium })
}

async function vitest(project, env = {}) {
  const report = join(REPORTS, `${project}.json`)
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const exit = await runNode('node_modules/vitest/vitest.mjs', args, {
    env: { ...env, NODE_ENV: 'test' },
    timeoutMs: STAGE_LIMIT_MS,
  })
  return countTests(report, exit)
}

function finish(problem) {
  if (problem !== undefined) {
    total.failed += 1
    console.error(problem)
  }
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
  console.log(`\n${summary.join('\n')}\nin ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
}
