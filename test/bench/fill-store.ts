// Puts many keys into a store as write-backs of the core leave them, without the spores that would have written them.

import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import { absentRecord } from '../../worker/core/model/slot-record.ts'
import type { CoreState } from '../../worker/core/state.ts'
import { Journal } from '../../worker/host/journal.ts'
import { WriteBackPlan } from '../../worker/host/write-back.ts'
import type { Store } from '../../worker/store/port.ts'

const KEYS_PER_WRITE_BACK = 100_000
const CACHE_BYTES = 1_048_576

export const keyAt = (index: number): string => `user/${String(index).padStart(8, '0')}/name`
/** Noise that follows from a number (xorshift), since a browser compresses what it stores, and ids are hashes. */
function* noise(seed: number): Generator<number, never> {
  for (let state = (seed + 1) * 2_654_435_761; ;) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    yield state >>> 0
  }
}

function textOf(seed: number, length: number, radix: number): string {
  let text = ''
  for (const word of noise(seed)) {
    text += word.toString(radix)
    if (text.length >= length) break
  }
  return text.slice(0, length)
}

const textAt = (index: number): string => textOf(index, 100, 36)
/** The end makes it differ from all others. */
const idAt = (index: number): SporeId =>
  `${textOf(index, 56, 16)}${index.toString(16).padStart(8, '0')}` as SporeId

export interface Filling {
  readonly keys: number
  /** Keys that one spore wrote. */
  readonly sporesOf: number
  /** The last one of the log. */
  readonly round: number
}

/** The policy must have been added, and `state` must be what the store holds. */
export async function fill(store: Store, state: CoreState, id: PolicyId, filling: Filling): Promise<void> {
  const { keys, sporesOf, round } = filling
  const policy = state.policies.get(id)
  const chain = policy?.chains[0]
  if (!policy || !chain) throw new Error('the policy is not there')
  const plan = new WriteBackPlan(store, state, new Journal(store))
  for (let index = 0; index < keys; index++) {
    const last = idAt(Math.floor(index / sporesOf))
    const value = { type: 'string', text: textAt(index) } as const
    policy.records.put(keyAt(index), { ...absentRecord(0), x: 1, w: last.slice(0, 16), value, last })
    if (index % sporesOf === 0) {
      policy.decided.set(last, { stage: 'committed', round })
      policy.unsaved.decided.push(last)
      // Endorsed in a batch of its own, which is as many as there can be.
      chain.batches.set(chain.next, { round, digest: last })
      policy.unsaved.batches.push([0, chain.next++])
      chain.head = last
    }
    if ((index + 1) % KEYS_PER_WRITE_BACK > 0 && index + 1 < keys) continue
    await plan.prepare()
    const cut = plan.cut(round)
    if (cut) await plan.store(cut)
    policy.records.evict(CACHE_BYTES)
  }
}
