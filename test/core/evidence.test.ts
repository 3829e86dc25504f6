// Evidence by the rule of each code: what is proof, from real signatures, and what is legal and must prove nothing.

import { beforeAll, describe, expect, it } from 'vitest'
import { decodeEvidence, makeEvidence } from '../../worker/core/codec/evidence-codec.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { EndorserEvidence, EvidenceCode } from '../../worker/core/model/evidence.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import type { Exhibits } from '../../worker/core/rules/evidence-assembly.ts'
import { bitFlips, Court } from './court.ts'
import {
  accept,
  add,
  base,
  concat,
  del,
  endorse,
  exact,
  hold,
  mul,
  reject,
  requires,
  sadd,
  set,
  srem,
} from './builders.ts'

let court: Court
beforeAll(async () => {
  court = await Court.open({ n: 4, f: 1, submitters: 1 })
})

const LIAR = 3

/** Whether the liar is found faulty under this code by what it said in these batches. */
async function convicted(
  code: EvidenceCode,
  spores: readonly Pick<Spore, 'id'>[],
  exhibits: Partial<Exhibits>,
  accused = LIAR,
): Promise<boolean> {
  const evidence = court.assemble({ code, accused, spores: spores.map(({ id }) => id) }, exhibits)
  return evidence !== undefined && court.holds(evidence.bytes)
}

const said = (...batches: readonly (readonly Item[])[]): Promise<Exhibits['batches']> =>
  Promise.all(batches.map((items, seq) => court.batch(LIAR, seq, items)))

describe('PN-1 proof stands by itself', () => {
  it('refuses every turned bit of evidence of every kind', async () => {
    const [s, t] = [court.spore([set('a', '1')]), court.spore([set('a', '2')])]
    const other = court.spore([set('b', '1')])
    const padding = Array.from({ length: 5 }, () => endorse(court.spore([set('z', '1')])))
    const batches = await said([endorse(s), ...padding], [reject(s), endorse(t)])
    const fork = await court.batch(LIAR, 1, [hold(s, t)])
    const certificate = await Promise.all([0, 1, 2].map((e) => court.batch(e, 4, [accept(s)])))
    const release = await court.batch(LIAR, 5, [endorse(other, s.id)])
    const bundle = await court.bundle(s, other, t)
    const found = [
      court.assemble({ code: 'P1', accused: LIAR, spores: [] }, { batches: [...batches, fork] }),
      court.assemble({ code: 'P2', accused: LIAR, spores: [s.id] }, { batches }),
      court.assemble({ code: 'P3', accused: LIAR, spores: [s.id, t.id] }, { batches, bundles: [bundle] }),
      court.assemble({ code: 'P4', accused: LIAR, spores: [s.id] }, { batches: [release, ...certificate] }),
      court.assemble({ code: 'P11', accused: 0, spores: [s.id, t.id] }, { bundles: [bundle] }),
    ]
    for (const evidence of found) {
      expect(evidence && (await court.holds(evidence.bytes))).toBe(true)
      for (const bent of bitFlips(evidence!.bytes, evidence!.code === 'P2' ? 8 : 1))
        if (await court.holds(bent)) expect.unreachable(`${evidence!.code} holds with a turned bit`)
    }
  }, 60_000)

  it('is small, and means one thing', async () => {
    const s = court.spore([set('a', '1')])
    const padding = Array.from({ length: 1_000 }, () => endorse(s))
    const batches = await said([endorse(s), ...padding], [reject(s)])
    const evidence = court.assemble({ code: 'P2', accused: LIAR, spores: [s.id] }, { batches })!
    expect(evidence.bytes.length).toBeLessThan(1_024)
    expect(decodeEvidence(evidence.bytes)?.id).toBe(evidence.id)
    expect(decodeEvidence(new Uint8Array([...evidence.bytes, 0]))).toBeUndefined()
  })

  it('refuses headers of others, mixed headers, and ballast', async () => {
    const s = court.spore([set('a', '1')])
    const batches = await said([endorse(s)], [reject(s)])
    const proof = court.assemble(
      { code: 'P2', accused: LIAR, spores: [s.id] },
      { batches },
    ) as EndorserEvidence
    const foreign = await court.batch(1, 1, [reject(s)])
    const { header, digest, signature } = foreign
    const [one, two] = proof.headers
    const variants: Partial<EndorserEvidence>[] = [
      { accused: 1 },
      { accused: 9 },
      { headers: [one!, { header, digest, signature }] },
      { headers: [one!, { ...two!, signature: one!.signature }] },
      { headers: [one!, two!, { header, digest, signature }] },
      { headers: [one!, one!] },
      { items: [proof.items[0]!] },
      { items: [proof.items[1]!, proof.items[0]!] },
      { items: [...proof.items, proof.items[0]!] },
      { bodies: [s] },
      { code: 'P5' },
      { code: 'P3' },
    ]
    expect(await court.holds(makeEvidence(proof).bytes)).toBe(true)
    for (const variant of variants)
      expect(await court.holds(makeEvidence({ ...proof, ...variant }).bytes)).toBe(false)
  })
})

