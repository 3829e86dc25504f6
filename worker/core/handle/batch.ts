// Batches arrive, in any order: votes count by signature, the chain only has to be gap-free in the end (3.11).

import { unpackBatch } from '../codec/batch-codec.ts'
import { hexToBytes } from '../codec/hex.ts'
import { MAX_BATCH_BYTES, MAX_MISSING_BODIES_PER_ENDORSER } from '../limits.ts'
import type { Batch, PackedBatch } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { DropReason } from '../output.ts'
import type { Chain, CoreState, PolicyState, SporeEntry } from '../state.ts'
import { applyItem } from './items.ts'
import { ballotItem } from './ballot-items.ts'
import { settle } from './settle.ts'
import { suspectChain } from './suspect.ts'
import { askForBatches } from './ask.ts'
import { batchCame, couldNotTake } from './lacking.ts'
import { askForBodies } from './sync.ts'

export function receiveBatch(state: CoreState, from: PublicKeyHex, packed: PackedBatch): void {
  const { header } = packed
  const policy = state.policies.get(header.policy)
  const chain = policy?.chains[header.endorser]
  if (!policy || !chain) return
  const drop = (why: DropReason): void => void state.outputs.push({ type: 'dropped', from, why })
  const known = chain.batches.get(header.seq)
  if (known?.digest === packed.digest || chain.forks.has(packed.digest))
    return takeAgain(state, policy, packed)
  if (header.endorser === policy.self) return speakElsewhere(state, policy, from)
  // The rest of this chain can wait until the bodies are here: nothing is lost, it is asked for again.
  if (chain.missing > MAX_MISSING_BODIES_PER_ENDORSER) {
    couldNotTake(policy, chain, from)
    return drop('bounds')
  }
  const unpacked = unpackBatch(packed, (prefix) => policy.idByPrefix.get(prefix) ?? undefined)
  if (!unpacked) {
    if (packed.short) askForBatches(state, policy, from, [[header.endorser, header.seq, header.seq + 1]])
    else drop('root')
    return
  }
  // Short ids may hide a batch that nobody could read again in its full form, from the log or from a peer.
  const { batch, full } = unpacked
  if (full.length > MAX_BATCH_BYTES) return drop('bounds')
  state.outputs.push({ type: 'log', kind: 'batch', bytes: full })
  state.roundOpen = true
  suspectChain(state, policy, chain, batch, state.round)
  if (known) {
    chain.forks.set(packed.digest, state.round)
    drop('fork')
  } else extend(policy, chain, batch, state.round)
  policy.recalled.delete(packed.digest)
  settle(state, policy, applyItems(state, policy, batch, state.round, from))
  askForBodies(state, policy, from)
  batchCame(state, policy, header.endorser, header.seq, from)
}

/** BA-8: something in it is needed that was dropped. It stands in the log already. */
function takeAgain(state: CoreState, policy: PolicyState, packed: PackedBatch): void {
  if (!policy.recalled.delete(packed.digest)) return
  const chain = policy.chains[packed.header.endorser]
  const known = chain?.batches.get(packed.header.seq)
  const round = known?.digest === packed.digest ? known.round : chain?.forks.get(packed.digest)
  const batch = unpackBatch(packed, (prefix) => policy.idByPrefix.get(prefix) ?? undefined)?.batch
  if (!batch || round === undefined) return
  // Nothing else of it can have been dropped, and what waits for a body must not wait twice.
  const items = batch.items.filter((item) => ballotItem(item) && policy.open.has(item.spore))
  settle(state, policy, applyItems(state, policy, { ...batch, items }, round))
}

/**
 * A valid signature of ours on words we do not remember: this storage was rolled back, or the key is used elsewhere. It
 * goes into the log, since a restart must not forget it; votes that have not left yet never will.
 */
function speakElsewhere(state: CoreState, policy: PolicyState, from: PublicKeyHex): void {
  state.outputs.push({ type: 'dropped', from, why: 'fork' })
  if (policy.silenced) return
  state.outputs.push({ type: 'silenced', policy: policy.id })
  state.outputs.push({ type: 'log', kind: 'silence', bytes: hexToBytes(policy.id) })
  state.roundOpen = true
  silence(policy)
}

export function silence(policy: PolicyState): void {
  policy.silenced = true
  policy.outbox = []
}

/** A batch joins its chain; `next` and `head` move over everything that is now contiguous. */
export function extend(
  policy: PolicyState,
  chain: Chain,
  { header, digest }: Pick<Batch, 'header' | 'digest'>,
  round: number,
): void {
  chain.batches.set(header.seq, { round, digest })
  policy.unsaved.batches.push([header.endorser, header.seq])
  policy.frontierDirty = true
  for (let stored = chain.batches.get(chain.next); stored; stored = chain.batches.get(chain.next)) {
    chain.head = stored.digest
    chain.next++
  }
}

export function applyItems(
  state: CoreState,
  policy: PolicyState,
  batch: Batch,
  round: number,
  from?: PublicKeyHex,
): Set<SporeEntry> {
  const changed = new Set<SporeEntry>()
  const place = { seq: batch.header.seq, round, digest: batch.digest }
  for (const item of batch.items) {
    const entry = applyItem(state, policy, batch.header.endorser, place, item, from)
    if (entry) changed.add(entry)
  }
  return changed
}

/** Our own batches count once they are durable, exactly when others may count them too. */
export function countOwnBatches(state: CoreState, batches: readonly Batch[]): void {
  for (const batch of batches) {
    const policy = state.policies.get(batch.header.policy)
    if (!policy) continue
    const round = policy.chains[batch.header.endorser]?.batches.get(batch.header.seq)?.round ?? state.round
    settle(state, policy, applyItems(state, policy, batch, round))
  }
}

export function replayBatch(state: CoreState, round: number, batch: Batch): void {
  const policy = state.policies.get(batch.header.policy)
  const chain = policy?.chains[batch.header.endorser]
  if (!policy || !chain) return
  suspectChain(state, policy, chain, batch, round)
  if (chain.batches.has(batch.header.seq)) chain.forks.set(batch.digest, round)
  else extend(policy, chain, batch, round)
  settle(state, policy, applyItems(state, policy, batch, round))
}
