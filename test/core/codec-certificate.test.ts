// Certificates for replicas: compact, whole, one form, and bounded in what they expand to.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { encode } from 'cborg'
import { encodeCertificate } from '../../worker/core/codec/certificate-codec.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { MAX_CERTIFICATE_BYTES, MAX_CERTIFIED_NAMES } from '../../worker/core/limits.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import type { Certificate } from '../../worker/core/model/message.ts'
import { policyParameters } from '../../worker/core/model/policy-parameters.ts'
import { certificatesOf } from '../../worker/host/certificates.ts'
import { anyBatch } from './arbitraries.ts'
import {
  accept,
  batchOf,
  bundleOf,
  endorse,
  hold,
  idOf,
  NO_SIGNATURE,
  plain,
  POLICY,
  reject,
  set,
  sporeOf,
  TestChain,
} from './builders.ts'

const decoded = (wire: Uint8Array): Certificate | undefined => {
  const message = decodeMessage(wire)
  return message?.type === 'certificate' ? message : undefined
}
/** As a replica takes it: ids in full, root checked. */
const batchesOf = (certificate: Certificate | undefined): (Batch | undefined)[] =>
  certificate?.batches.map((packed) => unpackBatch(packed, () => undefined)?.batch) ?? []

const spores = Array.from({ length: 4 }, (_, i) => sporeOf([set(`k${i}`, 'v')]))
const [a, b, c, d] = spores as [
  (typeof spores)[0],
  (typeof spores)[0],
  (typeof spores)[0],
  (typeof spores)[0],
]
const REF = { endorser: 3, seq: 70_000, digest: 'cd'.repeat(32) }

