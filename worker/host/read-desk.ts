// Answers what peers ask about keys (RL-3), beside the loop that decides: reads one page at a time for each peer, and lets the
// answer leave when all that it rests on is durable.

import { encodeReadAnswer, holdingOf } from '../core/codec/read-codec.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import type { ReadQuestion } from '../core/model/read.ts'
import { recordAt } from '../core/rules/version.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import type { Store } from '../store/port.ts'
import { MAX_READS_WAITING } from './limits.ts'
import { withSlots } from './pages.ts'
import type { Network } from './ports.ts'

export class ReadDesk {
  readonly #state: CoreState
  readonly #store: Store
  readonly #network: Network
  readonly #waiting = new Map<PublicKeyHex, ReadQuestion[]>()
  #durableRound = 0
  #notDurable: { readonly round: number; readonly go: () => void }[] = []

  constructor(state: CoreState, store: Store, network: Network) {
    this.#state = state
    this.#store = store
    this.#network = network
  }

  /** False when it is dropped: the peer asks too much, or has no business here. */
  take(from: PublicKeyHex, question: ReadQuestion): boolean {
    if (!this.#policy(question) || !this.#state.peers.has(from)) return false
    const waiting = this.#waiting.get(from)
    if (waiting) {
      if (waiting.length < MAX_READS_WAITING) waiting.push(question)
      return waiting.includes(question)
    }
    const queue = [question]
    this.#waiting.set(from, queue)
    void this.#answer(from, queue)
    return true
  }

  durable(round: number): void {
    this.#durableRound = round
    const due = this.#notDurable.filter((each) => each.round <= round)
    this.#notDurable = this.#notDurable.filter((each) => each.round > round)
    for (const { go } of due) go()
  }

  /** Calls `read` with the key's page loaded; resolves when everything that it saw is on disk. */
  async durably<Answer>(policy: PolicyState, key: string, read: () => Answer): Promise<Answer> {
    let round = 0
    const answer = await withSlots(this.#store, policy, [key], () => {
      // Whatever has been executed stands in the round being collected at the latest (FE-1).
      round = this.#state.roundOpen ? this.#state.round : this.#state.round - 1
      return read()
    })
    if (round > this.#durableRound)
      await new Promise<void>((go) => {
        this.#notDurable.push({ round, go })
      })
    return answer
  }

  async #answer(to: PublicKeyHex, queue: ReadQuestion[]): Promise<void> {
    for (let question = queue.shift(); question; question = queue.shift()) {
      const { key, number } = question
      const policy = this.#policy(question)
      // A read that fails is the store's failure to report; the peer's time runs out.
      const holding =
        policy &&
        (await this.durably(policy, key, () => holdingOf(recordAt(policy.records, key))).catch(
          () => undefined,
        ))
      if (holding) this.#network.send(to, encodeReadAnswer({ policy: question.policy, number, holding }))
    }
    this.#waiting.delete(to)
  }

  /** Where this node endorses, and says anything at all. */
  #policy({ policy: id }: ReadQuestion): PolicyState | undefined {
    const policy = this.#state.policies.get(id)
    return policy && policy.self >= 0 && !policy.silenced && !this.#state.replaying ? policy : undefined
  }
}
