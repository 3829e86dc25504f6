// Evidence that the host has verified: stored, passed on once, and acted upon (protocol 8; rules PN-5 to PN-9). Votes of
// somebody proven faulty count as before: who discounted them would count other quorums than those without the proof.

import { encodeEvidenceMessage } from '../codec/message-codec.ts'
import { MAX_PENDING_OF_EQUIVOCATOR, MAX_PENDING_PER_EMITTER } from '../limits.ts'
import type { Evidence, SilencedBecause } from '../model/evidence.ts'
import type { PolicyId, PublicKeyHex } from '../model/ids.ts'
import { bit, has, sizeOf } from '../rules/endorser-set.ts'
import { emitterIndex } from '../rules/evidence-emitter.ts'
import type { HeldEvidence } from '../evidence-state.ts'
import type { CoreState, PolicyState } from '../state.ts'

const kindOf = ({ code, accused }: Pick<HeldEvidence, 'code' | 'accused'>): string => `${code}/${accused}`

/** PN-6: one proof of a kind against one person is enough. */
export const isProven = (
  { evidence }: Pick<PolicyState, 'evidence'>,
  kind: Pick<HeldEvidence, 'code' | 'accused'>,
): boolean => evidence.held.has(kindOf(kind))

/** PN-9: the assumptions no longer hold; nothing is said here any more. */
export const isHalted = ({ evidence, parameters }: PolicyState): boolean =>
  sizeOf(evidence.faulty) > parameters.f

export const isAccused = ({ evidence, endorserByKey }: PolicyState, key: PublicKeyHex): boolean =>
  has(evidence.faulty, endorserByKey.get(key) ?? -1)

export function silencedBecause(policy: PolicyState): SilencedBecause | undefined {
  if (isHalted(policy)) return 'halted'
  if (policy.self >= 0 && has(policy.evidence.faulty, policy.self)) return 'accused'
  return policy.silenced ? 'spoke-elsewhere' : undefined
}

/** PN-10: open spores of an emitter before an endorser says RATE. */
export const budgetOf = (policy: PolicyState, emitter: PublicKeyHex): number =>
  policy.evidence.held.size > 0 &&
  isProven(policy, { code: 'P11', accused: emitterIndex(policy.record, emitter) })
    ? MAX_PENDING_OF_EQUIVOCATOR
    : MAX_PENDING_PER_EMITTER

export function receiveEvidence(state: CoreState, evidence: Evidence): void {
  const policy = state.policies.get(evidence.policy)
  if (!policy || isProven(policy, evidence)) return
  const wire = encodeEvidenceMessage(evidence)
  state.outputs.push({ type: 'log', kind: 'evidence', bytes: wire })
  state.roundOpen = true
  const before = silencedBecause(policy)
  hold(policy, { ...ofEvidence(evidence), round: state.round, at: state.now })
  state.outputs.push({ type: 'broadcast', policy: policy.id, wire, everyone: true })
  state.outputs.push({ type: 'poison', policy: policy.id, id: evidence.id })
  const because = silencedBecause(policy)
  if (because === before) return
  if (because === 'halted') state.outputs.push({ type: 'halted', policy: policy.id })
  else state.outputs.push({ type: 'silenced', policy: policy.id })
}

const ofEvidence = ({ code, accused, id }: Evidence): Pick<HeldEvidence, 'code' | 'accused' | 'id'> => ({
  code,
  accused,
  id,
})

export function replayEvidence(state: CoreState, round: number, evidence: Evidence): void {
  const policy = state.policies.get(evidence.policy)
  if (!policy || isProven(policy, evidence)) return
  hold(policy, { ...ofEvidence(evidence), round, at: state.now })
  policy.evidence.untold.push(evidence.id)
}

/** Of what stands in the rounds behind the snapshot nobody knows whether it was told before the node went down. */
export function tellReplayed(state: CoreState, policy: PolicyState): void {
  for (const id of policy.evidence.untold.splice(0))
    state.outputs.push({ type: 'poison', policy: policy.id, id })
}

/** PN-7 to PN-9: what follows from it, now and after every restart. */
export function hold(policy: PolicyState, held: HeldEvidence): void {
  policy.evidence.held.set(kindOf(held), held)
  if (held.code === 'P11') return
  policy.evidence.faulty |= bit(held.accused)
  if (held.accused !== policy.self && !isHalted(policy)) return
  policy.silenced = true
  policy.outbox = []
}

/** PN-6: whoever comes hears of it. */
export function offerEvidence(state: CoreState, policy: PolicyState, to: PublicKeyHex): void {
  const refs = [...policy.evidence.held.values()].map(({ id, round }) => ({
    type: 'evidence' as const,
    id,
    round,
  }))
  if (refs.length > 0) state.outputs.push({ type: 'serve', to, policy: policy.id, refs })
}

/** PN-7: those to ask first: nobody proven faulty, unless there is nobody else. */
export function trusted(policy: PolicyState, keys: readonly PublicKeyHex[]): readonly PublicKeyHex[] {
  const others = keys.filter((key) => !isAccused(policy, key))
  return others.length > 0 ? others : keys
}

/** PN-7: proven faulty, and another member is here who is not. */
export const isAvoided = (state: CoreState, policy: PolicyState, key: PublicKeyHex): boolean =>
  isAccused(policy, key) &&
  [...state.peers].some((peer) => policy.emitters.has(peer) && !isAccused(policy, peer))

export function findEvidence(
  state: CoreState,
  id: string,
): { readonly policy: PolicyId; readonly held: HeldEvidence } | undefined {
  for (const policy of state.policies.values())
    for (const held of policy.evidence.held.values()) if (held.id === id) return { policy: policy.id, held }
  return undefined
}
