// Reading the journal as a feed (rules FE): pages of changes behind a cursor. A cursor names the database, the number of the
// last change it has seen and the spore of that change, so that one of another database, or of one that was rolled back, is
// told apart. Nothing is kept for a reader between two pages.

import { bytesToHex } from '../core/codec/hex.ts'
import { taggedHash } from '../core/codec/hash.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { keyOfSlot } from '../core/model/slot.ts'
import type { Store } from '../store/port.ts'
import type { Journal } from './journal.ts'
import type { Change } from './journal-codec.ts'
import { FEED_BYTES_PER_READ, FEED_CHANGES_PER_READ } from './limits.ts'

export type FeedFault = 'malformed' | 'another' | 'too-old'

/** Where a page begins: behind what there is now, before the oldest that is kept, or behind a cursor. */
export type FeedFrom = 'now' | 'oldest' | { readonly cursor: string }

export interface FeedRequest {
  readonly policy: PolicyId
  /** Keys that begin so; '' is all. */
  readonly prefix: string
  readonly from: FeedFrom
  readonly limit: number
}

export interface FeedPage {
  /** Of a prefix, only those with effects under it, and only these effects; each with the cursor behind it. */
  readonly changes: readonly (Change & { readonly cursor: string })[]
  /** Behind everything that was looked through. */
  readonly cursor: string
  /** There may be more at once. When not, `onFeed` tells of it. */
  readonly more: boolean
}

interface Position {
  readonly number: number
  /** First characters of the spore's id; zeros before the first. */
  readonly check: string
}

const CHECK_LENGTH = 8
const START: Position = { number: 0, check: '0'.repeat(CHECK_LENGTH) }
const CURSOR = /^([0-9a-f]{16})-(0|[1-9][0-9]{0,14})-([0-9a-f]{8})$/
/** Changes decoded in one go: between two goes others have their turn. */
const CHANGES_AT_ONCE = 128
const IDENTITY = 'feed'

export class Feed {
  readonly #store: Store
  readonly #journal: Journal
  readonly #nonce: () => string
  #identity: Promise<string> | undefined

  /** `nonce`: 16 fresh random bytes as hex. */
  constructor(store: Store, journal: Journal, nonce: () => string) {
    this.#store = store
    this.#journal = journal
    this.#nonce = nonce
  }

  async page({ policy, prefix, from, limit }: FeedRequest): Promise<Result<FeedPage, FeedFault>> {
    const name = await this.#name(policy)
    const begin = await this.#begin(policy, name, from)
    if (!begin.ok) return begin
    const found: (Change & { cursor: string })[] = []
    let at = begin.value
    let [left, room] = [FEED_CHANGES_PER_READ, FEED_BYTES_PER_READ]
    while (left > 0 && room > 0 && found.length < limit) {
      const changes = await this.#journal.changes(policy, at.number + 1, Math.min(left, CHANGES_AT_ONCE))
      if (changes.length === 0) break
      for (const change of changes) {
        at = { number: change.number, check: change.spore.slice(0, CHECK_LENGTH) }
        left--
        const effects = change.effects.filter(({ slot }) => keyOfSlot(slot).startsWith(prefix))
        if (effects.length === 0 && prefix !== '') continue
        found.push({ ...change, effects, cursor: cursorOf(name, at) })
        room -= effects.reduce((sum, { slot, value }) => sum + slot.length + sizeOf(value), 0)
        if (found.length === limit || room <= 0) break
      }
    }
    const more = at.number < this.#journal.bounds(policy).newest
    return ok({ changes: found, cursor: cursorOf(name, at), more })
  }

  async #begin(policy: PolicyId, name: string, from: FeedFrom): Promise<Result<Position, FeedFault>> {
    const { oldest, newest } = this.#journal.bounds(policy)
    if (from === 'now') return ok(await this.#behind(policy, newest))
    if (from === 'oldest') return ok(await this.#behind(policy, oldest - 1))
    const [, database, digits, check] = CURSOR.exec(from.cursor) ?? []
    if (database === undefined || digits === undefined || check === undefined) return fail('malformed')
    const position = { number: Number(digits), check }
    if (database !== name || position.number > newest) return fail('another')
    if (position.number < oldest - 1) return fail('too-old')
    // The change itself may be gone while its successor is still there: then nothing can be compared.
    const [seen] = position.number < oldest ? [] : await this.#journal.changes(policy, position.number, 1)
    if (seen && !seen.spore.startsWith(check)) return fail('another')
    if (position.number === 0 && check !== START.check) return fail('malformed')
    return ok(position)
  }

  async #behind(policy: PolicyId, number: number): Promise<Position> {
    const [change] = number === 0 ? [] : await this.#journal.changes(policy, number, 1)
    return { number, check: change?.spore.slice(0, CHECK_LENGTH) ?? START.check }
  }

  /** Of this policy in this database: drawn once, and gone with the data. */
  async #name(policy: PolicyId): Promise<string> {
    this.#identity ??= this.#identify().catch((error: unknown) => {
      this.#identity = undefined
      throw error
    })
    return bytesToHex(taggedHash('feed/1', await this.#identity, policy)).slice(0, 16)
  }

  async #identify(): Promise<string> {
    const stored = await this.#store.getDocument(IDENTITY)
    if (typeof stored === 'string') return stored
    const drawn = this.#nonce()
    await this.#store.putDocument(IDENTITY, drawn)
    return drawn
  }
}

const cursorOf = (name: string, { number, check }: Position): string => `${name}-${number}-${check}`

const sizeOf = (value: Change['effects'][number]['value']): number =>
  value?.type === 'string' ? value.text.length : value?.type === 'bytes' ? value.bytes.length : 32
