// The installed app without a network: the service worker serves the shell, and the node opens from what it stored.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_FOLDER, World } from './harness.ts'
import { PATIENCE_MS, Person } from './person.ts'
import { until } from './until.ts'

let world: World
beforeAll(async () => {
  world = await World.open(APP_FOLDER)
})
afterAll(() => world?.close())

test('the app can be installed: manifest and icons are there, under the headers that are really sent', async () => {
  const page = await world.context.newPage()
  const response = await page.goto(world.relay.url)
  const headers = response?.headers() ?? {}
  expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  const manifestUrl = new URL(
    (await page.locator('link[rel="manifest"]').getAttribute('href')) ?? '',
    page.url(),
  )
  const manifest = (await (await fetch(manifestUrl)).json()) as {
    readonly display: string
    readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[]
  }
  expect(manifest.display).toBe('standalone')
  for (const size of ['192x192', '512x512']) expect(manifest.icons.map(({ sizes }) => sizes)).toContain(size)
  for (const { src } of manifest.icons) expect((await fetch(new URL(src, manifestUrl))).status).toBe(200)
  await page.close()
})

test('without the server the app opens, unlocks and reads what was committed', async () => {
  const page = await world.context.newPage()
  const dora = new Person('dora', page)
  await page.goto(`${world.relay.url}/?profile=dora`)
  await dora.createIdentity({ online: false })
  await dora.createPolicy('mine', [], 0, [])
  await dora.write('SET kept "without a network"')
  await until('the service worker is active', () =>
    page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'),
  )
  await world.stopRelay()
  await expect(fetch(world.relay.url)).rejects.toThrow()

  await page.reload({ timeout: PATIENCE_MS })
  await dora.unlock()
  expect((await dora.ask('GET kept')).join()).toContain('without a network')
  await dora.write('SET kept again')
  expect((await dora.ask('GET kept')).join()).toContain('again')
  // A path of the app that was never opened is the shell as well.
  await page.goto(`${world.relay.url}/settings?profile=dora`)
  await dora.unlock()
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
})
