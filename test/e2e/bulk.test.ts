// A real data set of at least 50,000 rows, that nobody here wrote, is imported at the screen of one page, reloaded in the
// middle; it appears on three others, is filtered, exported and compared byte for byte.

import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BULK, INTO, JOB, READ } from '../../src/features/bulk/strings.ts'
import { DATA } from '../../src/features/data/strings.ts'
import type { BulkFormat, BulkJobView, PolicyId } from '../../worker/rpc/contract.ts'
import { mycelium, SCREENS_PAGE, World } from './harness.ts'
import { type RealRows, realRows } from './real-rows.ts'
import type { TestNode } from './test-node.ts'
import { until } from './until.ts'

const PREFIX = 'known/'
const PATIENCE_MS = 170_000

let world: World
let nodes: readonly TestNode[]
let policy: PolicyId
let alice: TestNode
let real: RealRows

beforeAll(async () => {
  real = realRows()
  console.log(`${real.rows} rows, ${real.csv.length} characters, from ${real.from}`)
  world = await World.open()
  ;({ nodes, policy } = await mycelium(world, ['alice', 'bob', 'carol', 'dave'], { page: SCREENS_PAGE }))
  alice = nodes[0]!
})
afterAll(() => world?.close())

/** By the app's own router: a load would restart the node. */
async function show(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    const profile = new URLSearchParams(location.search).get('profile') ?? ''
    history.pushState(null, '', `${to}${to.includes('?') ? '&' : '?'}profile=${profile}`)
  }, address)
}

async function job(node: TestNode): Promise<BulkJobView> {
  const [only] = await node.call('bulk.list', {})
  if (only === undefined) throw new Error('there is no import')
  return only
}

async function keyCount(node: TestNode, prefix: string): Promise<number> {
  return node.page.evaluate(
    async ([id, under]) => {
      let count = 0
      for (let after: string | undefined; ;) {
        const page = await globalThis.node.call('data.keys', {
          policy: id,
          prefix: under,
          limit: 1_000,
          ...(after === undefined ? {} : { after }),
        })
        if (!page.ok) throw new Error(page.failure.message)
        count += page.value.keys.length
        after = page.value.keys.at(-1)
        if (!page.value.more || after === undefined) return count
      }
    },
    [policy, prefix] as const,
  )
}

async function exportFrom(node: TestNode, format: BulkFormat, prefix: string): Promise<string> {
  const { page } = node
  await show(page, `/data/bulk?policy=${policy}`)
  await page.getByLabel(BULK.prefix).fill(prefix)
  await page.getByRole('region', { name: BULK.export }).getByLabel(BULK.format).selectOption(format)
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: BULK.exportStart }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

