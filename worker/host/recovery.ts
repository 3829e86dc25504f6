// Start: the snapshot, then every round behind its watermark, in order. The node's own chain is among them, so the
// promises are the same as before; nothing is voted on until all of it is back.

import type { CoreState } from '../core/state.ts'
import { slotsOfSpore } from '../core/handle/entry.ts'
import { restore } from '../core/handle/snapshot.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { assertNever } from '../core/model/result.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import { step } from '../core/node.ts'
import type { Store } from '../store/port.ts'
import { REPLAY_CHUNK_BYTES } from './limits.ts'
import type { Input } from '../core/input.ts'
import type { Journal } from './journal.ts'
import type { Decode } from './ports.ts'
import { loadForInputs, loadSlots } from './pages.ts'
import { decodeRound, type RoundMessage } from './round-codec.ts'

/** Returns the number of the next round. Rejects with StoreError or InvariantError when the store cannot be trusted. */
export async function recover(
  store: Store,
  state: CoreState,
  policies: readonly { readonly id: PolicyId; readonly record: PolicyRecord }[],
  journal: Journal,
  decode: Decode,
): Promise<number> {
  const snapshot = await store.readSnapshot()
  await journal.restore(snapshot.journal)
  const pages = new Map(snapshot.directories.map(({ policy, pageIds }) => [policy, pageIds]))
  for (const { id, record } of policies)
    step(state, { type: 'policy', id, record, pages: pages.get(id) ?? [] })
  restore(state, snapshot.pending, snapshot.segments)
  // Votes on open spores read and write their slots without asking again.
  for (const policy of state.policies.values())
    for (const { spore } of policy.open.values()) await loadSlots(store, policy, slotsOfSpore(spore))
  let next = snapshot.watermark + 1
  while (next <= snapshot.lastRound) {
    const rounds = await store.readRounds(next, REPLAY_CHUNK_BYTES)
    for (const { round, bytes } of rounds) {
      for (const message of decodeRound(bytes, decode)) {
        const input = asInput(message, round)
        await loadForInputs(store, state, [input])
        for (const output of step(state, input)) if (output.type === 'effects') journal.take(output)
      }
      journal.close(round, state.now)
      next = round + 1
    }
  }
  return next
}

function asInput(message: RoundMessage, round: number): Extract<Input, { type: `replay-${string}` }> {
  switch (message.type) {
    case 'bundle':
      return { type: 'replay-bundle', round, bundle: message.bundle }
    case 'batch':
      return { type: 'replay-batch', round, batch: message.batch }
    case 'time':
      return { type: 'replay-time', now: message.at }
    case 'evidence':
      return { type: 'replay-evidence', round, evidence: message.evidence }
    case 'executed':
      return { type: 'replay-executed', policy: message.policy, spores: message.spores }
    case 'buried':
      return { type: 'replay-buried', policy: message.policy, winners: message.winners }
    case 'silence':
      return { type: 'replay-silence', policy: message.policy }
    default:
      return assertNever(message)
  }
}
