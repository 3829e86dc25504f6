// Spores and bundles as bytes: one body, one id, one signature input.

import { decode, encode } from 'cborg'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import {
  bundleDigest,
  decodeSpore,
  encodeSporeBody,
  makeBundle,
  sporeIdOf,
} from '../../worker/core/codec/spore-codec.ts'
import {
  MAX_KEY_LENGTH,
  MAX_SLOTS_PER_SPORE,
  MAX_SPORE_BYTES,
  MAX_SPORES_PER_BUNDLE,
} from '../../worker/core/limits.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { floatHead, headsOf, join, looseHead, taggedHead, widenHead } from './alternative-cbor.ts'
import { anySpores } from './arbitraries.ts'
import {
  add,
  base,
  bundleOf,
  bytes,
  EMITTER,
  NO_SIGNATURE,
  plain,
  POLICY,
  sadd,
  set,
  sporeOf,
  text,
} from './builders.ts'

const sha256 = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
const oneSpore = anySpores.map(([first]) => first!)

describe('spores', () => {
  it('CO-1 every spore comes back from its body', () => {
    fc.assert(
      fc.property(oneSpore, (spore) => {
        expect(plain(decodeSpore(spore.body))).toEqual(plain(spore))
        expect(plain(encodeSporeBody(spore))).toBe(plain(spore.body))
      }),
      { numRuns: 200 },
    )
  })

  it('CO-1 refuses every other encoding of a body', () => {
    fc.assert(
      fc.property(oneSpore, fc.nat(), ({ body }, at) => {
        const heads = headsOf(body)
        const head = heads[at % heads.length]!
        for (const other of [
          widenHead(body, head),
          looseHead(body, head),
          floatHead(body, head),
          taggedHead(body, head),
        ])
          if (other) expect(decodeSpore(other)).toBeUndefined()
        expect(decodeSpore(join(body, new Uint8Array([0])))).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('CO-1 CO-2 an operation has no empty list of further parts, and a base no empty path', () => {
    const fields = (operation: readonly unknown[]): Uint8Array => {
      const spore = sporeOf([set('k', 'v')])
      const whole = decode(spore.body) as unknown[]
      whole[7] = [operation]
      return encode(whole)
    }
    const base = [[0], null, null, null]
    expect(decodeSpore(fields(['k', null, 0, [1, 'v'], base]))).toBeDefined()
    expect(decodeSpore(fields(['k', null, 0, [1, 'v'], base, []]))).toBeUndefined()
    expect(decodeSpore(fields(['k', null, 0, [1, 'v'], [[], null, null, null]]))).toBeUndefined()
  })

  it('CO-2 any changed byte is no spore or another one', () => {
    fc.assert(
      fc.property(oneSpore, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ body, id }, at, flip) => {
        const changed = new Uint8Array(body)
        changed[at % body.length] = changed[at % body.length]! ^ flip
        const other = decodeSpore(changed)
        if (other) expect(other.id).not.toBe(id)
      }),
      { numRuns: 500 },
    )
  })

  it('CO-2 the id is SHA-256 over the tag and the body as one array', () => {
    fc.assert(
      fc.property(oneSpore, ({ id, body }) => {
        // 82: array of two; 67: text of seven bytes.
        expect(id).toBe(sha256(new Uint8Array([0x82, 0x67]), new TextEncoder().encode('spore/1'), body))
        expect(id).toBe(sporeIdOf(body))
      }),
    )
  })

  it('CO-1 takes any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(decodeSpore(body)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it('CO-1 refuses numbers that are not in their one form, and text that has no UTF-8', () => {
    const good = sporeOf([add('k', '15')])
    const bodyWith = (from: Uint8Array, to: Uint8Array): Uint8Array => replaceBytes(good.body, from, to)
    const fifteen = encode([0, '15'])
    for (const other of ['+5', '05', '1.', '.5', '-0', '١'])
      expect(decodeSpore(bodyWith(fifteen, encode([0, other])))).toBeUndefined()
    expect(decodeSpore(bodyWith(fifteen, encode([0, '16'])))).toBeDefined()
    // A lone surrogate as UTF-8 would have it: ed a0 80.
    const word = encode([1, 'abc'])
    const worded = sporeOf([{ ...add('k', '1'), op: 'SET', argument: text('abc') }])
    expect(
      decodeSpore(replaceBytes(worded.body, word, new Uint8Array([0x82, 1, 0x63, 0xed, 0xa0, 0x80]))),
    ).toBeUndefined()
  })

  it('CO-1 keys, lists and bodies have bounds, and the place of approvals is empty', () => {
    const decodes = (spore: Spore): boolean => decodeSpore(spore.body) !== undefined
    expect(decodes(sporeOf([set('k'.repeat(MAX_KEY_LENGTH), '1')]))).toBe(true)
    expect(decodes(sporeOf([set('k'.repeat(MAX_KEY_LENGTH + 1), '1')]))).toBe(false)
    const many = (count: number): Operation[] => Array.from({ length: count }, (_, i) => set(`k${i}`, '1'))
    expect(decodes(sporeOf(many(MAX_SLOTS_PER_SPORE)))).toBe(true)
    expect(decodes(sporeOf(many(MAX_SLOTS_PER_SPORE + 1)))).toBe(false)
    const filled = (size: number): Spore =>
      sporeOf([{ ...set('k', '1'), argument: bytes(...new Uint8Array(size)) }])
    const overhead = filled(60_000).body.length - 60_000
    expect(decodes(filled(MAX_SPORE_BYTES - overhead))).toBe(true)
    expect(decodes(filled(MAX_SPORE_BYTES - overhead + 1))).toBe(false)
    const { body } = sporeOf([set('k', '1')])
    expect(decodeSpore(join(body.subarray(0, -1), encode([])))).toBeUndefined()
  })

  it('CO-1 three levels in a base are no shape of this version', () => {
    expect(decodeSpore(sporeOf([set('k', '1', base(0, 0))]).body)).toBeDefined()
    expect(decodeSpore(sporeOf([set('k', '1', base(0, 0, 0))]).body)).toBeUndefined()
  })
})

describe('bundles', () => {
  it('CO-1 every bundle comes back from its bytes', () => {
    fc.assert(
      fc.property(anySpores, fc.uint8Array({ minLength: 64, maxLength: 64 }), (spores, signature) => {
        const bundle = makeBundle(spores, signature)!
        expect(plain(decodeMessage(bundle.wire))).toEqual(plain({ type: 'bundle', bundle }))
      }),
    )
  })

  it('CO-2 the emitter signs the tag, its key and the Merkle root of the ids', () => {
    const spores = [sporeOf([set('a', '1')]), sporeOf([set('b', '1')])]
    const leaves = spores.map(({ id }) => hexToBytes(sha256(new Uint8Array([0]), hexToBytes(id))))
    const root = hexToBytes(sha256(new Uint8Array([1]), ...leaves))
    const input = encode(['bundle/1', hexToBytes(EMITTER), root])
    expect(
      bytesToHex(
        bundleDigest(
          EMITTER,
          spores.map(({ id }) => id),
        ),
      ),
    ).toBe(sha256(input))
    // One spore is a bundle of one.
    const alone = encode(['bundle/1', hexToBytes(EMITTER), leaves[0]])
    expect(bytesToHex(bundleDigest(EMITTER, [spores[0]!.id]))).toBe(sha256(alone))
  })

  it('a bundle holds spores of one policy and emitter, each once, at least one and not too many', () => {
    const accepted = (spores: readonly Spore[]): boolean =>
      decodeMessage(makeBundle(spores, NO_SIGNATURE)!.wire) !== undefined
    const spore = sporeOf([set('a', '1')])
    expect(accepted([spore, sporeOf([sadd('b', 'x')])])).toBe(true)
    expect(accepted([spore, spore])).toBe(false)
    expect(accepted([spore, sporeOf([set('b', '1')], { emitter: POLICY as never })])).toBe(false)
    expect(accepted([spore, sporeOf([set('b', '1')], { policy: EMITTER as never })])).toBe(false)
    const many = Array.from({ length: MAX_SPORES_PER_BUNDLE + 1 }, () => sporeOf([set('a', '1')]))
    expect(accepted(many.slice(1))).toBe(true)
    expect(accepted(many)).toBe(false)
    expect(makeBundle([], NO_SIGNATURE)).toBeUndefined()
    expect(decodeMessage(encode([0, [], NO_SIGNATURE]))).toBeUndefined()
    expect(decodeMessage(encode([0, [spore.body], new Uint8Array(63)]))).toBeUndefined()
    expect(decodeMessage(bundleOf(spore).wire)).toBeDefined()
  })
})

function replaceBytes(whole: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = bytesToHex(whole).indexOf(bytesToHex(from)) / 2
  if (!Number.isInteger(at) || at < 0) throw new Error('the bytes to replace are not there')
  return join(whole.subarray(0, at), to, whole.subarray(at + from.length))
}
