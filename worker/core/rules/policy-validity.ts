// Whether something is a policy record, and everything that is wrong with it, each fault named by its path. Used on
// records from peers, from files and from this device alike; it believes nothing about its input. Protocol 3.1, rules
// PO-1 (shape and limits), PO-2 (distinct keys in order), PO-3 (0 ≤ f < n, q ≤ ω ≤ n), PO-4 (q ≤ ω_admin ≤ n) and PO-5
// (fast only where qF ≤ n).

import { fail, ok, type Result } from '../model/result.ts'
import type { PolicyFault, PolicyRecord } from '../model/policy.ts'
import { MAX_COMMENT_CHARS, MAX_NAME_CHARS, MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from '../model/policy-limits.ts'
import { agreementQuorum, fastQuorum } from '../model/policy-parameters.ts'
import { nameFault, proseFault } from '../model/well-formed-text.ts'
import {
  checkEndorsers,
  checkSubmitters,
  type Fields,
  isPlainObject,
  refuseUnknownFields,
  type Say,
} from './policy-people.ts'

/** More faults than this help nobody; a hostile record must not make us list thousands. */
const MAX_FAULTS = 64

const RECORD_FIELDS: readonly (keyof PolicyRecord)[] = [
  'version',
  'kind',
  'name',
  'comment',
  'endorsers',
  'f',
  'quorum',
  'adminQuorum',
  'submitters',
  'maxTimeoutMs',
  'nonce',
  'fast',
]

/** PO-1 to PO-5 on a complete record. */
export function checkPolicyRecord(value: unknown): Result<PolicyRecord, readonly PolicyFault[]> {
  if (!isPlainObject(value)) return fail([{ path: '', message: 'A policy is an object with named fields.' }])
  const { faults, say } = collectFaults()
  refuseUnknownFields(value, RECORD_FIELDS, '', say)
  if (value.version !== 1) say('version', versionFault(value.version))
  if (value.kind !== 'bft') say('kind', 'The only kind of policy that this version knows is "bft".')
  checkPolicyText(value, say)
  const n = checkEndorsers(value.endorsers, say, true)
  checkQuorums(value, n, say)
  checkFast(value, n, say)
  checkSubmitters(value.submitters, value.endorsers, say, true)
  checkTimeout(value.maxTimeoutMs, say)
  if (typeof value.nonce !== 'string' || !/^[0-9a-f]{32}$/.test(value.nonce))
    say('nonce', 'The nonce must be 32 lower-case hexadecimal characters (16 bytes).')
  return faults.length > 0 ? fail(faults) : ok(value as unknown as PolicyRecord)
}

export function collectFaults(): { readonly faults: readonly PolicyFault[]; readonly say: Say } {
  const faults: PolicyFault[] = []
  return {
    faults,
    say: (path, message) => {
      if (faults.length < MAX_FAULTS) faults.push({ path, message })
    },
  }
}

export function checkPolicyText(value: Fields, say: Say): void {
  const name = nameFault(value.name, MAX_NAME_CHARS)
  if (name !== undefined) say('name', name)
  const comment = proseFault(value.comment, MAX_COMMENT_CHARS)
  if (comment !== undefined) say('comment', comment)
}

/** PO-3 and PO-4. Without a usable n only the kind of f can be judged. */
export function checkQuorums({ f, quorum, adminQuorum }: Fields, n: number | undefined, say: Say): void {
  if (!isCount(f)) say('f', 'The number of faulty endorsers tolerated must be a whole number, 0 or more.')
  else if (n === undefined) return
  else if (f >= n)
    say('f', `With ${plural(n, 'endorser')} at most ${n - 1} can be tolerated as faulty, not ${f}.`)
  else
    for (const [path, value] of [['quorum', quorum] as const, ['adminQuorum', adminQuorum] as const]) {
      const fault = quorumFault(value, n, f)
      if (fault !== undefined) say(path, fault)
    }
}

/** PO-5. Where the quorums are wrong, that is said instead. */
export function checkFast({ fast, f, quorum }: Fields, n: number | undefined, say: Say): void {
  if (typeof fast !== 'boolean') say('fast', 'Whether the fast path is used must be true or false.')
  if (fast !== true || n === undefined || !isCount(f) || f >= n || !isCount(quorum)) return
  if (quorum < agreementQuorum(n, f) || quorum > n || fastQuorum(n, f, quorum) !== undefined) return
  say(
    'fast',
    `The fast path is not possible here: with f = ${f} and a quorum of ${quorum}, ` +
      `${plural(n, 'endorser')} are too few for votes that decide by themselves.`,
  )
}

function quorumFault(value: unknown, n: number, f: number): string | undefined {
  const q = agreementQuorum(n, f)
  if (!isCount(value)) return 'A quorum must be a whole number.'
  if (value > n) return `A quorum of ${value} can never be reached by ${plural(n, 'endorser')}.`
  if (value >= q) return undefined
  // The inequality in words: why a quorum below q lets two groups decide two things.
  const shared = Math.max(0, 2 * value - n)
  return (
    `A quorum of ${value} is unsafe: two groups of ${value} out of ${n} may share only ${shared}, ` +
    `and ${f} may be faulty, so they could decide differently. At least ${q} is needed.`
  )
}

export function checkTimeout(value: unknown, say: Say): void {
  if (!isCount(value) || value < MIN_TIMEOUT_MS || value > MAX_TIMEOUT_MS)
    say(
      'maxTimeoutMs',
      'The longest deadline must be a whole number of milliseconds from 1 second to 24 hours.',
    )
}

export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const versionFault = (version: unknown): string =>
  isCount(version) && version > 1
    ? `This policy was made by a newer version of SporeDB (format ${version}; this one knows 1).`
    : 'The version must be 1.'
