// Brings the pages that a step will touch into memory first: the core is synchronous and never waits for the disk.

import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import { slotsOfSpore } from '../core/handle/entry.ts'
import { freeItems } from '../core/handle/queues.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import { countedRange, countRange, missingToCount, missingToList } from '../core/sync/state-tree-count.ts'
import type { Store } from '../store/port.ts'
import type { UntimedInput } from './intake.ts'
import { PAGES_COUNTED_AT_ONCE } from './limits.ts'

export async function loadPages(
  store: Store,
  policy: PolicyState,
  pageIds: readonly string[],
): Promise<void> {
  if (pageIds.length === 0) return
  const pages = await store.readPages(policy.id, pageIds)
  pageIds.forEach((pageId, i) => {
    const bytes = pages[i]
    invariant(bytes, `page ${JSON.stringify(pageId)} of the state is missing`)
    policy.records.load(pageId, bytes)
  })
}

/**
 * Calls `read` once the pages of these slots are loaded, in the same task in which that was found: later they may have
 * been evicted. Asked until nothing is missing, because pages may be split meanwhile.
 */
export async function withSlots<Answer>(
  store: Store,
  policy: PolicyState,
  slots: Iterable<string>,
  read: () => Answer,
): Promise<Answer> {
  const wanted = [...slots]
  for (let ids = policy.records.missing(wanted); ids.length > 0; ids = policy.records.missing(wanted))
    await loadPages(store, policy, ids)
  return read()
}

export const loadSlots = (store: Store, policy: PolicyState, slots: Iterable<string>): Promise<void> =>
  withSlots(store, policy, slots, () => undefined)

/** Slots with from <= slot < to that have a record, in order, at most `limit`. */
export async function slotsInRange(
  store: Store,
  policy: PolicyState,
  from: string,
  to: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const missing = (): string[] => policy.records.missingRange(from, to, limit)
  for (let ids = missing(); ids.length > 0; ids = missing()) await loadPages(store, policy, ids)
  return [...policy.records.range(from, to, limit)].map(([slot]) => slot)
}

interface KeyRange {
  readonly from: string
  readonly to: string | undefined
}

/** The first `limit` keys with from <= key < to that hold a value. */
export async function keysInRange(
  store: Store,
  policy: PolicyState,
  range: KeyRange,
  limit: number,
): Promise<readonly string[]> {
  const missing = (): string[] => missingToList(policy.records, range, limit)
  for (let ids = missing(); ids.length > 0; ids = missing()) await loadPages(store, policy, ids)
  return countedRange(policy.records, range, limit)
}

/** How many keys with from <= key < to hold a value. Pages are read only at the ends, and where they never were counted. */
export async function countKeys(store: Store, policy: PolicyState, range: KeyRange): Promise<number> {
  const missing = (): string[] => missingToCount(policy.records, range, PAGES_COUNTED_AT_ONCE)
  for (let ids = missing(); ids.length > 0; ids = missing()) await loadPages(store, policy, ids)
  return countRange(policy.records, range)
}

/** Which slots an input may touch: those of new spores. Open spores keep theirs loaded. */
export function* slotsOfInput(
  self: PublicKeyHex,
  input: UntimedInput,
): Iterable<readonly [PolicyId, Iterable<string>]> {
  if (input.type === 'bundle' || input.type === 'replay-bundle')
    for (const spore of input.bundle.spores) yield [input.bundle.policy, slotsOfSpore(spore)]
  if (input.type === 'turn' || input.type === 'say-turn') yield [input.policy, [input.turn.key]]
  if (input.type === 'submit') {
    const { policy, operations, requirements, intent = null } = input.submission
    const required = requirements.map(({ key }) => ({ key, sub: null }))
    yield [policy, slotsOfSpore({ operations, requirements: required, emitter: self, intent })]
  }
}

/** QU-3: of each queue that something here takes from, how many items that is: so many must be seen before one is picked. */
function takenOf(inputs: readonly UntimedInput[]): ReadonlyMap<PolicyId, ReadonlyMap<string, number>> {
  const taken = new Map<PolicyId, Map<string, number>>()
  for (const input of inputs) {
    const spores =
      input.type === 'submit' ? [input.submission] : input.type === 'bundle' ? input.bundle.spores : []
    for (const { policy, operations } of spores)
      for (const { op, key } of operations) {
        if (op !== 'QTAKE') continue
        const keys = taken.get(policy) ?? new Map<string, number>()
        keys.set(key, (keys.get(key) ?? 0) + 1)
        taken.set(policy, keys)
      }
  }
  return taken
}

async function loadItems(
  store: Store,
  policy: PolicyState,
  key: string,
  wanted: number,
  now: number,
): Promise<void> {
  await loadSlots(store, policy, [key])
  let found = freeItems(policy, key, wanted, now)
  let left = wanted
  while (found.unloaded.length > 0) {
    left -= found.slots.length
    await loadPages(store, policy, found.unloaded)
    found = freeItems(policy, key, left, now, found.next)
  }
}

export async function loadForInputs(
  store: Store,
  state: CoreState,
  inputs: readonly UntimedInput[],
): Promise<void> {
  for (const input of inputs)
    for (const [id, slots] of slotsOfInput(state.self, input)) {
      const policy = state.policies.get(id)
      if (policy) await loadSlots(store, policy, slots)
    }
  if (!inputs.some(({ type }) => type === 'submit')) return
  for (const [id, keys] of takenOf(inputs)) {
    const policy = state.policies.get(id)
    for (const [key, wanted] of keys) if (policy) await loadItems(store, policy, key, wanted, state.now)
  }
}
