// What anybody would stumble over on a page: axe's rules for WCAG 2.2 AA, and what sticks out of it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface InPage {
  readonly axe: {
    run(
      root: Document,
      options: object,
    ): Promise<{
      readonly violations: readonly {
        readonly id: string
        readonly nodes: readonly { readonly target: readonly unknown[] }[]
      }[]
    }>
  }
}

export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Put in by the debugger, which no policy of the page holds up.
  const debug = await page.context().newCDPSession(page)
  await debug.send('Runtime.evaluate', { expression: AXE })
  await debug.detach()
  return page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as InPage
    const { violations } = await axe.run(document, { runOnly: rules })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    )
  }, RULES)
}

/** Elements that stick out to the right of the page. */
export const overflowing = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`)
  })
