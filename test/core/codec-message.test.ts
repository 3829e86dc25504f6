// The wire format of all messages: one encoding each, bounds, and peace of mind with hostile bytes.

import { decode, encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { makeCancel } from '../../worker/core/codec/cancel-codec.ts'
import { encodeReadAnswer, encodeReadQuestion } from '../../worker/core/codec/read-codec.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { encodeTurn } from '../../worker/core/codec/turn-codec.ts'
import { encodeCertificate } from '../../worker/core/codec/certificate-codec.ts'
import { decodeMessage, encodeFrontier, encodeWant } from '../../worker/core/codec/message-codec.ts'
import { makeBundle } from '../../worker/core/codec/spore-codec.ts'
import {
  MAX_BATCH_BYTES,
  MAX_BUNDLE_BYTES,
  MAX_WANTED_BATCHES,
  MAX_WANTED_REFS,
  MAX_WANTED_SPORES,
  MAX_WANTED_VOTES,
} from '../../worker/core/limits.ts'
import type { PolicyId } from '../../worker/core/model/ids.ts'
import type { Frontier } from '../../worker/core/model/message.ts'
import { MAX_ENDORSERS } from '../../worker/core/model/policy-limits.ts'
import { floatHead, headsOf, join, looseHead, taggedHead, widenHead } from './alternative-cbor.ts'
import { anyBatch, anyId, anyPolicyId, anyRef, anySpores, anyUint } from './arbitraries.ts'
import { bundleOf, endorse, idOf, NO_SIGNATURE, plain, POLICY, set, sporeOf, TestChain } from './builders.ts'

const bundleWire = anySpores.map((spores) => makeBundle(spores, NO_SIGNATURE)?.wire ?? new Uint8Array())
const batchWire = fc
  .tuple(anyBatch, fc.constantFrom('short', 'full'))
  .map(([batch, form]) => encodeBatch(batch, form))
const frontierOf = (policy: PolicyId, stands: readonly (readonly [number, string])[]): Frontier => ({
  type: 'frontier',
  policy,
  next: stands.map(([next]) => next),
  heads: stands.map(([, id]) => id.slice(0, 16)),
})
const frontierWire = fc
  .record({ policy: anyPolicyId, stands: fc.array(fc.tuple(anyUint, anyId), { maxLength: MAX_ENDORSERS }) })
  .map(({ policy, stands }) => encodeFrontier(frontierOf(policy, stands)))
const rangeOf = fc
  .tuple(anyUint, fc.nat(1_000), fc.integer({ min: 1, max: 300 }))
  .map(([endorser, from, count]) => [endorser, from, from + count] as const)
const anySet = fc.nat(2 ** MAX_ENDORSERS - 1)
const votesOf = fc.record({ spore: anyId, endorsed: anySet, rejected: anySet, accepted: anySet })
const wantWire = fc
  .record({
    policy: anyPolicyId,
    batches: fc.array(rangeOf, { maxLength: 5 }),
    spores: fc.array(anyId, { maxLength: 5 }),
    votes: fc.array(votesOf, { maxLength: 5 }),
    refs: fc.array(anyRef, { maxLength: 5 }),
  })
  .map((want) => encodeWant({ type: 'want', ...want }))
const certificateWire = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))
  .map(([b, c]) => {
    const spore = sporeOf([set('k', '1')], { nonce: '00'.repeat(16) })
    const chain = new TestChain(POLICY, 1)
    const batches = Array.from({ length: c }, () => chain.say(endorse(spore)))
    return encodeCertificate(
      POLICY,
      Array.from({ length: b }, () => bundleOf(spore)),
      batches,
    )
  })
const cancelWire = fc
  .tuple(anyPolicyId, fc.uniqueArray(anyId, { minLength: 1, maxLength: 5 }))
  .map(([policy, spores]) => makeCancel(policy, spores, new Uint8Array(64)).wire)
const turnWire = fc
  .tuple(anyPolicyId, fc.constantFrom('granted' as const, 'queued' as const), anyUint)
  .map(([policy, step, number]) => encodeTurn(policy, { step, key: 'k', number }))
const anyHex = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(bytesToHex)
const anyHolding = fc.record({ x: anyUint, w: anyHex(8), c: anyUint, h: anyHex(32), value: anyHex(32) })
const readWire = fc
  .tuple(anyPolicyId, anyUint)
  .map(([policy, number]) => encodeReadQuestion({ policy, number, key: 'k' }))
const readingWire = fc
  .record({ policy: anyPolicyId, number: anyUint, holding: anyHolding })
  .map((answer) => encodeReadAnswer(answer))
