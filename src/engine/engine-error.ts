// A failed call, as an exception: on the page a call is a promise, and a promise fails by rejecting. The failure inside
// is the node's own value, so that screens and programs decide by `code` and never by the text.

import type { CallFailure } from '../../worker/rpc/contract.ts'

export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.failure = failure
  }

  get code(): CallFailure['code'] {
    return this.failure.code
  }
}

/** Whatever was thrown, as a failure that a screen can show. */
export function failureOf(thrown: unknown): CallFailure {
  if (thrown instanceof EngineError) return thrown.failure
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'stopped',
    message: `Something went wrong in this page: ${message}`,
    action: 'Reload the page',
  }
}
