// Taking the database over at start: checks that its schema is the one expected and raises the epoch, which fences
// whoever had it before. One strict transaction over everything, so it waits for the writes of the former owner.

import { StoreError, storeFailure } from './failure.ts'
import type { Database } from './indexeddb-read.ts'
import { FENCES, SCHEMA_DOCUMENT, STORE_NAMES } from './indexeddb-schema.ts'

export interface Claim {
  readonly epoch: number
  readonly lastRound: number
  readonly watermark: number
}

export async function claim(database: Database, version: number): Promise<Claim> {
  const transaction = database.transaction(STORE_NAMES, 'readwrite', { durability: 'strict' })
  // An abort rejects the requests as well; theirs is the error that is told.
  transaction.done.catch(() => undefined)
  const schema = await transaction.objectStore('documents').get(SCHEMA_DOCUMENT)
  if (versionOf(schema) !== version) {
    transaction.abort()
    const newer = versionOf(schema) > version
    throw new StoreError(storeFailure(newer ? 'newer-schema' : 'unreadable', { detail: 'the schema record' }))
  }
  const epoch = Number((await transaction.objectStore('state').get('epoch')) ?? 0) + 1
  for (const { store, key } of FENCES) await transaction.objectStore(store).put(epoch, key)
  const lastRound = (await transaction.objectStore('rounds').openKeyCursor(null, 'prev'))?.key ?? 0
  const watermark = Number((await transaction.objectStore('state').get('watermark')) ?? 0)
  await transaction.done
  return { epoch, lastRound, watermark }
}

const versionOf = (schema: unknown): number =>
  typeof schema === 'object' && schema !== null && 'version' in schema ? Number(schema.version) : 0
