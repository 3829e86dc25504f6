// Reads of data, as the page asks for them: of the committed state. They bring the pages they need into memory first.

import { recordAt } from '../core/rules/version.ts'
import type { PolicyId } from '../core/model/ids.ts'
import {
  AFTER_SUB_SLOTS,
  elementOfName,
  elementOfSlot,
  FIRST_KEY,
  parentOf,
  slotOf,
  SUB_SEPARATOR,
} from '../core/model/slot.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { countKeys, keysInRange, slotsInRange, withSlots } from '../host/pages.ts'
import type { Store } from '../store/port.ts'
import { callError } from './call-error.ts'
import type { Params, RecordView, Returns } from './contract.ts'
import { MAX_ROWS } from './limits.ts'
import { checkedKey, checkedLimit, checkedScalar } from './operation-input.ts'
import { recordView, scalarView } from './value-view.ts'

export class DataCalls {
  readonly #engine: Engine
  readonly #store: Store

  constructor(engine: Engine, store: Store) {
    this.#engine = engine
    this.#store = store
  }

  async get({ policy: id, key }: Params<'data.get'>): Promise<RecordView> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const record = await withSlots(this.#store, policy, [slot], () => recordAt(policy.records, slot))
    return recordView(slot, record)
  }

  async contains({ policy: id, key, value }: Params<'data.contains'>): Promise<boolean> {
    const policy = this.#policy(id)
    const slot = slotOf(checkedKey(key), checkedScalar(value, 'value'))
    const slots = [slot, parentOf(slot) ?? slot]
    return withSlots(this.#store, policy, slots, () => recordAt(policy.records, slot).value !== undefined)
  }

  async members({ policy: id, key, after, limit }: Params<'data.members'>): Promise<Returns<'data.members'>> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const from =
      after === undefined ? slot + SUB_SEPARATOR : `${slotOf(slot, checkedScalar(after, 'after'))}\0`
    const range = { from, to: slot + AFTER_SUB_SLOTS, most: checkedLimit(limit) }
    const { slots, more } = await this.#scan(policy, range)
    return { members: slots.map((sub) => scalarView(elementOfName(elementOfSlot(sub)))), more }
  }

  async keys({ policy: id, prefix, after, limit }: Params<'data.keys'>): Promise<Returns<'data.keys'>> {
    const policy = this.#policy(id)
    const { from, to } = rangeOf(prefix)
    // Past the key itself and everything below it.
    const start = after === undefined ? from : checkedKey(after) + AFTER_SUB_SLOTS
    const most = checkedLimit(limit)
    const keys = await keysInRange(this.#store, policy, { from: start > from ? start : from, to }, most + 1)
    return { keys: keys.slice(0, most), more: keys.length > most }
  }

  async count({ policy: id, prefix }: Params<'data.count'>): Promise<Returns<'data.count'>> {
    return { count: await countKeys(this.#store, this.#policy(id), rangeOf(prefix)) }
  }

  /** Slots in order that hold a value, up to `most`; `more` when there is another. */
  async #scan(
    policy: PolicyState,
    { from, to, most }: ScanRange,
  ): Promise<{ readonly slots: readonly string[]; readonly more: boolean }> {
    const found: string[] = []
    for (let start = from; ;) {
      const seen = await slotsInRange(this.#store, policy, start, to, MAX_ROWS)
      const needed = new Set(seen.flatMap((slot) => [slot, parentOf(slot) ?? slot]))
      const present = await withSlots(this.#store, policy, needed, () =>
        seen.filter((slot) => recordAt(policy.records, slot).value !== undefined),
      )
      found.push(...present)
      if (found.length > most) return { slots: found.slice(0, most), more: true }
      const last = seen.at(-1)
      if (seen.length < MAX_ROWS || last === undefined) return { slots: found, more: false }
      start = `${last}\0`
    }
  }

  #policy(id: PolicyId): PolicyState {
    const policy = this.#engine.state.policies.get(id)
    if (!policy) throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    return policy
  }
}

interface ScanRange {
  readonly from: string
  readonly to: string | undefined
  readonly most: number
}

/** The keys that begin so; all of them without a prefix. */
function rangeOf(prefix: unknown): { readonly from: string; readonly to: string | undefined } {
  if (prefix === undefined || prefix === '') return { from: FIRST_KEY, to: undefined }
  const from = checkedKey(prefix, 'prefix')
  return { from, to: endOfPrefix(from) }
}

/** The first text that is behind everything with this prefix. */
function endOfPrefix(prefix: string): string | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const unit = prefix.charCodeAt(at)
    if (unit < 0xffff) return prefix.slice(0, at) + String.fromCharCode(unit + 1)
  }
  return undefined
}
