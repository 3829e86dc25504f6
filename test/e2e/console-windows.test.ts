// What is typed into the console, in two windows of one browser: every key is saved, windows take in what the other saved, and
// nothing that anybody typed is lost.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BOOT } from '../../src/features/boot/strings.ts'
import { CONSOLE } from '../../src/features/console/strings.ts'
import { SCREENS_PAGE, World } from './harness.ts'
import { Person } from './person.ts'
import { until } from './until.ts'

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

const editorOf = (page: Page) => page.getByLabel(CONSOLE.command, { exact: true })
const textIn = async (page: Page): Promise<string> =>
  (await editorOf(page).locator('.cm-line').allInnerTexts()).join('\n').trim()
const saved = (page: Page): Promise<void> => page.getByText(CONSOLE.saved).waitFor()

/** The end of a line of the editor, from 1 on. */
async function goToEnd(page: Page, line: number): Promise<void> {
  await editorOf(page).press('Escape')
  await page.keyboard.press('Control+Home')
  for (let at = 1; at < line; at++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
}

/** Every tab with its text, as a window shows them. */
async function tabsIn(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    found.push(`${await tab.innerText()}: ${await textIn(page)}`)
  }
  return found.sort()
}

describe('windows that follow each other', () => {
  test('go on where the other one was, with its last letter', async () => {
    const alice = new Person('alice', await world.openPage('alice', SCREENS_PAGE))
    await alice.createIdentity({ online: false })
    await alice.goTo('console')
    await editorOf(alice.page).fill('GET first')
    await alice.page.keyboard.type(' # as typed')
    const first = alice.page

    const second = await world.openPage('alice', SCREENS_PAGE)
    await second.getByRole('button', { name: BOOT.elsewhere.use }).click()
    alice.page = second
    await alice.unlock()
    await alice.goTo('console')
    await editorOf(second).getByText('GET first # as typed').waitFor()
    await goToEnd(second, 1)
    await second.keyboard.type(', and typed on')
    await saved(second)
    await second.close()
    await first.close()

    alice.page = await world.openPage('alice', SCREENS_PAGE)
    await alice.unlock()
    await alice.goTo('console')
    await editorOf(alice.page).getByText('GET first # as typed, and typed on').waitFor()
    await alice.page.close()
  })
})

// No node is needed to type: the page without one lets two windows have the console open at the same time.
const WINDOW = '/test/browser/ui-gallery.html'

describe('windows side by side', () => {
  let left: Page
  let right: Page

  async function openWindow(): Promise<Page> {
    const page = await world.context.newPage()
    page.on('pageerror', (error) => world.complaints.push(error.message))
    await page.goto(`${world.relay.url}${WINDOW}?scene=console-empty`)
    await editorOf(page).waitFor()
    return page
  }

  beforeAll(async () => {
    left = await openWindow()
    await editorOf(left).fill('GET one\nGET two\nGET three')
    await saved(left)
    right = await openWindow()
    await editorOf(right).getByText('GET three').waitFor()
  })

  test('merge what is typed in different lines at the same time', async () => {
    await goToEnd(left, 1)
    await goToEnd(right, 3)
    await Promise.all([
      left.keyboard.type(' # left types here', { delay: 5 }),
      right.keyboard.type(' # right types there', { delay: 5 }),
    ])
    const both = 'GET one # left types here\nGET two\nGET three # right types there'
    for (const page of [left, right])
      await until('both texts are in both windows', async () => (await textIn(page)) === both, {
        explain: () => Promise.all([textIn(left), textIn(right)]),
      })
    await saved(left)
    await saved(right)
  })

  test('keep both texts when both type in the same place at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all([goToEnd(left, 2), goToEnd(right, 2)])
      await Promise.all([left.keyboard.insertText(` L${round}`), right.keyboard.insertText(` R${round}`)])
      await Promise.all([saved(left), saved(right)])
    }
    const shown = await until('both windows show the same tabs', async () => {
      const [mine, theirs] = [await tabsIn(left), await tabsIn(right)]
      return JSON.stringify(mine) === JSON.stringify(theirs) && mine
    })
    const all = shown.join('\n')
    for (let round = 0; round < 5; round++) for (const side of 'LR') expect(all).toContain(`${side}${round}`)
  })

  test('share what was run, and see tabs come and go', async () => {
    await left.getByRole('button', { name: CONSOLE.newTab, exact: true }).click()
    await editorOf(left).fill('GET of-the-new-tab')
    const names = (page: Page): Promise<readonly string[]> => page.getByRole('tab').allInnerTexts()
    const count = (await names(left)).length
    await until('the new tab is in the other window', async () => (await names(right)).length === count)
    await left.getByRole('button', { name: CONSOLE.closeTab, exact: true }).click()
    await until('it is gone there, too', async () => (await names(right)).length === count - 1)
    await editorOf(left).fill('HELP GET')
    await editorOf(left).press('Control+Enter')
    await editorOf(right).fill('')
    await until('the arrow keys bring it back in the other window', async () => {
      await editorOf(right).press('Escape')
      await editorOf(right).press('ArrowUp')
      return (await textIn(right)) === 'HELP GET'
    })
    expect(world.complaints).toEqual([])
  })

  test('take words only when what was saved is there: typed earlier, they would stand in a tab of their own, or inside the saved text', async () => {
    const { length } = await left.getByRole('tab').all()
    await holdTabs(left, 1_000)
    const third = await world.context.newPage()
    await third.goto(`${world.relay.url}${WINDOW}?scene=console-empty`)
    await editorOf(third).fill('GET typed-at-once')
    await saved(third)
    expect(await third.getByRole('tab').all()).toHaveLength(length)
    expect(await textIn(third)).toBe('GET typed-at-once')
  })
})

/** Nobody else gets at the saved tabs for this long. */
const holdTabs = (page: Page, ms: number): Promise<void> =>
  page.evaluate(async (forMs) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('sporedb-console:')
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('no database')))
    })
    const store = database.transaction('tabs', 'readwrite').objectStore('tabs')
    const end = performance.now() + forMs
    // A transaction lives as long as it is asked for something.
    const ask = (): void => {
      if (performance.now() > end) database.close()
      else store.count().addEventListener('success', ask)
    }
    ask()
  }, ms)
