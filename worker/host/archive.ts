// Finds messages in the log again, for peers that ask and for certificates. Recent rounds stay decoded.

import type { PolicyId } from '../core/model/ids.ts'
import type { StoredRef } from '../core/output.ts'
import type { Store } from '../store/port.ts'
import { ROUNDS_CACHED } from './limits.ts'
import { decodeRound, type RoundMessage } from './round-codec.ts'

export type StoredMessage = Exclude<RoundMessage, { type: 'time' | 'executed' }>

export class Archive {
  readonly #store: Store
  readonly #rounds = new Map<number, readonly RoundMessage[]>()

  constructor(store: Store) {
    this.#store = store
  }

  /** The messages named, each once, up to `mostBytes`. Rounds must be durable. */
  async read(policy: PolicyId, refs: readonly StoredRef[], mostBytes: number): Promise<StoredMessage[]> {
    const found: StoredMessage[] = []
    const seen = new Set<Uint8Array>()
    let left = mostBytes
    for (const ref of refs) {
      // A round may hold two branches of a forked chain under one number: both are asked for.
      for (const message of await this.round(ref.round)) {
        if (
          message.type === 'time' ||
          message.type === 'executed' ||
          !matches(message, policy, ref) ||
          seen.has(message.bytes)
        )
          continue
        const { bytes } = message
        left -= bytes.length
        if (left < 0 && found.length > 0) return found
        seen.add(bytes)
        found.push(message)
      }
    }
    return found
  }

  /** What stands in a round; nothing, while it is not on disk. */
  async round(round: number): Promise<readonly RoundMessage[]> {
    let messages = this.#rounds.get(round)
    if (!messages) {
      const value = await this.#store.readRound(round)
      if (!value) return []
      messages = decodeRound(value)
    }
    // Re-inserted, so that the map's order is the order of use.
    this.#rounds.delete(round)
    this.#rounds.set(round, messages)
    if (this.#rounds.size > ROUNDS_CACHED) {
      const oldest = this.#rounds.keys().next().value
      if (oldest !== undefined) this.#rounds.delete(oldest)
    }
    return messages
  }
}

function matches(message: StoredMessage, policy: PolicyId, ref: StoredRef): boolean {
  if (message.type === 'bundle')
    return (
      ref.type === 'bundle' &&
      message.bundle.policy === policy &&
      message.bundle.spores.some(({ id }) => id === ref.spore)
    )
  if (message.type === 'evidence') return ref.type === 'evidence' && message.evidence.id === ref.id
  if (message.type !== 'batch') return false
  const { header } = message.batch
  return (
    ref.type === 'batch' &&
    header.policy === policy &&
    header.endorser === ref.endorser &&
    header.seq === ref.seq
  )
}
