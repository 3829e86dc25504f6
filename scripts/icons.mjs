// Renders public/icon.svg into the PNG sizes that installers ask for. Run by hand after a change of the drawing:
// node scripts/icons.mjs. The PNGs are committed, so that a build needs no browser.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { getChromium } from './chromium.mjs'
import { ROOT } from './run.mjs'

const BACKGROUND = '#14201a'

/** `inset` is the share of the edge left around the drawing: a maskable icon may be cut to a circle of 80 %. */
const ICONS = [
  { file: 'icon-192.png', size: 192, inset: 0, background: 'transparent' },
  { file: 'icon-512.png', size: 512, inset: 0, background: 'transparent' },
  { file: 'icon-maskable-512.png', size: 512, inset: 0.1, background: BACKGROUND },
  { file: 'apple-touch-icon.png', size: 180, inset: 0.06, background: BACKGROUND },
]

const svg = readFileSync(join(ROOT, 'public/icon.svg')).toString('base64')
const browser = await chromium.launch({ executablePath: await getChromium(), args: ['--no-sandbox'] })
try {
  const page = await browser.newPage()
  for (const { file, size, inset, background } of ICONS) {
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(
      `<body style="margin:0;background:${background}"><img style="display:block;box-sizing:border-box;` +
        `width:${size}px;height:${size}px;padding:${Math.round(size * inset)}px" src="data:image/svg+xml;base64,${svg}">`,
    )
    await page.locator('img').evaluate((image) => image.decode())
    await page.screenshot({ path: join(ROOT, 'public', file), omitBackground: true })
  }
} finally {
  await browser.close()
}
