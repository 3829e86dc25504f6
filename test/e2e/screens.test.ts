// The original project's own scenario, through the screens of the built app, in three separate browsers' storages: keys,
// invites, a policy, five writes at bob's console, and the same values and versions on all three.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BOOT } from '../../src/features/boot/strings.ts'
import { UNLOCK } from '../../src/features/unlock/strings.ts'
import { CREATE, POLICIES } from '../../src/features/policies/strings.ts'
import { MEET } from '../../src/features/meet/strings.ts'
import { ONBOARDING } from '../../src/features/onboarding/strings.ts'
import { SPORES } from '../../src/features/spores/strings.ts'
import { APP_FOLDER, World } from './harness.ts'
import { PATIENCE_MS, Person } from './person.ts'
import { until } from './until.ts'

const PICTURES = process.env['SCREENSHOTS']
const WIDTHS = [360, 1280] as const
const PLACES = [
  '/',
  '/keyring',
  '/policies',
  '/policies/new',
  '/console',
  '/spores',
  '/peers',
  '/settings',
] as const

let world: World
let alice: Person
let bob: Person
let carol: Person
let carolsContext: BrowserContext
const complaints: string[] = []

beforeAll(async () => {
  world = await World.open(APP_FOLDER)
  carolsContext = await world.browser.newContext()
  ;[alice, bob, carol] = await Promise.all([
    somebody('alice'),
    somebody('bob'),
    somebody('carol', carolsContext),
  ])
})
afterAll(() => world?.close())

/** With a browser context of their own: another person, on another machine. */
async function somebody(name: string, context?: BrowserContext): Promise<Person> {
  return new Person(name, await pageOf(name, context ?? (await world.browser.newContext())))
}

