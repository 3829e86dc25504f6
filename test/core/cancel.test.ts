// CANCEL: an emitter's wish that its spores come to an end. It starts the fallback, and decides nothing.

import { describe, expect, it } from 'vitest'
import { cancelDigest, makeCancel } from '../../worker/core/codec/cancel-codec.ts'
import { encode } from '../../worker/core/codec/cbor.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { FRONTIER_INTERVAL_MS, MAX_CANCELLED_AT_ONCE } from '../../worker/core/limits.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { admitCancel } from '../../worker/core/rules/admission.ts'
import { EMITTER, endorse, idOf, NO_SIGNATURE, POLICY, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { PEER, TestNode } from './test-node.ts'

const node = (): TestNode => new TestNode({ n: 4, f: 1 })
const cancels = (one: TestNode, ...spores: readonly Pick<Spore, 'id'>[]) =>
  makeCancel(
    one.policy.id,
    spores.map(({ id }) => id),
    NO_SIGNATURE,
  )
const hear = (one: TestNode, from: typeof PEER, ...spores: readonly Pick<Spore, 'id'>[]): void =>
  void one.step({ type: 'cancel', now: one.now, from, cancel: cancels(one, ...spores) })

describe('the message', () => {
  it('CA-2 comes back from its bytes; its signature covers policy, emitter and ids', () => {
    const ids = [idOf('a'), idOf('b')]
    const made = makeCancel(POLICY, ids, NO_SIGNATURE)
    expect(decodeMessage(made.wire)).toMatchObject({
      type: 'cancel',
      cancel: { policy: POLICY, spores: ids },
    })
    const digests = [
      cancelDigest(POLICY, EMITTER, ids),
      cancelDigest(POLICY, EMITTER, [...ids].reverse()),
      cancelDigest(POLICY, keyOf(1), ids),
      cancelDigest(idOf('c') as string as typeof POLICY, EMITTER, ids),
    ]
    expect(new Set(digests.map(bytesToHex)).size).toBe(4)
  })

  it('CA-2 refuses none, too many, the same twice, and another shape', () => {
    const many = Array.from(
      { length: MAX_CANCELLED_AT_ONCE + 1 },
      (_, i) => i.toString(16).padStart(64, '0') as SporeId,
    )
    expect(decodeMessage(makeCancel(POLICY, many.slice(1), NO_SIGNATURE).wire)).toBeDefined()
    expect(decodeMessage(makeCancel(POLICY, many, NO_SIGNATURE).wire)).toBeUndefined()
    expect(decodeMessage(makeCancel(POLICY, [], NO_SIGNATURE).wire)).toBeUndefined()
    expect(decodeMessage(makeCancel(POLICY, [idOf('a'), idOf('a')], NO_SIGNATURE).wire)).toBeUndefined()
    expect(
      decodeMessage(encode([5, hexToBytes(POLICY), [hexToBytes(idOf('a'))], new Uint8Array(63)])),
    ).toBeUndefined()
    expect(decodeMessage(encode([5, hexToBytes(POLICY), [hexToBytes(idOf('a'))]]))).toBeUndefined()
  })
})

describe('admission', () => {
  it('CA-2 verifies the emitter of the open spores that it names, once', () => {
    const one = node()
    const spores = [one.spore([set('k', '1')]), one.spore([set('l', '1')])]
    one.receive(...spores)
    const cancel = cancels(one, ...spores)
    expect(admitCancel(one.state, cancel)).toMatchObject({
      type: 'verify',
      key: keyOf(2),
      digest: cancelDigest(
        one.policy.id,
        keyOf(2),
        spores.map(({ id }) => id),
      ),
    })
    hear(one, PEER, ...spores)
    expect(admitCancel(one.state, cancel)).toEqual({ type: 'known' })
  })

  it('CA-2 has no use for one that names nothing undecided, and drops one that mixes emitters', () => {
    const one = node()
    expect(admitCancel(one.state, cancels(one, { id: idOf('a') }))).toEqual({ type: 'known' })
    expect(admitCancel(one.state, cancels(one, one.committed([set('k', '1')])))).toEqual({ type: 'known' })
    const [mine, theirs] = [one.spore([set('l', '1')]), one.spore([set('m', '1')], { emitter: keyOf(3) })]
    one.receive(mine, theirs)
    expect(admitCancel(one.state, cancels(one, mine, theirs))).toEqual({
      type: 'drop',
      why: 'not-authorised',
    })
    expect(
      admitCancel(one.state, { ...cancels(one, mine), policy: idOf('c') as string as typeof POLICY }),
    ).toEqual({
      type: 'drop',
      why: 'unknown-policy',
    })
  })
})

describe('what it does', () => {
  it('CA-4 starts the fallback of an undecided spore at once, whatever its deadline', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    expect(one.verdict(spore)).toEqual(endorse(spore))
    one.round()
    hear(one, PEER, spore)
    expect(one.verdict(spore)).toMatchObject({ type: 'RECOVER', ballot: 1, vote: 'E' })
  })

  it('CA-4 leaves a decided spore, and one that it does not name, alone', () => {
    const one = node()
    const [done, other] = [one.committed([set('k', '1')]), one.spore([set('l', '1')])]
    one.receive(other)
    one.round()
    hear(one, PEER, done, { id: idOf('a') })
    expect(one.said).toEqual([])
    expect(one.stage(done)).toBe('committed')
    expect(one.entry(other)?.cancelled).toBe(false)
  })

  it('CA-4 a cancelled spore may still commit', () => {
    const one = node()
    const spore = one.spore([set('k', '1')])
    one.receive(spore)
    hear(one, PEER, spore)
    one.commit(spore)
    expect(one.stage(spore)).toBe('committed')
    expect(one.slot('k').x).toBe(1)
  })
})