const anyWire = fc.oneof(
  bundleWire,
  batchWire,
  frontierWire,
  wantWire,
  certificateWire,
  cancelWire,
  turnWire,
  readWire,
  readingWire,
)

describe('messages', () => {
  it('CO-1 every kind of message comes back from its bytes', () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(anyWire, (wire) => {
        const message = decodeMessage(wire)
        expect(message).toBeDefined()
        kinds.add(message?.type ?? 'none')
      }),
      { numRuns: 200 },
    )
    expect([...kinds].sort()).toEqual([
      'batch',
      'bundle',
      'cancel',
      'certificate',
      'frontier',
      'read',
      'reading',
      'turn',
      'want',
    ])
  })

  it('CO-1 frontier and want say what they were made of', () => {
    fc.assert(
      fc.property(
        anyPolicyId,
        fc.array(fc.tuple(anyUint, anyId), { maxLength: MAX_ENDORSERS }),
        (policy, stands) => {
          const frontier = frontierOf(policy, stands)
          expect(decodeMessage(encodeFrontier(frontier))).toEqual(frontier)
        },
      ),
    )
    fc.assert(
      fc.property(
        anyPolicyId,
        fc.array(rangeOf, { maxLength: 4 }),
        fc.array(anyId, { maxLength: 4 }),
        fc.array(votesOf, { maxLength: 4 }),
        fc.array(anyRef, { maxLength: 4 }),
        (policy, batches, spores, votes, refs) => {
          const want = { type: 'want', policy, batches, spores, votes, refs } as const
          expect(decodeMessage(encodeWant(want))).toEqual(want)
        },
      ),
    )
  })

  it('RL-3 a question and an answer about a key say what they were made of; keys have their bounds', () => {
    fc.assert(
      fc.property(anyPolicyId, anyUint, anyHolding, (policy, number, holding) => {
        const question = { policy, number, key: 'käy' }
        expect(decodeMessage(encodeReadQuestion(question))).toEqual({ type: 'read', ...question })
        const answer = { policy, number, holding }
        expect(decodeMessage(encodeReadAnswer(answer))).toEqual({ type: 'reading', ...answer })
        for (const key of ['', 'k'.repeat(513), 'k\u0001sa', '\u0000i'])
          expect(decodeMessage(encodeReadQuestion({ policy, number, key }))).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  it('CO-1 refuses every other CBOR encoding of the same message', () => {
    fc.assert(
      fc.property(anyWire, fc.nat(), (wire, at) => {
        const heads = headsOf(wire)
        const head = heads[at % heads.length]!
        for (const other of [
          widenHead(wire, head),
          looseHead(wire, head),
          floatHead(wire, head),
          taggedHead(wire, head),
        ])
          if (other) expect(decodeMessage(other)).toBeUndefined()
        expect(decodeMessage(join(wire, new Uint8Array([0])))).toBeUndefined()
        expect(decodeMessage(wire.subarray(0, at % wire.length))).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('CO-1 a changed byte is refused or says something else, never the same', () => {
    fc.assert(
      fc.property(anyWire, fc.nat(), fc.integer({ min: 1, max: 255 }), (wire, at, flip) => {
        const changed = new Uint8Array(wire)
        changed[at % wire.length] = changed[at % wire.length]! ^ flip
        const other = decodeMessage(changed)
        if (other) expect(meaning(other)).not.toEqual(meaning(decodeMessage(wire)))
      }),
      { numRuns: 300 },
    )
  })

  it('CO-1 takes any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (wire) => {
        expect(decodeMessage(wire)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it('CO-1 takes any nesting without throwing, also where reading still works and writing no longer does', () => {
    // Both are recursive, and writing needs more of the stack: a message just below the reader's limit is the dangerous one.
    const limit = deepestReadable()
    for (const depth of [
      1,
      10,
      100,
      1_000,
      ...Array.from({ length: 12 }, (_, i) => limit - 60 * i),
      limit + 1_000,
    ]) {
      expect(decodeMessage(nested(depth))).toBeUndefined()
      expect(decodeMessage(join(new Uint8Array([0x82, 4]), nested(depth)))).toBeUndefined()
    }
  })

  it('CO-1 takes any damaged structure without throwing, and what it accepts has that one encoding', () => {
    fc.assert(
      fc.property(anyWire, fc.array(fc.nat(20), { maxLength: 5 }), oddValue, (wire, path, odd) => {
        const damaged = encodeIfPossible(replaceAt(decode(wire), path, odd))
        const message = damaged && decodeMessage(damaged)
        if (message?.type === 'bundle') expect(plain(message.bundle.wire)).toBe(plain(damaged))
        if (message?.type === 'frontier') expect(plain(encodeFrontier(message))).toBe(plain(damaged))
        if (message?.type === 'want') expect(plain(encodeWant(message))).toBe(plain(damaged))
      }),
      { numRuns: 1_000 },
    )
  })

  it('refuses unknown kinds, other eras in questions, and lists beyond their bounds', () => {
    const policy = new Uint8Array(32)
    const refused: unknown[] = [
      [5, policy, 0, []],
      [3, policy, 1, [], new Uint8Array()],
      [4, policy, 1, [], [], [], []],
      [3, policy, 0, new Array<number>(MAX_ENDORSERS + 1).fill(0), new Uint8Array(8 * (MAX_ENDORSERS + 1))],
      [3, policy, 0, [0, 0], new Uint8Array(15)],
      [3, policy, 0, [0, 0]],
      [4, policy, 0, [[0, 5, 5]], [], [], []],
      [4, policy, 0, [[0, 5, 4]], [], [], []],
      [4, policy, 0, new Array<number[]>(MAX_ENDORSERS + 1).fill([0, 0, 1]), [], [], []],
      [4, policy, 0, [], new Array<Uint8Array>(MAX_WANTED_SPORES + 1).fill(policy), [], []],
      [4, policy, 0, [], [], new Array<unknown>(MAX_WANTED_VOTES + 1).fill([policy, 0, 0, 0]), []],
      [4, policy, 0, [], [], [[policy, 2 ** MAX_ENDORSERS, 0, 0]], []],
      [4, policy, 0, [], [], [], new Array<unknown>(MAX_WANTED_REFS + 1).fill([0, 0, policy])],
      [4, policy, 0, [], [], [], [[MAX_ENDORSERS, 0, policy]]],
      [
        2,
        policy,
        [],
        new Array<Uint8Array>(MAX_WANTED_BATCHES + 1).fill(
          encodeBatch(new TestChain(POLICY, 0).say(endorse({ id: idOf('a') })), 'full'),
        ),
      ],
      [3, new Uint8Array(31), 0, [], new Uint8Array()],
      'text',
      { 0: 3 },
      [],
    ]
    for (const fields of refused) expect(decodeMessage(encode(fields))).toBeUndefined()
    const most = [new Array<number>(MAX_ENDORSERS).fill(0), new Uint8Array(8 * MAX_ENDORSERS)]
    expect(decodeMessage(encode([3, policy, 0, ...most]))).toBeDefined()
    expect(decodeMessage(encode([4, policy, 0, [[0, 5, 6]], [], [], []]))).toBeDefined()
  })

  it('refuses bundles and batches above their size before anything else is looked at', () => {
    const filler = (size: number): Uint8Array => encode([0, [new Uint8Array(size)], NO_SIGNATURE])
    expect(decodeMessage(filler(MAX_BUNDLE_BYTES))).toBeUndefined()
    expect(decodeMessage(encode([1, new Uint8Array(MAX_BATCH_BYTES)]))).toBeUndefined()
  })
})

const nested = (depth: number): Uint8Array => new Uint8Array(depth + 1).fill(0x81, 0, depth)

function deepestReadable(): number {
  let [good, bad] = [1, 1_000_000]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (canRead(nested(middle))) good = middle
    else bad = middle
  }
  return good
}

function canRead(wire: Uint8Array): boolean {
  try {
    decode(wire)
    return true
  } catch {
    return false
  }
}

/** Everything but the bytes themselves, which a bundle carries along. */
const meaning = (message: ReturnType<typeof decodeMessage>): unknown =>
  plain(message?.type === 'bundle' ? { ...message.bundle, wire: undefined } : message)

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    1.5,
    2 ** 53,
    2n ** 64n - 1n,
    '',
    'x',
    '\ud83c\udf44',
    [],
    [[]],
    {},
    { a: 1 },
  ),
  fc.nat(40),
  fc.uint8Array({ maxLength: 70 }),
  fc.array(fc.nat(5), { maxLength: 70 }),
)

/** A copy in which the node at the path (indices modulo length) is another. */
function replaceAt(node: unknown, path: readonly number[], odd: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined || !Array.isArray(node) || node.length === 0) return odd
  const copy: unknown[] = [...(node as readonly unknown[])]
  const at = first % copy.length
  copy[at] = replaceAt(copy[at], rest, odd)
  return copy
}

function encodeIfPossible(value: unknown): Uint8Array | undefined {
  try {
    return encode(value)
  } catch {
    return undefined
  }
}
