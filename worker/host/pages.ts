// Brings the pages that a step will touch into memory first: the core is synchronous and never waits for the disk.

import type { PolicyId } from '../core/model/ids.ts'
import { invariant } from '../core/model/result.ts'
import { slotsOfSpore } from '../core/handle/entry.ts'
import { parentOf, slotOf } from '../core/model/slot.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import type { Store } from '../store/port.ts'
import type { UntimedInput } from './intake.ts'

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

/** A page may be split by a neighbouring load's settling, so the question is asked until nothing is missing. */
export async function loadSlots(store: Store, policy: PolicyState, slots: Iterable<string>): Promise<void> {
  const wanted = [...slots]
  for (let ids = policy.records.missing(wanted); ids.length > 0; ids = policy.records.missing(wanted))
    await loadPages(store, policy, ids)
}

export async function loadRange(
  store: Store,
  policy: PolicyState,
  from: string,
  to: string | undefined,
  limit: number,
): Promise<void> {
  const missing = (): string[] => policy.records.missingRange(from, to, limit)
  for (let ids = missing(); ids.length > 0; ids = missing()) await loadPages(store, policy, ids)
}

/** Which slots an input may touch: those of new spores. Open spores keep theirs loaded. */
export function* slotsOfInput(input: UntimedInput): Iterable<readonly [PolicyId, Iterable<string>]> {
  if (input.type === 'bundle' || input.type === 'replay-bundle')
    for (const spore of input.bundle.spores) yield [input.bundle.policy, slotsOfSpore(spore)]
  if (input.type === 'submit') {
    const { policy, operations, requirements } = input.submission
    const slots = new Set(requirements.map(({ key }) => key))
    for (const { key, sub } of operations) {
      const slot = slotOf(key, sub)
      slots.add(slot).add(parentOf(slot) ?? slot)
    }
    yield [policy, slots]
  }
}

export async function loadForInputs(
  store: Store,
  state: CoreState,
  inputs: readonly UntimedInput[],
): Promise<void> {
  for (const input of inputs)
    for (const [id, slots] of slotsOfInput(input)) {
      const policy = state.policies.get(id)
      if (policy) await loadSlots(store, policy, slots)
    }
}
