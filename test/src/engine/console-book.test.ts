// What is typed into the console is kept, and windows never take it from each other.
import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deleteConsoleBook, openConsoleBook } from '../../../src/engine/console-book.ts'
import { changeBetween, mergeTab, mergeText, type SavedTab } from '../../../src/engine/console-tabs.ts'

const tab = (over: Partial<SavedTab> = {}): SavedTab => ({
  id: 'a',
  name: 'Tab 1',
  text: 'GET foo',
  madeAt: 1,
  savedAt: 2,
  ...over,
})
const edit = (
  base: SavedTab | undefined,
  over: Partial<SavedTab> & { readonly isClosed?: boolean } = {},
) => ({
  id: 'a',
  base,
  name: over.name ?? base?.name ?? 'Tab 1',
  text: over.text ?? base?.text ?? '',
  isClosed: over.isClosed ?? false,
  now: 9,
})

describe('merging', () => {
  it('takes both of two edits in different places', () => {
    expect(mergeText('GET foo\nGET bar', 'GET foo1\nGET bar', 'GET foo\nGET bar2')).toEqual({
      text: 'GET foo1\nGET bar2',
    })
    expect(mergeTab(edit(tab(), { text: 'GET foo!' }), tab({ name: 'renamed' })).tab).toMatchObject({
      name: 'renamed',
      text: 'GET foo!',
    })
  })

  it('keeps the other text as a tab of its own when both mean the same place', () => {
    const { tab: merged, copy } = mergeTab(edit(tab(), { text: 'GET mine' }), tab({ text: 'GET theirs' }))
    expect(merged.text).toBe('GET mine')
    expect(copy).toMatchObject({ text: 'GET theirs', name: 'Tab 1 (other window)' })
    expect(copy?.id).not.toBe('a')
  })

  it('closes and reopens as the last wish was', () => {
    expect(mergeTab(edit(tab(), { isClosed: true }), tab()).tab.closedAt).toBe(9)
    expect(mergeTab(edit(tab(), { text: 'x' }), tab({ closedAt: 5 })).tab.closedAt).toBe(5)
    expect(
      mergeTab(edit(tab({ closedAt: 5 }), { isClosed: false }), tab({ closedAt: 5 })).tab.closedAt,
    ).toBeUndefined()
  })

  it('never loses a letter that anybody typed, in either order', () => {
    const typed = fc.record({
      at: fc.nat({ max: 30 }),
      gone: fc.nat({ max: 4 }),
      text: fc.string({ maxLength: 6 }),
    })
    const applied = (base: string, { at, gone, text }: { at: number; gone: number; text: string }) =>
      base.slice(0, at) + text + base.slice(at + gone)
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), typed, typed, (base, left, right) => {
        const [mine, theirs] = [applied(base, left), applied(base, right)]
        const { text, other } = mergeText(base, mine, theirs)
        const kept = [text, other ?? '']
        for (const version of [mine, theirs]) {
          const inserted = changeBetween(base, version).text
          expect(kept.some((each) => each.includes(inserted))).toBe(true)
        }
        if (mine === base) expect(text).toBe(theirs)
        if (theirs === base) expect(text).toBe(mine)
        if (other === undefined) expect(mergeText(base, theirs, mine).text).toBe(text)
      }),
    )
  })

  it('changeBetween turns one text into the other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const { from, to, text } = changeBetween(before, after)
        expect(before.slice(0, from) + text + before.slice(to)).toBe(after)
      }),
    )
  })
})

describe('the book', () => {
  it('keeps tabs and an append-only history for each profile, from two windows at once', async () => {
    const [one, two] = [await openConsoleBook('p'), await openConsoleBook('p')]
    const made = await one.save(edit(undefined, { text: 'line 1\nline 2' }))
    await Promise.all([
      one.save({ ...edit(made.tab), text: 'line 1, mine\nline 2' }),
      two.save({ ...edit(made.tab), text: 'line 1\nline 2, theirs' }),
      one.remember('GET a'),
      two.remember('GET b'),
    ])
    expect((await one.tabs()).map(({ text }) => text)).toEqual(['line 1, mine\nline 2, theirs'])
    expect([...(await two.history())].sort()).toEqual(['GET a', 'GET b'])
    expect(await (await openConsoleBook('other')).tabs()).toEqual([])
    await deleteConsoleBook('p')
    expect(await (await openConsoleBook('p')).history()).toEqual([])
  })

  it('tells other windows', async () => {
    const [one, two] = [await openConsoleBook('q'), await openConsoleBook('q')]
    const told = new Promise<void>((resolve) => void two.onOther(resolve))
    await one.remember('GET a')
    await told
  })
})
