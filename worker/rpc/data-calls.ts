// Reads and writes of data, as the page asks for them. Reads are of the committed state, and bring the pages they need
// into memory first.

import { defaultTimeoutMs } from '../core/rules/reach.ts'
import { recordAt } from '../core/rules/version.ts'
import type { Intended, IntendedRequirement } from '../core/input.ts'
import type { PolicyId, SporeId } from '../core/model/ids.ts'
import { MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from '../core/model/policy-limits.ts'
import {
  AFTER_SUB_SLOTS,
  elementOfName,
  elementOfSlot,
  FIRST_KEY,
  keyFault,
  keyOfSlot,
  parentOf,
  slotOf,
  SUB_SEPARATOR,
} from '../core/model/slot.ts'
import type { Scalar } from '../core/model/value.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { slotsInRange, withSlots } from '../host/pages.ts'
import type { Store } from '../store/port.ts'
import { callError } from './call-error.ts'
import type { OperationInput, Params, RecordView, Returns } from './contract.ts'
import { MAX_OPERATIONS, MAX_ROWS } from './limits.ts'
import { parseScalar, scalarView, valueView, versionView } from './value-view.ts'

const OPERATIONS: ReadonlySet<unknown> = new Set(['SET', 'DELETE', 'CONCAT', 'ADD', 'MUL', 'SADD', 'SREM'])

export class DataCalls {
  readonly #engine: Engine
  readonly #store: Store

  constructor(engine: Engine, store: Store) {
    this.#engine = engine
    this.#store = store
  }

  async submit(input: Params<'data.submit'>): Promise<{ readonly id: SporeId }> {
    const policy = this.#policy(input.policy)
    const operations = rows(input.operations, 'operations').map(intended)
    const requirements = rows(input.requirements ?? [], 'requirements').map((each, i) => requirement(each, i))
    if (operations.length === 0)
      throw callError('bad-input', 'A spore has at least one operation.', { where: 'operations' })
    const timeoutMs = input.timeoutMs ?? defaultTimeoutMs(policy)
    if (!Number.isSafeInteger(timeoutMs) || timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS)
      throw callError('bad-input', 'A timeout is between 1 second and 24 hours.', { where: 'timeoutMs' })
    const deadline = Date.now() + timeoutMs
    const result = await this.#engine.submit({ policy: policy.id, operations, requirements, deadline })
    if (!result.ok) throw callError(codeOf(result.reason.why), result.reason.message)
    return { id: result.value }
  }

  async get({ policy: id, key }: Params<'data.get'>): Promise<RecordView> {
    const policy = this.#policy(id)
    const slot = checkedKey(key)
    const record = await withSlots(this.#store, policy, [slot], () => recordAt(policy.records, slot))
    const view = { key: slot, value: valueView(record.value), version: versionView(record) }
    return record.last === null ? view : { ...view, last: record.last }
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
    const range = { from, to: slot + AFTER_SUB_SLOTS, most: checkedLimit(limit), keysOnly: false }
    const { slots, more } = await this.#scan(policy, range)
    return { members: slots.map((sub) => scalarView(elementOfName(elementOfSlot(sub)))), more }
  }

  async keys({ policy: id, prefix, after, limit }: Params<'data.keys'>): Promise<Returns<'data.keys'>> {
    const policy = this.#policy(id)
    const start = prefix === undefined || prefix === '' ? undefined : checkedKey(prefix)
    // Past the key itself and everything below it.
    const from = after === undefined ? (start ?? FIRST_KEY) : checkedKey(after) + AFTER_SUB_SLOTS
    const to = start === undefined ? undefined : endOfPrefix(start)
    const range = { from, to, most: checkedLimit(limit), keysOnly: true }
    const { slots, more } = await this.#scan(policy, range)
    return { keys: slots, more }
  }

  /** Slots in order that hold a value, up to `most`; `more` when there is another. */
  async #scan(
    policy: PolicyState,
    { from, to, most, keysOnly }: ScanRange,
  ): Promise<{ readonly slots: readonly string[]; readonly more: boolean }> {
    const found: string[] = []
    for (let start = from; ;) {
      const seen = await slotsInRange(this.#store, policy, start, to, MAX_ROWS)
      const wanted = keysOnly ? seen.filter((slot) => parentOf(slot) === undefined) : seen
      const needed = new Set(wanted.flatMap((slot) => [slot, parentOf(slot) ?? slot]))
      const present = await withSlots(this.#store, policy, needed, () =>
        wanted.filter((slot) => recordAt(policy.records, slot).value !== undefined),
      )
      found.push(...present)
      if (found.length > most) return { slots: found.slice(0, most), more: true }
      const last = seen.at(-1)
      if (seen.length < MAX_ROWS || last === undefined) return { slots: found, more: false }
      // Among keys, a large set is stepped over and not walked through.
      start = keysOnly ? keyOfSlot(last) + AFTER_SUB_SLOTS : `${last}\0`
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
  readonly keysOnly: boolean
}

/** The first text that is behind everything with this prefix. */
function endOfPrefix(prefix: string): string | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const unit = prefix.charCodeAt(at)
    if (unit < 0xffff) return prefix.slice(0, at) + String.fromCharCode(unit + 1)
  }
  return undefined
}

const codeOf = (why: string): 'too-large' | 'busy' | 'unknown' | 'stopped' | 'refused' =>
  why === 'too-large' || why === 'unknown' || why === 'stopped' ? why : why === 'RATE' ? 'busy' : 'refused'

function rows<Row>(value: readonly Row[], where: string): readonly Row[] {
  const list: unknown = value
  if (!Array.isArray(list) || list.length > MAX_OPERATIONS)
    throw callError('bad-input', `${where} is a list of at most ${MAX_OPERATIONS}.`, { where })
  return value
}

function intended(each: OperationInput, i: number): Intended {
  const where = `operations[${i}]`
  if (!OPERATIONS.has(each.op))
    throw callError('bad-input', `Only SET, DELETE, CONCAT, ADD, MUL, SADD and SREM are operations.`, {
      where,
    })
  const key = checkedKey(each.key, `${where}.key`)
  if (each.op === 'DELETE') return { op: 'DELETE', key, sub: null, argument: null }
  const scalar = checkedScalar(each.value, `${where}.value`)
  return each.op === 'SADD' || each.op === 'SREM'
    ? { op: each.op, key, sub: scalar, argument: null }
    : { op: each.op, key, sub: null, argument: scalar }
}

function requirement(
  { key, mode }: NonNullable<Params<'data.submit'>['requirements']>[number],
  i: number,
): IntendedRequirement {
  return { key: checkedKey(key, `requirements[${i}].key`), mode: mode === 'unchanged' ? 'RD' : 'RE' }
}

function checkedKey(key: unknown, where = 'key'): string {
  const fault = typeof key === 'string' ? keyFault(key) : 'a key is text'
  if (fault !== undefined) throw callError('bad-input', `Key: ${fault}.`, { where })
  return key as string
}

function checkedScalar(value: unknown, where: string): Scalar {
  const scalar = parseScalar(value)
  if (!scalar.ok) throw callError('bad-input', scalar.reason, { where })
  return scalar.value
}

const checkedLimit = (limit: unknown): number =>
  typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0 ? Math.min(limit, MAX_ROWS) : MAX_ROWS
