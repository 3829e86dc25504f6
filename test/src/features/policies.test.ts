import { describe, expect, it } from 'vitest'
import {
  draftOf,
  EMPTY_FORM,
  endorserReach,
  exportName,
  faultAt,
  otherFaults,
  policySentences,
  quorumInequality,
  suggestedFaults,
} from '../../../src/features/policies/view-model.ts'
import type { KeyringEntry, NetworkView, PublicKeyHex } from '../../../worker/rpc/contract.ts'
import { key, policy } from '../engine/samples.ts'

const nameOf = (of: PublicKeyHex): string => of.charAt(0)
const keyring = ['b', 'c', 'd'].map((letter) => ({ key: key(letter), name: letter }) as KeyringEntry)
const me = { key: key('a'), name: 'alice' }

describe('the wizard', () => {
  it('always has its author among the endorsers, and nobody twice', () => {
    const draft = draftOf(
      {
        ...EMPTY_FORM,
        name: ' orchard ',
        f: 1,
        endorsers: [key('b'), key('c')],
        submitters: [key('c'), key('d')],
      },
      me,
      keyring,
    )
    expect(draft.endorsers.map((each) => each.name)).toEqual(['alice', 'b', 'c'])
    expect(draft.submitters.map((each) => each.name)).toEqual(['d'])
    expect(draft).toMatchObject({ name: 'orchard', f: 1, maxTimeoutMs: 86_400_000 })
    expect('quorum' in draft).toBe(false)
  })

  it('suggests the largest f that is live', () => {
    expect([1, 3, 4, 6, 7, 31].map(suggestedFaults)).toEqual([0, 0, 1, 1, 2, 10])
  })

  it('finds the fault of a field by its path, and leaves none untold', () => {
    const faults = [
      { path: 'endorsers[2].key', message: 'twice' },
      { path: 'f', message: 'too many' },
      { path: 'nonce', message: 'odd' },
    ]
    expect(faultAt(faults, 'endorsers')).toBe('twice')
    expect(faultAt(faults, 'f')).toBe('too many')
    expect(faultAt(faults, 'name')).toBeUndefined()
    expect(otherFaults(faults).map((fault) => fault.path)).toEqual(['nonce'])
  })

  it('shows the inequality with its numbers, whether it holds or not', () => {
    expect(quorumInequality(4, 1, 3)).toBe('quorum > (n + f) / 2, here 3 > (4 + 1) / 2 = 2.5')
    expect(quorumInequality(4, 2, 3)).toBe('quorum > (n + f) / 2, here 3 ≤ (4 + 2) / 2 = 3')
  })
})

describe('a policy in words', () => {
  it('tells who decides, what is tolerated, and one’s own part', () => {
    const sentences = policySentences(policy(1), key('a'), nameOf)
    expect(sentences).toContain('Decided by you, b, c and d: 3 of 4 must agree to each write.')
    expect(sentences).toContain('Nothing wrong is committed as long as at most 1 of them is faulty.')
    expect(sentences.join(' ')).toContain('You are an endorser')
    expect(sentences.join(' ')).not.toContain('Safe-only')
  })

  it('warns of safe-only, and tells a reader that they only read', () => {
    const text = policySentences(
      policy(1, { live: false, isEndorser: false, maySubmit: false }),
      key('z'),
      nameOf,
    ).join(' ')
    expect(text).toContain('Safe-only')
    expect(text).toContain('You may read. You neither vote nor write.')
  })

  it('shows which endorsers can be reached', () => {
    const network = {
      online: true,
      relays: [],
      peers: [
        { key: key('b'), link: 'direct' },
        { key: key('c'), link: 'gone' },
      ],
    } as unknown as NetworkView
    const texts = policy(1).record.endorsers.map(
      (endorser) => endorserReach(endorser, key('a'), network, nameOf).text,
    )
    expect(texts).toEqual(['this device', 'direct', 'not reachable', 'not reachable'])
  })

  it('gives a plain name to an exported file', () => {
    const named = policy(1)
    expect(exportName({ ...named, record: { ...named.record, name: '../Öbst & Co' } })).toMatch(
      /^policy-bst-co-[0-9a-f]{8}\.json$/u,
    )
    expect(exportName({ ...named, record: { ...named.record, name: '🍄' } })).toMatch(/^policy-unnamed-/u)
  })
})
