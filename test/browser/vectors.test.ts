// One rule for every node: each verifier of a real Chromium gives the verdict that the edge vectors name.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { World } from '../e2e/harness.ts'
import { until } from '../e2e/until.ts'
import vectors from '../vectors/ed25519-edge.json'
import type {} from './vectors-page.ts'

let world: World
beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

test('WebCrypto, libsodium and key admission agree with every edge vector', async () => {
  const page = await world.context.newPage()
  await page.goto(`${world.relay.url}/test/browser/vectors.html`)
  await until('the page is ready', () => page.evaluate(() => 'runVectors' in globalThis))
  const report = await page.evaluate(() => globalThis.runVectors())
  expect(report).toEqual({ count: vectors.length, admission: [], webcrypto: [], libsodium: [] })
})