describe('cancelling one’s own', () => {
  const write = (one: TestNode): Spore =>
    one.write([{ op: 'SET', key: 'k', sub: null, argument: { type: 'string', text: 'x' } }])
  const withdraw = (one: TestNode, { id }: Pick<Spore, 'id'>): void =>
    void one.step({ type: 'withdraw', now: one.now, policy: one.policy.id, spore: id })

  it('CA-1 asks the host to sign for an own undecided spore, and for nothing else', () => {
    const one = node()
    const mine = write(one)
    const theirs = one.spore([set('l', '1')])
    one.receive(theirs)
    withdraw(one, mine)
    withdraw(one, theirs)
    withdraw(one, { id: idOf('a') })
    expect(one.outputsOf('sign-cancel')).toMatchObject([{ policy: one.policy.id, spores: [mine.id] }])
    one.commit(mine)
    one.clear()
    withdraw(one, mine)
    expect(one.outputsOf('sign-cancel')).toEqual([])
  })

  it('CA-3 is told to all members, and again to whoever comes, until the spore is decided', () => {
    const one = node()
    const mine = write(one)
    one.clear()
    hear(one, one.key, mine)
    const { wire } = cancels(one, mine)
    expect(one.outputsOf('broadcast').map((output) => bytesToHex(output.wire))).toEqual([bytesToHex(wire)])
    const told = (key: typeof PEER): number => {
      one.clear()
      one.step({ type: 'peer', now: one.now, key, up: true })
      return one.messages().filter(({ type }) => type === 'cancel').length
    }
    expect(told(keyOf(2))).toBe(1)
    expect(told(PEER)).toBe(0)
    one.clear()
    one.tick(FRONTIER_INTERVAL_MS)
    expect(one.messages().filter(({ type }) => type === 'cancel')).toHaveLength(1)
    one.commit(mine)
    expect(told(keyOf(3))).toBe(0)
    expect(one.policy.cancels.size).toBe(0)
  })
})
