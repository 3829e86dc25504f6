// Reads of data, as the page asks for them: of the committed state. They bring the pages they need into memory first.

import { recordAt } from '../core/rules/version.ts'
import type { PolicyId } from '../core/model/ids.ts'
import {
  AFTER_SUB_SLOTS,
  elementOfName,
  elementOfSlot,
  FIRST_KEY,
  keyOfSlot,
  parentOf,
  slotOf,
  SUB_SEPARATOR,
} from '../core/model/slot.ts'
import type { Value } from '../core/model/value.ts'
import { headOf } from '../core/handle/queues.ts'
import { scalarIn } from '../core/rules/effect.ts'
import { nameOfType } from '../core/rules/validity.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { countKeys, keysInRange, slotsInRange, withSlots } from '../host/pages.ts'
import type { Store } from '../store/port.ts'
import { callError } from './call-error.ts'
import type { Params, RecordView, Returns, ScalarView } from './contract.ts'
import { MAX_ROWS } from './limits.ts'
import { checkedItem, checkedKey, checkedLimit, checkedScalar } from './operation-input.ts'
import { recordView, scalarView, versionView } from './value-view.ts'

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
    return withSlots(
      this.#store,
      policy,
      slots,
      () => recordAt(policy.records, slot).value?.type === 'member',
    )
  }

  async members({ policy: id, key, after, limit }: Params<'data.members'>): Promise<Returns<'data.members'>> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const from =
      after === undefined ? slot + SUB_SEPARATOR : `${slotOf(slot, checkedScalar(after, 'after'))}\0`
    const range = { from, to: slot + AFTER_SUB_SLOTS, most: checkedLimit(limit) }
    if ((await this.#value(policy, slot))?.type !== 'set') return { members: [], more: false }
    const { slots, more } = await this.#scan(policy, range)
    return { members: slots.map((sub) => scalarView(elementOfName(elementOfSlot(sub)))), more }
  }

  async fields({ policy: id, key, after, limit }: Params<'data.fields'>): Promise<Returns<'data.fields'>> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const from =
      after === undefined ? slot + SUB_SEPARATOR : `${slotOf(slot, checkedScalar(after, 'after'))}\0`
    if ((await this.#value(policy, slot))?.type !== 'map') return { fields: [], more: false }
    const range = { from, to: slot + AFTER_SUB_SLOTS, most: checkedLimit(limit) }
    const { slots, more } = await this.#scan(policy, range)
    const fields = await this.#values(policy, slots)
    return {
      fields: fields.map(([sub, value]) => ({ field: scalarView(elementOfName(elementOfSlot(sub))), value })),
      more,
    }
  }

  async field({ policy: id, key, field }: Params<'data.field'>): Promise<Returns<'data.field'>> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const sub = slotOf(slot, checkedScalar(field, 'field'))
    return withSlots(this.#store, policy, [slot, sub], () => {
      const isMap = recordAt(policy.records, slot).value?.type === 'map'
      const record = recordAt(policy.records, sub)
      const value = isMap ? scalarIn(record.value) : null
      return { value: value ? scalarView(value) : undefined, version: versionView(record) }
    })
  }

  async range({ policy: id, key, from, to }: Params<'data.range'>): Promise<Returns<'data.range'>> {
    const value = await this.#value(this.#policy(id), checkedKey(key))
    if (value === undefined) return { items: [], length: 0 }
    if (value.type !== 'array')
      throw callError('bad-input', `${key} holds ${nameOfType(value)}, not an array.`, { where: 'key' })
    const [start, end] = span(from, to, value.items.length)
    const items = value.items.slice(start, Math.min(end, start + MAX_ROWS)).map(scalarView)
    return { items, length: value.items.length }
  }

  async slice({ policy: id, key, from, to }: Params<'data.slice'>): Promise<Returns<'data.slice'>> {
    const value = await this.#value(this.#policy(id), checkedKey(key))
    if (value === undefined) return { value: undefined, length: 0 }
    if (value.type === 'string') {
      const [start, end] = span(from, to, value.text.length)
      return { value: { type: 'string', text: wholeText(value.text, start, end) }, length: value.text.length }
    }
    if (value.type !== 'bytes')
      throw callError('bad-input', `${key} holds ${nameOfType(value)}, not a string or bytes.`, {
        where: 'key',
      })
    const [start, end] = span(from, to, value.bytes.length)
    return { value: { type: 'bytes', bytes: value.bytes.slice(start, end) }, length: value.bytes.length }
  }

  async queue({ policy: id, key, after, limit }: Params<'data.queue'>): Promise<Returns<'data.queue'>> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const behind = after === undefined ? undefined : `${slotOf(slot, checkedItem(after, 'after'))}\0`
    const { value, head } = await withSlots(this.#store, policy, [slot], () => ({
      value: recordAt(policy.records, slot).value,
      // Slots of items long taken are passed over at once.
      head: headOf(policy, slot),
    }))
    if (value?.type !== 'queue') return { items: [], size: 0 }
    const from = behind !== undefined && behind > head ? behind : head
    const range = { from, to: slot + AFTER_SUB_SLOTS, most: checkedLimit(limit) }
    const { slots, more } = await this.#scan(policy, range)
    const items = (await this.#values(policy, slots)).map(([, item]) => item)
    const last = slots.at(-1)
    return { items, size: value.size, ...(more && last !== undefined && { next: nameOfItem(last) }) }
  }

  #value(policy: PolicyState, key: string): Promise<Value | undefined> {
    return withSlots(this.#store, policy, [key], () => recordAt(policy.records, key).value)
  }

  /** Of sub-slots, those that hold a scalar. */
  #values(
    policy: PolicyState,
    slots: readonly string[],
  ): Promise<readonly (readonly [string, ScalarView])[]> {
    const needed = new Set(slots.flatMap((slot) => [slot, keyOfSlot(slot)]))
    return withSlots(this.#store, policy, needed, () =>
      slots.flatMap((slot) => {
        const value = scalarIn(recordAt(policy.records, slot).value)
        return value ? [[slot, scalarView(value)] as const] : []
      }),
    )
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

/** As `checkedItem` takes it: the element's name without the letter of its type. */
const nameOfItem = (slot: string): string => elementOfSlot(slot).slice(1)

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

/** From the first to behind the last of a span whose ends are both included; negative places count from the end. */
function span(from: unknown, to: unknown, length: number): readonly [start: number, end: number] {
  const place = (at: unknown, where: string): number => {
    if (typeof at !== 'number' || !Number.isSafeInteger(at))
      throw callError('bad-input', 'A place is a whole number; -1 is the last.', { where })
    return at < 0 ? at + length : at
  }
  return [Math.max(0, place(from, 'from')), Math.max(0, Math.min(length, place(to, 'to') + 1))]
}

/** A part without half of a surrogate pair at its ends: it must be well-formed text. */
function wholeText(text: string, start: number, end: number): string {
  const splits = (at: number): boolean =>
    at > 0 && at < text.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))
  return text.slice(splits(start) ? start + 1 : start, Math.max(start, splits(end) ? end - 1 : end))
}