describe('P1 two histories', () => {
  const item = (): Item => endorse(court.spore([set('a', '1')]))

  it('PN-2 convicts two messages of one number', async () => {
    const batches = await Promise.all([court.batch(LIAR, 7, [item()]), court.batch(LIAR, 7, [item()])])
    expect(await convicted('P1', [], { batches })).toBe(true)
  })

  it('PN-2 convicts a message that follows another than the one that is signed', async () => {
    const first = await court.batch(LIAR, 7, [item()])
    const batches = [first, await court.batch(LIAR, 8, [item()], 'ee'.repeat(32))]
    expect(await convicted('P1', [], { batches })).toBe(true)
  })

  it('PN-2 finds nothing in a chain, in gaps, in one message twice, or in messages of two', async () => {
    const first = await court.batch(LIAR, 7, [item()])
    const next = await court.batch(LIAR, 8, [item()], first.digest)
    const later = await court.batch(LIAR, 10, [item()], 'ee'.repeat(32))
    const again = await court.batch(LIAR, 7, first.items)
    const other = await court.batch(2, 7, [item()])
    expect(await convicted('P1', [], { batches: [first, next, later, again, other] })).toBe(false)
  })
})

describe('P2 both votes on one spore', () => {
  it('PN-2 convicts whatever the order, in one message or two', async () => {
    const s = court.spore([set('a', '1')])
    for (const batches of [
      await said([endorse(s)], [reject(s)]),
      await said([reject(s)], [endorse(s)]),
      await said([reject(s, 'STALE'), endorse(s)]),
    ])
      expect(await convicted('P2', [s], { batches })).toBe(true)
  })

  it('PN-2 finds nothing in one vote, a repeated vote, Yield, or votes of two endorsers', async () => {
    const [s, t] = [court.spore([set('a', '1')]), court.spore([set('a', '2')])]
    const mine = await said([endorse(s), endorse(s), hold(t, s)], [reject(t), accept(t)])
    const theirs = await court.batch(1, 0, [reject(s)])
    for (const spore of [s, t])
      expect(await convicted('P2', [spore], { batches: [...mine, theirs] })).toBe(false)
  })
})

