// A program that follows the feed of its node, through all lives of the device: it keeps its cursor as one that stores it
// does. After a restart it also reads again what it was told before, to see whether that is still the same.

import type { PolicyId } from '../../worker/core/model/ids.ts'
import { Feed, type FeedFrom } from '../../worker/host/feed.ts'
import type { Journal } from '../../worker/host/journal.ts'
import type { Change } from '../../worker/host/journal-codec.ts'
import type { Store } from '../../worker/store/port.ts'

/** Small pages, so that most runs need several. */
const PAGE = 7

export interface ReaderSurroundings {
  readonly policy: PolicyId
  isAlive(): boolean
  nonce(): string
  told(change: Change, again: boolean): void
  failed(why: string): void
}

export class FeedReader {
  /** Number of the last change told. */
  seen = 0
  #cursor: string | undefined
  #turn: Promise<void> = Promise.resolve()

  /** A new life begins: its log is replayed. */
  begin(store: Store, journal: Journal, around: ReaderSurroundings): () => void {
    const feed = new Feed(store, journal, () => around.nonce())
    const guarded = (work: () => Promise<void>): void => {
      this.#turn = this.#turn.then(work).catch((error: unknown) => {
        // A life that ended takes its store along.
        if (around.isAlive()) around.failed(String(error))
      })
    }
    const before = this.seen
    if (before > 0)
      guarded(() =>
        this.#read(feed, around, 'oldest', (change) => {
          if (change.number <= before) around.told(change, true)
        }),
      )
    const go = (): void =>
      guarded(() =>
        this.#read(
          feed,
          around,
          this.#cursor === undefined ? 'oldest' : { cursor: this.#cursor },
          (change) => {
            this.seen = change.number
            this.#cursor = change.cursor
            around.told(change, false)
          },
        ),
      )
    go()
    return go
  }

  /** Its storage is another one now. */
  forget(): void {
    this.seen = 0
    this.#cursor = undefined
  }

  async #read(
    feed: Feed,
    around: ReaderSurroundings,
    begin: FeedFrom,
    take: (change: Change & { readonly cursor: string }) => void,
  ): Promise<void> {
    let from = begin
    for (let more = true; more && around.isAlive();) {
      const page = await feed.page({ policy: around.policy, prefix: '', from, limit: PAGE })
      if (!around.isAlive()) return
      if (!page.ok) return around.failed(`${page.reason} at ${JSON.stringify(from)}`)
      for (const change of page.value.changes) take(change)
      from = { cursor: page.value.cursor }
      more = page.value.more
    }
  }
}
