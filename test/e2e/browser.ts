// Chromium for end-to-end tests: one browser for many pages, or one on a folder of its own that can be killed like a process
// dies, without any chance to clean up.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.mjs'

/** Pages of tests are never hidden from the engine: timers would be throttled, and tests would measure that. */
const ARGS = ['--no-sandbox', '--disable-background-timer-throttling', '--disable-renderer-backgrounding']

async function options(): Promise<{ readonly executablePath: string; readonly args: string[] }> {
  const executablePath = await findChromium()
  if (executablePath === undefined)
    throw new Error('no Chromium: set CHROMIUM_PATH, or run npm test, which gets one')
  return { executablePath, args: ARGS }
}

export const launchBrowser = async (): Promise<Browser> => chromium.launch(await options())

export interface BrowserProcess {
  readonly context: BrowserContext
  /** SIGKILL to the browser process; resolves when Playwright saw it go. */
  kill(): Promise<void>
}

export const makeUserFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'sporedb-e2e-'))
export const removeUserFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 })

/** A Chromium whose storage is in `folder` and survives it. */
export async function launchOn(folder: string): Promise<BrowserProcess> {
  const context = await chromium.launchPersistentContext(folder, await options())
  return {
    context,
    kill: async () => {
      const gone = new Promise<void>((resolve) => context.once('close', () => resolve()))
      process.kill(await processIdOf(context), 'SIGKILL')
      await gone
    },
  }
}

async function processIdOf(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession()
  const answer = await session?.send('SystemInfo.getProcessInfo')
  const main = answer?.processInfo.find(({ type }) => type === 'browser')
  if (main === undefined) throw new Error('the browser does not tell its process id')
  return main.id
}
