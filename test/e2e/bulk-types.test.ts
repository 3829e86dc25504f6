// Files that become maps, arrays, queues and counters, imported at the screen; and what the data and spore screens then make of
// them: pages of long ones, bounds that are set anew, and what was before and after, also when the page was reloaded.

import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BULK, INTO, JOB } from '../../src/features/bulk/strings.ts'
import { DATA, EDIT, RECORD } from '../../src/features/data/strings.ts'
import { DETAILS } from '../../src/features/spores/strings.ts'
import { mycelium, SCREENS_PAGE, World } from './harness.ts'
import { Person } from './person.ts'
import type { TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
let node: TestNode
let alice: Person

beforeAll(async () => {
  world = await World.open()
  const { nodes } = await mycelium(world, ['alice'], { f: 0, page: SCREENS_PAGE })
  node = nodes[0]!
  alice = new Person('alice', node.page)
})
afterAll(() => world?.close())

interface Columns {
  readonly into: keyof typeof INTO
  readonly key?: string
  readonly value?: string
  readonly fields?: readonly string[]
}

/** Pastes a file, says what its rows become, and waits until they are. */
async function importText(text: string, { into, key, value, fields }: Columns): Promise<void> {
  const { page } = alice
  if (new URL(page.url()).pathname !== '/data/bulk') {
    await alice.goTo('data')
    await page.getByRole('link', { name: DATA.bulk }).click()
  }
  await page.getByLabel(BULK.paste).fill(text)
  await alice.button(BULK.usePasted).click()
  await page.getByLabel(BULK.into).selectOption({ label: INTO[into] })
  if (key !== undefined) await page.getByLabel(BULK.key, { exact: true }).fill(key)
  if (value !== undefined) await page.getByLabel(BULK.value).selectOption(value)
  for (const field of fields ?? []) await page.getByRole('checkbox', { name: field, exact: true }).check()
  const start = alice.button(BULK.start)
  await until('it can be started', () => start.isEnabled())
  await start.click()
  const card = page.getByRole('listitem', { name: BULK.pastedName })
  await card.getByText(JOB.done, { exact: true }).waitFor()
  expect(await card.innerText()).not.toContain('refused')
  await card.getByRole('button', { name: BULK.remove }).click()
  await card.waitFor({ state: 'detached' })
}

const answers = async (line: string): Promise<string> => (await alice.ask(line)).join(' ')

/** The panel of a key on the data screen. */
async function open(key: string): Promise<Locator> {
  const { page } = alice
  await alice.goTo('data')
  await page.getByRole('option', { name: key, exact: true }).click()
  await page.getByRole('heading', { name: key, exact: true }).waitFor()
  return page.getByRole('region', { name: key, exact: true })
}

describe('an import at the screen', () => {
  test('HSET makes each row a map', async () => {
    await importText('id,name,age\n7,ann,30\n8,"ben, jr",4.50\n', {
      into: 'map',
      key: 'people/{id}',
      fields: ['name', 'age'],
    })
    // Not a canonical number, so it stays the text that it was.
    expect(await answers('HGETALL people/8')).toBe('"age" "4.50" "name" "ben, jr"')
    expect(await answers('HGET people/7 age')).toBe('30')
  })

  test('RPUSH appends in the order of the rows', async () => {
    const rows = Array.from({ length: 150 }, (_, i) => `${i}`)
    await importText(`line\n${rows.join('\n')}\n`, { into: 'array', key: 'log', value: 'line' })
    expect(await answers('LLEN log')).toContain('150')
    const shown = (await alice.ask('LRANGE log 62 66')).filter((_, at) => at % 2 === 1)
    expect(shown).toEqual(['62', '63', '64', '65', '66'])
  })

  test('QADD fills a queue, which the data screen shows page by page to its end', async () => {
    const rows = Array.from({ length: 450 }, (_, i) => `task ${String(i).padStart(3, '0')}`)
    await importText(`what\n${rows.join('\n')}\n`, { into: 'queue', key: 'tasks', value: 'what' })
    expect(await answers('QLEN tasks')).toContain('450')
    const panel = await open('tasks')
    const entries = panel.getByRole('cell')
    await until('a page is there', async () => (await entries.count()) === 200)
    await panel.getByRole('button', { name: RECORD.more }).click()
    await until('two pages are there', async () => (await entries.count()) === 400)
    await panel.getByRole('button', { name: RECORD.more }).click()
    await until('all of it is there', async () => (await entries.count()) === 450)
    expect(await panel.getByRole('button', { name: RECORD.more }).count()).toBe(0)
    expect((await entries.allInnerTexts()).map((text) => text.replaceAll('"', ''))).toEqual(rows)
  })

  test('ADD sums, and COUNTER brings numbers with their bounds', async () => {
    await importText('who,amount\nann,2\nben,40\nann,1.5\n', {
      into: 'add',
      key: 'sum/{who}',
      value: 'amount',
    })
    expect(await answers('GET sum/ann')).toBe('3.5')
    await importText(
      'key,container,type,value,min,max\nseats,counter,number,10,0,\nslots,counter,number,5,-1,7\n',
      {
        into: 'exported',
      },
    )
    expect(await answers('GET slots')).toMatch(/^5 \(at least -1, at most 7\)$/u)
    const refused = await alice.run('ADD seats -11')
    await refused.getByText('Refused').first().waitFor()
  })
})

describe('a counter on the data screen', () => {
  const field = (panel: Locator, label: string): Locator => panel.getByLabel(label, { exact: true })

  test('has its number and its bounds set anew', async () => {
    const panel = await open('seats')
    await panel.getByText(RECORD.bounded('0', undefined)).waitFor()
    await field(panel, EDIT.newNumber).fill('20')
    await field(panel, EDIT.min).fill('5')
    await field(panel, EDIT.max).fill('30')
    await panel.getByRole('button', { name: EDIT.rebase }).click()
    await panel.getByText(RECORD.bounded('5', '30')).waitFor()
    await field(panel, EDIT.min).fill('')
    await field(panel, EDIT.max).fill('')
    await panel.getByText(EDIT.noBound).waitFor()
    expect(await panel.getByRole('button', { name: EDIT.rebase }).isEnabled()).toBe(false)
    await field(panel, EDIT.max).fill('19')
    await panel.getByText(EDIT.outside).waitFor()
    await field(panel, EDIT.newNumber).fill('19')
    await panel.getByRole('button', { name: EDIT.rebase }).click()
    await panel.getByText(RECORD.bounded(undefined, '19')).waitFor()
  })

  test('is made of a number that gets bounds', async () => {
    const panel = await open('sum/ben')
    await panel.getByText(EDIT.bound, { exact: true }).first().click()
    await field(panel, EDIT.min).fill('0')
    await panel.getByRole('button', { name: EDIT.bound }).click()
    await panel.getByText(RECORD.bounded('0', undefined)).waitFor()
    expect(await answers('GET sum/ben')).toMatch(/^40 \(at least 0\)$/u)
  })
})

describe('before and after', () => {
  test('is shown again when the page was reloaded', async () => {
    await alice.write('SET motto "slow"')
    await alice.write('SET motto "and steady"')
    await node.page.close()
    await world.reopen(node, SCREENS_PAGE)
    alice.page = node.page
    const panel = await open('motto')
    await panel.getByRole('link').first().click()
    const row = alice.page.getByRole('group', { name: DETAILS.effects }).getByRole('row').nth(1)
    await row.waitFor()
    expect(await row.innerText()).toMatch(/motto\s+"slow"\s+"and steady"/u)
    expect(world.complaints).toEqual([])
  })
})
