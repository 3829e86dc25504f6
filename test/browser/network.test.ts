// Real pages, real WebRTC, a real relay: each node lives in a worker, its page brokers the connections.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRelay, type Relay } from '../../relay/create-relay.ts'
import { contractTitles } from './network-contract-titles.ts'
import {
  keyOf,
  meet,
  NetworkBrowser,
  type NetworkPage,
  PAGES_FOLDER,
  until,
  untilLinked,
  wantAll,
} from './network-pages.ts'

let browser: NetworkBrowser
let relay: Relay
let pages: NetworkPage[] = []

beforeAll(async () => {
  browser = await NetworkBrowser.launch()
})
afterAll(() => browser.close())
beforeEach(async () => {
  relay = await createRelay({ port: 0, appFolder: PAGES_FOLDER })
})
afterEach(async () => {
  const errors = pages.flatMap((page) => page.errors.filter((text) => !isNetworkNoise(text)))
  await Promise.all(pages.map(({ page }) => page.context().close()))
  pages = []
  await relay.close()
  expect(errors).toEqual([])
})

/** Chromium reports each refused connection to a relay that was stopped. */
const isNetworkNoise = (text: string): boolean => /ERR_CONNECTION_REFUSED|WebSocket connection to/.test(text)

async function open(count: number, query = ''): Promise<NetworkPage[]> {
  for (let n = 0; n < count; n++) pages.push(await browser.open(relay.url, query))
  return pages
}

async function expectInOrder(from: NetworkPage, to: NetworkPage, count: number): Promise<void> {
  await until('all frames came', async () => (await to.command('received')).length >= count)
  const received = (await to.command('received')).filter((frame) => frame.from === keyOf(from))
  expect(received.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, n) => n))
}

describe('two pages', () => {
  for (const mode of ['transferred', 'proxied'] as const)
    test(`talk directly, frames whole and in order, with channels ${mode}`, async () => {
      const [a, b] = (await open(2, mode === 'proxied' ? '?proxied' : '')) as [NetworkPage, NetworkPage]
      await meet([a, b], [relay.url])
      const before = (await a.report()).connections.map(({ state }) => state)
      expect(before).toEqual(['connected'])
      await a.command('sendMany', keyOf(b), 300, 20_000)
      await expectInOrder(a, b, 300)
      await b.command('sendMany', keyOf(a), 300, 20)
      await expectInOrder(b, a, 300)

      const direct = (await a.command('connections', keyOf(b))).filter((connection) => connection.direct)
      expect(direct).toEqual([{ direct: true, limited: false, multiplexer: '/webrtc' }])
      expect((await a.report()).mode).toBe(mode)
      const health = (await (await fetch(`${relay.url}/health`)).json()) as { relayedBytes: number }
      expect(health.relayedBytes).toBeLessThan(1_000_000)
    })

  test('notice within 6 s that the other’s worker was killed', async () => {
    const [a, b] = (await open(2)) as [NetworkPage, NetworkPage]
    await meet([a, b], [relay.url])
    await b.killWorker()
    const ms = await until('a knows', async () => (await a.command('links'))[0]?.state !== 'direct')
    expect(ms).toBeLessThan(6000)
  })

  test('notice within 6 s that the other crashed, and link again when it is back with the same key', async () => {
    const [a, b] = (await open(2)) as [NetworkPage, NetworkPage]
    await b.start([relay.url], 7)
    await a.start([relay.url], 8)
    await wantAll([a, b], [relay.url])
    await untilLinked([a, b])
    await b.page.goto('chrome://crash').catch(() => undefined)
    const [again] = (await open(1)).slice(-1) as [NetworkPage]
    await again.start([relay.url], 7)
    await again.command('want', [{ key: keyOf(a), relays: [relay.url] }])
    await untilLinked([again, a])
    await a.command('sendMany', keyOf(b), 10, 100)
    await expectInOrder(a, again, 10)
  })

  test('notice within 6 s that the other page was closed', async () => {
    const [a, b] = (await open(2)) as [NetworkPage, NetworkPage]
    await meet([a, b], [relay.url])
    await b.page.close()
    const ms = await until('a knows', async () => (await a.command('links'))[0]?.state !== 'direct')
    expect(ms).toBeLessThan(6000)
  })

  test('ask and answer through the relay before either wants the other', async () => {
    const [a, b] = (await open(2)) as [NetworkPage, NetworkPage]
    for (const page of [a, b]) await page.start([relay.url])
    await until('b is reachable', async () => (await b.command('status'))?.relays[0]?.state === 'reserved')
    expect(await a.command('request', keyOf(b), [relay.url], 'may I join?')).toBe('may I join?')
    expect((await a.command('connections', keyOf(b))).map(({ direct }) => direct)).toEqual([false])
  })
})

describe('four pages', () => {
  test('link every pair directly, go on without the relay, and use it again when it is back', async () => {
    await open(4)
    await meet(pages, [relay.url])
    for (const page of pages)
      for (const other of pages)
        if (other !== page) {
          const connections = await page.command('connections', keyOf(other))
          expect(connections.some(({ direct }) => direct)).toBe(true)
        }
    const { port } = relay
    await relay.close()
    for (const page of pages)
      for (const other of pages) if (other !== page) await page.command('sendMany', keyOf(other), 20, 500)
    for (const page of pages)
      await until('frames came', async () => (await page.command('received')).length === 60)
    for (const page of pages) {
      const received = (await page.report()).connections.map(({ bytesReceived }) => bytesReceived)
      expect(received).toHaveLength(3)
      expect(Math.min(...received)).toBeGreaterThan(10_000)
    }

    relay = await createRelay({ port, appFolder: PAGES_FOLDER })
    for (const page of pages)
      await until(
        'the reservation is back',
        async () => (await page.command('status'))?.relays[0]?.state === 'reserved',
      )
    await untilLinked(pages)
  })
})

describe('the contract of a transport, in a Chromium worker', () => {
  for (const title of contractTitles)
    test(title, async () => {
      const [page] = (await open(1)) as [NetworkPage]
      const [outcome] = await page.command('contract', [relay.url], title)
      expect(outcome).toMatchObject({ title, error: null })
    })
})
