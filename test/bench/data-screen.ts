// The app itself, screens and all, on a million keys: how soon it is there after a reload, and whether anything keeps the
// main thread from drawing while somebody scrolls through the keys with a wheel, on a desk and on a phone.

import type { BrowserContext, Locator, Page } from 'playwright-core'
import { buildTestPages } from '../../scripts/build.mjs'
import { DATA } from '../../src/features/data/strings.ts'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import { SCREENS_PAGE, World } from '../e2e/harness.ts'
import { TestNode } from '../e2e/test-node.ts'
import type { FillRequest } from './fill-profile-worker.ts'
import { bundle } from './in-chromium.ts'

const KEYS = 1_000_000
const SPORES_OF = 1
const SCROLLED_MS = 6_000
const WIDTHS = [1280, 360] as const
const FILLING_MS = 600_000

export async function run(): Promise<void> {
  if (!(await buildTestPages())) throw new Error('the test pages could not be built')
  const world = await World.open()
  try {
    console.log(`The app in Chromium ${world.browser.version()}, ${KEYS} keys, a spore for each:`)
    const policy = await makeProfile(world, world.context, 'scrolls')
    for (const width of WIDTHS) {
      const page = await world.openPage('scrolls', SCREENS_PAGE)
      await page.setViewportSize({ width, height: 800 })
      const running = await runningAfter(page)
      console.log(`${width} px wide: running ${running} ms after the page was opened`)
      await showData(page, policy)
      console.log(`  a wheel turned for ${SCROLLED_MS / 1_000} s: ${words(await scroll(page, wheel))}`)
      console.log(`  then End pressed for ${SCROLLED_MS / 1_000} s: ${words(await scroll(page, end))}`)
      await page.close()
    }
  } finally {
    await world.close()
  }
}

/** An unlocked profile with a policy of its own, full of keys. */
export async function makeProfile(
  world: World,
  context: BrowserContext,
  name: string,
  keys = KEYS,
): Promise<PolicyId> {
  const node = new TestNode(name, await world.openPage(name, SCREENS_PAGE, context))
  await node.running()
  await node.create(true)
  const { id } = await node.call('policy.create', {
    draft: { name: 'many', comment: '', endorsers: [{ key: node.key, name }], f: 0, submitters: [] },
  })
  const policy = (await node.call('policy.list', {})).find((each) => each.id === id)
  if (policy === undefined) throw new Error('the policy was not made')
  await node.page.close()
  await fillProfile(world, context, {
    database: `sporedb:${name}`,
    self: node.key,
    policy: { id, record: policy.record },
    keys,
    sporesOf: SPORES_OF,
  })
  return id
}

async function fillProfile(world: World, context: BrowserContext, request: FillRequest): Promise<void> {
  const script = await bundle('fill-profile-worker.ts')
  const page = await context.newPage()
  page.setDefaultTimeout(FILLING_MS)
  await page.route('**/fill.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }))
  // Of the same origin, and without the app's content security policy.
  await page.route('**/fill.html', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto(`${world.relay.url}/fill.html`)
  const failure = await page.evaluate(
    (given) =>
      new Promise<string>((resolve) => {
        const worker = new Worker('/fill.js', { type: 'module' })
        worker.onerror = ({ message }) => resolve(message)
        worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data)
        worker.postMessage(given)
      }),
    request,
  )
  await page.close()
  if (failure !== '') throw new Error(failure)
}

/** Milliseconds from the navigation to a node that runs. */
export const runningAfter = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    while (globalThis.node.boot().phase !== 'running') await new Promise((resolve) => setTimeout(resolve, 5))
    return Math.round(performance.now())
  })

/** By the app's own router: a load would restart the node. */
export async function showData(page: Page, policy: PolicyId): Promise<void> {
  await page.evaluate((id) => {
    const profile = new URLSearchParams(location.search).get('profile') ?? ''
    history.pushState(null, '', `/data?policy=${id}&profile=${profile}`)
  }, policy)
  await page.getByRole('listbox', { name: DATA.keys }).waitFor()
}

interface Scrolled {
  readonly row: number
  readonly frames: readonly number[]
  readonly long: readonly number[]
}

const words = ({ row, frames, long }: Scrolled): string =>
  `to row ${row}, longest frame ${Math.max(...frames)} ms, ` +
  `long tasks: ${long.length === 0 ? 'none' : `${long.join(', ')} ms`}`

export const wheel = (list: Locator): Promise<void> => list.page().mouse.wheel(0, 700)
/** Each time the end is further down, since more is loaded. */
export const end = (list: Locator): Promise<void> => list.press('End')

/** As fast as the page takes it. */
export async function scroll(page: Page, move: (list: Locator) => Promise<void>): Promise<Scrolled> {
  const list = page.getByRole('listbox', { name: DATA.keys })
  await list.hover({ position: { x: 100, y: 100 } })
  await page.evaluate(observe)
  for (const until = performance.now() + SCROLLED_MS; performance.now() < until;) await move(list)
  const row = Number(await list.getByRole('option').last().getAttribute('aria-posinset'))
  const { frames, long } = await page.evaluate(() => (globalThis as unknown as { seen: Scrolled }).seen)
  return { row, frames, long }
}

/** Runs in the page. Methods, because tsx gives other functions a name by a helper that a page lacks. */
function observe(): void {
  const seen = {
    frames: [] as number[],
    long: [] as number[],
    last: performance.now(),
    frame(): void {
      const now = performance.now()
      this.frames.push(Math.round(now - this.last))
      this.last = now
      requestAnimationFrame(() => this.frame())
    },
  }
  new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) seen.long.push(Math.round(duration))
  }).observe({ type: 'longtask' })
  seen.frame()
  Object.assign(globalThis, { seen })
}
