// Policy records and drafts: what is refused, where the fault is said to be, and that nothing else is refused.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { checkPolicyDraft, completeDraft } from '../../worker/core/rules/policy-draft.ts'
import { namedKeys } from '../../worker/core/rules/policy-people.ts'
import { checkPolicyRecord } from '../../worker/core/rules/policy-validity.ts'
import type { PolicyDraft, PolicyRecord } from '../../worker/core/model/policy.ts'
import { anyPolicy, keyOf, policyOf } from './policy-samples.ts'

beforeAll(() => loadHash())

const paths = (value: unknown): readonly string[] => {
  const result = checkPolicyRecord(value)
  return result.ok ? [] : result.reason.map((fault) => fault.path)
}

describe('policy records', () => {
  it('PO-1 accepts every valid record', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(paths(policy)).toEqual([])
      }),
    )
  })

  const broken: readonly (readonly [title: string, change: Record<string, unknown>, path: string])[] = [
    ['an unknown version', { version: 2 }, 'version'],
    ['an unknown kind', { kind: 'crdt' }, 'kind'],
    ['an unknown field', { owner: 'me' }, 'owner'],
    ['an empty name', { name: '' }, 'name'],
    ['a name of 65 characters', { name: 'a'.repeat(65) }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
    ['a name with a direction override', { name: 'abc\u202edcba' }, 'name'],
    ['a name with half a character', { name: 'a\ud83d' }, 'name'],
    ['a name with a space at its end', { name: 'a ' }, 'name'],
    ['a name that is only a no-break space', { name: '\u00a0' }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['a long comment', { comment: 'a'.repeat(1_001) }, 'comment'],
    ['a comment with a bell', { comment: 'ding\u0007' }, 'comment'],
    ['no endorsers', { endorsers: [] }, 'endorsers'],
    ['endorsers that are no list', { endorsers: { length: 3 } }, 'endorsers'],
    ['32 endorsers', { endorsers: policyOf(32, 1).endorsers }, 'endorsers'],
    ['an endorser that is null', { endorsers: [...policyOf(3, 1).endorsers, null] }, 'endorsers[3]'],
    ['f as large as n', { f: 4 }, 'f'],
    ['a negative f', { f: -1 }, 'f'],
    ['a fractional f', { f: 0.5 }, 'f'],
    ['a quorum below the agreement quorum', { quorum: 2 }, 'quorum'],
    ['a quorum above n', { quorum: 5 }, 'quorum'],
    ['an admin quorum below the agreement quorum [H2]', { adminQuorum: 2 }, 'adminQuorum'],
    ['an admin quorum above n', { adminQuorum: 5 }, 'adminQuorum'],
    ['a deadline bound below a second', { maxTimeoutMs: 999 }, 'maxTimeoutMs'],
    ['a deadline bound above a day', { maxTimeoutMs: 86_400_001 }, 'maxTimeoutMs'],
    ['a fast path that these numbers do not allow', { fast: true }, 'fast'],
    ['a fast path that is neither on nor off', { fast: 1 }, 'fast'],
    ['nothing said of the fast path', { fast: undefined }, 'fast'],
    ['a short nonce', { nonce: '00' }, 'nonce'],
    ['a nonce in capitals', { nonce: 'AA'.repeat(16) }, 'nonce'],
    ['submitters out of order', { submitters: [person(0x51), person(0x50)] }, 'submitters[1].key'],
    ['a submitter who endorses', { submitters: [person(2)] }, 'submitters[0].key'],
    ['the same submitter twice', { submitters: [person(0x50), person(0x50)] }, 'submitters[1].key'],
    [
      '257 submitters',
      { submitters: Array.from({ length: 257 }, (_, i) => person(0x100 + i)) },
      'submitters',
    ],
    [
      'a submitter with another field',
      { submitters: [{ ...person(0x50), role: 'x' }] },
      'submitters[0].role',
    ],
  ]

  it.each(broken)('PO-1 to PO-4 refuses %s', (_title, change, path) => {
    expect(paths({ ...policyOf(4, 1), ...change })).toContain(path)
  })

  const endorserFaults: readonly (readonly [
    title: string,
    change: Record<string, unknown>,
    path: string,
    says: RegExp,
  ])[] = [
    ['a short key', { key: 'abc' }, 'endorsers[2].key', /64 hexadecimal characters are needed, 3 were given/],
    ['a key with a wrong letter', { key: `${'0'.repeat(63)}g` }, 'endorsers[2].key', /character 64/],
    ['the key of another', { key: keyOf(1) }, 'endorsers[2].key', /endorsers\[0\]\.key/],
    ['a missing name', { name: undefined }, 'endorsers[2].name', /must be text/],
    ['a session key before there are eras', { join: [1] }, 'endorsers[2].join', /must be null/],
    ['a field nobody knows', { weight: 2 }, 'endorsers[2].weight', /not known/],
  ]

  it.each(endorserFaults)('PO-2 names the endorser with %s', (_title, change, path, says) => {
    const endorsers = policyOf(4, 1).endorsers.map((each, i) => (i === 2 ? { ...each, ...change } : each))
    const result = checkPolicyRecord({ ...policyOf(4, 1), endorsers })
    const fault = result.ok ? undefined : result.reason.find((each) => each.path === path)
    expect(fault?.message).toMatch(says)
  })

  it('says of a record of a newer format that it is newer', () => {
    const result = checkPolicyRecord({ ...policyOf(4, 1), version: 3 })
    expect(result.ok ? '' : result.reason[0]?.message).toMatch(/newer version/)
  })

  it('judges anything at all without throwing, and lists a bounded number of faults', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = checkPolicyRecord(value)
        expect(result.ok).toBe(false)
      }),
    )
    const hostile = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x${i}`, i]))
    expect(paths(hostile).length).toBeLessThanOrEqual(64)
    expect(paths(JSON.parse('{"__proto__": {"version": 1}}'))).toContain('__proto__')
  })

  it('lists every key once, with its path', () => {
    const policy = policyOf(2, 0, { submitters: [person(0x50)] })
    expect(namedKeys(policy)).toEqual([
      { path: 'endorsers[0].key', key: keyOf(1) },
      { path: 'endorsers[1].key', key: keyOf(2) },
      { path: 'submitters[0].key', key: keyOf(0x50) },
    ])
  })
})

describe('policy drafts', () => {
  const draft: PolicyDraft = {
    name: ' Orchard ',
    comment: 'Apples\nand pears',
    endorsers: [1, 2, 3, 4].map(person),
    f: 1,
    submitters: [person(0x51), person(0x50)],
  }
  const nonce = 'ab'.repeat(16)

  it('PO-3 PO-4 fills in quorum, admin quorum and the longest deadline, and sorts the submitters', () => {
    const result = completeDraft(draft, nonce)
    const record = result.ok ? result.value : undefined
    expect(record).toMatchObject({
      name: 'Orchard',
      quorum: 3,
      adminQuorum: 3,
      maxTimeoutMs: 86_400_000,
      nonce,
    })
    expect(record?.submitters.map(({ key }) => key)).toEqual([keyOf(0x50), keyOf(0x51)])
    expect(checkPolicyRecord(record).ok).toBe(true)
  })

  it('PO-5 takes the fast path where it is possible and something may be faulty, and as the author says otherwise', () => {
    const of = (n: number, changes: Partial<PolicyDraft> = {}) =>
      checkPolicyDraft({
        ...draft,
        endorsers: Array.from({ length: n }, (_, i) => person(i + 1)),
        ...changes,
      })
    expect(of(5).shape?.fast).toBe(false)
    expect(of(6).shape?.fast).toBe(true)
    expect(of(6, { fast: false }).shape?.fast).toBe(false)
    expect(of(6, { quorum: 5 }).shape?.fast).toBe(false)
    expect(of(6, { f: 0 }).shape?.fast).toBe(false)
    expect(of(6, { f: 0, fast: true }).shape?.fast).toBe(true)
    expect(of(5, { fast: true }).faults).toEqual([
      {
        path: 'fast',
        message:
          'The fast path is not possible here: with f = 1 and a quorum of 4, 5 endorsers are too few for votes that decide by themselves.',
      },
    ])
    expect(of(5, { fast: true, quorum: 1 }).faults.map(({ path }) => path)).toEqual(['quorum'])
  })

  it('takes a key as people copy it from a fingerprint', () => {
    const spaced = `${'ab'.repeat(31)}CD`.replace(/(.{4})/g, '$1 ')
    const result = completeDraft({ ...draft, endorsers: [{ key: spaced, name: 'ann' }], f: 0 }, nonce)
    expect(result.ok && result.value.endorsers[0]?.key).toBe(`${'ab'.repeat(31)}cd`)
  })

  it('names faults by their place in the draft, before anything is sorted', () => {
    const check = checkPolicyDraft({ ...draft, submitters: [{ key: 'zz', name: 'x' }, person(0x50)] })
    expect(check.faults.map(({ path }) => path)).toEqual(['submitters[0].key'])
  })

  it('refuses an unsafe quorum and explains it with the numbers', () => {
    const check = checkPolicyDraft({ ...draft, quorum: 2 })
    expect(check.faults).toEqual([
      {
        path: 'quorum',
        message:
          'A quorum of 2 is unsafe: two groups of 2 out of 4 may share only 0, and 1 may be faulty, so they could decide differently. At least 3 is needed.',
      },
    ])
    expect(check.shape).toBeUndefined()
  })

  it('still gives the numbers while something else is missing', () => {
    const check = checkPolicyDraft({ ...draft, name: '' })
    expect(check.faults.map(({ path }) => path)).toEqual(['name'])
    expect(check.shape).toEqual({ n: 4, f: 1, quorum: 3, fast: false })
  })

  it('says once that f is too large, and not again about what is computed from it', () => {
    expect(checkPolicyDraft({ ...draft, f: 4 }).faults.map(({ path }) => path)).toEqual(['f'])
  })

  it('a draft without faults completes to a valid record, for every shape', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const result = completeDraft(draftOf(policy), policy.nonce)
        expect(result.ok && checkPolicyRecord(result.value).ok).toBe(true)
      }),
    )
  })

  it('judges anything at all without throwing', () => {
    fc.assert(fc.property(fc.anything(), (value) => void checkPolicyDraft(value)))
    fc.assert(
      fc.property(
        fc.record({ endorsers: fc.anything(), f: fc.anything(), submitters: fc.anything() }),
        (value) => {
          expect(checkPolicyDraft(value).faults.length).toBeGreaterThan(0)
        },
      ),
    )
  })
})

function person(index: number): { readonly key: ReturnType<typeof keyOf>; readonly name: string } {
  return { key: keyOf(index), name: `person ${index}` }
}

const draftOf = (policy: PolicyRecord): PolicyDraft => ({
  name: policy.name,
  comment: policy.comment,
  endorsers: policy.endorsers.map(({ key, name }) => ({ key, name })),
  f: policy.f,
  quorum: policy.quorum,
  submitters: policy.submitters,
  maxTimeoutMs: policy.maxTimeoutMs,
  fast: policy.fast,
})
