// Whether a store may still be used. The first failure of a write is final: no later write can succeed, so that no
// vote follows a lost one. Reads go on unless the data itself is gone.

import { StoreError, storeFailure, type StoreFailure } from './failure.ts'

export type FailureListener = (failure: StoreFailure) => void

export class StoreHealth {
  #failure: StoreFailure | undefined
  readonly #listeners = new Set<FailureListener>()

  checkWrite(): void {
    if (this.#failure !== undefined) throw new StoreError(this.#failure)
  }

  checkRead(): void {
    const tag = this.#failure?.tag
    if (tag === 'closed' || tag === 'deleted' || tag === 'newer-schema') this.checkWrite()
  }

  /** Records the failure unless there is one already; returns what the caller must throw. */
  fail(failure: StoreFailure): StoreError {
    if (this.#failure === undefined) {
      this.#failure = failure
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
}
