// What follows from evidence, in words: who is proven faulty in a policy, what that leaves of its safety, and which fields of
// two messages contradict. Pure. The word is "faulty" throughout: a storage that was rolled back looks just like a lie.

import type {
  EvidenceMessageView,
  EvidenceView,
  PolicyId,
  PolicyView,
  PublicKeyHex,
} from '../../../worker/rpc/contract.ts'
import { listNames } from '../../engine/names.ts'

export const evidenceName = ({ code, id }: Pick<EvidenceView, 'code' | 'id'>): string =>
  `sporedb-evidence-${code.toLowerCase()}-${id.slice(0, 8)}.cbor`

export interface Accused {
  readonly key: PublicKeyHex
  readonly name: string
}

/** Each endorser of the policy that is proven faulty, once. */
export function faultyEndorsers(evidence: readonly EvidenceView[], policy: PolicyId): readonly Accused[] {
  const found = new Map<PublicKeyHex, Accused>()
  for (const { policy: of, countsAsFaulty, accused } of evidence)
    if (of === policy && countsAsFaulty) found.set(accused.key, accused)
  return [...found.values()]
}

/** At the start of a sentence: "alice is", "alice and bob are", "You are". A name stays as it is written. */
function whoAre(people: readonly Accused[]): string {
  const names = listNames(people.map(({ name }, index) => (name === 'you' && index === 0 ? 'You' : name)))
  return `${names} ${people.length > 1 || people[0]?.name === 'you' ? 'are' : 'is'}`
}

const count = (n: number): string => (n === 1 ? 'one more faulty endorser' : `${n} more faulty endorsers`)

/** How much safety is left, in one or two sentences. */
export function safetyLeft(policy: PolicyView, faulty: readonly Accused[]): string {
  const { f, endorsers } = policy.record
  const bears = `${policy.record.name} bears ${f} of ${endorsers.length}.`
  if (faulty.length === 0) return ''
  if (faulty.length > f)
    return `${whoAre(faulty)} proven faulty, and ${bears} It is read-only: its rules no longer protect you.`
  const left = f - faulty.length
  const warning = left === 0 ? 'One more would make it read-only.' : `It could bear ${count(left)}.`
  return `${whoAre(faulty)} proven faulty, and ${bears} Everything that is committed is safe, and writes go on. ${warning}`
}

/** What one piece of evidence changes, for the screen that shows it. */
export function consequence(
  evidence: EvidenceView,
  policy: PolicyView | undefined,
  faulty: readonly Accused[],
): readonly string[] {
  const { accused, countsAsFaulty } = evidence
  if (!countsAsFaulty)
    return [
      `Nobody counts as faulty for this: two honest tabs can do it. ${accused.isMe ? 'Your' : `${accused.name}’s`} undecided writes are held to a smaller number.`,
    ]
  return [
    ...(policy === undefined ? [] : [safetyLeft(policy, faulty)]),
    accused.isMe
      ? 'This device no longer endorses in this policy. Reading and following the others go on.'
      : `Votes of ${accused.name} are still counted, so that everybody counts alike; ${accused.name} is asked last for missing data, and cannot be the reason for anything wrong.`,
    'Faulty does not mean malicious: a restored backup, a copied profile or a stolen key look the same. Ask, by voice, before you judge.',
  ]
}

export type Field = 'seq' | 'previous' | 'root' | 'count' | 'digest'
const FIELDS = ['previous', 'root', 'count'] as const

/**
 * Two messages under one number: the fields in which they differ. Two that should follow one another: the link that does not
 * fit. Anything else is told by what the messages say, and no field is marked.
 */
export function contradictingFields(messages: readonly EvidenceMessageView[]): readonly ReadonlySet<Field>[] {
  const [a, b] = messages
  const none = messages.map((): ReadonlySet<Field> => new Set())
  if (messages.length !== 2 || a === undefined || b === undefined || a.seq === null || b.seq === null)
    return none
  if (a.signer.key !== b.signer.key) return none
  if (a.seq === b.seq) {
    const differing = new Set<Field>(FIELDS.filter((field) => a[field] !== b[field]))
    differing.add('digest')
    return [differing, differing]
  }
  const [first, second] = a.seq < b.seq ? [a, b] : [b, a]
  if (second.seq !== (first.seq ?? 0) + 1 || second.previous === first.digest) return none
  const marks = (message: EvidenceMessageView): ReadonlySet<Field> =>
    new Set<Field>([message === first ? 'digest' : 'previous'])
  return [marks(a), marks(b)]
}

/** What a banner says of evidence that nobody here has acknowledged. */
export function newsOf(evidence: readonly EvidenceView[], policyName: (id: PolicyId) => string): string {
  const [first] = evidence
  if (first === undefined) return ''
  const people = [...new Map(evidence.map(({ accused }) => [accused.key, accused])).values()]
  const policies = listNames([...new Set(evidence.map(({ policy }) => policyName(policy)))])
  const faulty = evidence.some(({ countsAsFaulty }) => countsAsFaulty)
  const news = faulty
    ? `${whoAre(people)} proven faulty in ${policies}.`
    : `There is evidence against ${listNames(people.map(({ name }) => name))} in ${policies}.`
  return evidence.length === 1 ? `${news} ${first.sentence}` : news
}
