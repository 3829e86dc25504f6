// Writes the state back lazily: dirty pages, the pending snapshot and the index since the last time, in one transaction
// with the watermark. The cut is made synchronously at the end of a round; storing it may take its time.

import { takePending, takeSegment } from '../core/handle/snapshot.ts'
import type { CoreState } from '../core/state.ts'
import type { Store, WriteBack } from '../store/port.ts'
import {
  IDLE_WRITE_BACK_MS,
  JOURNAL_BYTES_PER_WRITE_BACK,
  LOG_BYTES_PER_WRITE_BACK,
  ROUNDS_PER_WRITE_BACK,
  STATE_CACHE_BYTES,
} from './limits.ts'
import type { Journal } from './journal.ts'
import { loadPages } from './pages.ts'

export interface WriteBackLimits {
  readonly rounds: number
  readonly logBytes: number
  readonly idleMs: number
  readonly cacheBytes: number
}

const WRITE_BACK_LIMITS: WriteBackLimits = {
  rounds: ROUNDS_PER_WRITE_BACK,
  logBytes: LOG_BYTES_PER_WRITE_BACK,
  idleMs: IDLE_WRITE_BACK_MS,
  cacheBytes: STATE_CACHE_BYTES,
}

export class WriteBackPlan {
  readonly limits: WriteBackLimits
  readonly #store: Store
  readonly #state: CoreState
  readonly #journal: Journal
  #rounds = 0
  #bytes = 0
  #running: Promise<void> | undefined

  constructor(store: Store, state: CoreState, journal: Journal, limits = WRITE_BACK_LIMITS) {
    this.#store = store
    this.#state = state
    this.#journal = journal
    this.limits = limits
  }

  /** Something in the log is not in the pages yet. */
  get behind(): boolean {
    return this.#rounds > 0
  }

  noteRound(bytes: number): void {
    this.#rounds++
    this.#bytes += bytes
  }

  get due(): boolean {
    const enough =
      this.#rounds >= this.limits.rounds ||
      this.#bytes >= this.limits.logBytes ||
      this.#journal.unwrittenBytes >= JOURNAL_BYTES_PER_WRITE_BACK
    return enough && this.#running === undefined
  }

  get running(): boolean {
    return this.#running !== undefined
  }

  /** Neighbouring pages that the cut will need. True when none was missing, so that the cut may be made at once. */
  async prepare(): Promise<boolean> {
    let ready = true
    for (const policy of this.#state.policies.values())
      for (
        let ids = policy.records.missingToSettle();
        ids.length > 0;
        ids = policy.records.missingToSettle()
      ) {
        ready = false
        await loadPages(this.#store, policy, ids)
      }
    return ready
  }

  /** Synchronous, right after a round was closed. Undefined when a page is missing again: then next time. */
  cut(watermark: number): WriteBack | undefined {
    const policies = [...this.#state.policies.values()]
    if (policies.some(({ records }) => records.missingToSettle().length > 0)) return undefined
    this.#rounds = 0
    this.#bytes = 0
    return {
      policies: policies.map(({ id, records }) => ({ policy: id, ...records.takeDirty() })),
      pending: takePending(this.#state),
      segment: takeSegment(this.#state),
      journal: this.#journal.cut(),
      watermark,
    }
  }

  /** The round must be durable. Resolves when stored; a failure is the store's to report. */
  store(cut: WriteBack): Promise<void> {
    this.#running = this.#store.writeBack(cut).then(() => {
      for (const { records } of this.#state.policies.values()) records.writeBackDone()
      this.#journal.stored()
      this.#running = undefined
    })
    return this.#running
  }

  /** Drops the least recently used pages beyond the cache. The caller knows that no step needs them right now. */
  evict(): void {
    for (const { records } of this.#state.policies.values())
      if (records.loadedBytes() > this.limits.cacheBytes) records.evict(this.limits.cacheBytes)
  }
}
