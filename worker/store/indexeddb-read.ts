// Reading from the IndexedDB store: frames opened, gaps in the log named. Each function is one read transaction.

import type { IDBPDatabase } from 'idb'
import { StoreError, storeFailure } from './failure.ts'
import { openFrame } from './frame.ts'
import type { SporeDbSchema } from './indexeddb-schema.ts'
import { ROUNDS_PER_REQUEST } from './limits.ts'
import type { JournalSegment, Snapshot, StoredPage, StoredRound } from './port.ts'

export type Database = IDBPDatabase<SporeDbSchema>

export function roundBytes(frame: unknown, round: number): Uint8Array {
  const bytes = openFrame(frame)
  if (bytes === undefined) throw new StoreError(storeFailure('unreadable', { round }))
  return bytes
}

export function frameBytes(frame: unknown, what: string): Uint8Array {
  const bytes = openFrame(frame)
  if (bytes === undefined) throw new StoreError(storeFailure('unreadable', { detail: what }))
  return bytes
}

export async function readRounds(
  database: Database,
  from: number,
  lastRound: number,
  limitBytes: number,
): Promise<readonly StoredRound[]> {
  const rounds: StoredRound[] = []
  let size = 0
  const { store } = database.transaction('rounds')
  for (let next = Math.max(1, from); next <= lastRound;) {
    const end = Math.min(lastRound, next + ROUNDS_PER_REQUEST - 1)
    const range = IDBKeyRange.bound(next, end)
    const [keys, frames] = await Promise.all([store.getAllKeys(range), store.getAll(range)])
    for (let index = 0; next <= end; index++, next++) {
      const bytes = roundBytes(keys[index] === next ? frames[index] : undefined, next)
      if (rounds.length > 0 && size + bytes.length > limitBytes) return rounds
      size += bytes.length
      rounds.push({ round: next, bytes })
    }
  }
  return rounds
}

export async function readSnapshot(database: Database, lastRound: number): Promise<Snapshot> {
  const transaction = database.transaction(['state', 'segments', 'pages', 'journal'])
  const [watermark, pending, segments, keys, journal] = await Promise.all([
    transaction.objectStore('state').get('watermark'),
    transaction.objectStore('state').get('pending'),
    transaction.objectStore('segments').getAll(),
    transaction.objectStore('pages').getAllKeys(),
    transaction.objectStore('journal').getAllKeys(),
  ])
  const reached = typeof watermark === 'number' ? watermark : 0
  if (reached > lastRound) throw new StoreError(storeFailure('unreadable', { round: lastRound + 1 }))
  return {
    watermark: reached,
    pending: pending === undefined ? undefined : frameBytes(pending, 'the pending spores'),
    segments: segments.map((segment) => frameBytes(segment, 'the index')),
    directories: grouped(keys).map(([policy, pageIds]) => ({ policy, pageIds })),
    journal: grouped(journal).map(([policy, firsts]) => ({ policy, firsts })),
    lastRound,
  }
}

export async function readPages(
  database: Database,
  policy: string,
  pageIds: readonly string[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const { store } = database.transaction('pages')
  const frames = await Promise.all(pageIds.map((pageId) => store.get([policy, pageId])))
  return frames.map((frame, index) =>
    frame === undefined ? undefined : frameBytes(frame, pageName(policy, pageIds[index] ?? '')),
  )
}

export async function readPageRange(
  database: Database,
  policy: string,
  from: string,
  to: string | undefined,
  limit: number,
): Promise<readonly StoredPage[]> {
  if (limit <= 0 || (to !== undefined && to <= from)) return []
  // Behind every page of the policy comes an array where a page id would be: arrays sort after strings.
  const end = (to === undefined ? [policy, []] : [policy, to]) as unknown as [string, string]
  const range = IDBKeyRange.bound([policy, from], end, false, true)
  const { store } = database.transaction('pages')
  const count = Math.min(limit, 0xffff_ffff)
  const [keys, frames] = await Promise.all([store.getAllKeys(range, count), store.getAll(range, count)])
  return keys.map(([, pageId], index) => ({
    pageId,
    bytes: frameBytes(frames[index], pageName(policy, pageId)),
  }))
}

const pageName = (policy: string, pageId: string): string =>
  `page ${JSON.stringify(pageId)} of policy ${policy}`

export async function readJournal(
  database: Database,
  policy: string,
  number: number,
): Promise<JournalSegment | undefined> {
  const range = IDBKeyRange.bound([policy, 0], [policy, number])
  const found = await database.transaction('journal').store.openCursor(range, 'prev')
  if (!found) return undefined
  const [, first] = found.key
  return { first, bytes: frameBytes(found.value, `journal ${first} of policy ${policy}`) }
}

/** Keys come in order: by policy, then by what follows it. */
function grouped<Key>(keys: readonly (readonly [policy: string, Key])[]): [string, Key[]][] {
  const groups: [string, Key[]][] = []
  for (const [policy, key] of keys) {
    const last = groups[groups.length - 1]
    if (last?.[0] === policy) last[1].push(key)
    else groups.push([policy, [key]])
  }
  return groups
}
