// Importing 100,000 rows at one of four pages, f = 1: when progress is on the screen, how fast rows are committed, and how
// long a person's own write takes meanwhile. Rows are words of a fixed pattern: a benchmark measures rates, not contents.

import { buildTestPages } from '../../scripts/build.mjs'
import { BULK } from '../../src/features/bulk/strings.ts'
import { mycelium, SCREENS_PAGE, World } from '../e2e/harness.ts'
import { set, type TestNode } from '../e2e/test-node.ts'
import { until } from '../e2e/until.ts'
import type { PolicyId } from '../../worker/rpc/contract.ts'

const ROWS = 100_000
const PATIENCE_MS = 600_000

export async function run(rows = ROWS): Promise<void> {
  if (!(await buildTestPages())) throw new Error('the test pages could not be built')
  const world = await World.open()
  try {
    const { nodes, policy } = await mycelium(world, ['alice', 'bob', 'carol', 'dave'], { page: SCREENS_PAGE })
    const author = nodes[0] as TestNode
    console.log(
      `Four pages in Chromium ${world.browser.version()}, f=1, ${rows} rows of CSV into as many keys:`,
    )
    // A tab behind others is drawn about once a second.
    await author.page.bringToFront()
    await showImports(author, policy)
    const { toldMs, drawnMs } = await begin(author, policy, rows)
    console.log(
      `progress is told after ${Math.round(toldMs)} ms, and on the screen after ${Math.round(drawnMs)} ms`,
    )
    const startedAt = performance.now()
    const own: number[] = []
    await until(
      'all rows are committed',
      async () => {
        const [job] = await author.call('bulk.list', {})
        if (job?.state !== 'running') return job
        const began = performance.now()
        await author.write(policy, set(`own/${own.length}`, 'x'))
        own.push(performance.now() - began)
        return false
      },
      { patienceMs: PATIENCE_MS, explain: () => author.call('bulk.list', {}) },
    )
    const seconds = (performance.now() - startedAt) / 1_000
    own.sort((a, b) => a - b)
    const at = (share: number): string => (own[Math.floor((own.length - 1) * share)] ?? NaN).toFixed(0)
    console.log(`${Math.round(rows / seconds)} rows/s committed and durable (${seconds.toFixed(1)} s)`)
    console.log(`a write of a person meanwhile: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${own.length} writes)`)
    const [job] = await author.call('bulk.list', {})
    console.log(`${job?.rowsDone ?? 0} written, ${job?.rowsRefused ?? 0} refused`)
  } finally {
    await world.close()
  }
}

async function showImports({ page }: TestNode, policy: PolicyId): Promise<void> {
  await page.evaluate((id) => history.pushState(null, '', `/data/bulk?policy=${id}`), policy)
  await page.getByText(BULK.noJobs).waitFor()
}

interface Progress {
  readonly toldMs: number
  readonly drawnMs: number
}

/** Milliseconds from the call to the first thing told of it, and to the first frame that has it. */
const begin = ({ page }: TestNode, policy: PolicyId, rows: number): Promise<Progress> =>
  page.evaluate(
    async ([id, count]) => {
      const lines = Array.from({ length: count }, (_, i) => `word/${i},the ${i}th of many words`)
      const source = new Blob([`key,value\n${lines.join('\n')}\n`])
      const events = globalThis.node.events()
      const startedAt = performance.now()
      const drawn = new Promise<number>((resolve) => {
        new MutationObserver((_changes, observer) => {
          if (document.querySelector('[data-job]') === null) return
          observer.disconnect()
          // The frame that is next has it; the one behind it begins when that is done.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - startedAt)))
        }).observe(document.body, { subtree: true, childList: true })
      })
      const started = globalThis.node.call('bulk.start', {
        policy: id,
        source,
        name: 'words.csv',
        format: 'csv',
        mapping: { into: 'value', key: '{key}', value: 'value', fields: [], read: 'string', keep: false },
      })
      while (!events.some(({ type }) => type === 'bulk'))
        await new Promise((resolve) => setTimeout(resolve, 1))
      const toldMs = performance.now() - startedAt
      const outcome = await started
      if (!outcome.ok) throw new Error(outcome.failure.message)
      return { toldMs, drawnMs: await drawn }
    },
    [policy, rows] as const,
  )
