// Opens pages of network.html in one Chromium, each in a context of its own as if on another machine, and talks to them.
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { RtcReport } from '../../src/engine/rtc-broker.ts'
import type { PeerKey } from '../../worker/network/port.ts'
import type { CommandName, NetworkCommands } from './network-commands.ts'

export const PAGES_FOLDER = process.env['TEST_PAGES'] ?? join(import.meta.dirname, '../../dist-test')
const PAGE_PATH = '/test/browser/network.html'

interface PageGlobal {
  readonly testPage: {
    command(name: string, ...args: readonly unknown[]): Promise<unknown>
    report(): Promise<RtcReport>
    killWorker(): void
  }
}

type Answer<Name extends CommandName> = Awaited<ReturnType<NetworkCommands[Name]>>

export class NetworkPage {
  readonly page: Page
  readonly errors: string[] = []
  key: PeerKey | undefined

  constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => this.errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  async command<Name extends CommandName>(
    name: Name,
    ...args: Parameters<NetworkCommands[Name]>
  ): Promise<Answer<Name>> {
    const answer = await this.page.evaluate(
      ([command, given]) => (globalThis as unknown as PageGlobal).testPage.command(command, ...given),
      [name, args] as const,
    )
    return answer as Answer<Name>
  }

  report(): Promise<RtcReport> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobal).testPage.report())
  }

  async killWorker(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as PageGlobal).testPage.killWorker())
  }

  async start(relays: readonly string[], seed?: number): Promise<PeerKey> {
    this.key = await (seed === undefined
      ? this.command('start', relays)
      : this.command('start', relays, seed))
    return this.key
  }
}

export class NetworkBrowser {
  readonly #browser: Browser

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async launch(): Promise<NetworkBrowser> {
    const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
    return new NetworkBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }))
  }

  async open(origin: string, query = ''): Promise<NetworkPage> {
    const context = await this.#browser.newContext()
    const page = new NetworkPage(await context.newPage())
    await page.page.goto(`${origin}${PAGE_PATH}${query}`)
    await page.page.waitForFunction(() => 'testPage' in globalThis)
    return page
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}

export const keyOf = ({ key }: NetworkPage): PeerKey => {
  if (key === undefined) throw new Error('the page has not started')
  return key
}

/** Starts every page and has each want every other; resolves when all links are direct. */
export async function meet(pages: readonly NetworkPage[], relays: readonly string[]): Promise<void> {
  for (const page of pages) await page.start(relays)
  await wantAll(pages, relays)
  await untilLinked(pages)
}

export async function wantAll(pages: readonly NetworkPage[], relays: readonly string[]): Promise<void> {
  await Promise.all(
    pages.map((page) =>
      page.command(
        'want',
        pages.map((other) => ({ key: keyOf(other), relays })),
      ),
    ),
  )
}

export async function untilLinked(pages: readonly NetworkPage[]): Promise<void> {
  await until('every pair is linked directly', async () => {
    const links = await Promise.all(pages.map((page) => page.command('links')))
    return links.every((of) => of.filter(({ state }) => state === 'direct').length >= pages.length - 1)
  })
}

export async function until(
  what: string,
  condition: () => Promise<boolean>,
  limitMs = 40_000,
): Promise<number> {
  const startedAt = performance.now()
  while (!(await condition())) {
    if (performance.now() - startedAt > limitMs)
      throw new Error(`did not happen within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - startedAt
}