describe('P3 conflicting endorsements', () => {
  /** Endorses `first`, then `second` in the next message. */
  const outOfOrder = async (first: Spore, second: Spore, ...freed: SporeId[]): Promise<boolean> => {
    const batches = await said([endorse(first)], [endorse(second, ...freed)])
    const bundles = [await court.bundle(first), await court.bundle(second)]
    return convicted('P3', [first, second], { batches, bundles })
  }
  const spore = (...parameters: Parameters<Court['spore']>): Spore => court.spore(...parameters)

  it('PN-3 convicts what is legal only if the first never committed', async () => {
    const x = spore([set('k', '1')])
    const xd = spore([concat('k', 'a', exact([0]))])
    const [addition, product] = [spore([add('k', '1')]), spore([mul('k', '2')])]
    expect(await outOfOrder(x, spore([set('k', '2')]))).toBe(true)
    expect(await outOfOrder(x, spore([del('k')]))).toBe(true)
    expect(await outOfOrder(x, xd)).toBe(true)
    expect(await outOfOrder(xd, x)).toBe(true)
    expect(await outOfOrder(x, addition)).toBe(true)
    expect(await outOfOrder(x, spore([sadd('k', 'e')]))).toBe(true)
    expect(
      await outOfOrder(x, spore([set('z', '1')], { requirements: [requires('RE', 'k', base(0))] })),
    ).toBe(true)
    expect(await outOfOrder(addition, product)).toBe(true)
    expect(await outOfOrder(spore([srem('k', 'e')]), spore([sadd('k', 'e')]))).toBe(true)
  })

  it('PN-3 convicts within one message by the order of its items', async () => {
    const [one, two] = [spore([set('k', '1')]), spore([set('k', '2')])]
    const bundles = [await court.bundle(one, two)]
    const batches = await said([endorse(one), endorse(two, one.id)])
    expect(await convicted('P3', [one, two], { batches, bundles })).toBe(false)
    expect(
      await convicted('P3', [one, two], { batches: await said([endorse(one), endorse(two)]), bundles }),
    ).toBe(true)
  })

  it('PN-3 accepts a second that says that the first has ended', async () => {
    const [one, two] = [spore([set('k', '1')]), spore([set('k', '2')])]
    expect(await outOfOrder(one, two, one.id)).toBe(false)
    expect(await outOfOrder(one, two, two.id)).toBe(true)
  })

  it('PN-3 accepts commutative then overwriting, and reading then writing: legal once the first commits', async () => {
    const x = spore([set('k', '1')])
    const addition = spore([add('k', '1')])
    const reader = spore([set('z', '1')], { requirements: [requires('RE', 'k', base(0))] })
    const exactReader = spore([set('z', '1')], { requirements: [requires('RD', 'k', exact([0]))] })
    for (const [first, second] of [
      [addition, spore([concat('k', 'a', exact([0], [addition.id]))])],
      [addition, exactReader],
      [reader, spore([set('k', '2', base(0))])],
      [exactReader, addition],
      [spore([sadd('k', 'e')]), x],
    ] as const) {
      // Only in this order: the other way round is forbidden where the first overwrites.
      const batches = await said([endorse(first)], [endorse(second)])
      const bundles = [await court.bundle(first), await court.bundle(second)]
      const evidence = court.assemble(
        { code: 'P3', accused: LIAR, spores: [first.id, second.id] },
        { batches, bundles },
      )
      expect(evidence).toBeUndefined()
    }
  })

  it('PN-3 accepts other versions, other keys, other elements, one class, and the other order', async () => {
    const x = spore([set('k', '1')])
    expect(await outOfOrder(x, spore([set('k', '2', base(1))]))).toBe(false)
    expect(await outOfOrder(spore([set('k', '2', base(1))]), x)).toBe(false)
    expect(await outOfOrder(x, spore([set('kk', '2')]))).toBe(false)
    expect(await outOfOrder(spore([srem('k', 'e')]), spore([srem('k', 'g')]))).toBe(false)
    expect(await outOfOrder(spore([srem('k', 'e')]), spore([srem('k', 'e', base(1, 0))]))).toBe(false)
    expect(await outOfOrder(spore([add('k', '1')]), spore([add('k', '2')]))).toBe(false)
    expect(await outOfOrder(x, x)).toBe(false)
  })

  it('PN-3 takes two messages of one number for no order', async () => {
    const [one, two] = [spore([set('k', '1')]), spore([set('k', '2')])]
    const batches = await Promise.all([
      court.batch(LIAR, 3, [endorse(one)]),
      court.batch(LIAR, 3, [endorse(two)]),
    ])
    expect(await convicted('P3', [one, two], { batches, bundles: [await court.bundle(one, two)] })).toBe(
      false,
    )
  })
})

