// What is typed into the console: its tabs and its history, in a small database of the page, one a profile. Not in the node's
// store: words that were never sent are no part of the mycelium, they must be kept while the node is locked, stopped or in another
// window, and they need no strict transaction for every key. Whoever saves reads first, in the same transaction, and merges:
// windows never overwrite each other.

import { openDB, deleteDB, type DBSchema, type IDBPDatabase } from 'idb'
import { mergeTab, type SavedTab, type TabEdit } from './console-tabs.ts'
import { MAX_CLOSED_TABS, MAX_CONSOLE_HISTORY } from './limits.ts'

interface BookSchema extends DBSchema {
  readonly tabs: { readonly key: string; readonly value: SavedTab }
  /** Append-only: windows cannot take each other's lines away. The oldest go when there are too many. */
  readonly history: { readonly key: number; readonly value: { readonly text: string; readonly at: number } }
}

export interface ConsoleBook {
  tabs(): Promise<readonly SavedTab[]>
  /** The tab as it now stands, and a copy of what another window had written in the same place, if it had. */
  save(edit: TabEdit): Promise<{ readonly tab: SavedTab; readonly copy?: SavedTab }>
  history(): Promise<readonly string[]>
  remember(text: string): Promise<void>
  /** Another window of this profile has saved something. */
  onOther(listener: () => void): () => void
}

const nameOf = (profile: string): string => `sporedb-console:${profile}`

export async function openConsoleBook(profile: string): Promise<ConsoleBook> {
  const database = await openDB<BookSchema>(nameOf(profile), 1, {
    upgrade(opened) {
      opened.createObjectStore('tabs', { keyPath: 'id' })
      opened.createObjectStore('history', { autoIncrement: true })
    },
    // Wiping waits for nobody.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })
  await prune(database)
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(nameOf(profile))
  const tell = (): void => channel?.postMessage('saved')
  return {
    tabs: () => database.getAll('tabs'),
    async save(edit) {
      const transaction = database.transaction('tabs', 'readwrite')
      const merged = mergeTab(edit, await transaction.store.get(edit.id))
      await transaction.store.put(merged.tab)
      if (merged.copy !== undefined) await transaction.store.put(merged.copy)
      await transaction.done
      tell()
      return merged
    },
    async history() {
      const all = await database.getAll('history')
      return all.map(({ text }) => text)
    },
    async remember(text) {
      await database.add('history', { text, at: Date.now() })
      tell()
    },
    onOther(listener) {
      channel?.addEventListener('message', listener)
      return () => channel?.removeEventListener('message', listener)
    },
  }
}

export const deleteConsoleBook = (profile: string): Promise<void> => deleteDB(nameOf(profile))

/** At opening, so that nothing is looked for while somebody types. */
async function prune(database: IDBPDatabase<BookSchema>): Promise<void> {
  const transaction = database.transaction(['tabs', 'history'], 'readwrite')
  const [tabs, history] = [transaction.objectStore('tabs'), transaction.objectStore('history')]
  const closed = (await tabs.getAll()).filter((tab) => tab.closedAt !== undefined)
  closed.sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
  for (const { id } of closed.slice(MAX_CLOSED_TABS)) await tabs.delete(id)
  const keys = await history.getAllKeys()
  const oldest = keys.at(-MAX_CONSOLE_HISTORY)
  if (oldest !== undefined && keys.length > MAX_CONSOLE_HISTORY)
    await history.delete(IDBKeyRange.upperBound(oldest, true))
  await transaction.done
}
