// The store in a real Chromium, in a worker: the contract, a disk that is really full, data that is really cleared,
// and a browser process that is really killed.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INDEXEDDB_CASES } from '../contract/indexeddb-cases.ts'
import { STORE_CASES } from '../contract/store.ts'
import { serveTestPages, type TestServer } from './store-server.ts'
import type {} from './store-page.ts'

const launch = { executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] }

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await serveTestPages()
  browser = await chromium.launch(launch)
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

async function storePage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${server.origin}/test/browser/store.html`)
  await page.waitForFunction(() => 'callStore' in globalThis)
  return page
}

describe('the store in Chromium', () => {
  let page: Page
  beforeAll(async () => {
    page = await storePage(await browser.newContext())
  })

  test.each(STORE_CASES.map(({ title }, index) => ({ title, index })))('$title', ({ index }) =>
    page.evaluate((given) => callStore('runContractCase', given), index),
  )

  test.each(INDEXEDDB_CASES.map(({ title }, index) => ({ title, index })))('$title', ({ index }) =>
    page.evaluate((given) => callStore('runIndexedDbCase', given), index),
  )
})

describe('the store in trouble', () => {
  test('stops on a full disk, keeps what it acknowledged, and goes on after room was made', async () => {
    const context = await browser.newContext()
    const page = await storePage(context)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 3_000_000 })
    const outcome = await page.evaluate(() => callStore('appendUntilRefused', 'quota', 200_000))
    expect(outcome).toMatchObject({ rejected: 'full', told: ['full'], afterwards: 'full' })
    expect(outcome.acknowledged).toBeGreaterThan(2)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.origin })
    expect(await page.evaluate(() => callStore('readLog', 'quota'))).toBe(outcome.acknowledged)
    await context.close()
  })

  // Several times: an unlucky moment leaves a transaction unanswered, another one fails it.
  test.each([1, 2, 3, 4, 5])('stops when the site data is cleared while it writes, time %i', async () => {
    const context = await browser.newContext()
    const page = await storePage(context)
    const outcome = page.evaluate(() => callStore('appendUntilRefused', 'cleared', 1000))
    await page.waitForFunction(() => storeProgress > 20)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'indexeddb' })
    expect(await outcome).toMatchObject({ rejected: 'deleted', told: ['deleted'], afterwards: 'deleted' })
    expect(await page.evaluate(() => callStore('readLog', 'cleared'))).toBe(0)
    await context.close()
  })

  test('stops when another tab opens the same storage', async () => {
    const context = await browser.newContext()
    const page = await storePage(context)
    const outcome = page.evaluate(() => callStore('appendUntilRefused', 'taken', 1000))
    await page.waitForFunction(() => storeProgress > 20)
    const other = await storePage(context)
    const seen = await other.evaluate(() => callStore('readLog', 'taken'))
    expect(await outcome).toMatchObject({ acknowledged: seen, rejected: 'fenced', told: ['fenced'] })
    await context.close()
  })

  test('has every acknowledged round after the browser process was killed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'sporedb-store-'))
    const killed = await chromium.launchPersistentContext(profile, launch)
    const page = await storePage(killed)
    const gone = new Promise((resolve) => killed.once('close', resolve))
    page.evaluate(() => callStore('appendUntilRefused', 'killed', 2000)).catch(() => undefined)
    await page.waitForFunction(() => storeProgress > 200)
    const acknowledged = await page.evaluate(() => storeProgress)
    const devtools = await killed.newCDPSession(page)
    devtools.send('Browser.crash').catch(() => undefined)
    await gone
    const restarted = await chromium.launchPersistentContext(profile, launch)
    const kept = await (await storePage(restarted)).evaluate(() => callStore('readLog', 'killed'))
    expect(kept).toBeGreaterThanOrEqual(acknowledged)
    await restarted.close()
    await rm(profile, { recursive: true, force: true })
  })
})
