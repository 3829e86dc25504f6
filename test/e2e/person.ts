// Somebody at the screens of the built app: acts by what is written there and nothing else. The words are the app's own.

import type { Locator, Page } from 'playwright-core'
import { CONSOLE } from '../../src/features/console/strings.ts'
import { INVITE_DIALOG, KEYRING, PASTE_DIALOG } from '../../src/features/keyring/strings.ts'
import { MEET } from '../../src/features/meet/strings.ts'
import { ONBOARDING } from '../../src/features/onboarding/strings.ts'
import { CREATE, POLICIES } from '../../src/features/policies/strings.ts'
import { UNLOCK } from '../../src/features/unlock/strings.ts'
import { SHELL } from '../../src/shell/strings.ts'
import { PASSPHRASE } from './test-node.ts'

export const PATIENCE_MS = 45_000

export class Person {
  readonly name: string
  page: Page

  constructor(name: string, page: Page) {
    this.name = name
    this.page = page
    page.setDefaultTimeout(PATIENCE_MS)
  }

  button = (name: string): Locator => this.page.getByRole('button', { name, exact: true })

  async createIdentity({ online }: { readonly online: boolean }): Promise<void> {
    const { page } = this
    await page.getByRole('heading', { name: ONBOARDING.title }).waitFor()
    await page.getByLabel(ONBOARDING.name, { exact: true }).fill(this.name)
    await page.getByLabel(ONBOARDING.passphrase, { exact: true }).fill(PASSPHRASE)
    await page.getByLabel(ONBOARDING.repeat, { exact: true }).fill(PASSPHRASE)
    if (online)
      await page.getByRole('checkbox', { name: ONBOARDING.online(new URL(page.url()).host) }).check()
    await this.button(ONBOARDING.create).click()
    await page.getByRole('navigation', { name: SHELL.main }).waitFor()
  }

  async unlock(): Promise<void> {
    await this.page.getByLabel(UNLOCK.passphrase, { exact: true }).fill(PASSPHRASE)
    await this.button(UNLOCK.unlock).click()
    await this.page.getByRole('navigation', { name: SHELL.main }).waitFor()
  }

  async goTo(
    place: 'keyring' | 'policies' | 'console' | 'data' | 'spores' | 'peers' | 'settings',
  ): Promise<void> {
    const { page } = this
    await page.getByRole('navigation', { name: SHELL.main }).getByRole('link', { name: SHELL[place] }).click()
    await page.getByRole('heading', { level: 1, name: SHELL[place] }).waitFor()
  }

  /** The link that is shown once. */
  async invite(): Promise<string> {
    await this.goTo('keyring')
    await this.button(KEYRING.invite).first().click()
    await this.button(INVITE_DIALOG.create).click()
    const link = await this.page.getByLabel(INVITE_DIALOG.link, { exact: true }).inputValue()
    await this.button(INVITE_DIALOG.done).click()
    return link
  }

  async pasteInvite(text: string): Promise<void> {
    await this.goTo('keyring')
    await this.button(KEYRING.paste).first().click()
    await this.page.getByLabel(PASTE_DIALOG.field, { exact: true }).fill(text)
    await this.button(PASTE_DIALOG.open).click()
  }

  /** In the dialogue that shows whom one is about to meet. */
  async meet(inviter: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: MEET.title })
    await dialog.getByText(inviter, { exact: true }).first().waitFor()
    await dialog
      .getByRole('button', { name: MEET.meet, exact: true })
      .or(dialog.getByRole('button', { name: MEET.goOnlineAndMeet, exact: true }))
      .click()
    await dialog.waitFor({ state: 'hidden' })
  }

  async confirm(guest: string): Promise<void> {
    await this.goTo('keyring')
    const meeting = this.page.getByRole('listitem', { name: KEYRING.meetingWith(guest) })
    await meeting.getByRole('button', { name: KEYRING.confirm, exact: true }).click()
    await this.knows(guest)
  }

  async knows(other: string): Promise<void> {
    await this.page
      .getByRole('listitem', { name: KEYRING.meetingWith(other) })
      .filter({ hasText: 'in your keyring' })
      .first()
      .waitFor()
  }

  async createPolicy(
    name: string,
    endorsers: readonly string[],
    f: number,
    expectations: readonly string[],
  ): Promise<void> {
    const { page } = this
    await this.goTo('policies')
    await page.getByRole('link', { name: POLICIES.create, exact: true }).click()
    await page.getByLabel(CREATE.name, { exact: true }).fill(name)
    for (const endorser of endorsers)
      await page
        .getByRole('group', { name: CREATE.endorsers })
        .getByRole('checkbox', { name: endorser, exact: true })
        .check()
    await page.getByLabel(CREATE.f, { exact: true }).fill(String(f))
    for (const text of expectations) await page.getByText(text).first().waitFor()
    await this.button(CREATE.submit).click()
    await page.getByRole('heading', { level: 1, name: POLICIES.title }).waitFor()
  }

  async acceptPolicy(name: string): Promise<void> {
    await this.goTo('policies')
    const offer = this.page.getByRole('listitem', { name, exact: true })
    await offer.getByRole('button', { name: POLICIES.accept, exact: true }).click()
    await offer.getByRole('button', { name: POLICIES.accept, exact: true }).waitFor({ state: 'hidden' })
  }

  async seesInPolicies(text: string): Promise<void> {
    await this.goTo('policies')
    await this.page.getByText(text).first().waitFor()
  }

  /** Types a line into the console and returns the card of this run. */
  async run(line: string): Promise<Locator> {
    const { page } = this
    if (new URL(page.url()).pathname !== '/console') await this.goTo('console')
    const cards = page.getByTestId('run-card').filter({ has: page.getByText(line, { exact: true }) })
    const before = await cards.count()
    await page.getByLabel(CONSOLE.command, { exact: true }).fill(line)
    await page.getByLabel(CONSOLE.command, { exact: true }).press('Control+Enter')
    await cards.nth(before).waitFor()
    // The newest card comes first.
    return cards.first()
  }

  /** Types a script into the console and runs all of it. */
  async typeAll(script: string): Promise<void> {
    const editor = this.page.getByLabel(CONSOLE.command, { exact: true })
    await editor.fill(script)
    await editor.press('Control+Shift+Enter')
  }

  /** Runs a write and waits until its card says that it is committed. */
  async write(line: string): Promise<void> {
    const card = await this.run(line)
    await card.locator('[data-stage="committed"][data-executed="true"]').waitFor()
  }

  /** Runs a question and returns what the card answers. */
  async ask(line: string): Promise<readonly string[]> {
    const card = await this.run(line)
    const answer = card.locator('[data-answer]')
    await answer.first().waitFor()
    return answer.allTextContents()
  }
}
