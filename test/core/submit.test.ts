// From what a person means to a spore: bases, forms, pipelines of one's own, and plain refusals.

import { describe, expect, it } from 'vitest'
import { MAX_PENDING_OWN } from '../../worker/core/limits.ts'
import type { Intended } from '../../worker/core/input.ts'
import type { Base, OperationName } from '../../worker/core/model/operation.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { add, base, bundleOf, del, exact, NOW, number, reject, sadd, scalar, set, text } from './builders.ts'
import { keyOf, policyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

const node = (options: Partial<ConstructorParameters<typeof TestNode>[0]> = {}): TestNode =>
  new TestNode({ n: 4, f: 1, ...options })

const means = (op: OperationName, key: string, argument?: string): Intended => {
  const below = op === 'SADD' || op === 'SREM'
  const value = argument === undefined ? null : scalar(argument)
  return { op, key, sub: below ? value : null, argument: below ? null : value }
}
const basesOf = (spore: Spore): Base[] => spore.operations.map((operation) => operation.base)
const writerOf = (spore: Spore): string => spore.id.slice(0, 16)

describe('submission', () => {
  it('PI-1 a write names the version that this node knows', () => {
    const one = node()
    expect(basesOf(one.write([means('SET', 'k', '1')]))).toEqual([base(0)])
    one.committed([set('l', '1')])
    one.committed([set('l', '2', base(1))])
    expect(basesOf(one.write([means('SET', 'l', '3')]))).toEqual([base(2)])
    expect(basesOf(one.write([means('SADD', 's', 'x')]))).toEqual([base(0, 0)])
  })

  it('PI-2 ADD and MUL take the commutative form where the class fits, else the exact one', () => {
    const one = node()
    const sum = one.committed([add('n', '1')])
    expect(basesOf(one.write([means('ADD', 'n', '1')]))).toEqual([base(0)])
    const other = node()
    const theirs = other.committed([add('n', '1')])
    expect(basesOf(other.write([means('MUL', 'n', '2')]))).toEqual([exact([0], [theirs.id])])
    expect(basesOf(node().write([means('MUL', 'n', '2')]))).toEqual([base(0)])
    expect(sum.id).not.toBe(theirs.id)
  })

  it('PI-2 CONCAT is exact, and so is everything on a key that one spore both adds to and multiplies', () => {
    const one = node()
    const first = one.committed([set('t', 'a')])
    expect(basesOf(one.write([means('CONCAT', 't', 'b')]))).toEqual([exact([1], [], writerOf(first))])
    const both = one.write([means('ADD', 'n', '1'), means('MUL', 'n', '2')])
    expect(basesOf(both)).toEqual([exact([0]), exact([0])])
    one.commit(both)
    expect(one.slot('n')).toMatchObject({ value: number('2'), x: 1 })
  })

  it('PI-4 what an earlier attempt required must still hold for the next one', () => {
    const one = node()
    const first = one.write([means('ADD', 'n', '1')], [{ key: 'k', mode: 'RD' }])
    const required = first.requirements[0]!.base
    const again = (at: Base): Spore | string =>
      one.submit([means('ADD', 'n', '1')], [{ key: 'k', mode: 'RD', base: at }])
    expect(again(required)).toMatchObject({ requirements: [{ base: required }] })
    one.committed([set('k', '1')])
    expect(again(required)).toBe('k has changed since it was required.')
    const now = exact([1], [], one.slot('k').w)
    expect(again(now)).toMatchObject({ requirements: [{ base: now }] })
    // A write of its own is on the way: what comes after it is not what was required.
    one.write([means('SET', 'k', '2')])
    expect(again(now)).toBe('k has changed since it was required.')
  })

  it('PI-1 one node may write on and on: each spore is built on those before it, and all commit', () => {
    const one = node()
    const spores = [
      one.write([means('SET', 'k', '1')]),
      one.write([means('SET', 'k', '2')]),
      one.write([means('ADD', 'k', '10')]),
      one.write([means('ADD', 'k', '5')]),
      one.write([means('MUL', 'k', '3')]),
      one.write([means('DELETE', 'k')]),
      one.write([means('SADD', 'k', 'x')]),
    ]
    const [first, second, sum, sum2, product, deleted] = spores as [Spore, Spore, Spore, Spore, Spore, Spore]
    expect(basesOf(first)).toEqual([base(0)])
    expect(basesOf(second)).toEqual([{ ...base(1), w: writerOf(first) }])
    expect(basesOf(sum)).toEqual([{ ...base(2), w: writerOf(second) }])
    expect(basesOf(sum2)).toEqual([{ ...base(2), w: writerOf(second) }])
    expect(basesOf(product)).toEqual([exact([2], [sum.id, sum2.id], writerOf(second))])
    expect(basesOf(deleted)).toEqual([{ ...base(3), w: writerOf(product) }])
    expect(basesOf(spores[6]!)[0]?.path).toEqual([4, 0])
    for (const spore of [...spores].reverse()) one.commit(spore)
    expect(spores.map((spore) => one.stage(spore))).toEqual(spores.map(() => 'committed'))
    expect(one.slot('k')).toMatchObject({ value: { type: 'set', size: 1 }, x: 4 })
  })

  it('PI-1 spores that are still being signed are built upon as well', () => {
    const one = node()
    const first = one.submit([means('SET', 'k', '1')]) as Spore
    const second = one.submit([means('SET', 'k', '2')]) as Spore
    expect(basesOf(second)).toEqual([{ ...base(1), w: writerOf(first) }])
    expect(one.outputsOf('sign-bundle').map(({ spores }) => spores)).toEqual([[first], [second]])
  })

  it('PI-1 when a link of the chain aborts, what was built on it is stale at once, and the next write begins anew', () => {
    const one = node()
    const first = one.write([means('SET', 'k', '1')])
    const second = one.write([means('ADD', 'k', '1')])
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(first))
    expect(one.verdict(second)).toMatchObject({ type: 'REJECT', why: 'STALE' })
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(second))
    expect(basesOf(one.write([means('SET', 'k', '1')]))).toEqual([base(0)])
  })

  it('PI-1 an element of a set that is about to be overwritten is built on the new epoch', () => {
    const one = node()
    one.committed([sadd('s', 'old')])
    const deleted = one.write([means('DELETE', 's')])
    const added = one.write([means('SADD', 's', 'old')])
    const removed = one.write([means('SREM', 's', 'old')])
    expect(basesOf(added).map(({ path }) => path)).toEqual([[1, 0]])
    expect(basesOf(removed).map(({ path }) => path)).toEqual([[1, 0]])
    for (const spore of [removed, added, deleted]) one.commit(spore)
    expect(one.slot('s').value).toEqual({ type: 'set', size: 0 })
    expect([deleted, added, removed].map((spore) => one.stage(spore))).toEqual([
      'committed',
      'committed',
      'committed',
    ])
  })

  it('PI-1 [V4] what is written below a key is built on the very overwrite that it followed', () => {
    const one = node()
    one.committed([sadd('s', 'old')])
    const lost = one.write([means('DELETE', 's')])
    const follower = one.write([means('SADD', 's', 'x')])
    expect(follower.requirements).toEqual([
      { key: 's', sub: null, mode: 'RE', base: { ...base(1), w: writerOf(lost) } },
    ])
    // One lock of the set, and the same one.
    expect([...one.entry(follower)!.footprint.values()].map(({ mode }) => mode)).toEqual(['C:set', 'C:sadd'])
    expect(one.write([means('SADD', 't', 'x')]).requirements).toEqual([])
    expect(one.write([means('DELETE', 'u'), means('SADD', 'u', 'x')]).requirements).toEqual([])
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(lost))
    expect(one.verdict(follower)).toMatchObject({ type: 'REJECT', why: 'STALE' })
    // Another node that has forgotten the loser, and executed what took its place.
    const other = new TestNode({ n: 4, f: 1, self: 1 })
    other.committed([sadd('s', 'old')])
    other.committed([del('s'), sadd('s', 'theirs')])
    other.take(bundleOf(follower))
    expect(other.verdict(follower)).toMatchObject({ type: 'REJECT', why: 'STALE' })
  })

  it('FP-6 a job is not taken from a queue that the same write deletes: it would be lost', () => {
    const one = node()
    one.commit(one.write([{ op: 'QADD', key: 'q', sub: null, argument: text('job') }]))
    expect(one.submit([means('QTAKE', 'q'), means('DELETE', 'q')])).toMatch(/and then replaces it/)
    expect(one.slot('q').value).toMatchObject({ type: 'queue', size: 1 })
  })

  it('PI-1 the whole deletion and refill of a set is one spore', () => {
    const one = node()
    one.committed([sadd('s', 'old')])
    const refill = one.write([means('DELETE', 's'), means('SADD', 's', 'new'), means('SADD', 's', 'other')])
    one.commit(refill)
    expect(one.slot('s').value).toEqual({ type: 'set', size: 2 })
  })

  it('PI-1 a requirement and a write of one key name one base', () => {
    const one = node()
    const first = one.committed([set('k', 'a')])
    const swap = one.write([means('SET', 'k', 'b')], [{ key: 'k', mode: 'RD' }])
    expect(swap.requirements[0]?.base).toEqual(exact([1], [], writerOf(first)))
    one.commit(swap)
    expect(one.slot('k').value).toEqual(text('b'))
    const guarded = one.write(
      [means('ADD', 'n', '1')],
      [
        { key: 'k', mode: 'RE' },
        { key: 'n', mode: 'RE' },
      ],
    )
    expect(guarded.requirements.map((each) => each.base.w)).toEqual([writerOf(swap), '0'.repeat(16)])
  })

  it('PI-3 the deadline is cut to what the policy allows', () => {
    const one = node({ record: policyOf(4, 1, { maxTimeoutMs: 60_000 }) })
    const far = one.submit([means('SET', 'k', '1')], [], NOW + 3_600_000) as Spore
    expect(far.deadline).toBe(NOW + 60_000)
    expect((one.submit([means('SET', 'k', '1')], [], NOW + 5_000) as Spore).deadline).toBe(NOW + 5_000)
  })

  it('PI-3 who may not write is told so', () => {
    const replica = node({ self: 9 })
    expect(replica.submit([means('SET', 'k', '1')])).toBe('This policy does not let your key write.')
    const record = policyOf(4, 1, { submitters: [{ key: keyOf(10), name: 'guest' }] })
    expect(typeof node({ self: 9, record }).submit([means('SET', 'k', '1')])).toBe('object')
  })

  it('PI-3 a policy that is not active here is named as the reason', () => {
    const one = node()
    const submission = {
      token: 7,
      policy: 'cc'.repeat(32) as never,
      operations: [],
      requirements: [],
      deadline: NOW,
      nonce: '0'.repeat(32),
    }
    expect(one.step({ type: 'submit', now: NOW, submission })).toContainEqual({
      type: 'refused',
      token: 7,
      why: 'unknown',
      message: 'This policy is not active here.',
    })
  })

  it('PI-1 PI-3 what only the overwrites that it is built on make too large is to be tried again, and then fits', () => {
    const keys = Array.from({ length: 25 }, (_, i) => `${'鍵'.repeat(509)}${String(i).padStart(3, '0')}`)
    const elements = keys.map((key) => means('SADD', key, 'x'))
    const whyOver = (...overwrites: readonly (readonly Intended[])[]): unknown => {
      const one = node()
      for (const operations of overwrites) one.submit(operations)
      const submission = {
        token: 9,
        policy: one.policy.id,
        requirements: [],
        deadline: NOW,
        nonce: '0'.repeat(32),
      }
      const outputs = one.step({
        type: 'submit',
        now: NOW,
        submission: { ...submission, operations: elements },
      })
      return outputs.flatMap((output) => (output.type === 'refused' ? [output.why] : []))
    }
    const deletes = keys.map((key) => means('DELETE', key))
    expect(whyOver()).toEqual([])
    expect(whyOver(deletes.slice(0, 13), deletes.slice(13))).toEqual(['RATE'])
  })

  it('PI-3 plain mistakes are told at once, in words', () => {
    const one = node()
    one.committed([set('t', 'text')])
    const told = (...operations: Intended[]): unknown => one.submit(operations)
    expect(told(means('ADD', 't', '1'))).toBe('ADD needs a number, and t holds a string.')
    expect(told(means('ADD', 'n', 'one'))).toBe('ADD takes a number, not a string.')
    expect(told(means('SET', 'a\u0000', '1'))).toMatch(
      /^Key "a\\u0000": character 2 of the key is a control character\.$/,
    )
    expect(told()).toBe('This cannot be one spore: the spore does nothing.')
    const many = Array.from({ length: 65 }, (_, i) => means('SET', `k${i}`, '1'))
    expect(told(...many)).toBe(
      'This cannot be one spore: the spore touches 65 slots, at most 64 are allowed.',
    )
    expect(told(means('SET', 'k', 'x'.repeat(70_000)))).toMatch(
      /^The spore has 70\d\d\d bytes, at most 65536 are allowed\.$/,
    )
    expect(one.submit([means('SET', 'k', '1')], [{ key: '\u0000policy', mode: 'RE' }])).toMatch(
      /control character/,
    )
    expect(one.policy.drafts.size).toBe(0)
  })

  it('PI-3 values that a pending write of one’s own will change are left to the endorsers to judge', () => {
    const one = node()
    one.committed([set('k', 'text')])
    one.write([means('SET', 'k', '1')])
    expect(typeof one.submit([means('ADD', 'k', '1')])).toBe('object')
  })

  it('PI-3 a node with too many undecided spores asks its user to wait', () => {
    const one = node()
    for (let i = 0; i < MAX_PENDING_OWN; i++) one.submit([means('SET', `k${i}`, '1')])
    expect(one.submit([means('SET', 'k', '1')])).toBe(
      '768 of your spores are still undecided. Wait for some of them.',
    )
  })
})
