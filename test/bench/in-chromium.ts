// Runs a measurement in a worker of real Chromium, and prints the lines that it posts. Bundles the worker by itself, so it
// needs no build before it.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { getChromium } from '../../scripts/chromium.mjs'

const LIMIT_MS = 15 * 60_000

/** `file`: of this folder. The worker posts lines, then `undefined`; a line that begins with "failed" is an error. */
export async function runInChromium(file: string, title: string): Promise<void> {
  const executablePath = await getChromium()
  const script = await bundle(file)
  const server = createServer((request, response) => {
    if (request.url === '/worker.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(LIMIT_MS)
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    console.log(`${title} in a worker of Chromium ${browser.version()}`)
    await page.exposeFunction('say', (line: string) => console.log(`  ${line}`))
    await page.evaluate(measureInWorker)
  } finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
  }
}

/** Runs in the page. */
function measureInWorker(): Promise<void> {
  const { say } = globalThis as unknown as { say: (line: string) => Promise<void> }
  const worker = new Worker('/worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    let said: Promise<void> = Promise.resolve()
    worker.onerror = (event) => reject(new Error(event.message))
    worker.onmessage = ({ data }: MessageEvent<string | undefined>) => {
      if (data === undefined) void said.then(resolve)
      else if (data.startsWith('failed')) reject(new Error(data))
      else said = said.then(() => say(data))
    }
  })
}

/** A worker of this folder as one script. */
export async function bundle(file: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, file), formats: ['es'], fileName: 'worker' },
    },
  })
  const [first] = [output].flat()
  if (first === undefined || !('output' in first)) throw new Error('the benchmark was not bundled')
  return first.output[0].code
}