/** What an export must be, from the file itself: keys in their order, quoted where CSV needs it. */
function expected(prefix: string): string {
  const lines = real.csv.split('\n').slice(1, -1)
  const quoted = (text: string): string =>
    /[",\r\n]|^ | $/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text
  const rows = lines.map((line): readonly [string, string] => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(([, a, b]) =>
      a === undefined ? (b ?? '') : a.replace(/""/gu, '"'),
    )
    return [`${PREFIX}${cells[0] ?? ''}`, cells[2] ?? '']
  })
  const body = rows
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${quoted(key)},,,,string,${quoted(value)},,\n`)
  return `key,container,field_type,field,type,value,min,max\n${body.join('')}`
}

describe('a real data set', () => {
  test('is imported at the screen of one page, which is reloaded in the middle', async () => {
    const { page } = alice
    // A tab behind others is drawn about once a second, and progress would seem to wait for that.
    await page.bringToFront()
    await show(page, `/data/bulk?policy=${policy}`)
    await page.locator('input[type="file"]').setInputFiles({
      name: 'packages.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(real.csv),
    })
    await page.getByLabel(BULK.into).selectOption({ label: INTO.value })
    await page.getByLabel(BULK.key, { exact: true }).fill(`${PREFIX}{key}`)
    await page.getByLabel(BULK.value).selectOption('about')
    await page.getByLabel(BULK.read).selectOption({ label: READ.string })
    await page.getByText(`SET ${PREFIX}`).first().waitFor()
    const startedAt = performance.now()
    await page.getByRole('button', { name: BULK.start }).click()
    const card = page.getByRole('listitem', { name: 'packages.csv' })
    await card.getByText('rows written').waitFor()
    console.log(`progress appears after ${Math.round(performance.now() - startedAt)} ms`)
    await until('a part of it is written', async () => (await job(alice)).rowsDone > 8_000, {
      patienceMs: PATIENCE_MS,
    })
    // The page goes away with rows on their way, and comes back: it goes on by itself.
    await page.close()
    await world.reopen(alice, SCREENS_PAGE)
    expect((await job(alice)).rowsDone).toBeLessThan(real.rows)
    const done = await until(
      'it is done',
      async () => {
        const now = await job(alice)
        return now.state !== 'running' && now
      },
      { patienceMs: PATIENCE_MS, explain: () => job(alice) },
    )
    const seconds = (performance.now() - startedAt) / 1_000
    console.log(
      `${done.rowsDone} rows in ${seconds.toFixed(1)} s, the reload included: ${Math.round(done.rowsDone / seconds)} rows/s`,
    )
    expect(done).toMatchObject({ state: 'done', rowsDone: real.rows, rowsRefused: 0 })
    await show(alice.page, `/data/bulk?policy=${policy}`)
    await alice.page
      .getByRole('listitem', { name: 'packages.csv' })
      .getByText(JOB.done, { exact: true })
      .waitFor()
  })

  test('appears on the three others', async () => {
    for (const node of nodes)
      await until(`${node.name} has all of it`, async () => (await keyCount(node, PREFIX)) === real.rows, {
        patienceMs: 60_000,
        explain: () => keyCount(node, PREFIX),
      })
  })

  test('is filtered at the data screen, without a long task while it scrolls', async () => {
    const bob = nodes[1]!
    const { page } = bob
    await page.bringToFront()
    await show(page, `/data?policy=${policy}`)
    const list = page.getByRole('listbox', { name: DATA.keys })
    await list.waitFor()
    await page.evaluate(() => {
      const found: number[] = []
      new PerformanceObserver((entries) => {
        for (const { duration } of entries.getEntries()) found.push(Math.round(duration))
      }).observe({ type: 'longtask' })
      Object.assign(globalThis, { longTasks: found })
    })
    for (let step = 0; step < 30; step++) {
      await list.evaluate((element) => element.scrollBy(0, 3_000))
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    }
    const long = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks)
    console.log(`long tasks while scrolling 90,000 px: ${long.length === 0 ? 'none' : long.join(', ')}`)
    const lines = real.csv.split('\n').slice(1, -1)
    const word = 'python'
    const wanted = lines.filter((line) => {
      const key = /^"/u.test(line) ? (line.split('"')[1] ?? '') : (line.split(',')[0] ?? '')
      return key.toLowerCase().includes(word)
    }).length
    await page.getByLabel(DATA.filter).fill(word)
    if (wanted === 0) {
      await page.getByText(DATA.noneTitle).waitFor()
      return
    }
    // The list stops searching when it has enough for the screen: the end brings the rest.
    await list.focus()
    await until(
      'all that fit are found',
      async () => {
        await list.press('End')
        return (
          (await page
            .getByText(`${wanted.toLocaleString('en')} ${wanted === 1 ? 'key' : 'keys'}`, { exact: true })
            .count()) > 0
        )
      },
      { patienceMs: 30_000, explain: () => page.getByRole('status').allTextContents() },
    )
  })

  test('is exported by every page with equal bytes, which are those of the file', async () => {
    const all = await Promise.all(nodes.map((node) => exportFrom(node, 'csv', PREFIX)))
    expect(all[0] === expected(PREFIX)).toBe(true)
    for (const each of all) expect(each === all[0]).toBe(true)
    const some = await Promise.all(nodes.map((node) => exportFrom(node, 'jsonl', `${PREFIX}a`)))
    expect(some[0]?.split('\n').length).toBe(expected(`${PREFIX}a`).split('\n').length - 1)
    expect(new Set(some).size).toBe(1)
    expect(world.complaints).toEqual([])
  })
})
