// Whether a store may still be used. The first failure of a write is final: no later write can succeed, so that no
// vote follows a lost one. Reads go on unless the data itself is gone; then whatever is under way is refused as well,
// because a browser that closes a connection may leave its transactions unanswered (seen in Chromium 156).

import { StoreError, storeFailure, type StoreFailure, type StoreFailureTag } from './failure.ts'

export type FailureListener = (failure: StoreFailure) => void

/** The data is no longer ours to read. */
const GONE: ReadonlySet<StoreFailureTag> = new Set(['closed', 'deleted', 'newer-schema'])

export class StoreHealth {
  #failure: StoreFailure | undefined
  readonly #underWay = new Set<(error: StoreError) => void>()
  readonly #listeners = new Set<FailureListener>()

  checkWrite(): void {
    if (this.#failure !== undefined) throw new StoreError(this.#failure)
  }

  checkRead(): void {
    if (this.#failure !== undefined && GONE.has(this.#failure.tag)) throw new StoreError(this.#failure)
  }

  /** Settles as the work does, or rejects once the data is gone. */
  unlessGone<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#underWay.add(reject)
      work.then(resolve, reject).finally(() => this.#underWay.delete(reject))
    })
  }

  /** Records the failure unless there is one already; returns what the caller must throw. */
  fail(failure: StoreFailure): StoreError {
    if (this.#failure === undefined) {
      this.#failure = failure
      if (GONE.has(failure.tag)) this.#refuseWorkUnderWay(new StoreError(failure))
      for (const listener of this.#listeners) listener(failure)
      this.#listeners.clear()
    }
    return new StoreError(this.#failure)
  }

  /** An orderly end: later operations are refused, and nobody is alarmed. */
  close(): void {
    this.#listeners.clear()
    this.#failure = storeFailure('closed')
  }

  onFailure(listener: FailureListener): () => void {
    if (this.#failure !== undefined && this.#failure.tag !== 'closed') listener(this.#failure)
    else this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #refuseWorkUnderWay(error: StoreError): void {
    for (const refuse of this.#underWay) refuse(error)
    this.#underWay.clear()
  }
}
