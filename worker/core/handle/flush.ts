// Closing a round: the items that wait become one batch a policy, linked to our chain. The host signs, makes the round
// durable, and only then sends (rule W). What is sealed here is never sealed again with other content.

import { headerDigest } from '../codec/batch-codec.ts'
import { encodeExecuted } from '../codec/executed-codec.ts'
import { itemsRoot } from '../codec/item-codec.ts'
import { MAX_BATCH_BYTES, MAX_ITEMS_PER_BATCH } from '../limits.ts'
import type { Item } from '../model/batch.ts'
import type { StoredRef, UnsignedBatch } from '../output.ts'
import { provingPlaces } from '../rules/decision.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { extend } from './batch.ts'
import { locate } from './items.ts'

/** At most, in the full form: a header with its signature, an item with its spore and reference, one more id. */
const HEADER_BYTES = 320
const ITEM_BYTES = 80
const ID_BYTES = 34
const REF_BYTES = 48

export function flush(state: CoreState): void {
  const batches: UnsignedBatch[] = []
  for (const policy of state.policies.values()) {
    while (policy.outbox.length > 0) batches.push(seal(state, policy))
    certify(state, policy)
    logExecuted(state, policy)
  }
  if (batches.length === 0 && !state.roundOpen) return
  state.outputs.push({ type: 'round', round: state.round, batches })
  state.round++
  state.roundOpen = false
}

function seal(state: CoreState, policy: PolicyState): UnsignedBatch {
  const items = policy.outbox.slice(0, fitting(policy.outbox))
  policy.outbox = policy.outbox.slice(items.length)
  const chain = policy.chains[policy.self]
  const header = {
    policy: policy.id,
    era: 0,
    endorser: policy.self,
    incarnation: 0,
    seq: chain?.next ?? 0,
    previous: chain?.head ?? policy.id,
    root: itemsRoot(items),
    count: items.length,
  }
  const digest = headerDigest(header)
  if (chain) extend(policy, chain, { header, digest }, state.round)
  const place = { seq: header.seq, round: state.round, digest }
  for (const item of items) locate(state, policy, policy.self, place, item)
  return { header, digest, items }
}

/** How many items one batch takes: its full form must stay within what others, and our own log, accept. */
function fitting(items: readonly Item[]): number {
  let size = HEADER_BYTES
  let count = 0
  for (const item of items) {
    size += ITEM_BYTES + extraBytes(item)
    if (count === MAX_ITEMS_PER_BATCH || (count > 0 && size > MAX_BATCH_BYTES)) break
    count++
  }
  return count
}

function extraBytes(item: Item): number {
  if (item.type === 'ENDORSE') return item.freed.length * ID_BYTES
  if (item.type === 'PROPOSE') return item.reports.length * REF_BYTES
  return item.type === 'RECOVER' || item.type === 'ACCEPT' ? REF_BYTES : 0
}

/** FE-1: the order of execution, which does not follow from the messages: own batches count when they are durable. */
function logExecuted(state: CoreState, policy: PolicyState): void {
  if (policy.executed.length === 0) return
  const bytes = encodeExecuted({ policy: policy.id, spores: policy.executed })
  policy.executed = []
  state.outputs.push({ type: 'log', kind: 'executed', bytes })
}

/** Replicas hear of a decision from f+1 endorsers, others for every spore: at least one of them is honest (6). */
function certify(state: CoreState, policy: PolicyState): void {
  const entries = policy.uncertified
  policy.uncertified = []
  const { n, f } = policy.parameters
  const mine = entries.filter(
    ({ spore }) => (policy.self - (Number.parseInt(spore.id.slice(0, 6), 16) % n) + n) % n <= f,
  )
  if (policy.self < 0 || mine.length === 0) return
  const refs = new Map<string, StoredRef>()
  for (const entry of mine) {
    refs.set(entry.spore.id, { type: 'bundle', spore: entry.spore.id, round: entry.round })
    for (const place of provingPlaces(policy.parameters, entry))
      refs.set(`${place.endorser}/${place.seq}/${place.round}`, { type: 'batch', ...place })
  }
  state.outputs.push({ type: 'certify', policy: policy.id, refs: [...refs.values()] })
}
