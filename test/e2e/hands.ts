// Hands on a keyboard and none on a mouse: what cannot be reached by Tab is not there.

import type { Locator, Page } from 'playwright-core'

/** More stops than any screen has. */
const MOST_STOPS = 150

export class Hands {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  press = (key: string): Promise<void> => this.page.keyboard.press(key)
  type = (text: string): Promise<void> => this.page.keyboard.type(text)

  /** Presses Tab until this has the focus, round the page if need be. */
  async reach(what: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await what.first().waitFor({ state: 'attached' })
    const passed: string[] = []
    for (let stop = 0; stop <= MOST_STOPS; stop++) {
      const hasFocus = await what.evaluateAll((all) => all.some((each) => each === document.activeElement))
      if (hasFocus) return this.#isSeen()
      await this.press(key)
      passed.push(await this.#focused())
    }
    throw new Error(`${String(what)} is not reached by ${key}; passed: ${passed.slice(-40).join(' → ')}`)
  }

  async activate(what: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(what)
    await this.press(key)
  }

  /** In place of what stands there. */
  async write(field: Locator, text: string): Promise<void> {
    await this.reach(field)
    await this.press('Control+a')
    await this.type(text)
  }

  /** In a list of choices, by its first letters. */
  async choose(list: Locator, option: string): Promise<void> {
    await this.reach(list)
    await this.type(option)
  }

  /** What has the focus must be on the screen, and not behind something that sticks to an edge of it. */
  async #isSeen(): Promise<void> {
    const hidden = await this.page.evaluate(() => {
      const at = document.activeElement
      // A choice may be drawn by its label alone.
      const focused = at instanceof HTMLInputElement && at.clientWidth < 2 ? (at.labels?.[0] ?? at) : at
      const box = focused?.getBoundingClientRect()
      if (!focused || !box || box.width === 0) return 'nothing has the focus'
      const [x, y] = [
        box.left + Math.min(box.width / 2, innerWidth / 2),
        box.top + Math.min(box.height / 2, 20),
      ]
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return 'it is outside of the screen'
      const there = document.elementFromPoint(x, y)
      const isThere = there !== null && (focused.contains(there) || there.contains(focused))
      // A label, or the frame of a field, may stand above what it names.
      return isThere || focused.tagName === 'INPUT'
        ? undefined
        : `${there?.outerHTML.slice(0, 120)} covers it`
    })
    if (hidden !== undefined) throw new Error(`${await this.#focused()}: ${hidden}`)
  }

  #focused = (): Promise<string> =>
    this.page.evaluate(() => {
      const { activeElement: at } = document
      return `${at?.tagName ?? ''} ${at?.getAttribute('aria-label') ?? at?.textContent?.slice(0, 30) ?? ''}`
    })
}
