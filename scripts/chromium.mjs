// Finds a Chromium for the browser tests, or gets one. A candidate counts only when it starts: Ubuntu's package
// is a stub for a snap, and a downloaded browser may lack system libraries.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, run, runNode } from './run.mjs'

const DOWNLOAD_LIMIT_MS = 10 * 60_000
const PROBE_LIMIT_MS = 20_000

const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']

const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/**
 * A Chromium that is already here: CHROMIUM_PATH, an installed one, or Playwright's download.
 * @returns {Promise<string | undefined>} the path of the program
 */
export async function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  // A wrong CHROMIUM_PATH is a mistake to name, not to paper over with another browser.
  if (chosen !== undefined && chosen !== '') {
    if (starts(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, which does not start as a browser.`)
  }
  return [...installedPaths(), ...(await playwrightPaths())].find(starts)
}

/**
 * Like findChromium, but downloads one when there is none.
 * @returns {Promise<string>} the path of the program
 */
export async function getChromium() {
  const found = await findChromium()
  if (found !== undefined) return found
  console.log('No Chrome or Chromium found: downloading the one that Playwright offers.')
  const cli = 'node_modules/playwright-core/cli.js'
  await runNode(cli, ['install', 'chromium'], { timeoutMs: DOWNLOAD_LIMIT_MS })
  const downloaded = await findChromium()
  if (downloaded !== undefined) return downloaded
  if (process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    console.log("Installing Debian's chromium package with apt-get.")
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env, timeoutMs: DOWNLOAD_LIMIT_MS })
    await run('apt-get', ['install', '-y', '-qq', 'chromium'], { env, timeoutMs: DOWNLOAD_LIMIT_MS })
    const installed = await findChromium()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'No Chromium was found and none could be got. Install Google Chrome or Chromium, or set CHROMIUM_PATH to its program.',
  )
}

function installedPaths() {
  const byName = NAMES.flatMap((name) => onPath(name) ?? [])
  if (process.platform === 'darwin') return [...MAC, ...byName]
  if (process.platform !== 'win32') return byName
  const { PROGRAMFILES, LOCALAPPDATA } = process.env
  const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  )
  return folders.flatMap((folder) => WINDOWS.map((program) => join(folder, program)))
}

async function playwrightPaths() {
  const library = join(ROOT, 'node_modules/playwright-core/index.mjs')
  if (!existsSync(library)) return []
  const { chromium } = await import(pathToFileURL(library).href)
  return [chromium.executablePath()]
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

function starts(path) {
  if (!existsSync(path)) return false
  // On Windows --version opens a window instead of printing.
  if (process.platform === 'win32') return true
  try {
    execFileSync(path, ['--version', '--no-sandbox'], { stdio: 'pipe', timeout: PROBE_LIMIT_MS })
    return true
  } catch {
    return false
  }
}
