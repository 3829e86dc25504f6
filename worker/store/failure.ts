// What can go wrong with storage, as data: a tag for the program, a sentence and a next action for the user.

export type StoreFailureTag =
  | 'full'
  | 'blocked'
  | 'deleted'
  | 'unreadable'
  | 'newer-schema'
  | 'fenced'
  | 'unavailable'
  | 'broken'
  | 'closed'

export interface StoreFailure {
  readonly tag: StoreFailureTag
  readonly sentence: string
  readonly nextAction: string
  /** The browser's own words, for a report. */
  readonly detail?: string
  /** For `unreadable`: the first log round that can't be trusted, when it is a round. */
  readonly round?: number
}

/** Thrown by every operation of a store that could not do it. A write that threw may have left nothing behind. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly failure: StoreFailure

  constructor(failure: StoreFailure) {
    super(failure.detail === undefined ? failure.sentence : `${failure.sentence} (${failure.detail})`)
    this.failure = failure
  }
}

const WORDS: { readonly [Tag in StoreFailureTag]: readonly [sentence: string, nextAction: string] } = {
  full: [
    'The storage of this browser is full, so nothing more can be recorded.',
    'Free some disk space or allow this site more storage, then reload.',
  ],
  blocked: [
    'An older version of SporeDB still holds the storage in another tab.',
    'Close the other tabs of this site, then reload.',
  ],
  deleted: [
    'The stored data was deleted or closed by the browser while SporeDB was running.',
    'Reload; if you cleared the data of this site, this device starts anew.',
  ],
  unreadable: [
    'A part of the stored data is missing or damaged.',
    'Keep this profile as it is, copy the report, and wipe this device only when the other nodes have the data.',
  ],
  'newer-schema': [
    'The stored data belongs to a newer version of SporeDB.',
    'Reload to get the newer version. Nothing was changed.',
  ],
  fenced: [
    'Another tab has taken over this node, so this one stopped writing.',
    'Use the other tab, or close it and reload this one.',
  ],
  unavailable: [
    'This browser does not let SporeDB store data.',
    'Allow storage for this site, or leave private browsing, then reload.',
  ],
  broken: ['The storage of this browser reported an error.', 'Reload; if it comes back, check the disk.'],
  closed: ['The storage is already closed.', 'Reload.'],
}

export function storeFailure(
  tag: StoreFailureTag,
  more: { readonly detail?: string; readonly round?: number } = {},
): StoreFailure {
  const [sentence, nextAction] = WORDS[tag]
  return { tag, sentence, nextAction, ...more }
}

/** Tells an IndexedDB error apart by its name, the part of it that browsers agree on most. */
export function failureOfError(error: unknown): StoreFailure {
  const { name, message } = error instanceof Error ? error : { name: 'AbortError', message: 'aborted' }
  // Chromium's words, under the name UnknownError, when it clears the site's data.
  const tag = /connection is clos/i.test(message) ? 'deleted' : TAG_BY_ERROR_NAME.get(name)
  return storeFailure(tag ?? 'broken', { detail: `${name}: ${message}` })
}

const TAG_BY_ERROR_NAME: ReadonlyMap<string, StoreFailureTag> = new Map([
  ['QuotaExceededError', 'full'],
  ['VersionError', 'newer-schema'],
  // Nobody but the browser closes our connection or aborts our transactions: it does so when the data is cleared.
  ['AbortError', 'deleted'],
  ['InvalidStateError', 'deleted'],
  // A store that the schema promises is gone, or a value can't be decoded any more.
  ['NotFoundError', 'unreadable'],
  ['DataError', 'unreadable'],
  ['NotReadableError', 'unreadable'],
  ['SecurityError', 'unavailable'],
])
