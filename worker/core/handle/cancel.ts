// CANCEL (3.6 iv): an emitter no longer wants to wait for its spores and asks that they come to an end. It decides nothing:
// a cancelled spore may still commit, and whoever cancels has to wait for the answer like everybody else (CA-1 to CA-4).

import type { PolicyId, PublicKeyHex, SporeId } from '../model/ids.ts'
import type { Cancel } from '../model/message.ts'
import type { CoreState, SporeEntry } from '../state.ts'
import { settle } from './settle.ts'

/** CA-1: only who emitted it, and only while it is undecided. */
export function withdraw(state: CoreState, id: PolicyId, spore: SporeId): void {
  const entry = state.policies.get(id)?.open.get(spore)
  if (entry?.spore.emitter !== state.self || entry.stage !== 'open') return
  state.outputs.push({ type: 'sign-cancel', policy: id, spores: [spore] })
}

/** The signature is that of the emitter of all spores in it that are open here. */
export function receiveCancel(state: CoreState, from: PublicKeyHex, cancel: Cancel): void {
  const policy = state.policies.get(cancel.policy)
  if (!policy) return
  const marked: SporeEntry[] = []
  for (const id of cancel.spores) {
    const entry = policy.open.get(id)
    if (!entry || entry.stage !== 'open' || entry.cancelled) continue
    entry.cancelled = true
    if (entry.spore.emitter === state.self) policy.cancels.set(id, cancel.wire)
    marked.push(entry)
  }
  if (marked.length === 0) return
  if (from === state.self) state.outputs.push({ type: 'broadcast', policy: policy.id, wire: cancel.wire })
  settle(state, policy, marked)
}
