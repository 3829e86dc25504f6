// The console, the data, the spores and the files on a phone's width, by the keyboard alone: every way through them is walked
// without a mouse, what has the focus is always to be seen, and axe finds nothing wrong at any stop.

import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BULK, INTO, JOB } from '../../src/features/bulk/strings.ts'
import { CONSOLE } from '../../src/features/console/strings.ts'
import { DATA, EDIT, RECORD } from '../../src/features/data/strings.ts'
import { DETAILS, SPORES } from '../../src/features/spores/strings.ts'
import { SHELL } from '../../src/shell/strings.ts'
import { accessibilityFaults, overflowing } from '../browser/accessibility.ts'
import { Hands } from './hands.ts'
import { APP_FOLDER, World } from './harness.ts'
import { Person } from './person.ts'

const COMMITTED = '[data-stage="committed"][data-executed="true"]'

let world: World
let alice: Person
let hands: Hands

beforeAll(async () => {
  world = await World.open(APP_FOLDER)
  const { context } = world
  const page = await world.openPage('alice', '/', context)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  alice = new Person('alice', page)
  await alice.createIdentity({ online: false })
  await alice.createPolicy('garden', [], 0, [])
  hands = new Hands(page)
})
afterAll(() => world?.close())

const button = (name: string): Locator => alice.button(name)
const place = (name: string): Locator =>
  alice.page.getByRole('navigation', { name: SHELL.main }).getByRole('link', { name })

async function goTo(name: string): Promise<void> {
  await hands.activate(place(name))
  await alice.page.getByRole('heading', { level: 1, name }).waitFor()
}

async function isFine(where: string): Promise<void> {
  const { page } = alice
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
  expect({ where, faults: [...(await overflowing(page)), ...(await accessibilityFaults(page))] }).toEqual({
    where,
    faults: [],
  })
}

