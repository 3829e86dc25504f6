// The policies of this node: made here, offered by people in the keyring, or read from a file. Only active ones are lived
// by. Ignored ones are kept for a while, so that the same offer does not come up again.

import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import { MAX_POLICIES } from '../core/limits.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { namedKeys } from '../core/rules/policy-people.ts'
import type { CallFailure } from '../rpc/contract.ts'
import { MAX_ASKERS, MAX_IGNORED, MAX_OFFERS, MAX_OFFERS_PER_PEER } from './limits.ts'
import type { OfferAnswer, PolicyEntry } from './state.ts'

type Policies = ReadonlyMap<PolicyId, PolicyEntry>

/** Made here: active at once, and everybody whom it names is to be told. */
export function withCreated(
  policies: Policies,
  id: PolicyId,
  record: PolicyRecord,
  self: PublicKeyHex,
  now: number,
): Result<Policies, CallFailure> {
  const full = activeFault(policies)
  if (full !== undefined) return fail(full)
  const others = namedKeys(record).filter(({ key }) => key !== self)
  const answers = new Map<PublicKeyHex, OfferAnswer>(others.map(({ key }) => [key, 'untold']))
  return ok(new Map(policies).set(id, { ...fresh(id, record, now), status: 'active', answers }))
}

/** From a peer (`by`) or from a file. Undefined when there is no room for another offer of that origin. */
export function withOffer(
  policies: Policies,
  id: PolicyId,
  record: PolicyRecord,
  by: PublicKeyHex | null,
  now: number,
): Policies | undefined {
  const offers = [...policies.values()].filter(({ status }) => status === 'offered')
  const ofThem = offers.filter(({ offeredBy }) => offeredBy === by)
  if (offers.length >= MAX_OFFERS || ofThem.length >= MAX_OFFERS_PER_PEER) return undefined
  const askers = by === null ? [] : [by]
  return new Map(policies).set(id, { ...fresh(id, record, now), status: 'offered', offeredBy: by, askers })
}

const fresh = (id: PolicyId, record: PolicyRecord, now: number): Omit<PolicyEntry, 'status'> => ({
  id,
  record,
  offeredBy: null,
  since: now,
  answers: new Map(),
  askers: [],
  owedTo: [],
})

/** Somebody else offers a policy that is known here: they will be told of the decision too. */
export function withAsker(policies: Policies, entry: PolicyEntry, by: PublicKeyHex): Policies {
  if (entry.status !== 'offered' || entry.askers.includes(by) || entry.askers.length >= MAX_ASKERS)
    return policies
  return new Map(policies).set(entry.id, { ...entry, askers: [...entry.askers, by] })
}

/** An ignored policy may be accepted later: people change their minds. */
export function withAccepted(policies: Policies, id: PolicyId, now: number): Result<Policies, CallFailure> {
  const entry = policies.get(id)
  if (entry === undefined) return fail(unknownPolicy)
  if (entry.status === 'active') return ok(policies)
  const full = activeFault(policies)
  if (full !== undefined) return fail(full)
  return ok(new Map(policies).set(id, decided(entry, 'active', now)))
}

export function withIgnored(policies: Policies, id: PolicyId, now: number): Result<Policies, CallFailure> {
  const entry = policies.get(id)
  if (entry === undefined) return fail(unknownPolicy)
  if (entry.status === 'ignored') return ok(policies)
  if (entry.status === 'active')
    return fail({
      code: 'refused',
      message: 'This policy is active here: its votes and data cannot be taken back by ignoring it.',
      where: 'id',
    })
  const next = new Map(policies).set(id, decided(entry, 'ignored', now))
  const ignored = [...next.values()].filter(({ status }) => status === 'ignored')
  const oldest = ignored.reduce((a, b) => (b.since < a.since ? b : a))
  if (ignored.length > MAX_IGNORED) next.delete(oldest.id)
  return ok(next)
}

const decided = (entry: PolicyEntry, status: 'active' | 'ignored', now: number): PolicyEntry => ({
  ...entry,
  status,
  since: now,
  owedTo: entry.askers,
})

/** What one of the people named knows of a policy made here. Undefined when that is no news, or not theirs to say. */
export function withAnswer(
  policies: Policies,
  id: PolicyId,
  from: PublicKeyHex,
  answer: OfferAnswer,
): Policies | undefined {
  const entry = policies.get(id)
  const known = entry?.answers.get(from)
  if (!entry || known === undefined || known === answer) return undefined
  return new Map(policies).set(id, { ...entry, answers: new Map(entry.answers).set(from, answer) })
}

/** `to` has confirmed that it heard `status`; if that changed meanwhile it has to hear again. */
export function withAnswerDelivered(
  policies: Policies,
  id: PolicyId,
  to: PublicKeyHex,
  status: PolicyEntry['status'],
): Policies {
  const entry = policies.get(id)
  if (entry?.status !== status || !entry.owedTo.includes(to)) return policies
  return new Map(policies).set(id, { ...entry, owedTo: entry.owedTo.filter((key) => key !== to) })
}

export const unknownPolicy: CallFailure = {
  code: 'unknown',
  message: 'This node does not know such a policy.',
  where: 'id',
}

const activeFault = (policies: Policies): CallFailure | undefined =>
  [...policies.values()].filter(({ status }) => status === 'active').length >= MAX_POLICIES
    ? {
        code: 'too-large',
        message: `${MAX_POLICIES} policies are active here, which is the most a node lives by.`,
      }
    : undefined