async function pageOf(name: string, context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${name}: ${message.text()}`)
  })
  return page
}

describe('alice, bob and carol', () => {
  test('create keys and meet: bob opens the link, carol pastes hers', async () => {
    await alice.page.goto(world.relay.url)
    await alice.createIdentity({ online: true })

    const link = await alice.invite()
    expect(new URL(link).origin).toBe(world.relay.url)
    expect(new URL(link).hash).toMatch(/^#invite=/)
    await bob.page.goto(link)
    await bob.page.getByText(ONBOARDING.invited).waitFor()
    // The secret is out of the address and of the history before anything else happens.
    expect(bob.page.url()).not.toContain('invite')
    await bob.createIdentity({ online: false })
    await bob.page.getByText(MEET.offline(world.relay.url)).waitFor()
    await bob.meet('alice')
    await alice.confirm('bob')
    await bob.knows('alice')

    await carol.page.goto(world.relay.url)
    await carol.createIdentity({ online: true })
    await carol.pasteInvite(await alice.invite())
    await carol.meet('alice')
    await alice.confirm('carol')
    await carol.knows('alice')
  })

  test('a link that was cut short is refused in words', async () => {
    const link = await alice.invite()
    await bob.pasteInvite(link.slice(0, 80))
    await bob.page.getByText('cut short').waitFor()
    await bob
      .button(MEET.notNow)
      .or(bob.button('Close'))
      .first()
      .click()
      .catch(() => bob.page.keyboard.press('Escape'))
  })

  test('alice makes a policy with n = 3, f = 1, quorum 3, and the others accept it', async () => {
    await alice.createPolicy('shared', ['bob', 'carol'], 1, ['safe-only'])
    for (const person of [bob, carol]) {
      await person.goTo('policies')
      await person.page.getByText(POLICIES.offeredBy('alice')).waitFor()
      await person.page.getByText('3 of 3 must agree to each write').waitFor()
      await person.acceptPolicy('shared')
    }
    for (const person of [alice, bob, carol]) await person.seesInPolicies('3 of 3 endorsers')
  })

  test('an unsafe policy is refused with its reason', async () => {
    await alice.goTo('policies')
    await alice.page.getByRole('link', { name: POLICIES.create, exact: true }).click()
    await alice.page.getByLabel(CREATE.name, { exact: true }).fill('unsafe')
    await alice.page.getByLabel(CREATE.f, { exact: true }).fill('1')
    await alice.button(CREATE.submit).click()
    await alice.page.getByRole('alert').or(alice.page.locator('[id$="-error"]')).first().waitFor()
    expect(new URL(alice.page.url()).pathname).toBe('/policies/new')
  })

  test('bob writes; all three show bar, 12 and the two members, with equal versions', async () => {
    for (const line of ['SET foo bar', 'ADD cmp 1', 'ADD cmp 11', 'SADD mem fourty', 'SADD mem two'])
      await bob.write(line)
    const shown = await Promise.all(
      [alice, bob, carol].map((person) =>
        until(`${person.name} shows it all`, async () => {
          const foo = await person.ask('GET foo')
          const cmp = await person.ask('GET cmp')
          const members = [...(await person.ask('SMEMBERS mem'))].sort()
          const contains = await person.ask('SCONTAINS mem two')
          const versions = [
            await person.ask('VERSION foo'),
            await person.ask('VERSION cmp'),
            await person.ask('VERSION mem'),
          ]
          const isThere = foo.join().includes('bar') && cmp.join() === '12' && members.length === 2
          return isThere && { foo, cmp, members, contains, versions }
        }),
      ),
    )
    expect(shown[0]?.members.join()).toMatch(/fourty.*two/)
    expect(shown[1]).toEqual(shown[0])
    expect(shown[2]).toEqual(shown[0])
  })

  test('carol closes the page: bob’s write says whom it waits for, and commits once she is back', async () => {
    await carol.page.close()
    const card = await bob.run('SET later yes')
    await card.getByText('carol').first().waitFor()
    await card.locator('[data-stage="submitted"][data-executed="false"]').waitFor()
    await bob.goTo('spores')
    await bob.page.getByRole('list', { name: SPORES.list }).getByText('SET later').first().click()
    await bob.page.getByText(SPORES.locks).waitFor()
    await bob.page.getByText(SPORES.locksWhat('later')).waitFor()

    carol.page = await pageOf('carol', carolsContext)
    await carol.page.goto(world.relay.url)
    await carol.unlock()
    await bob.goTo('console')
    await card.locator('[data-stage="committed"][data-executed="true"]').waitFor()
    expect((await carol.ask('GET later')).join()).toContain('yes')
  })

  test('a wrong line stays and is told what is wrong and where', async () => {
    const card = await bob.run('ADD cmp')
    await card.getByRole('alert').waitFor()
    expect(await card.getByRole('alert').textContent()).toMatch(/\w+/)
  })

  test('a second tab says so and can take over; a wrong passphrase is told and loses nothing', async () => {
    const first = alice.page
    const second = await pageOf('alice', first.context())
    await second.goto(world.relay.url)
    await second.getByRole('heading', { name: BOOT.elsewhere.title }).waitFor()
    await second.getByRole('button', { name: BOOT.elsewhere.use }).click()
    await first.getByRole('heading', { name: BOOT.moved.title }).waitFor()
    alice.page = second
    await second.getByLabel(UNLOCK.passphrase, { exact: true }).fill('not this one')
    await alice.button(UNLOCK.unlock).click()
    await second.getByText('Nothing was lost').waitFor()
    await alice.unlock()
    expect((await alice.ask('GET foo')).join()).toContain('bar')
    await first.close()
  })

  test('every screen with real data keeps within its width, and none complained', async () => {
    for (const width of WIDTHS)
      for (const colorScheme of ['light', 'dark'] as const) {
        await bob.page.setViewportSize({ width, height: 800 })
        await bob.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const place of PLACES) {
          await openPlace(bob, place)
          expect({ place, width, colorScheme, over: await overflowing(bob) }).toEqual({
            place,
            width,
            colorScheme,
            over: [],
          })
          await picture(bob, `${place.slice(1).replaceAll('/', '-') || 'home'}-${width}-${colorScheme}`)
        }
      }
    expect(complaints).toEqual([])
  })
})

/** Without a reload, which would lock: the app listens to the history. */
async function openPlace({ page }: Person, place: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState(null, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
  }, place)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
  })
}

/** What sticks out of the page to the right, and text that is cut off without a way to see it. */
const overflowing = ({ page }: Person): Promise<readonly string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const name = (element: Element): string =>
      `${element.tagName}.${element.getAttribute('class') ?? ''} ${(element.textContent ?? '').slice(0, 40)}`
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    const all = [...document.querySelectorAll('body *')].filter(isShown)
    const out = all.filter(
      (each) => each.getBoundingClientRect().right > width + 1 && !scrolls(each.parentElement),
    )
    const clipped = all.filter((each) => {
      const { overflowX, textOverflow } = getComputedStyle(each)
      const isCut =
        /hidden|clip/.test(overflowX) && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1
      return (
        isCut && textOverflow !== 'ellipsis' && (each.textContent ?? '') !== '' && !each.hasAttribute('title')
      )
    })
    const page = document.documentElement.scrollWidth > width ? ['the page itself scrolls sideways'] : []
    return [
      ...page,
      ...out.map((each) => `out: ${name(each)}`),
      ...clipped.map((each) => `clipped: ${name(each)}`),
    ].slice(0, 8)
  })

async function picture({ page }: Person, name: string): Promise<void> {
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}
