// What this node owes to others: requests that follow from the state alone, so that a restart forgets none. Each is
// tried until the state no longer asks for it, with growing pauses, and at once when its peer comes up. One request at a
// time to a peer, few at a time in all. Keeps no timer: `kick` is called when something may have become due.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { RequestError } from '../network/port.ts'
import { StoreError } from '../store/failure.ts'
import { MAX_ERRANDS_UNDER_WAY, RETRY_MAX, RETRY_MIN } from './limits.ts'
import type { Protocol } from './messages.ts'

export interface Errand {
  /** Names the errand as long as the state asks for it. */
  readonly id: string
  readonly to: PublicKeyHex
  readonly relays: readonly string[]
  readonly protocol: Protocol
  readonly body: () => Uint8Array
  /** The first try, by the device's clock; a peer that comes up is asked earlier. */
  readonly notBefore: number
  /** The answer, or undefined when none came. Resolves when it has been taken into the state. */
  readonly settle: (answer: Uint8Array | undefined) => Promise<void>
}

/** The part of the transport that joining uses. Rejects when no answer came, for whatever reason. */
export interface Requester {
  request(
    to: PublicKeyHex,
    relays: readonly string[],
    protocol: string,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Uint8Array>
}

interface Attempts {
  count: number
  next: number
}

export class ErrandRunner {
  readonly #requester: Requester
  readonly #now: () => number
  readonly #list: () => readonly Errand[]
  readonly #attempts = new Map<string, Attempts>()
  readonly #underWay = new Map<PublicKeyHex, Promise<void>>()
  readonly #stop = new AbortController()

  constructor(requester: Requester, now: () => number, list: () => readonly Errand[]) {
    this.#requester = requester
    this.#now = now
    this.#list = list
  }

  /** Starts what is due. Never throws and never waits. */
  kick(): void {
    if (this.#stop.signal.aborted) return
    const errands = this.#list()
    this.#forgetAllBut(errands)
    const now = this.#now()
    for (const errand of errands) {
      if (this.#underWay.size >= MAX_ERRANDS_UNDER_WAY) return
      const next = this.#attempts.get(errand.id)?.next ?? errand.notBefore
      if (next <= now && !this.#underWay.has(errand.to)) this.#start(errand)
    }
  }

  /** The peer is there, or all may be: what waited out a pause is due now. */
  retryNow(peer?: PublicKeyHex): void {
    for (const errand of this.#list())
      if (peer === undefined || errand.to === peer) this.#attempts.set(errand.id, { count: 0, next: 0 })
    this.kick()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values())
  }

  /** Aborts what is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.idle()
  }

  #start(errand: Errand): void {
    const attempts = this.#attempts.get(errand.id)?.count ?? 0
    const pause = Math.min(RETRY_MIN * 2 ** Math.min(attempts, 20), RETRY_MAX)
    this.#attempts.set(errand.id, { count: attempts + 1, next: this.#now() + pause })
    const run = this.#run(errand).finally(() => {
      this.#underWay.delete(errand.to)
      this.kick()
    })
    this.#underWay.set(errand.to, run)
  }

  async #run(errand: Errand): Promise<void> {
    const { to, relays, protocol } = errand
    const answer = await this.#requester
      .request(to, relays, protocol, errand.body(), this.#stop.signal)
      .catch((error: unknown) => {
        if (isOffline(error)) this.#attempts.set(errand.id, { count: 0, next: this.#now() + RETRY_MIN })
        return undefined
      })
    if (this.#stop.signal.aborted) return
    try {
      await errand.settle(answer)
    } catch (error) {
      // What could not be stored is asked again, and the store itself reports its failure. Anything else is a bug.
      if (!(error instanceof StoreError)) throw error
    }
  }

  #forgetAllBut(errands: readonly Errand[]): void {
    const wanted = new Set(errands.map(({ id }) => id))
    for (const id of this.#attempts.keys()) if (!wanted.has(id)) this.#attempts.delete(id)
  }
}

/** This node is offline: nobody was asked, so nobody's silence lengthens the pause. */
const isOffline = (error: unknown): boolean => error instanceof RequestError && error.failure === 'stopped'
