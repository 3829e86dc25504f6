// Holds the state, and is the only one to change it: one change at a time, on disk in one transaction before anybody sees
// it, then told to listeners. A change that cannot be stored has not happened.

import { StoreError, storeFailure } from '../store/failure.ts'
import type { Store, StoredDocument } from '../store/port.ts'
import { emptyState, type JoiningState } from './state.ts'
import { loadInvites, loadKeyring, loadMeetings, loadPolicy, storeList, storePolicy } from './stored.ts'

export type DocumentStore = Pick<Store, 'getDocument' | 'putDocuments' | 'deleteDocument' | 'listDocuments'>

/** What changed, in the words of the contract's events. */
export type Topic = 'keyring' | 'invites' | 'meetings' | 'policies'

export interface Decision<Answer> {
  /** The state given, when there is nothing to change. */
  readonly state: JoiningState
  readonly answer: Answer
}

const KEYRING = 'joining/keyring'
const INVITES = 'joining/invites'
const MEETINGS = 'joining/meetings'
const POLICY = 'joining/policy/'

export class Ledger {
  readonly #store: DocumentStore
  readonly #listeners = new Set<(topic: Topic) => void>()
  #state: JoiningState
  #last: Promise<unknown> = Promise.resolve()

  private constructor(store: DocumentStore, state: JoiningState) {
    this.#store = store
    this.#state = state
  }

  /** Rejects with a StoreError when what is stored cannot be read. */
  static async open(store: DocumentStore): Promise<Ledger> {
    const [keyring, invites, meetings, policies] = await Promise.all([
      store.getDocument(KEYRING),
      store.getDocument(INVITES),
      store.getDocument(MEETINGS),
      store.listDocuments(POLICY),
    ])
    return new Ledger(store, {
      keyring: new Map(load(KEYRING, keyring, loadKeyring, []).map((record) => [record.key, record])),
      invites: load(INVITES, invites, loadInvites, emptyState.invites),
      meetings: load(MEETINGS, meetings, loadMeetings, emptyState.meetings),
      policies: new Map(
        policies.map(({ name, value }) => {
          const entry = load(name, value, loadPolicy, undefined)
          return [entry.id, entry]
        }),
      ),
    })
  }

  get state(): JoiningState {
    return this.#state
  }

  /** `decide` is pure and may run later than called, but never beside another. Rejects when it could not be stored. */
  change<Answer>(decide: (state: JoiningState) => Decision<Answer>): Promise<Answer> {
    const run = async (): Promise<Answer> => {
      const before = this.#state
      const { state, answer } = decide(before)
      await this.#write(before, state)
      this.#state = state
      this.#tell(before, state)
      return answer
    }
    const done = this.#last.then(run, run)
    this.#last = done.catch(() => undefined)
    return done
  }

  onChange(listener: (topic: Topic) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #write(before: JoiningState, after: JoiningState): Promise<void> {
    const documents: StoredDocument[] = []
    if (after.keyring !== before.keyring)
      documents.push({ name: KEYRING, value: storeList(after.keyring.values()) })
    if (after.invites !== before.invites) documents.push({ name: INVITES, value: storeList(after.invites) })
    if (after.meetings !== before.meetings)
      documents.push({ name: MEETINGS, value: storeList(after.meetings) })
    for (const [id, entry] of after.policies)
      if (before.policies.get(id) !== entry) documents.push({ name: POLICY + id, value: storePolicy(entry) })
    if (documents.length > 0) await this.#store.putDocuments(documents)
    // Only forgotten offers are deleted. One that survives a crash here is forgotten again when there are too many.
    for (const id of before.policies.keys())
      if (!after.policies.has(id)) await this.#store.deleteDocument(POLICY + id)
  }

  #tell(before: JoiningState, after: JoiningState): void {
    const topics: readonly Topic[] = ['keyring', 'invites', 'meetings', 'policies']
    for (const topic of topics)
      if (before[topic] !== after[topic]) for (const listener of this.#listeners) listener(topic)
  }
}

function load<Stored, Empty>(
  name: string,
  value: unknown,
  parse: (value: unknown) => Stored | undefined,
  empty: Empty,
): Stored | NonNullable<Empty> {
  const found = value === undefined ? empty : parse(value)
  if (found === undefined || found === null)
    throw new StoreError(storeFailure('unreadable', { detail: name }))
  return found
}
