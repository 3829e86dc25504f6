// Finds messages in the log again, for peers that ask and for certificates. The rows of recent rounds stay at hand, and what
// in them was read.

import { batchWireStart } from '../core/codec/batch-codec.ts'
import { bytesEqual } from '../core/codec/cbor.ts'
import { decodeMessage } from '../core/codec/message-codec.ts'
import type { PolicyId, SporeId } from '../core/model/ids.ts'
import { assertNever } from '../core/model/result.ts'
import type { StoredRef } from '../core/output.ts'
import type { Store } from '../store/port.ts'
import { ROUNDS_CACHED } from './limits.ts'
import type { Decode } from './ports.ts'
import { type RoundMessage, type RoundRow, rowsOfRound } from './round-codec.ts'

export type StoredMessage = Exclude<RoundMessage, { type: 'time' | 'executed' | 'buried' }>

export class Archive {
  readonly #store: Store
  readonly #decode: Decode
  readonly #rounds = new Map<number, readonly RoundRow[]>()

  constructor(store: Store, decode: Decode = decodeMessage) {
    this.#store = store
    this.#decode = decode
  }

  /** The messages named, each once, up to `mostBytes`, read. Rounds must be durable. */
  async read(policy: PolicyId, refs: readonly StoredRef[], mostBytes: number): Promise<StoredMessage[]> {
    const rows = await this.#find(policy, refs, mostBytes)
    return rows.map(({ message }) => message).filter(isMessage)
  }

  /** The same as bytes, for peers: nothing need be read for them. */
  async bytes(policy: PolicyId, refs: readonly StoredRef[], mostBytes: number): Promise<Uint8Array[]> {
    return (await this.#find(policy, refs, mostBytes)).map(({ bytes }) => bytes)
  }

  /** What stands in a round; nothing, while it is not on disk. */
  async round(round: number): Promise<readonly RoundMessage[]> {
    return (await this.#rowsOf(round)).map(({ message }) => message)
  }

  async #find(policy: PolicyId, refs: readonly StoredRef[], mostBytes: number): Promise<RoundRow[]> {
    const found = new Set<RoundRow>()
    let left = mostBytes
    for (const ref of refs) {
      const isNamed = matcherOf(policy, ref)
      // A round may hold two branches of a forked chain under one number: both are asked for.
      for (const row of await this.#rowsOf(ref.round)) {
        if (found.has(row) || !isNamed(row)) continue
        left -= row.bytes.length
        if (left < 0 && found.size > 0) return [...found]
        found.add(row)
      }
    }
    return [...found]
  }

  async #rowsOf(round: number): Promise<readonly RoundRow[]> {
    let rows = this.#rounds.get(round)
    if (!rows) {
      const value = await this.#store.readRound(round)
      if (!value) return []
      rows = rowsOfRound(value, this.#decode)
    }
    // Re-inserted, so that the map's order is the order of use.
    this.#rounds.delete(round)
    this.#rounds.set(round, rows)
    if (this.#rounds.size > ROUNDS_CACHED) {
      const oldest = this.#rounds.keys().next().value
      if (oldest !== undefined) this.#rounds.delete(oldest)
    }
    return rows
  }
}

/** A batch is known by how its bytes begin, which saves reading it. */
function matcherOf(policy: PolicyId, ref: StoredRef): (row: RoundRow) => boolean {
  switch (ref.type) {
    case 'batch': {
      const start = batchWireStart(policy, ref.endorser, ref.seq)
      return (row) => row.is('batch') && bytesEqual(row.bytes.subarray(0, start.length), start)
    }
    case 'bundle':
      return (row) => row.is('bundle') && isBundleWith(row.message, policy, ref.spore)
    case 'evidence':
      return (row) =>
        row.is('evidence') && row.message.type === 'evidence' && row.message.evidence.id === ref.id
    default:
      return assertNever(ref)
  }
}

const isBundleWith = (message: RoundMessage, policy: PolicyId, spore: SporeId): boolean =>
  message.type === 'bundle' &&
  message.bundle.policy === policy &&
  message.bundle.spores.some(({ id }) => id === spore)

const isMessage = (message: RoundMessage): message is StoredMessage =>
  message.type !== 'time' && message.type !== 'executed' && message.type !== 'buried'
