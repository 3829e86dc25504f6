// What the wizard shows while a policy is being written: faults, numbers, and sentences about what they mean, with what
// only this node knows added: whether its keys can exist, and whether the people can be reached with an offer.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { fastQuorum, policyParameters } from '../core/model/policy-parameters.ts'
import { checkPolicyDraft, type DraftCheck } from '../core/rules/policy-draft.ts'
import { explainPolicy, listed } from '../core/rules/policy-explanation.ts'
import { namedKeys } from '../core/rules/policy-people.ts'
import type { PolicyCheck } from '../rpc/contract.ts'
import type { Admission } from './admission.ts'
import type { Keyring } from './state.ts'

export function checkDraft(
  draft: unknown,
  self: PublicKeyHex,
  keyring: Keyring,
  admission: Admission,
): PolicyCheck {
  const check = checkPolicyDraft(draft)
  const inadmissible = check.candidate && admission.faultOf(namedKeys(check.candidate))
  const faults = inadmissible === undefined ? check.faults : [...check.faults, inadmissible]
  if (check.shape === undefined) return { ...NOTHING_YET, faults }
  const { n, f, omega, q, qF, alpha, live } = policyParameters(check.shape)
  const people = check.candidate ?? { endorsers: [], submitters: [] }
  const explanation = [...explainPolicy(check.shape, people), ...explainReach(check, self, keyring)]
  const fastPossible = fastQuorum(n, f, omega) !== undefined
  return {
    faults,
    quorum: omega,
    agreement: q,
    rejects: alpha,
    live,
    fastPossible,
    fast: qF !== undefined,
    explanation,
  }
}

const NOTHING_YET = {
  quorum: 0,
  agreement: 0,
  rejects: 0,
  live: false,
  fastPossible: false,
  fast: false,
  explanation: [],
} as const

function explainReach({ candidate }: DraftCheck, self: PublicKeyHex, keyring: Keyring): readonly string[] {
  if (candidate === undefined) return []
  const sentences: string[] = []
  const people = [...candidate.endorsers, ...candidate.submitters]
  const strangers = people.filter(({ key }) => key !== self && !keyring.has(key)).map(({ name }) => name)
  if (strangers.length > 0)
    sentences.push(
      `${listed(strangers)} ${strangers.length === 1 ? 'is' : 'are'} not in your keyring and will not take an offer from you: meet first, or send the exported policy.`,
    )
  if (!people.some(({ key }) => key === self))
    sentences.push('You are not named in it: you will hold a copy of the data, without deciding or writing.')
  return sentences
}
