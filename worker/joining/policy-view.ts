// A policy as the screens show it. What only others know, who is reachable and how many keys there are, is handed in.

import type { PublicKeyHex, PolicyId } from '../core/model/ids.ts'
import { policyParameters } from '../core/model/policy-parameters.ts'
import { listed } from '../core/rules/policy-explanation.ts'
import { reachSentence } from '../core/rules/reach.ts'
import type { PolicyView, SilencedBecause } from '../rpc/contract.ts'
import type { Keyring, PolicyEntry } from './state.ts'

/** What the rest of the node knows of a policy at this moment. */
export interface PolicyLiveness {
  /** A direct link is up. Asked for others only. */
  isReachable(key: PublicKeyHex): boolean
  /** Undefined while it is not known. */
  keyCount(id: PolicyId): number | undefined
  /** Why this node says nothing more in the policy, if so. */
  silencedBecause(id: PolicyId): SilencedBecause | undefined
}

export function policyView(
  entry: PolicyEntry,
  self: PublicKeyHex,
  keyring: Keyring,
  liveness: PolicyLiveness,
): PolicyView {
  const { id, record, status, offeredBy } = entry
  const { omega, q, qF, alpha, live } = policyParameters(record)
  const isEndorser = record.endorsers.some(({ key }) => key === self)
  const reachable = record.endorsers.filter(({ key }) => key === self || liveness.isReachable(key)).length
  const because = liveness.silencedBecause(id)
  const view = {
    id,
    record,
    status,
    isEndorser,
    maySubmit: isEndorser || record.submitters.some(({ key }) => key === self),
    quorum: omega,
    agreement: q,
    rejects: alpha,
    live,
    fastQuorum: qF ?? null,
    reachable,
    statusText: (because ? `${SILENCED[because]} ` : '') + statusText(entry, reachable, keyring),
    ...(because ? { silencedBecause: because } : {}),
    keys: status === 'active' ? (liveness.keyCount(id) ?? null) : null,
  }
  return offeredBy === null ? view : { ...view, offeredBy }
}

const SILENCED: Readonly<Record<SilencedBecause, string>> = {
  'spoke-elsewhere':
    'This device no longer endorses here: your key has voted in another place, or this device was restored from an older copy.',
  accused:
    'This device no longer endorses here: there is evidence that your key signed what contradicts itself, as a restored backup does.',
  halted:
    'Read-only here: more endorsers are proven faulty than this policy can tolerate, so nothing new can be relied upon.',
}

function statusText(entry: PolicyEntry, reachable: number, keyring: Keyring): string {
  const { status, offeredBy, record } = entry
  if (status === 'ignored') return 'Ignored: it is not in force here.'
  if (status === 'offered') {
    const origin = offeredBy === null ? 'Read from a file' : `Offered by ${nameOf(entry, offeredBy, keyring)}`
    return `${origin}: it is not in force here until you accept it.`
  }
  const counts = reachSentence(policyParameters(record), reachable)
  const news = answerText(entry, keyring)
  return news === '' ? counts : `${counts}. ${news}`
}

/** What the author knows of the others. An endorser that has not accepted does not vote, however reachable it is. */
function answerText(entry: PolicyEntry, keyring: Keyring): string {
  const named = (answers: readonly string[]): readonly string[] =>
    [...entry.answers]
      .filter(([, answer]) => answers.includes(answer))
      .map(([key]) => nameOf(entry, key, keyring))
  const sentences = [
    [named(['untold']), 'yet to receive it'],
    [named(['pending']), 'yet to accept it'],
    [named(['ignored', 'refused']), 'not taking part'],
  ] as const
  return sentences
    .filter(([names]) => names.length > 0)
    .map(([names, what]) => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} ${what}.`)
    .join(' ')
}

function nameOf({ record }: PolicyEntry, key: PublicKeyHex, keyring: Keyring): string {
  const label = [...record.endorsers, ...record.submitters].find((person) => person.key === key)?.name
  return keyring.get(key)?.name ?? label ?? 'somebody who left your keyring'
}
