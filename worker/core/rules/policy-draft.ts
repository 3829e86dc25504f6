// From what the wizard collects to a complete record: trims what people type or paste, fills in what the formulas give,
// and names every fault by its place in the draft. The nonce is handed in: the core knows no randomness.

import { fail, ok, type Result } from '../model/result.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { PolicyDraft, PolicyFault, PolicyRecord } from '../model/policy.ts'
import { MAX_ENDORSERS, MAX_TIMEOUT_MS } from '../model/policy-limits.ts'
import {
  agreementQuorum,
  defaultAdminQuorum,
  fastQuorum,
  type PolicyShape,
} from '../model/policy-parameters.ts'
import { checkEndorsers, checkSubmitters, isPlainObject, refuseUnknownFields } from './policy-people.ts'
import {
  checkFast,
  checkPolicyText,
  checkQuorums,
  checkTimeout,
  collectFaults,
  isCount,
} from './policy-validity.ts'

const DRAFT_FIELDS = ['name', 'comment', 'endorsers', 'f', 'quorum', 'submitters', 'maxTimeoutMs', 'fast']

/** A record without its nonce and with submitters still in the author's order; keys may yet prove unusable. */
type Candidate = Omit<PolicyRecord, 'nonce'>

export interface DraftCheck {
  readonly faults: readonly PolicyFault[]
  /** n, f, ω and the fast path where they make sense, even while something else is wrong: the wizard shows them as one types. */
  readonly shape: PolicyShape | undefined
  /** The keys that the draft names, with their paths, for admission. Complete when there are no faults. */
  readonly candidate: Candidate | undefined
}

export function checkPolicyDraft(draft: unknown): DraftCheck {
  const { faults, say } = collectFaults()
  if (!isPlainObject(draft)) {
    say('', 'A policy draft is an object with named fields.')
    return { faults, shape: undefined, candidate: undefined }
  }
  refuseUnknownFields(draft, DRAFT_FIELDS, '', say)
  const tidy = tidyDraft(draft)
  checkPolicyText(tidy, say)
  const n = checkEndorsers(tidy.endorsers, say, false)
  checkQuorums(tidy, n, say)
  checkFast(tidy, n, say)
  checkSubmitters(tidy.submitters, tidy.endorsers, say, false)
  checkTimeout(tidy.maxTimeoutMs, say)
  // adminQuorum is computed: where it is wrong, f or n is, and that has been said already.
  const own = faults.filter((fault) => fault.path !== 'adminQuorum')
  return { faults: own, shape: shapeOf(tidy, n), candidate: own.length === 0 ? candidateOf(tidy) : undefined }
}

/** The record that a draft stands for; `nonce` is 16 random bytes as hex. */
export function completeDraft(
  draft: PolicyDraft,
  nonce: string,
): Result<PolicyRecord, readonly PolicyFault[]> {
  const { faults, candidate } = checkPolicyDraft(draft)
  if (candidate === undefined) return fail(faults)
  const submitters = [...candidate.submitters].sort((a, b) => (a.key < b.key ? -1 : 1))
  return ok({ ...candidate, submitters, nonce })
}

interface TidyDraft extends Readonly<Record<string, unknown>> {
  readonly endorsers: unknown
  readonly submitters: unknown
}

function tidyDraft(draft: Readonly<Record<string, unknown>>): TidyDraft {
  const endorsers = tidyPeople(draft.endorsers)
  const n = Array.isArray(endorsers) ? endorsers.length : 0
  const { f } = draft
  const known = isCount(f) && n > 0 && n <= MAX_ENDORSERS && f < n
  const quorum = draft.quorum ?? (known ? agreementQuorum(n, f) : undefined)
  return {
    name: trimmed(draft.name),
    comment: trimmed(draft.comment ?? ''),
    endorsers,
    f,
    quorum,
    adminQuorum: known ? defaultAdminQuorum(n, f) : undefined,
    submitters: tidyPeople(draft.submitters ?? []),
    maxTimeoutMs: draft.maxTimeoutMs ?? MAX_TIMEOUT_MS,
    fast: draft.fast ?? (known && isCount(quorum) && isFastByDefault(n, f, quorum)),
  }
}

/** Where it is possible, except with f = 0: there it would make every report wait for the last endorser. */
const isFastByDefault = (n: number, f: number, quorum: number): boolean =>
  f >= 1 && quorum >= agreementQuorum(n, f) && fastQuorum(n, f, quorum) !== undefined

/** Keys are pasted with spaces from a fingerprint, or in capitals. */
const tidyPeople = (list: unknown): unknown =>
  Array.isArray(list)
    ? list.map((item: unknown) =>
        isPlainObject(item) ? { ...item, key: tidyKey(item.key), name: trimmed(item.name) } : item,
      )
    : list

const tidyKey = (key: unknown): unknown =>
  typeof key === 'string' && key.length <= 256 ? key.replace(/[\s:-]/g, '').toLowerCase() : key

const trimmed = (text: unknown): unknown => (typeof text === 'string' ? text.trim() : text)

function shapeOf(tidy: TidyDraft, n: number | undefined): PolicyShape | undefined {
  const { f, quorum, fast } = tidy
  if (n === undefined || !isCount(f) || f >= n || !isCount(quorum)) return undefined
  const isFast = fast === true && fastQuorum(n, f, quorum) !== undefined
  return quorum >= agreementQuorum(n, f) && quorum <= n ? { n, f, quorum, fast: isFast } : undefined
}

interface Person {
  readonly key: PublicKeyHex
  readonly name: string
}

/** Called only when every field was found right. */
function candidateOf(tidy: TidyDraft): Candidate {
  const checked = tidy as unknown as Omit<Candidate, 'version' | 'kind' | 'endorsers'> & {
    endorsers: Person[]
  }
  return {
    version: 1,
    kind: 'bft',
    name: checked.name,
    comment: checked.comment,
    endorsers: checked.endorsers.map(({ key, name }) => ({ key, name, join: null })),
    f: checked.f,
    quorum: checked.quorum,
    adminQuorum: checked.adminQuorum,
    submitters: checked.submitters.map(({ key, name }) => ({ key, name })),
    maxTimeoutMs: checked.maxTimeoutMs,
    fast: checked.fast,
  }
}