describe('by the keyboard alone, at 360 px', () => {
  test('the console: run, look at, tabs, choices', async () => {
    const { page } = alice
    const editor = page.getByLabel(CONSOLE.command, { exact: true })
    const cards = page.getByTestId('run-card')
    await goTo(SHELL.console)
    await hands.reach(editor)
    await hands.type('HSET tree {"name": "oak", "height": 12}')
    await hands.press('Escape')
    await hands.press('Tab')
    await hands.activate(button(CONSOLE.run))
    await cards.first().locator(COMMITTED).waitFor()
    await hands.reach(editor, 'Shift+Tab')
    await hands.press('Control+a')
    await hands.type('HGETALL tree')
    await hands.press('Escape')
    await hands.press('Control+Enter')
    await cards.nth(1).waitFor()
    await isFine('a console with a write and a table')

    // How it is shown: a radio group, with arrows inside.
    await hands.reach(cards.first().getByRole('radio', { name: CONSOLE.views.table }))
    await hands.press('ArrowRight')
    await cards.first().locator('pre').getByText('"oak"').waitFor()
    await hands.activate(cards.first().getByRole('button', { name: CONSOLE.copy }))

    await hands.activate(button(CONSOLE.newTab))
    await page.getByRole('tab', { name: 'Tab 2' }).waitFor()
    await hands.activate(button(CONSOLE.renameTab))
    await page.getByLabel(CONSOLE.name, { exact: true }).waitFor()
    await hands.press('Control+a')
    await hands.type('Harvest')
    await hands.press('Enter')
    await page.getByRole('tab', { name: 'Harvest' }).waitFor()
    await hands.reach(page.getByRole('tab', { name: 'Harvest' }))
    await hands.press('ArrowLeft')
    await page.getByRole('tab', { name: 'Tab 1', selected: true }).waitFor()
    await hands.activate(button(CONSOLE.closeTab))
    await hands.activate(button(CONSOLE.undo))
    await page.getByRole('tab', { name: 'Tab 1', selected: true }).waitFor()

    await hands.reach(page.getByRole('combobox', { name: CONSOLE.level }))
    await hands.press('Enter')
    await page.getByRole('option', { name: CONSOLE.levels.certified }).waitFor()
    await isFine('a console with a list of choices open')
    await hands.press('ArrowDown')
    await hands.press('Enter')
    await page.getByRole('option').first().waitFor({ state: 'hidden' })
  })

  test('files: paste, map, import, export', async () => {
    const { page } = alice
    await goTo(SHELL.data)
    await hands.activate(page.getByRole('link', { name: DATA.bulk }))
    await page.getByRole('heading', { level: 1, name: BULK.title }).waitFor()
    await hands.reach(page.getByLabel(BULK.paste))
    await page.keyboard.insertText('id,name,height\n1,oak,12\n2,ash,9.5\n,none,0\n')
    await hands.activate(button(BULK.usePasted))
    await hands.choose(page.getByLabel(BULK.into), INTO.map)
    await hands.write(page.getByLabel(BULK.key, { exact: true }), 'tree/{id}')
    // All columns but that of the key are chosen; one is let go and taken again.
    const height = page.getByRole('checkbox', { name: 'height', exact: true })
    await hands.activate(height, 'Space')
    expect(await height.isChecked()).toBe(false)
    await hands.activate(height, 'Space')
    await page.getByText('HSET tree/2').first().waitFor()
    await isFine('a file with its preview')
    await hands.reach(page.getByRole('group', { name: BULK.previewOf(3) }))
    await hands.activate(button(BULK.start))
    const card = page.getByRole('listitem', { name: BULK.pastedName })
    await card.getByText(JOB.done, { exact: true }).waitFor()
    await hands.activate(card.getByRole('button', { name: BULK.look }))
    await card.getByText('Row 3').waitFor()
    await isFine('an import that is done')
    await hands.write(page.getByLabel(BULK.prefix), 'tree/')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      hands.activate(button(BULK.exportStart)),
    ])
    expect(download.suggestedFilename()).toBe('garden-tree.csv')
    await hands.activate(card.getByRole('button', { name: BULK.remove }))
    await card.waitFor({ state: 'detached' })
    await hands.activate(page.getByRole('link', { name: BULK.back, exact: true }).last())
    await page.getByRole('heading', { level: 1, name: SHELL.data }).waitFor()
  })

  test('data: find, look at, change, make, delete', async () => {
    const { page } = alice
    const list = page.getByRole('listbox', { name: DATA.keys })
    await goTo(SHELL.data)
    await hands.write(page.getByLabel(DATA.filter), 'tree/')
    await page.getByText(DATA.count(2, false), { exact: true }).waitFor()
    await hands.reach(list)
    await hands.press('ArrowDown')
    await isFine('a list of keys')
    await hands.press('Enter')
    await page.getByRole('heading', { name: 'tree/2', exact: true }).waitFor()
    await isFine('a map')
    await hands.write(page.getByLabel(EDIT.field, { exact: true }), 'colour')
    await hands.write(page.getByLabel(EDIT.newValue, { exact: true }), 'grey')
    await hands.press('Enter')
    const removal = page.getByRole('button', { name: EDIT.removeField('"colour"') })
    await removal.waitFor()
    await hands.activate(removal)
    await removal.waitFor({ state: 'detached' })
    await hands.activate(button(RECORD.watch))
    await hands.activate(button(DATA.back))

    await hands.activate(button(DATA.create))
    const dialog = page.getByRole('dialog', { name: EDIT.create })
    await dialog.waitFor()
    await hands.write(dialog.getByLabel(EDIT.key, { exact: true }), 'seats')
    await hands.choose(dialog.getByLabel(EDIT.type, { exact: true }), RECORD.typeName.counter)
    await hands.write(dialog.getByLabel(RECORD.value, { exact: true }), '5')
    await isFine('a new key')
    await hands.press('Enter')
    await page.getByText(RECORD.bounded('0', undefined)).waitFor()
    await hands.write(page.getByLabel(EDIT.max, { exact: true }), '9')
    await hands.press('Enter')
    await page.getByText(RECORD.bounded('0', '9')).waitFor()
    await isFine('a counter')
    await hands.activate(button(RECORD.delete))
    await isFine('a question')
    await hands.activate(button(RECORD.deleteIt))
    await page.getByText(RECORD.none).waitFor()
  })

  test('spores: filter, look at one', async () => {
    const { page } = alice
    await goTo(SHELL.spores)
    await hands.reach(page.getByRole('radio', { name: 'All' }))
    await hands.press('ArrowRight')
    await hands.press('ArrowRight')
    await hands.write(page.getByLabel(SPORES.key), 'tree/2')
    const list = page.getByRole('list', { name: SPORES.list })
    await isFine('a filtered list of spores')
    await hands.activate(list.getByRole('link').first())
    await page.getByRole('group', { name: DETAILS.effects }).waitFor()
    await isFine('a spore')
    await hands.reach(page.getByRole('group', { name: DETAILS.effects }))
    await hands.activate(button(DETAILS.show))
    await hands.reach(page.getByLabel(DETAILS.raw).last())
    await isFine('a spore with its bytes')
    await hands.activate(page.getByRole('link', { name: SPORES.back }))
    await list.waitFor()
    expect(world.complaints).toEqual([])
  })
})