describe('certificates', () => {
  it('CE-2 hold whole batches of every kind of item, and bundles as their emitters signed them', () => {
    const items: readonly Item[] = [
      endorse(a, c.id, idOf('e')),
      reject(b, 'STALE', a.id),
      reject(d),
      hold(c, { id: idOf('f') }),
      accept(a),
      { type: 'ACCEPT', spore: b.id, ballot: 2, just: REF },
      { type: 'RECOVER', spore: c.id, ballot: 1, vote: 'E', accepted: { ballot: 0, just: null }, by: d.id },
      { type: 'RECOVER', spore: idOf('e'), ballot: 3, vote: null, accepted: null, by: null },
      { type: 'PROPOSE', spore: a.id, ballot: 1, reports: [REF, REF] },
    ]
    const batches = [new TestChain(POLICY, 0).say(...items), new TestChain(POLICY, 2).say(accept(d))]
    const bundles = [bundleOf(a, b), bundleOf(c)]
    const certificate = decoded(encodeCertificate(POLICY, bundles, batches))
    expect(plain(certificate?.bundles)).toEqual(plain(bundles))
    expect(plain(batchesOf(certificate))).toEqual(plain(batches))
    expect(certificate?.batches.every(({ short }) => !short)).toBe(true)
  })

  it('CO-1 CE-2 any batch comes back as it was, and its certificate has no second form', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 3 }), fc.nat(3), (some, count) => {
        const batches = some.map(({ header, items }) =>
          batchOf(POLICY, header.endorser % 31, header.seq, header.previous, items),
        )
        const bundles = spores.slice(0, count).map((spore) => bundleOf(spore))
        const wire = encodeCertificate(POLICY, bundles, batches)
        const certificate = decoded(wire)
        expect(plain(batchesOf(certificate))).toEqual(plain(batches))
        expect(encodeCertificate(POLICY, bundles, batchesOf(certificate) as Batch[])).toEqual(wire)
      }),
    )
  })

  it('CE-2 a spore of two bundles is named once', () => {
    const batches = [new TestChain(POLICY, 1).say(accept(b), accept(c))]
    const certificate = decoded(encodeCertificate(POLICY, [bundleOf(a, b), bundleOf(b, c)], batches))
    expect(plain(batchesOf(certificate))).toEqual(plain(batches))
  })

  it('CE-2 belong to one policy and hold no certificate', () => {
    const batch = new TestChain(POLICY, 0).say(endorse(a))
    const bundle = bundleOf(a)
    const other = 'cd'.repeat(32) as PolicyId
    expect(decoded(encodeCertificate(POLICY, [bundle], [batch]))).toBeDefined()
    expect(decoded(encodeCertificate(other, [bundle], []))).toBeUndefined()
    // A batch carries no policy of its own here: under another one its signature is on other words.
    const moved = decoded(encodeCertificate(other, [], [batch]))
    expect(moved?.batches[0]?.digest).not.toBe(batch.digest)
    const inner = { ...bundle, wire: encodeCertificate(POLICY, [], []) }
    expect(decoded(encodeCertificate(POLICY, [inner], []))).toBeUndefined()
  })

  it('CO-1 CE-2 refuse names that are missing, doubled, unused, out of order or beyond the list', () => {
    const { header, items } = new TestChain(POLICY, 0).say(accept(a), accept(b))
    expect(items.length).toBe(2)
    const wire = (names: readonly string[], said: readonly unknown[]): Uint8Array =>
      encode([
        2,
        hexToBytes(POLICY),
        [],
        hexToBytes(names.join('')),
        [[0, 0, hexToBytes(header.previous), hexToBytes(header.root), NO_SIGNATURE, said]],
      ])
    const twice = (x: unknown, y: unknown) => [
      [3, x, 0],
      [3, y, 0],
    ]
    expect(batchesOf(decoded(wire([a.id, b.id], twice(0, 1))))[0]?.items).toEqual(items)
    for (const refused of [
      wire([a.id], twice(0, 1)),
      wire([a.id, b.id, c.id], twice(0, 1)),
      wire([a.id, a.id], twice(0, 1)),
      wire([a.id, b.id], twice(1, 0)),
      wire([a.id, b.id], twice(0, 2)),
      wire([a.id, b.id], twice(0, -1)),
      wire([a.id, b.id], twice(0, hexToBytes(b.id))),
      wire([a.id, b.id.slice(2)], twice(0, 1)),
      wire([], []),
      wire([a.id], [[6, 0, 0]]),
      wire([a.id], [[3, 0, 0, 0]]),
      wire([a.id], [[3]]),
    ])
      expect(decoded(refused)).toBeUndefined()
  })

  it('CE-2 what few bytes expand to is bounded', () => {
    const wire = (items: number): Uint8Array => {
      const said = Array.from({ length: items }, () => [0, 0, new Array<number>(63).fill(0)])
      const batch = [0, 0, new Uint8Array(32), new Uint8Array(32), NO_SIGNATURE, said]
      return encode([2, hexToBytes(POLICY), [], hexToBytes(a.id), [batch]])
    }
    const most = MAX_CERTIFIED_NAMES / 64
    expect(decoded(wire(most))).toBeDefined()
    expect(decoded(wire(most + 1))).toBeUndefined()
    expect(wire(most + 1).length).toBeLessThan(20_000)
    expect(
      decoded(encode([2, hexToBytes(POLICY), [], new Uint8Array(MAX_CERTIFICATE_BYTES), []])),
    ).toBeUndefined()
  })

  it('CE-2 are as many as gossip needs to carry all', () => {
    const many = Array.from({ length: 400 }, (_, i) => sporeOf([set(`k${i}`, 'x'.repeat(2_000))]))
    const chains = [0, 1, 2].map((endorser) => new TestChain(POLICY, endorser))
    const batches = chains.flatMap((chain) => [
      chain.say(...many.slice(0, 200).map(accept)),
      chain.say(...many.slice(200).map((spore) => endorse(spore, ...many.slice(0, 60).map(({ id }) => id)))),
    ])
    const bundles = many.map((spore) => bundleOf(spore))
    const wires = certificatesOf(POLICY, bundles, batches)
    expect(wires.length).toBeGreaterThan(3)
    const back = wires.map(decoded)
    for (const wire of wires) expect(wire.length).toBeLessThanOrEqual(MAX_CERTIFICATE_BYTES)
    expect(back.flatMap((each) => each?.bundles ?? []).length).toBe(400)
    expect(plain(back.flatMap((each) => batchesOf(each)))).toEqual(plain(batches))
    expect(certificatesOf(POLICY, [], [])).toEqual([])
    // What no certificate holds is left out, and the rest still goes.
    const large = { ...bundleOf(a), wire: new Uint8Array(MAX_CERTIFICATE_BYTES) }
    expect(certificatesOf(POLICY, [large, bundleOf(b)], []).length).toBe(1)
  })

  it('CE-2 cost less than q·(140/k + 9) bytes for a spore, besides its bundle', () => {
    const rows: string[] = []
    for (const [n, f] of [
      [4, 1],
      [16, 5],
      [31, 10],
    ] as const) {
      const { q } = policyParameters({ n, f, quorum: Math.floor((n + f) / 2) + 1 })
      for (const k of [1, 16, 64]) {
        const these = Array.from({ length: k }, (_, i) => sporeOf([set(`k${i}`, 'v')]))
        const bundle = bundleOf(...these)
        // The deciding batches alone, and under load, when each brings ENDORSEs for the next k spores as well.
        const size = (next: readonly SporeId[]): number => {
          const batches = Array.from({ length: q }, (_, e) =>
            batchOf(POLICY, e, 100_000, 'ef'.repeat(32), [
              ...these.map(accept),
              ...next.map((id) => endorse({ id })),
            ]),
          )
          const wire = encodeCertificate(POLICY, [bundle], batches)
          expect(decoded(wire)).toBeDefined()
          return (wire.length - bundle.wire.length) / k
        }
        const [quiet, loaded] = [size([]), size(these.map((_, i) => sporeOf([set(`n${i}`, 'v')]).id))]
        const designed = q * (140 / k + 9)
        rows.push(
          `n=${n} q=${q} k=${k}: ${quiet.toFixed(0)} B a spore, ${loaded.toFixed(0)} B with as many ENDORSEs; the design says ${designed.toFixed(0)} B`,
        )
        expect(quiet).toBeLessThan(designed + 50 / k + q)
      }
    }
    console.log(rows.join('\n'))
  })

  it('CE-2 any bytes are decoded without throwing', () => {
    const wire = encodeCertificate(
      POLICY,
      [bundleOf(a, b)],
      [new TestChain(POLICY, 0).say(accept(a), endorse(c, d.id))],
    )
    fc.assert(
      fc.property(fc.nat(wire.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bent = wire.slice()
        bent[at]! ^= flip
        const certificate = decoded(bent)
        if (certificate) expect(plain(certificate)).not.toEqual(plain(decoded(wire)))
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 6 }), (fields) => {
        let bytes: Uint8Array
        try {
          bytes = encode([2, hexToBytes(POLICY), ...fields])
        } catch {
          return
        }
        decodeMessage(bytes)
      }),
    )
  })
})
