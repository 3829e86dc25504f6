// The console's editor as people use it: completion, mistakes with a suggestion, history, tabs that survive a reload, the keyboard
// alone, a paste that is far too large.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import { CONSOLE } from '../../src/features/console/strings.ts'
import { APP_FOLDER, World } from './harness.ts'
import { Person } from './person.ts'

let world: World
let alice: Person

beforeAll(async () => {
  world = await World.open(APP_FOLDER)
  alice = new Person('alice', await world.openPage('alice', '/'))
  await alice.createIdentity({ online: false })
  await alice.createPolicy('garden', [], 0, [])
  await alice.write('SET "apple tree" 3')
  await alice.write('SET apples 12')
})
afterAll(() => world?.close())

const editor = (): Locator => alice.page.getByLabel(CONSOLE.command, { exact: true })
const text = async (): Promise<string> =>
  (await editor().locator('.cm-line').allInnerTexts()).join('\n').trim()
const press = (key: string): Promise<void> => alice.page.keyboard.press(key)
const type = (what: string): Promise<void> => alice.page.keyboard.type(what)
/** The editor takes no key for a suggestion that only just came up: it may have been meant for the text. */
const SEEN_MS = 150
const suggestions = (): Locator => alice.page.getByRole('listbox')

describe('the editor', () => {
  test('completes commands with what they do, and keys that are there', async () => {
    await editor().fill('')
    await type('smem')
    await suggestions().getByRole('option', { name: 'SMEMBERS' }).waitFor()
    await alice.page.getByText('lists the members of a set').waitFor()
    await alice.page.waitForTimeout(SEEN_MS)
    await press('Tab')
    expect(await text()).toBe('SMEMBERS')
    await editor().fill('')
    await type('GET appl')
    await suggestions().getByRole('option').nth(1).waitFor()
    expect(await suggestions().getByRole('option').allInnerTexts()).toEqual(['"apple tree"', 'apples'])
    await alice.page.waitForTimeout(SEEN_MS)
    await press('ArrowDown')
    await press('Enter')
    await suggestions().waitFor({ state: 'detached' })
    expect(await text()).toBe('GET apples')
  })

  test('says what is wrong and where, and takes its own suggestion', async () => {
    await editor().fill('GET apples\nGTE apples')
    await alice.page.getByText(`${CONSOLE.faultAt(2, 1)}:`).waitFor()
    await editor().locator('.cm-lintRange-error').hover()
    await alice.page
      .getByRole('button', { name: CONSOLE.takeSuggestion('GET') })
      .first()
      .click()
    expect(await text()).toBe('GET apples\nGET apples')
    await alice.page.getByText(`${CONSOLE.faultAt(2, 1)}:`).waitFor({ state: 'detached' })
  })

  test('runs the statement at the cursor, or the selection, and keeps what was typed', async () => {
    await editor().fill('GET apples\nGET nothing')
    const cards = alice.page.getByTestId('run-card')
    const before = await cards.count()
    await press('ArrowUp')
    await press('Control+Enter')
    await cards.nth(before).waitFor()
    expect(await cards.first().locator('code').first().innerText()).toBe('GET apples')
    await press('Control+a')
    await press('Control+Enter')
    await cards.nth(before + 2).waitFor()
    expect(await text()).toBe('GET apples\nGET nothing')
  })

  test('brings back what was run, and what was being typed', async () => {
    await alice.run('GET first')
    await alice.run('GET second')
    await editor().fill('GET dra')
    await press('Escape')
    await press('ArrowUp')
    expect(await text()).toBe('GET second')
    await press('ArrowUp')
    expect(await text()).toBe('GET first')
    await press('ArrowDown')
    await press('ArrowDown')
    expect(await text()).toBe('GET dra')
  })

  test('Escape and then Tab leave it', async () => {
    await editor().fill('')
    await type('GE')
    await suggestions().waitFor()
    await press('Escape')
    await press('Tab')
    expect(await alice.page.evaluate(() => document.activeElement?.textContent)).toBe(CONSOLE.run)
  })

  test('a paste of ten megabytes is told to be too long, and is neither run nor saved', async () => {
    await editor().fill('')
    await alice.page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'SET k v\n'.repeat(1_250_000))
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    })
    await alice.page.getByText(CONSOLE.tooLong).waitFor()
    await alice.page.getByText('A script has at most 262144 characters').first().waitFor()
    await press('Control+a')
    await press('Delete')
    await alice.page.getByText(CONSOLE.saved).waitFor()
  })
})

describe('tabs', () => {
  const tab = (name: string): Locator => alice.page.getByRole('tab', { name, exact: true })
  test('are made, renamed, closed, brought back, and survive a reload', async () => {
    await editor().fill('GET kept')
    await alice.button(CONSOLE.newTab).click()
    await tab('Tab 2').waitFor()
    expect(await text()).toBe(CONSOLE.placeholder)
    await editor().fill('GET other')
    await alice.button(CONSOLE.renameTab).click()
    await alice.page.getByLabel(CONSOLE.name, { exact: true }).fill('Harvest')
    await press('Enter')
    await tab('Harvest').waitFor()
    await alice.button(CONSOLE.closeTab).click()
    await tab('Harvest').waitFor({ state: 'detached' })
    expect(await text()).toBe('GET kept')
    await alice.button(CONSOLE.undo).click()
    await tab('Harvest').waitFor()
    expect(await text()).toBe('GET other')
    await alice.page.getByText(CONSOLE.saved).waitFor()

    await alice.page.reload()
    await alice.unlock()
    await tab('Harvest').click()
    await editor().getByText('other').waitFor()
    await tab('Tab 1').click()
    await editor().getByText('kept').waitFor()
    // The history is still there, too.
    await editor().press('ArrowUp')
    expect(await text()).toBe('GET second')
  })

  test('nothing complained', () => {
    expect(world.complaints).toEqual([])
  })
})
