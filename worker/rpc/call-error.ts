// A call that could not be done, as the contract words it. Thrown by handlers, sent to the page by the server.

import type { Result } from '../core/model/result.ts'
import type { CallFailure } from './contract.ts'

export class CallError extends Error {
  override readonly name = 'CallError'
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.failure = failure
  }
}

export const callError = (
  code: CallFailure['code'],
  message: string,
  more: Pick<CallFailure, 'action' | 'where'> = {},
): CallError => new CallError({ code, message, ...more })

/** The value, or the failure thrown. */
export function unwrap<Value>(result: Result<Value, CallFailure>): Value {
  if (!result.ok) throw new CallError(result.reason)
  return result.value
}
