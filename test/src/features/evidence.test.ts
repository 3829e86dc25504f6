import { describe, expect, it } from 'vitest'
import { parseSeen } from '../../../src/features/evidence/seen.ts'
import { STANDING } from '../../../src/features/evidence/strings.ts'
import {
  consequence,
  contradictingFields,
  evidenceName,
  faultyEndorsers,
  newsOf,
  safetyLeft,
} from '../../../src/features/evidence/view-model.ts'
import type { EvidenceMessageView, EvidenceView } from '../../../worker/rpc/contract.ts'
import { key, policy, policyId, sporeId } from '../engine/samples.ts'

const proof = (n: number, letter: string, over: Partial<EvidenceView> = {}): EvidenceView => ({
  id: n.toString(16).padStart(64, '0'),
  policy: policyId(1),
  code: 'P2',
  title: 'Two votes on one spore',
  sentence: `${letter} both endorsed and rejected the same spore.`,
  accused: { key: key(letter), name: letter, endorser: 1, isMe: false },
  countsAsFaulty: true,
  storedAt: n,
  ...over,
})

const message = (
  seq: number | null,
  branch: string,
  over: Partial<EvidenceMessageView> = {},
): EvidenceMessageView => ({
  kind: 'batch',
  signer: { key: key('b'), name: 'b' },
  text: '',
  seq,
  previous: 'before',
  root: `root ${branch}`,
  count: 1,
  digest: `digest ${seq} ${branch}`,
  signature: branch,
  items: [{ index: 0, text: '', spore: sporeId(1), raw: '', path: [] }],
  ...over,
})

describe('who is proven faulty', () => {
  it('counts each endorser of the policy once, and no emitter', () => {
    const evidence = [
      proof(1, 'b'),
      proof(2, 'b', { code: 'P1' }),
      proof(3, 'c', { policy: policyId(2) }),
      proof(4, 'd', { code: 'P11', countsAsFaulty: false }),
    ]
    expect(faultyEndorsers(evidence, policyId(1)).map(({ name }) => name)).toEqual(['b'])
  })

  it('says how much safety is left, up to read-only', () => {
    expect(safetyLeft(policy(1), [])).toBe('')
    const one = safetyLeft(policy(1), faultyEndorsers([proof(1, 'b')], policyId(1)))
    expect(one).toContain('b is proven faulty, and orchard 1 bears 1 of 4')
    expect(one).toContain('One more would make it read-only')
    const two = safetyLeft(policy(1), faultyEndorsers([proof(1, 'b'), proof(2, 'c')], policyId(1)))
    expect(two).toContain('b and c are proven faulty')
    expect(two).toContain('It is read-only')
  })

  it('never says malicious of anybody, whatever happened', () => {
    const me = proof(1, 'a', { accused: { key: key('a'), name: 'you', endorser: 0, isMe: true } })
    const all = [proof(2, 'b'), me, proof(3, 'd', { code: 'P11', countsAsFaulty: false })].flatMap((each) =>
      consequence(each, policy(1), [each.accused]),
    )
    expect(all.join(' ')).toContain('Faulty does not mean malicious')
    expect(all.join(' ').replaceAll('Faulty does not mean malicious', '')).not.toMatch(
      /malicious|lied|traitor/,
    )
    expect(JSON.stringify(STANDING)).not.toMatch(/malicious|traitor/)
    expect(consequence(me, policy(1), [me.accused]).join(' ')).toContain('You are proven faulty')
  })

  it('puts news into a line', () => {
    const name = (): string => 'orchard'
    expect(newsOf([], name)).toBe('')
    expect(newsOf([proof(1, 'b')], name)).toBe(
      'b is proven faulty in orchard. b both endorsed and rejected the same spore.',
    )
    expect(newsOf([proof(1, 'b'), proof(2, 'c')], name)).toBe('b and c are proven faulty in orchard.')
  })

  it('names the file of a proof by its code and id', () => {
    expect(evidenceName(proof(0xabc, 'b'))).toBe('sporedb-evidence-p2-00000000.cbor')
  })
})

describe('the fields that contradict', () => {
  it('are those that differ under one number', () => {
    const fields = contradictingFields([message(41, 'one'), message(41, 'two')])
    expect(fields.map((each) => [...each].sort())).toEqual([
      ['digest', 'root'],
      ['digest', 'root'],
    ])
  })

  it('are the link that does not fit, in either order', () => {
    const [first, second] = [message(41, 'x'), message(42, 'x', { previous: 'another' })]
    const marks = (messages: readonly EvidenceMessageView[]) =>
      contradictingFields(messages).map((each) => [...each])
    expect(marks([first, second])).toEqual([['digest'], ['previous']])
    expect(marks([second, first])).toEqual([['previous'], ['digest']])
    expect(marks([first, message(42, 'x', { previous: 'digest 41 x' })])).toEqual([[], []])
  })

  it('are none of bundles, of one message, or of two people', () => {
    expect(contradictingFields([message(1, 'x')])).toEqual([new Set()])
    expect(contradictingFields([message(null, 'x'), message(null, 'y')])).toEqual([new Set(), new Set()])
    const other = message(1, 'y', { signer: { key: key('c'), name: 'c' } })
    expect(contradictingFields([message(1, 'x'), other])).toEqual([new Set(), new Set()])
  })
})

describe('what was acknowledged', () => {
  it.each([[null], ['{'], ['{"a":1}'], ['7']])('takes nothing from %s', (text) => {
    expect(parseSeen(text)).toEqual([])
  })
  it('takes texts only', () => {
    expect(parseSeen('["a", 1, null, "b"]')).toEqual(['a', 'b'])
  })
})
