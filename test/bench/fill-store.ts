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
const idAt = (index: number): SporeId => (index + 1).toString(16).padStart(64, '0') as SporeId

/** 100 characters of noise (xorshift), since a browser compresses what it stores. */
function textAt(index: number): string {
  let state = (index + 1) * 2_654_435_761
  let text = ''
  while (text.length < 100) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    text += (state >>> 0).toString(36)
  }
  return text.slice(0, 100)
}

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
  if (!policy) throw new Error('the policy is not there')
  const plan = new WriteBackPlan(store, state, new Journal(store))
  for (let index = 0; index < keys; index++) {
    const last = idAt(Math.floor(index / sporesOf))
    const value = { type: 'string', text: textAt(index) } as const
    policy.records.put(keyAt(index), { ...absentRecord(0), x: 1, w: last.slice(0, 16), value, last })
    if (index % sporesOf === 0) {
      policy.decided.set(last, { stage: 'committed', round })
      policy.unsaved.decided.push(last)
    }
    if ((index + 1) % KEYS_PER_WRITE_BACK > 0 && index + 1 < keys) continue
    await plan.prepare()
    const cut = plan.cut(round)
    if (cut) await plan.store(cut)
    policy.records.evict(CACHE_BYTES)
  }
}
