// The tabs of the console and what was typed before. Every key is saved as it is typed, one save at a time, the latest text next;
// what another window saved meanwhile comes in with each save, and when it says so. Without a database it all stays in memory.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { mergeText, type SavedTab } from '../../engine/console-tabs.ts'
import { openConsoleBook, type ConsoleBook } from '../../engine/console-book.ts'
import { CONSOLE } from './strings.ts'
import { MAX_SCRIPT_LENGTH } from '../../../worker/console/limits.ts'

/** What is longer is not remembered: a few of those would crowd out all others. Its tab keeps it. */
const MAX_REMEMBERED_LENGTH = 16_384

export interface Tab {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly isClosed: boolean
  /** As this window last saw it saved. */
  readonly base: SavedTab | undefined
}

export interface Tabs {
  readonly profile: string | undefined
  /** What was saved is in the list, or cannot be had. Whoever typed before would find it under other words. */
  readonly isLoaded: boolean
  readonly list: readonly Tab[]
  readonly active: string
  readonly history: readonly string[]
  readonly isSaved: boolean
  /** It could not be kept, or is too long to be. */
  readonly trouble: 'none' | 'storage' | 'length'
}

const fresh = (name: string): Tab => ({
  id: crypto.randomUUID(),
  name,
  text: '',
  isClosed: false,
  base: undefined,
})

const first = fresh(CONSOLE.tabName(1))
const store = createStore<Tabs>(() => ({
  profile: undefined,
  isLoaded: false,
  list: [first],
  active: first.id,
  history: [],
  isSaved: true,
  trouble: 'none',
}))
let book: ConsoleBook | undefined
let saving: Promise<void> | undefined

export const useTabs = <Part>(select: (state: Tabs) => Part): Part => useStore(store, select)
export const openTabs = ({ list }: Pick<Tabs, 'list'>): readonly Tab[] =>
  list.filter(({ isClosed }) => !isClosed)
const isUnsaved = ({ base, text, name, isClosed }: Tab): boolean =>
  base === undefined
    ? text !== '' && !isClosed
    : base.text !== text || base.name !== name || (base.closedAt !== undefined) !== isClosed

/** Once a profile. */
export async function loadTabs(profile: string): Promise<void> {
  if (store.getState().profile === profile) return
  store.setState({ profile, isLoaded: false })
  try {
    book = await openConsoleBook(profile)
    book.onOther(() => void takeSaved())
    await takeSaved()
  } catch {
    store.setState({ trouble: 'storage' })
  }
  store.setState({ isLoaded: true })
}

/** What is in the database comes in, without taking away what was typed here and is not saved yet. */
async function takeSaved(): Promise<void> {
  if (book === undefined) return
  const [saved, history] = [await book.tabs(), await book.history()]
  store.setState((state) => {
    const known = new Map(state.list.map((tab) => [tab.id, tab]))
    const list = saved.map((tab) => {
      const mine = known.get(tab.id)
      known.delete(tab.id)
      return mine !== undefined && isUnsaved(mine) ? mine : tabOf(tab)
    })
    const unsaved = [...known.values()].filter((tab) => isUnsaved(tab) || tab.base !== undefined)
    const all = [...list, ...unsaved].sort(
      (a, b) => (a.base?.madeAt ?? Infinity) - (b.base?.madeAt ?? Infinity),
    )
    return withActive({ ...state, history, list: all })
  })
}

const tabOf = (base: SavedTab): Tab => ({
  id: base.id,
  name: base.name,
  text: base.text,
  isClosed: base.closedAt !== undefined,
  base,
})

/** There is always an open tab, and the active one is open. */
function withActive(state: Tabs): Tabs {
  const open = openTabs(state)
  if (open.some(({ id }) => id === state.active)) return state
  const latest = [...open].sort((a, b) => (b.base?.savedAt ?? 0) - (a.base?.savedAt ?? 0))[0]
  if (latest !== undefined) return { ...state, active: latest.id }
  const tab = fresh(CONSOLE.tabName(1))
  return { ...state, list: [...state.list, tab], active: tab.id }
}

function change(id: string, with_: Partial<Tab>): void {
  store.setState((state) =>
    withActive({ ...state, list: state.list.map((tab) => (tab.id === id ? { ...tab, ...with_ } : tab)) }),
  )
  void save()
}

export const typeInto = (id: string, text: string): void => change(id, { text })
export const typeIntoActive = (text: string): void => typeInto(store.getState().active, text)
export const renameTab = (id: string, name: string): void => change(id, { name })
export const closeTab = (id: string): void => change(id, { isClosed: true })
export const chooseTab = (active: string): void => store.setState({ active })

export function reopenTab(id: string): void {
  change(id, { isClosed: false })
  chooseTab(id)
}

export function newTab(): void {
  const names = new Set(openTabs(store.getState()).map(({ name }) => name))
  let number = 1
  while (names.has(CONSOLE.tabName(number))) number++
  const tab = fresh(CONSOLE.tabName(number))
  store.setState(({ list }) => ({ list: [...list, tab], active: tab.id }))
}

/** The same text twice in a row is remembered once. */
export function rememberRun(text: string): void {
  const { history } = store.getState()
  if (text.trim() === '' || text === history.at(-1) || text.length > MAX_REMEMBERED_LENGTH) return
  store.setState({ history: [...history, text] })
  void book?.remember(text).catch(() => store.setState({ trouble: 'storage' }))
}

/** One at a time: whoever types on while it is saved is saved next. */
function save(): Promise<void> {
  store.setState(({ list }) => ({ isSaved: !list.some(isUnsaved) }))
  saving ??= saveAll().finally(() => {
    saving = undefined
  })
  return saving
}

async function saveAll(): Promise<void> {
  const unkept = new Set<string>()
  let trouble: Tabs['trouble'] =
    book === undefined && store.getState().trouble === 'storage' ? 'storage' : 'none'
  for (;;) {
    const tab = store.getState().list.find((each) => isUnsaved(each) && !unkept.has(each.id))
    if (tab === undefined || book === undefined) break
    const { id, base, name, text, isClosed } = tab
    if (text.length > MAX_SCRIPT_LENGTH) {
      unkept.add(id)
      trouble = 'length'
      continue
    }
    try {
      const merged = await book.save({ id, base, name, text, isClosed, now: Date.now() })
      taken(tab, merged.tab, merged.copy)
    } catch {
      unkept.add(id)
      trouble = 'storage'
    }
  }
  store.setState(({ list }) => ({ isSaved: !list.some(isUnsaved), trouble }))
}

/** What was typed while it was saved is put on top of what came back; what fits together no more becomes a tab of its own. */
function taken(sent: Tab, saved: SavedTab, copy: SavedTab | undefined): void {
  store.setState((state) => {
    const extra = copy === undefined ? [] : [tabOf(copy)]
    const list = state.list.map((tab) => {
      if (tab.id !== sent.id) return tab
      const { text, other } = mergeText(sent.text, tab.text, saved.text)
      if (other !== undefined) extra.push({ ...fresh(CONSOLE.otherWindow(saved.name)), text: other })
      return { ...tab, base: saved, text, name: tab.name === sent.name ? saved.name : tab.name }
    })
    return { list: [...list, ...extra] }
  })
}

/** For the gallery of screens: tabs and history as they would stand there. */
export const showTabs = (state: Partial<Tabs>): void => store.setState(state)
