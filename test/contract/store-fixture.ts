// What the cases of the store contract share: the fixture that each implementation brings, and their words.

import { InvariantError, type Result } from '../../worker/core/model/result.ts'
import { StoreError, type StoreFailure, type StoreFailureTag } from '../../worker/store/failure.ts'
import type { Store, WriteBack } from '../../worker/store/port.ts'
import { check, rejection, same } from './check.ts'

export interface StoreFixture {
  /** Opens the same storage each time, as a restart or a second tab does. */
  open(): Promise<Result<Store, StoreFailure>>
  /** Overwrites the stored bytes of a round with those of another length. */
  damageRound(round: number): Promise<void>
  removeRound(round: number): Promise<void>
  /** From now on writes fail as on a full disk; returns how to make room again. */
  fill(): Promise<() => void>
  /** Deletes the storage while stores are open on it. */
  deleteUnderneath(): Promise<void>
  /** As a later release of the program leaves it. */
  raiseSchema(): Promise<void>
}

export interface StoreCase {
  readonly title: string
  run(fixture: StoreFixture): Promise<void>
}

export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

export async function opened(fixture: StoreFixture): Promise<Store> {
  const result = await fixture.open()
  if (!result.ok) throw new StoreError(result.reason)
  return result.value
}

export async function refused(promise: Promise<unknown>, tag: StoreFailureTag): Promise<StoreFailure> {
  const error = await rejection(promise)
  check(error instanceof StoreError, `expected a StoreError, got ${String(error)}`)
  same(error.failure.tag, tag, 'the failure')
  check(error.failure.sentence.length > 0 && error.failure.nextAction.length > 0, 'a failure has words')
  return error.failure
}

export async function stopped(promise: Promise<unknown>): Promise<void> {
  const error = await rejection(promise)
  check(error instanceof InvariantError, `expected an InvariantError, got ${String(error)}`)
}

export const writeBack = (more: Partial<WriteBack>): WriteBack => ({
  policies: [],
  pending: new Uint8Array(),
  segment: undefined,
  journal: [],
  watermark: 0,
  ...more,
})