describe('P4 a lock released although its spore committed', () => {
  const votes = (spore: Spore, ballots: readonly number[]): Promise<Exhibits['batches']> =>
    Promise.all(
      ballots.map((ballot, e) => {
        const just = { endorser: 0, seq: 1, digest: 'aa'.repeat(32) }
        const item: Item = { type: 'ACCEPT', spore: spore.id, ballot, just: ballot === 0 ? null : just }
        return court.batch(e, 9, [hold(spore, spore), item])
      }),
    )

  it('PN-2 convicts with q ACCEPTs of one even ballot', async () => {
    const [s, t] = [court.spore([set('k', '1')]), court.spore([set('k', '2')])]
    const claim = await court.batch(LIAR, 2, [endorse(t, s.id)])
    for (const ballots of [
      [0, 0, 0],
      [2, 2, 2],
      [0, 2, 2, 2],
    ])
      expect(await convicted('P4', [s], { batches: [claim, ...(await votes(s, ballots))] })).toBe(true)
  })

  it('PN-2 finds nothing in too few ACCEPTs, odd ballots, other ballots, or votes on another spore', async () => {
    const [s, t] = [court.spore([set('k', '1')]), court.spore([set('k', '2')])]
    const claim = await court.batch(LIAR, 2, [endorse(t, s.id)])
    for (const ballots of [
      [0, 0],
      [1, 1, 1],
      [0, 2, 4],
      [0, 0, 1],
    ])
      expect(await convicted('P4', [s], { batches: [claim, ...(await votes(s, ballots))] })).toBe(false)
    const silent = await court.batch(LIAR, 2, [endorse(t)])
    expect(await convicted('P4', [s], { batches: [silent, ...(await votes(s, [0, 0, 0]))] })).toBe(false)
    expect(await convicted('P4', [t], { batches: [claim, ...(await votes(t, [0, 0, 0]))] })).toBe(false)
  })

  it('PN-2 counts ENDORSEs only where the policy is fast', async () => {
    const fast = await Court.open({ n: 6, f: 1, fast: true })
    const slow = await Court.open({ n: 6, f: 1 })
    for (const each of [fast, slow]) {
      const [s, t] = [each.spore([set('k', '1')]), each.spore([set('k', '2')])]
      const claim = await each.batch(5, 2, [endorse(t, s.id)])
      const all = await Promise.all([0, 1, 2, 3, 4, 5].map((e) => each.batch(e, 1, [endorse(s)])))
      const batches = [claim, ...all]
      const evidence = each.assemble({ code: 'P4', accused: 5, spores: [s.id] }, { batches })
      expect(evidence !== undefined && (await each.holds(evidence.bytes))).toBe(each === fast)
    }
  })
})

describe('P11 an emitter signs two things as one', () => {
  const nonce = '77'.repeat(16)

  it('PN-4 shows two spores of one nonce, and two overwrites of one version under one signature', async () => {
    const [a, b] = [court.spore([set('a', '1')], { nonce }), court.spore([set('b', '2')], { nonce })]
    const bundles = [await court.bundle(a), await court.bundle(b)]
    expect(await convicted('P11', [a, b], { bundles }, 0)).toBe(true)
    const [c, d] = [court.spore([set('c', '1')]), court.spore([set('c', '2')])]
    expect(await convicted('P11', [c, d], { bundles: [await court.bundle(c, a, d)] }, 0)).toBe(true)
    const emitter = court.keyOf(4)
    const [e, g] = [
      court.spore([set('c', '1')], { emitter, nonce }),
      court.spore([set('c', '2')], { emitter, nonce }),
    ]
    expect(await convicted('P11', [e, g], { bundles: [await court.bundle(e, g)] }, 4)).toBe(true)
  })

  it('PN-4 shows nothing in a retry, in what builds on the first, or in spores of two', async () => {
    const [a, b] = [court.spore([set('k', '1')]), court.spore([set('k', '2')])]
    expect(
      await convicted('P11', [a, b], { bundles: [await court.bundle(a), await court.bundle(b)] }, 0),
    ).toBe(false)
    const next = court.spore([set('k', '2', base(1))])
    expect(await convicted('P11', [a, next], { bundles: [await court.bundle(a, next)] }, 0)).toBe(false)
    expect(await convicted('P11', [a, a], { bundles: [await court.bundle(a)] }, 0)).toBe(false)
    const theirs = court.spore([set('k', '2')], { emitter: court.keyOf(1), nonce: a.nonce })
    const bundles = [await court.bundle(a), await court.bundle(theirs)]
    expect(await convicted('P11', [a, theirs], { bundles }, 0)).toBe(false)
  })
})
