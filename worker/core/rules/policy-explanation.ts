// What a policy's numbers mean, in sentences for the people it names. Pure: the same sentences in the wizard, in the
// preview of an offer and in a test. Plain words first, the term in brackets after them.

import { policyParameters, type PolicyShape } from '../model/policy-parameters.ts'
import { plural } from './policy-validity.ts'

/** Whose names the sentences may use. Empty lists give sentences about numbers alone. */
export interface PolicyPeople {
  readonly endorsers: readonly { readonly name: string }[]
  readonly submitters: readonly { readonly name: string }[]
}

export function explainPolicy(shape: PolicyShape, people: PolicyPeople): readonly string[] {
  return [
    ...explainPeople(shape, people),
    explainQuorum(shape),
    explainSilence(shape),
    explainLiars(shape),
    explainRefusals(shape),
    explainLiveness(shape),
    ...explainFast(shape),
    explainPermanence(shape),
  ]
}

function explainPeople({ n }: PolicyShape, people: PolicyPeople): readonly string[] {
  if (people.endorsers.length !== n) return []
  const names = people.endorsers.map(({ name }) => name)
  const others = people.submitters.map(({ name }) => name)
  const deciding = n === 1 ? `${names[0] ?? ''} alone decides` : `${listed(names)} decide together`
  const writing =
    others.length === 0 ? 'Nobody else may write.' : `${listed(others)} may write too, without deciding.`
  return [`${deciding} about every key of this policy, and may write to it. ${writing}`]
}

function explainQuorum(shape: PolicyShape): string {
  const { n, f, omega, q } = policyParameters(shape)
  if (n === 1) return 'A write is final as soon as the one endorser has agreed to it (quorum 1).'
  const shared = 2 * omega - n
  const why =
    omega === n
      ? 'Every endorser must agree, so each of them has a veto.'
      : `Any two groups of ${omega} share at least ${plural(shared, 'endorser')}${sharedWhy(shared, f)}`
  const minimum = omega > q ? ` ${q} would be enough for safety.` : ''
  return `A write is final when ${omega} of the ${n} endorsers agree (quorum ${omega}). ${why}${minimum}`
}

/** shared > f by the choice of q, so one of those shared is honest. */
const sharedWhy = (shared: number, f: number): string =>
  f === 0
    ? ', who will not agree to two things that contradict each other.'
    : `: ${f} may lie, so ${shared - f === 1 ? 'one is' : `${shared - f} are`} honest and will not agree to both of two contradicting writes.`

function explainSilence({ n, quorum }: PolicyShape): string {
  const silent = n - quorum
  if (n === 1) return 'While that endorser is away, writes wait.'
  if (silent === 0) return 'When any endorser is away, writes wait until everybody is back.'
  return `${plural(silent, 'endorser')} may be away and writes still go through; with ${silent + 1} away they wait, and nothing is lost.`
}

function explainLiars({ n, f }: PolicyShape): string {
  if (f === 0)
    return n === 1
      ? 'Whoever controls that endorser controls the data.'
      : 'No faulty endorser is tolerated (f = 0): a single one that lies could make nodes disagree.'
  const honest = n - f
  return `Up to ${f} of them may be faulty or lie (f = ${f}), and the other ${honest} still never disagree. More than ${f} could make nodes disagree.`
}

function explainRefusals(shape: PolicyShape): string {
  const { n, alpha } = policyParameters(shape)
  if (n === 1) return 'A write that the endorser refuses is dropped for good.'
  return `A write that ${alpha} of the endorsers refuse is dropped for good.`
}

function explainLiveness(shape: PolicyShape): string {
  const { n, f, omega, live } = policyParameters(shape)
  if (!live) {
    const needed = 3 * f + 1
    const how = `${n} endorsers are fewer than 3 × ${f} + 1 = ${needed}`
    return `Safe-only: ${how}, so nothing wrong can be decided, but ${plural(f, 'silent endorser')} can keep writes undecided for as long as they are silent. ${needed} endorsers would not have this weakness.`
  }
  if (f === 0) return 'Decisions come as long as enough endorsers are there.'
  return omega <= n - f
    ? `${n} endorsers are at least 3 × ${f} + 1, so ${plural(f, 'faulty endorser')} cannot stop the others from deciding.`
    : `${plural(f, 'silent endorser')} can make writes wait, because a quorum of ${omega} needs more than the ${n - f} others.`
}

/** Says nothing where it is off: most policies cannot have it, and lose nothing they would know of. */
function explainFast(shape: PolicyShape): readonly string[] {
  const { n, r, qF } = policyParameters(shape)
  if (qF === undefined || n === 1) return []
  const usual = policyParameters({ ...shape, fast: false }).r
  const price = r > usual ? ` instead of ${usual}` : ''
  return [
    `Fast path: when ${qF} of the endorsers agree at once, a write is final after two message delays instead of three. In exchange, settling a write that got stuck needs reports of ${r} of them${price}.`,
  ]
}

function explainPermanence({ n, f, quorum }: PolicyShape): string {
  return n === 1
    ? 'Who is named here, and these numbers, cannot be changed later: another policy would have its own, separate keys.'
    : `Who is named here and these numbers (${n} endorsers, f = ${f}, quorum ${quorum}) cannot be changed later: another policy would have its own, separate keys.`
}

export function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? ''
  if (names.length > 8) return `${names.slice(0, 6).join(', ')} and ${names.length - 6} others`
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`
}
