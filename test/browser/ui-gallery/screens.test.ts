// Looks at every screen of the gallery under the headers that the relay really sends: at phone and desk widths, light and
// dark. Nothing may overflow, be refused by the policy, or fail axe's rules for WCAG 2.2 AA. With SCREENSHOTS=folder it
// also leaves a picture of each; with SCENES=word it looks only at scenes with that word in their name.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../../scripts/chromium.mjs'
import '../../../relay/node-runtime.ts'
import { CREATE } from '../../../src/features/policies/strings.ts'
import { createRelay, type Relay } from '../../../relay/create-relay.ts'
import { accessibilityFaults, overflowing } from '../accessibility.ts'

const PAGES = process.env['TEST_PAGES'] ?? join(import.meta.dirname, '../../../dist-test')
const PICTURES = process.env['SCREENSHOTS']
const WORDS = (process.env['SCENES'] ?? '').split(',')

/** axe is slow: each scheme is checked at one of the widths, layout at both. */
const LOOKS = [
  { width: 360, height: 740, scheme: 'light', axe: false },
  { width: 360, height: 740, scheme: 'dark', axe: true },
  { width: 1280, height: 860, scheme: 'light', axe: true },
  { width: 1280, height: 860, scheme: 'dark', axe: false },
] as const

let relay: Relay
let browser: Browser

beforeAll(async () => {
  relay = await createRelay({ port: 0, host: '127.0.0.1', appFolder: PAGES })
  const executablePath = await findChromium()
  browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
})

afterAll(async () => {
  await browser.close()
  await relay.close()
})

const addressOf = (query: string): string =>
  `http://localhost:${relay.port}/test/browser/ui-gallery.html?${query}`

interface InPage {
  readonly gallery: { readonly scenes: readonly string[] }
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  // The policy form computes what its numbers mean, and its button changes colour when that is there.
  await page.locator('html[data-pressing]').waitFor({ state: 'detached' })
  await page.getByText(CREATE.checking).waitFor({ state: 'detached' })
  // The console's editor checks what stands in it a moment later.
  await page.locator('[data-unchecked]').waitFor({ state: 'detached' })
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.playState !== 'running'),
  )
  await page.evaluate(async () => {
    await document.fonts.ready
  })
}

describe.each(LOOKS)('screens at $width px, $scheme', ({ width, height, scheme, axe }) => {
  it('fit, are allowed by the policy, and can be used by everybody', async () => {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico'))
        complaints.push(message.text())
    })
    await page.goto(addressOf('scene=home'))
    const scenes = await page.evaluate(() => (globalThis as unknown as InPage).gallery.scenes)
    expect(scenes.length).toBeGreaterThan(25)
    const faults: string[] = []
    for (const scene of scenes.filter((each) => WORDS.some((word) => each.includes(word)))) {
      await page.goto(addressOf(`scene=${scene}&scheme=${scheme}`))
      await settled(page)
      faults.push(...(await overflowing(page)).map((what) => `${scene}: ${what} overflows`))
      if (axe) faults.push(...(await accessibilityFaults(page)).map((what) => `${scene}: ${what}`))
      faults.push(...complaints.splice(0).map((what) => `${scene}: ${what}`))
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true })
        await page.screenshot({ path: join(PICTURES, `${scene}-${width}-${scheme}.png`), fullPage: true })
      }
    }
    await context.close()
    expect(faults).toEqual([])
  })
})
