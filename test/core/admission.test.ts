// The first look at a message from a peer: what is dropped unseen, what is known, and which signature must be verified.

import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { bundleDigest } from '../../worker/core/codec/spore-codec.ts'
import { BATCH_ROWS, packRows } from '../../worker/core/codec/snapshot-rows.ts'
import { CHAIN_WINDOW, MAX_FORKED_BATCHES, MAX_KNOWN_PER_EMITTER, MAX_SEQ } from '../../worker/core/limits.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PolicyId } from '../../worker/core/model/ids.ts'
import { admitBatch, admitBundle } from '../../worker/core/rules/admission.ts'
import { accept, add, batchOf, bundleOf, endorse, hold, idOf, packed, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const node = (): TestNode => new TestNode({ n: 4, f: 1 })
const OTHER_POLICY = 'cc'.repeat(32) as PolicyId
const SPORE = { id: idOf('a') }
const batchAt = (one: TestNode, endorser: number, seq: number, ...items: Item[]): Batch =>
  batchOf(one.policy.id, endorser, seq, one.policy.id, items.length > 0 ? items : [accept(SPORE)])
const verdictOn = (one: TestNode, batch: Batch): string => {
  const admission = admitBatch(one.state, packed(batch))
  return admission.type === 'drop' ? admission.why : admission.type
}

describe('admission of bundles', () => {
  it('AD-1 a bundle for a policy that is not active here is dropped', () => {
    const one = node()
    const spore = one.spore([set('k', '1')], { policy: OTHER_POLICY })
    expect(admitBundle(one.state, bundleOf(spore))).toEqual({ type: 'drop', why: 'unknown-policy' })
  })

  it('AD-1 only endorsers and listed submitters may write', () => {
    const one = node()
    const by = (emitter: number): unknown =>
      admitBundle(one.state, bundleOf(one.spore([set('k', '1')], { emitter: keyOf(emitter) })))
    expect(by(4)).toMatchObject({ type: 'verify' })
    expect(by(5)).toEqual({ type: 'drop', why: 'not-authorised' })
  })

  it('AD-1 a spore of another era is dropped: there is only one yet', () => {
    const one = node()
    const bundle = bundleOf(one.spore([set('k', '1')]), one.spore([set('l', '1')], { era: 1 }))
    expect(admitBundle(one.state, bundle)).toEqual({ type: 'drop', why: 'era' })
  })

  it('AD-2 what is known is not verified again, whether open or decided; one new spore makes a bundle new', () => {
    const one = node()
    const [open, decided] = [one.spore([set('k', '1')]), one.committed([set('l', '1')])]
    one.receive(open)
    expect(admitBundle(one.state, bundleOf(open, decided))).toEqual({ type: 'known' })
    expect(admitBundle(one.state, bundleOf(open, one.spore([set('m', '1')])))).toMatchObject({
      type: 'verify',
    })
  })

  it('AD-3 beyond the budget of an emitter only bodies that somebody voted on are taken', () => {
    const one = node()
    for (let i = 0; i < MAX_KNOWN_PER_EMITTER; i += 64)
      one.take(bundleOf(...Array.from({ length: 64 }, () => one.spore([add('n', '1')]))))
    const [unasked, voted] = [one.spore([add('n', '1')]), one.spore([add('n', '1')])]
    one.hear(1, endorse(voted))
    expect(admitBundle(one.state, bundleOf(unasked))).toEqual({ type: 'drop', why: 'rate' })
    expect(admitBundle(one.state, bundleOf(voted))).toMatchObject({ type: 'verify' })
    const other = one.spore([add('n', '1')], { emitter: keyOf(3) })
    expect(admitBundle(one.state, bundleOf(other))).toMatchObject({ type: 'verify' })
  })

  it('AD-4 names the emitter and the digest over all ids as what the signature must fit', () => {
    const one = node()
    const spores = [one.spore([set('k', '1')]), one.spore([set('l', '1')])]
    const bundle = bundleOf(...spores)
    const digest = bundleDigest(
      keyOf(2),
      spores.map(({ id }) => id),
    )
    expect(admitBundle(one.state, bundle)).toEqual({
      type: 'verify',
      key: keyOf(2),
      digest,
      signature: bundle.signature,
    })
  })
})

describe('admission of batches', () => {
  it('AD-1 a batch names an active policy, one of its endorsers, and the only era and incarnation there is', () => {
    const one = node()
    expect(verdictOn(one, batchAt(one, 3, 0))).toBe('verify')
    expect(verdictOn(one, batchAt(one, 4, 0))).toBe('not-authorised')
    expect(verdictOn(one, batchOf(OTHER_POLICY, 0, 0, OTHER_POLICY, [accept(SPORE)]))).toBe('unknown-policy')
    const batch = batchAt(one, 1, 0)
    expect(verdictOn(one, { ...batch, header: { ...batch.header, era: 1 } })).toBe('era')
    expect(verdictOn(one, { ...batch, header: { ...batch.header, incarnation: 1 } })).toBe('era')
  })

  it('AD-2 a batch that is there is known, in either form', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    const batch = one.hear(1, accept(spore))
    expect(verdictOn(one, batch)).toBe('known')
    expect(admitBatch(one.state, packed(batch, 'short'))).toEqual({ type: 'known' })
  })

  it('AD-4 a batch too far ahead of its chain is dropped; the frontier brings it later', () => {
    const one = node()
    expect(verdictOn(one, batchAt(one, 1, CHAIN_WINDOW - 1))).toBe('verify')
    expect(verdictOn(one, batchAt(one, 1, CHAIN_WINDOW))).toBe('window')
    one.hearBatch(batchAt(one, 1, 0, hold(SPORE, SPORE)))
    expect(verdictOn(one, batchAt(one, 1, CHAIN_WINDOW))).toBe('verify')
  })

  it('AD-4 SN-1 no batch has a number that a snapshot could not keep, whatever it says', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    expect(verdictOn(one, batchAt(one, 1, MAX_SEQ - 1, accept(spore)))).toBe('verify')
    expect(verdictOn(one, batchAt(one, 1, MAX_SEQ, accept(spore)))).toBe('window')
    expect(verdictOn(one, batchAt(one, 1, 2 ** 48, accept(spore)))).toBe('window')
    expect(() => packRows(BATCH_ROWS, [[2 ** 48, { round: 0, digest: '00'.repeat(32) }]])).toThrow(
      'too large',
    )
  })

  it('AD-4 other branches of a forked chain are heard up to a bound', () => {
    const one = node()
    one.hearBatch(batchAt(one, 1, 0))
    for (let i = 0; i < MAX_FORKED_BATCHES; i++) {
      const branch = batchOf(one.policy.id, 1, 0, i.toString(16).padStart(64, '0'), [accept(SPORE)])
      expect(verdictOn(one, branch)).toBe('verify')
      one.hearBatch(branch)
    }
    expect(verdictOn(one, batchOf(one.policy.id, 1, 0, idOf('f'), [accept(SPORE)]))).toBe('fork')
    expect(verdictOn(one, batchAt(one, 2, 0))).toBe('verify')
  })

  it('AD-4 names the endorser and the header as what the signature must fit', () => {
    const one = node()
    const batch = batchAt(one, 2, 0)
    const admission = admitBatch(one.state, packed(batch))
    expect(admission.type).toBe('verify')
    if (admission.type !== 'verify') return
    expect([admission.key, bytesToHex(admission.digest)]).toEqual([keyOf(3), batch.digest])
  })

  it('WA-4 a batch of one’s own that is not remembered is verified like any other: only a true one silences this node', () => {
    const one = node()
    expect(verdictOn(one, batchAt(one, 0, 0))).toBe('verify')
    one.receive(one.spore([set('k', '1')]))
    const [own] = one.flush()
    expect(verdictOn(one, own!)).toBe('known')
  })
})
