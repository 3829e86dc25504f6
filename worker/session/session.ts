// One profile on this device, from opening its store to wiping it: the identity, locked or not, and the node that runs
// while it is unlocked. Calls that need the node say so when it is locked.

import { callError } from '../rpc/call-error.ts'
import type { EngineEvent, StorageView } from '../rpc/contract.ts'
import type { Clock } from '../host/ports.ts'
import type { Transport } from '../network/port.ts'
import type { Store } from '../store/port.ts'
import type { StoreFailure } from '../store/failure.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { libp2pPrivateKey } from '../crypto/libp2p-key.ts'
import { IdentityService } from './identity.ts'
import { RunningNode } from './running-node.ts'
import { readSettings, type Settings, writeSettings } from './settings.ts'

export interface SessionOptions {
  readonly store: Store
  readonly verifier: Verifier
  readonly clock: Clock
  /** Where the app came from: the first relay offered. */
  readonly origin: string
  readonly createTransport: (key: ReturnType<typeof libp2pPrivateKey>) => Promise<Transport>
  readonly emit: (event: EngineEvent) => void
}

export class Session {
  readonly identity: IdentityService
  settings: Settings
  readonly #options: SessionOptions
  #node: RunningNode | undefined
  #failure: StoreFailure | undefined
  /** Creating, unlocking and locking take time: one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: SessionOptions, settings: Settings) {
    this.#options = options
    this.settings = settings
    this.identity = new IdentityService(options.store, options.verifier)
    options.store.onFailure((failure) => {
      this.#failure = failure
      this.#node?.engine.stop()
      void this.storage().then((storage) => {
        options.emit({ type: 'storage', storage })
      })
    })
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options, await readSettings(options.store, options.origin))
    await session.identity.load()
    if (session.identity.signer) await session.#startNode()
    return session
  }

  get node(): RunningNode {
    if (this.#node) return this.#node
    throw this.identity.key
      ? callError('locked', 'The identity is locked.', { action: 'Unlock it with the passphrase.' })
      : callError('no-identity', 'There is no identity yet.', { action: 'Create one first.' })
  }

  /** Runs a change of the identity when no other is under way, then tells the page. */
  change(work: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(work).finally(() => {
      this.#options.emit({ type: 'identity', identity: this.identity.view() })
    })
    this.#turn = next.catch(() => undefined)
    return next
  }

  create(name: string, passphrase: string, stay: boolean): Promise<void> {
    return this.change(async () => {
      await this.identity.create(name, passphrase, stay)
      await this.#startNode()
    })
  }

  unlock(passphrase: string, stay: boolean): Promise<void> {
    return this.change(async () => {
      await this.identity.unlock(passphrase, stay)
      await this.#startNode()
    })
  }

  lock(): Promise<void> {
    return this.change(async () => {
      await this.#stopNode()
      await this.identity.lock()
    })
  }

  async configure(settings: Settings): Promise<void> {
    await writeSettings(this.#options.store, settings)
    this.settings = settings
    await this.#node?.applySettings()
  }

  async storage(): Promise<StorageView> {
    const estimate = await navigator.storage.estimate()
    const persisted = await navigator.storage.persisted()
    const view = { usedBytes: estimate.usage ?? null, quotaBytes: estimate.quota ?? null, persisted }
    if (!this.#failure) return view
    const { tag, sentence, nextAction } = this.#failure
    return { ...view, failure: { code: tag, message: sentence, action: nextAction } }
  }

  async wipe(): Promise<void> {
    await this.#stopNode()
    await this.#options.store.wipe()
  }

  async #startNode(): Promise<void> {
    const { signer } = this.identity
    if (!signer || this.#node) return
    const { store, verifier, clock, createTransport, emit } = this.#options
    try {
      this.#node = await RunningNode.start({
        store,
        signer,
        verifier,
        clock,
        createTransport,
        emit,
        settings: () => this.settings,
        selfName: () => this.identity.name,
      })
    } catch (error) {
      // Unlocked without a node would be a lie.
      this.identity.close()
      throw error
    }
  }

  async #stopNode(): Promise<void> {
    const node = this.#node
    this.#node = undefined
    await node?.stop()
  }
}
