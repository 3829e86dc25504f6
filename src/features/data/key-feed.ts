// The keys of the list, loaded page by page as far as somebody scrolls, or as far as a filter has to search. It never loads
// ahead of what is wanted, and what it has stays where it is: news is announced and not pushed under the reader.

import type { CallFailure, EngineEvent, PolicyId } from '../../../worker/rpc/contract.ts'
import type { Engine } from '../../engine/engine.ts'
import { failureOf } from '../../engine/engine-error.ts'

const PAGE = 1_000
/** Matches beyond those shown. */
const AHEAD = 200
const MOST_AHEAD = 5_000
/** A list that fits is kept fresh by itself. */
const FRESH_UP_TO = 2 * PAGE
const FRESH_MS = 700

export interface KeyList {
  readonly keys: readonly string[]
  readonly searched: number
  readonly more: boolean
  readonly busy: boolean
  readonly failure: CallFailure | undefined
  /** Something changed since it was loaded. */
  readonly stale: boolean
}

const START: KeyList = { keys: [], searched: 0, more: true, busy: true, failure: undefined, stale: false }

export class KeyFeed {
  readonly #engine: Engine
  readonly #policy: PolicyId
  readonly #prefix: string
  readonly #filter: string
  readonly #listeners = new Set<() => void>()
  #list: KeyList = START
  #wanted = AHEAD
  /** Where the next page begins. */
  #last: string | undefined
  #run = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsubscribe: (() => void) | undefined

  constructor(engine: Engine, policy: PolicyId, prefix: string, filter: string) {
    this.#engine = engine
    this.#policy = policy
    this.#prefix = prefix
    this.#filter = filter.toLowerCase()
  }

  readonly snapshot = (): KeyList => this.#list

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) {
      this.#unsubscribe = this.#engine.subscribe((event) => this.#hear(event))
      void this.#load(++this.#run, [], undefined)
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#run++
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#unsubscribe?.()
    }
  }

  /** Row `index` is shown: what comes soon should be there. */
  readonly reach = (index: number): void => {
    if (index + AHEAD / 2 < this.#wanted) return
    // Whoever goes to the end wants more of it each time.
    this.#wanted = index + Math.max(AHEAD, Math.min(this.#list.keys.length, MOST_AHEAD))
    const { busy, more, failure } = this.#list
    if (!busy && more && failure === undefined) this.#continue()
  }

  readonly retry = (): void => this.#continue()

  /** All over again, as far as it was; rows that stay keep their place. */
  readonly refresh = (): void => {
    void this.#load(++this.#run, [], undefined)
  }

  #continue(): void {
    void this.#load(++this.#run, this.#list.keys as string[], this.#last)
  }

  async #load(run: number, keys: string[], after: string | undefined): Promise<void> {
    let { searched } = after === undefined ? START : this.#list
    this.#set({ busy: true, failure: undefined, ...(after === undefined ? { stale: false } : {}) })
    const isOld = (): boolean => run !== this.#run
    try {
      for (let last = after; ;) {
        const page = await this.#engine.call('data.keys', {
          policy: this.#policy,
          limit: PAGE,
          ...(this.#prefix === '' ? {} : { prefix: this.#prefix }),
          ...(last === undefined ? {} : { after: last }),
        })
        if (isOld()) return
        for (const key of page.keys) if (this.#belongs(key)) keys.push(key)
        searched += page.keys.length
        last = page.keys.at(-1) ?? last
        this.#last = last
        const isEnough = keys.length >= this.#wanted || !page.more
        this.#set({ keys, searched, more: page.more, busy: !isEnough })
        if (isEnough) return
      }
    } catch (thrown) {
      if (!isOld()) this.#set({ busy: false, failure: failureOf(thrown) })
    }
  }

  #hear(event: EngineEvent): void {
    if (event.type !== 'changed' || event.policy !== this.#policy) return
    const known = this.#list.keys
    const isNews = event.more || event.keys.some((key) => this.#belongs(key) && !isIn(known, key))
    // A key that went away is found out too, a little later.
    if (known.length <= FRESH_UP_TO) this.#timer ??= setTimeout(() => this.#freshen(), FRESH_MS)
    else if (isNews && !this.#list.stale) this.#set({ stale: true })
  }

  #belongs(key: string): boolean {
    return key.startsWith(this.#prefix) && key.toLowerCase().includes(this.#filter)
  }

  #freshen(): void {
    this.#timer = undefined
    if (this.#list.busy) this.#timer = setTimeout(() => this.#freshen(), FRESH_MS)
    else this.refresh()
  }

  #set(change: Partial<KeyList>): void {
    this.#list = { ...this.#list, ...change }
    for (const listener of [...this.#listeners]) listener()
  }
}

/** Keys come in their order, which is that of code units. */
function isIn(keys: readonly string[], key: string): boolean {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return keys[low] === key
}
