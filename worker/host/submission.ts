// What the engine is asked to make a spore of, and how it says no.

import type { Submission } from '../core/input.ts'
import type { RefusedWhy } from '../core/output.ts'
import type { SporeId } from '../core/model/ids.ts'

export type SubmitRequest = Omit<Submission, 'token' | 'nonce'>

export interface Refusal {
  readonly why: RefusedWhy | 'stopped'
  readonly message: string
  /** The spore that the intent already led to. */
  readonly ref?: SporeId
}
