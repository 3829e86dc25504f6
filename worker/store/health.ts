// Whether a store may still be used. The first failure of a write is final: no later write can succeed, so that no
// vote follows a lost one. Reads go on unless the data itself is gone; then whatever is under way is refused as well,
// because a browser that closes a connection may leave its transactions unanswered (seen in Chromium 156).

import { StoreError, storeFailure, type StoreFailure, type StoreFailureTag } from './failure.ts'

export type FailureListener = (failure: StoreFailure) => void

/** The data is no longer ours to read. */
const GONE: ReadonlySet<StoreFailureTag> = new Set(['deleted', 'newer-schema'])

export class StoreHealth {
  #failure: StoreFailure | undefined
  /** Why nothing can be read any more. */
  #gone: StoreFailure | undefined
  readonly #underWay = new Set<(error: StoreError) => void>()
  readonly #listeners = new Set<FailureListener>()

  checkWrite(): void {
    if (this.#failure !== undefined) throw new StoreError(this.#failure)
  }

  checkRead(): void {
    if (this.#gone !== undefined) throw new StoreError(this.#gone)
  }

  /** Settles as the work does, or rejects once the data is gone. */
  unlessGone<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#underWay.add(reject)
      work.then(resolve, reject).finally(() => this.#underWay.delete(reject))
      if (this.#gone !== undefined) reject(new StoreError(this.#gone))
    })
  }

  /** Records the failure unless there is one already; returns what the caller must throw. */
  fail(failure: StoreFailure): StoreError {
    if (GONE.has(failure.tag)) {
      this.#gone ??= failure
      for (const refuse of this.#underWay) refuse(new StoreError(failure))
      this.#underWay.clear()
    }
    if (this.#failure === undefined) {
      this.#failure = failure
      for (const listener of this.#listeners) listener(failure)
      this.#listeners.clear()
    }
    return new StoreError(this.#failure)
  }

  /** An orderly end: later operations are refused, nobody is alarmed, and what is under way may finish. */
  close(): void {
    this.#listeners.clear()
    this.#failure = storeFailure('closed')
    this.#gone = this.#failure
  }

  onFailure(listener: FailureListener): () => void {
    if (this.#failure !== undefined && this.#failure.tag !== 'closed') listener(this.#failure)
    else this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
